"""Builds everything from the settings and passes it down."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from prometheus_client import CollectorRegistry
from starlette.routing import Route

from app import __version__
from app.catalog import Catalog
from app.domain.progress import Progress
from app.ingest.context import IngestContext
from app.ingest.disk.data_lock import lock_data_folder
from app.ingest.disk.media_roots import MediaRoots
from app.ingest.disk.temp_folder import clean_up_after_predecessor
from app.ingest.relations import Relations
from app.ingest.review.duplicates import Duplicates
from app.ingest.review.preview import Preview
from app.ingest.review.preview_files import PreviewFiles
from app.ingest.review.session_report import SessionReports
from app.ingest.review.threshold import NsfwThreshold
from app.ingest.sessions.commit import CommitUndo
from app.ingest.sessions.session_locks import SessionLocks
from app.ingest.sessions.supervisor import Supervisor
from app.ingest.sessions.view import SessionViews
from app.ingest.workers.pool import WorkerPool
from app.ingest.workers.worker import WorkerLimits
from app.live import Gone, Hub, LiveSettings, StreamEndpoint
from app.readers import nsfw_status
from app.routers import (
    commit,
    duplicates,
    files,
    folders,
    health,
    history,
    ingest_v2,
    library,
    page,
    preview,
    report,
    sessions,
)
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import install_error_handlers
from app.routers.shared.openapi import describe_api
from app.routers.shared.services import Services
from app.settings import Settings

HERE = Path(__file__).parent
STREAM_PATH = "/api/ingest/stream/{session_id}"


@asynccontextmanager
async def open_ingest(settings: Settings, hub: Hub) -> AsyncIterator[tuple[IngestContext, Supervisor]]:
    """Open the database, the workers and the supervisor; close them when the block ends."""
    with lock_data_folder(settings.data) as lock:
        clean_up_after_predecessor(lock)
        catalog = Catalog(settings.url)
        limits = WorkerLimits(
            file_timeout_s=settings.file_timeout_s,
            memory_bytes=settings.worker_memory_mb << 20,
            nsfw_model=settings.nsfw_model,
        )
        pool = WorkerPool(settings.workers, limits)
        relations = Relations(catalog, [str(root.expanduser().resolve()) for root in settings.roots])
        context = IngestContext(catalog, pool, relations, SessionLocks(), settings.thumbnail_px, settings.nsfw_model)
        supervisor = Supervisor(context, hub, retention_days=settings.retention_days)
        try:
            await hub.start()
            await pool.start()
            yield context, supervisor
        finally:
            await supervisor.stop()
            await pool.stop()
            await hub.stop()
            catalog.close()


def create_hub(settings: Settings, metrics: CollectorRegistry) -> Hub:
    """Build the hub of the live streams; its metrics go into `metrics`."""
    return Hub(
        LiveSettings(
            tick_s=settings.stream_tick_ms / 1000,
            keepalive_s=settings.stream_keepalive_s,
            stale_s=settings.stream_stale_s,
            max_streams_per_session=settings.streams_per_session,
            max_streams_per_address=settings.streams_per_address,
        ),
        metrics,
    )


def create_services(settings: Settings, roots: MediaRoots, context: IngestContext, supervisor: Supervisor) -> Services:
    """Build what the routes call."""
    catalog, states, reconciler = context.catalog, supervisor.states, supervisor.reconciler
    undo, preview_of_commit = CommitUndo(context, states, reconciler), Preview(context, states)
    views = SessionViews(catalog, states, undo)
    return Services(
        catalog=catalog,
        supervisor=supervisor,
        sessions=views,
        duplicates=Duplicates(catalog),
        preview=preview_of_commit,
        preview_files=PreviewFiles(catalog, preview_of_commit, states),
        reports=SessionReports(catalog, views, preview_of_commit),
        undo=undo,
        nsfw_threshold=NsfwThreshold(catalog, states, reconciler),
        roots=roots,
        templates=Jinja2Templates(HERE / "templates"),
        nsfw=nsfw_status(settings.nsfw_model),
        rollout_percent=settings.streaming_rollout_percent,
    )


def create_app(settings: Settings) -> FastAPI:
    """Build the whole server as one app. Raises NotADirectoryError if a media root is not a folder."""
    roots = MediaRoots(settings.roots)
    metrics = CollectorRegistry()
    hub = create_hub(settings, metrics)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_ingest(settings, hub) as (context, supervisor):
            app.state.services = create_services(settings, roots, context, supervisor)
            await supervisor.start()
            yield

    app = FastAPI(
        title="Headrace",
        version=__version__,
        summary="Media ingest that shows, truly live, what it is doing.",
        lifespan=lifespan,
        default_response_class=SurrogateSafeJSONResponse,
    )
    app.state.metrics = metrics
    app.state.hub = hub
    install_error_handlers(app)

    async def resolve(session_id: str) -> Progress | Gone | None:
        services: Services = app.state.services
        return await services.supervisor.resolve_stream(session_id)

    app.router.routes.append(Route(STREAM_PATH, StreamEndpoint(hub, resolve), include_in_schema=False))
    for resource in (
        page,
        ingest_v2,
        sessions,
        history,
        folders,
        files,
        preview,
        duplicates,
        report,
        library,
        commit,
        health,
    ):
        app.include_router(resource.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    describe_api(app, STREAM_PATH)
    return app
