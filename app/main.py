"""The roof: builds everything from the settings and hands it out."""

from __future__ import annotations

import io
import logging
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import TextIO, cast

import structlog
import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from prometheus_client import CollectorRegistry
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from starlette.routing import Route

from app import __version__
from app.catalog import Catalog, CatalogError
from app.domain.progress import Progress
from app.ingest.context import IngestContext
from app.ingest.disk.data_lock import DataFolderInUseError, lock_data_folder
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
BACKLOG = 2048
"""Connections that may wait to be accepted: a restarted server is met by all its watchers at once."""

STREAM_PATH = "/api/ingest/stream/{session_id}"


@asynccontextmanager
async def working(settings: Settings, hub: Hub) -> AsyncIterator[tuple[IngestContext, Supervisor]]:
    """Open the database, the workers and the supervisor for the length of the block."""
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


class StartupError(RuntimeError):
    """Something keeps the product from starting; the text names it and the cure."""


def preflight(settings: Settings) -> None:
    """Open and close what a start needs. Raises `StartupError`, in words, before there is a server to fail."""
    database = make_url(settings.url).render_as_string(hide_password=True)
    try:
        with lock_data_folder(settings.data), closing(Catalog(settings.url)):
            return
    except (DataFolderInUseError, ValueError) as error:
        raise StartupError(str(error)) from error
    except OSError as error:
        raise StartupError(
            f"the data folder {settings.data} cannot be used: {error.strerror}; choose another --data"
        ) from error
    except (SQLAlchemyError, CatalogError) as error:
        cause = getattr(error, "orig", None) or error
        raise StartupError(
            f"the database {database} cannot be opened: {cause}; mend it or choose another --data"
        ) from error


def listening_socket(settings: Settings) -> socket.socket:
    """Raises `StartupError` when the address is taken or not this machine's."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise StartupError(f"cannot listen on {where}: {error.strerror}; choose another --port or --host") from error


def create_hub(settings: Settings, metrics: CollectorRegistry) -> Hub:
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
    """The whole product as one app. Raises NotADirectoryError when a media root is no folder."""
    roots = MediaRoots(settings.roots)
    metrics = CollectorRegistry()
    hub = create_hub(settings, metrics)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with working(settings, hub) as (context, supervisor):
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


class HeadraceServer(uvicorn.Server):
    """Ends the open streams before it waits for open requests, which they would never stop being."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._hub: Hub = app.state.hub
        super().__init__(
            uvicorn.Config(
                app,
                host=settings.host,
                port=settings.port,
                loop="uvloop",
                http="httptools",
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=5,
            )
        )

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        for server in self.servers:
            for listening in server.sockets:
                host, port = listening.getsockname()[:2]
                print(f"Headrace is at http://{f'[{host}]' if ':' in host else host}:{port}", flush=True)

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await self._hub.stop()
        await super().shutdown(sockets)  # type: ignore[arg-type]


class LossyText(io.TextIOBase):
    """Text that goes to `to` while it can: a log on a full disk loses lines, and never stops the work it tells of."""

    def __init__(self, to: TextIO) -> None:
        self._to = to

    def write(self, text: str, /) -> int:
        with suppress(OSError):
            return self._to.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._to.flush()


def configure_logging(*, as_json: bool, level: int = logging.INFO) -> None:
    """Structured lines on standard error, one an event."""
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=cast(TextIO, LossyText(sys.stderr))),
        cache_logger_on_first_use=True,
    )
