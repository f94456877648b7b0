"""Builds everything from the settings and passes it down."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from fastapi import FastAPI
from fastapi.templating import Jinja2Templates
from prometheus_client import CollectorRegistry
from starlette.middleware import Middleware

from app import __version__
from app.access import AccessSettings, OpenIdSettings, StreamRights, create_access
from app.catalog import Catalog
from app.delivery import (
    Assets,
    Compression,
    ErrorPage,
    ErrorPages,
    Revalidation,
    StaticAssets,
    Translations,
    create_templates,
)
from app.domain.cluster.executor import Executor, parse_executor
from app.domain.progress import FileFailure, Progress
from app.export.export_jobs import ExportJobs
from app.export.folders.export_roots import ExportRoots
from app.http.bodies import BodyCheck, FileBodies
from app.http.hosts import AllowedHosts, HostCheck
from app.http.loop_delay import LoopDelay
from app.http.map_tiles import MapTiles
from app.http.origins import OriginCheck
from app.http.ranges import RangeErrors
from app.http.request_ids import RequestIds
from app.http.request_metrics import NamedMount, NamedRoute, RequestMeter, RequestMetrics
from app.http.security_headers import OWN_FILES_ONLY, SecurityHeaders
from app.importing.import_jobs import ImportJobs
from app.ingest.cluster.machines import Machines, NoMachines
from app.ingest.context import IngestContext
from app.ingest.disk.data_lock import lock_data_folder
from app.ingest.disk.media_roots import MediaRoots
from app.ingest.disk.temp_folder import clean_up_after_predecessor
from app.ingest.disk.uploads import UploadLimits, Uploads
from app.ingest.pictures.interactive_pool import InteractivePool, choose_pool_size
from app.ingest.pictures.rendition_cache import RenditionCache
from app.ingest.pictures.renditions import Renditions
from app.ingest.relations import Relations
from app.ingest.review.collections import Collections, SavedSearches
from app.ingest.review.duplicates import Duplicates
from app.ingest.review.file_views import FileViews
from app.ingest.review.library_duplicates import LibraryDuplicates
from app.ingest.review.library_edits import LibraryEdits
from app.ingest.review.library_files import LibraryFiles
from app.ingest.review.library_folders import LibraryFolders
from app.ingest.review.preview import Preview
from app.ingest.review.preview_files import PreviewFiles
from app.ingest.review.session_report import SessionReports
from app.ingest.review.threshold import NsfwThreshold
from app.ingest.sessions.commit import CommitUndo
from app.ingest.sessions.sent_failures import load_sent_failures
from app.ingest.sessions.session_locks import SessionLocks
from app.ingest.sessions.supervisor import Supervisor
from app.ingest.sessions.view import SessionViews
from app.ingest.telemetry.ingest_metrics import IngestMetrics
from app.ingest.telemetry.tracing import NoTracing, Tracing
from app.ingest.workers.metrics import WorkerMetrics
from app.ingest.workers.pool import WorkerPool, create_workers
from app.ingest.workers.reading_worker import ReadingWorker
from app.ingest.workers.worker import WorkerLimits
from app.live import Gone, Hub, LibraryStreamEndpoint, LiveSettings, StreamEndpoint
from app.metrics import create_registry
from app.readers import nsfw_status
from app.rollout import PageMetrics, PageReports, Pollers, Rollout
from app.routers import (
    commit,
    docs,
    duplicates,
    edits,
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
from app.routers.access import account, accounts, guest, guest_links, oidc, sign_in
from app.routers.configure import machines, presets, uploads
from app.routers.connection import connection
from app.routers.connection import page as connection_page
from app.routers.connection.test_stream import TestStreams
from app.routers.contents import blocks, originals, pictures, texts
from app.routers.edit_library import collections, searches
from app.routers.edit_library import duplicates as library_duplicates
from app.routers.edit_library import steps as library_steps
from app.routers.exports import folders as export_folders
from app.routers.exports import table
from app.routers.exports.documents import export_document
from app.routers.imports import imports
from app.routers.imports.documents import import_news_document
from app.routers.overviews import calendar, folder_tree, places
from app.routers.rollout import inspector, percent, reports
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import AuthenticationMiddleware
from app.routers.shared.errors import install_error_handlers
from app.routers.shared.openapi import describe_api
from app.routers.shared.services import Services
from app.settings import Settings

T = TypeVar("T")
HERE = Path(__file__).parent
STREAM_PATH = "/api/ingest/stream/{session_id}"
LIBRARY_STREAM_PATH = "/api/library/stream"


@asynccontextmanager
async def open_ingest(
    settings: Settings, hub: Hub, roots: MediaRoots, metrics: CollectorRegistry, worker_metrics: WorkerMetrics
) -> AsyncIterator[tuple[IngestContext, Supervisor]]:
    """Open the database, the workers and the supervisor; close them when the block ends. Only `roots` are read."""
    with lock_data_folder(settings.data) as lock:
        clean_up_after_predecessor(lock)
        catalog = Catalog(settings.url, metrics)
        limits = WorkerLimits(
            file_timeout_s=settings.file_timeout_s,
            memory_bytes=settings.worker_memory_mb << 20,
        )
        executor = parse_executor(settings.executor)
        size = settings.workers if executor.reads_here else 0
        counted = worker_metrics.of_pool("reading", size)
        pool: WorkerPool[ReadingWorker] = WorkerPool(
            create_workers(size, limits, counted), settings.file_timeout_s, metrics=counted
        )
        others = create_machines(executor, settings, roots, pool)
        relations = Relations(catalog, [str(root.expanduser().resolve()) for root in settings.media_roots])
        context = IngestContext(
            catalog=catalog,
            pool=pool,
            relations=relations,
            locks=SessionLocks(),
            roots=roots,
            thumbnail_px=settings.thumbnail_px,
            nsfw_model=settings.nsfw_model,
            metrics=IngestMetrics(metrics),
            tracing=create_tracing(settings.otlp_endpoint),
            hashed_bytes=settings.hash_limit_mb << 20 or None,
            machines=others,
        )
        supervisor = Supervisor(context, hub, retention_days=settings.retention_days)
        try:
            await hub.start()
            loop = asyncio.get_running_loop()
            catalog.tell_indexed = partial(loop.call_soon_threadsafe, hub.library.tell, "indexed", {})
            await pool.start()
            others.start()
            yield context, supervisor
        finally:
            await supervisor.stop()
            await others.stop()
            await pool.stop()
            await hub.stop()
            await asyncio.to_thread(context.tracing.stop)
            catalog.close()


@asynccontextmanager
async def open_interactive_pool(settings: Settings, metrics: WorkerMetrics) -> AsyncIterator[InteractivePool]:
    """Open the workers that make pictures for people who look at them; end them when the block ends."""
    pool = InteractivePool(
        choose_pool_size(settings.workers),
        file_timeout_s=settings.file_timeout_s,
        memory_bytes=settings.worker_memory_mb << 20,
        metrics=metrics,
    )
    try:
        yield pool
    finally:
        await pool.stop()


def create_machines(
    executor: Executor, settings: Settings, roots: MediaRoots, pool: WorkerPool[ReadingWorker]
) -> Machines:
    """Return the other machines that read files; none where no scheduler is named. Theirs are workers of `pool`."""
    if executor.scheduler is None:
        return NoMachines()
    # Only here, because the packages that it needs are an extra.
    from app.ingest.cluster.cluster import Cluster  # noqa: PLC0415
    from app.ingest.cluster.security import load_security  # noqa: PLC0415

    folders = [str(folder) for folder in roots.folders]
    return Cluster(executor.scheduler, folders, pool, load_security(settings.cluster_tls))


def create_tracing(endpoint: str | None) -> Tracing:
    """Return what sessions are traced with; nothing where no collector is named."""
    if endpoint is None:
        return NoTracing()
    # Only here, because the packages that it needs are an extra.
    from app.ingest.telemetry import opentelemetry_tracing  # noqa: PLC0415

    return opentelemetry_tracing.create_tracing(endpoint)


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


def access_settings(settings: Settings) -> AccessSettings:
    """Return what the settings say about who may do what."""
    openid, secret = None, settings.oidc_client_secret
    if settings.oidc_issuer and settings.oidc_client_id:
        openid = OpenIdSettings(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else "",
            name=settings.oidc_name,
            scopes=settings.oidc_scopes,
        )
    return AccessSettings(settings.may_be_open, settings.sign_in_days, settings.new_account_role, openid)


def publish_jobs(hub: Hub, name: str, describe: Callable[[T], dict[str, Any]]) -> Callable[[T, bool], None]:
    """Return what tells pages of jobs, on the library's stream: as `name` of one that is over, else as `name`ing."""

    def publish(job: T, is_over: bool) -> None:
        document = describe(job)
        if is_over:
            hub.library.publish(name, document)
        else:
            hub.library.tell(f"{name}ing", document)

    return publish


def open_uploads(settings: Settings) -> Uploads | None:
    """Return what receives files, if there is a folder for them, and delete what a killed server left there."""
    if settings.uploads is None:
        return None
    uploads = Uploads(settings.uploads, _upload_limits(settings))
    uploads.remove_leftovers()
    return uploads


def _upload_limits(settings: Settings) -> UploadLimits:
    return UploadLimits(settings.upload_files, settings.upload_file_mb << 20)


def create_services(
    settings: Settings,
    hub: Hub,
    context: IngestContext,
    supervisor: Supervisor,
    interactive: InteractivePool,
    templates: Jinja2Templates,
    metrics: CollectorRegistry,
    rollout: Rollout,
    page_reports: PageReports,
    exports: ExportJobs,
    imports: ImportJobs,
) -> Services:
    """Build what the routes call."""
    catalog, states, reconciler = context.catalog, supervisor.states, supervisor.reconciler
    undo, preview_of_commit = CommitUndo(context, states, reconciler, hub.library), Preview(context, states)
    views, file_views = SessionViews(catalog, states, undo), FileViews()
    library_edits = LibraryEdits(catalog, file_views, hub)
    cache = RenditionCache(settings.data.resolve() / "renditions", settings.rendition_cache_mb << 20)
    return Services(
        catalog=catalog,
        access=create_access(catalog, access_settings(settings), metrics),
        supervisor=supervisor,
        sessions=views,
        duplicates=Duplicates(catalog),
        preview=preview_of_commit,
        preview_files=PreviewFiles(catalog, preview_of_commit, states, file_views),
        library_files=LibraryFiles(catalog, file_views),
        library_folders=LibraryFolders(catalog),
        library_edits=library_edits,
        library_duplicates=LibraryDuplicates(catalog, library_edits),
        collections=Collections(catalog, library_edits),
        saved_searches=SavedSearches(catalog, hub),
        reports=SessionReports(catalog, views, preview_of_commit),
        undo=undo,
        nsfw_threshold=NsfwThreshold(catalog, states, reconciler),
        roots=context.roots,
        uploads=open_uploads(settings),
        interactive=interactive,
        renditions=Renditions(interactive, cache),
        templates=templates,
        nsfw=nsfw_status(settings.nsfw_model),
        rollout=rollout,
        page_reports=page_reports,
        pollers=Pollers(),
        machines=context.machines,
        exports=exports,
        map_tiles=MapTiles(settings.map_tiles, settings.map_credit) if settings.map_tiles else None,
        imports=imports,
    )


def create_middleware(settings: Settings, error_page: ErrorPage, metrics: RequestMetrics) -> list[Middleware]:
    """Return what every request passes before it reaches a route, the outermost first."""
    return [
        Middleware(RequestIds),
        Middleware(RequestMeter, metrics),
        Middleware(SecurityHeaders),
        Middleware(ErrorPages, error_page),
        Middleware(Compression),
        Middleware(Revalidation),
        Middleware(HostCheck, AllowedHosts(settings.host, settings.allowed_hosts)),
        Middleware(OriginCheck, settings.allowed_origins),
        Middleware(BodyCheck, FileBodies("PUT", re.compile(uploads.FILE_ADDRESS), _upload_limits(settings).file_bytes)),
        Middleware(AuthenticationMiddleware, settings.proxy_user_header, settings.trusted_proxies),
        Middleware(RangeErrors),
    ]


@dataclass(frozen=True, slots=True)
class PageFiles:
    """What pages are made of."""

    assets: Assets
    translations: Translations
    templates: Jinja2Templates


@cache
def page_files() -> PageFiles:
    """Return the same files for all apps of a process. They are read when they are needed, and again after a change."""
    assets, translations = Assets(HERE / "static"), Translations(HERE / "locales")
    return PageFiles(assets, translations, create_templates(HERE / "templates", assets, translations))


def create_app(settings: Settings) -> FastAPI:
    """Build the whole server as one app. Raises NotADirectoryError if a media root is not a folder, and
    `ExportRootError`."""
    roots = MediaRoots(settings.media_roots)
    export_roots = ExportRoots(settings.export_roots, settings.media_roots, allow_media=settings.export_into_media)
    metrics = create_registry(settings.data)
    worker_metrics = WorkerMetrics(metrics)
    hub = create_hub(settings, metrics)
    loop_delay = LoopDelay(metrics)
    page_metrics = PageMetrics(metrics)
    assets, templates = page_files().assets, page_files().templates
    error_page = ErrorPage(templates, assets, OWN_FILES_ONLY)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with (
            open_ingest(settings, hub, roots, metrics, worker_metrics) as (context, supervisor),
            open_interactive_pool(settings, worker_metrics) as interactive_pool,
        ):
            rollout = Rollout(context.catalog, hub, settings.streaming_rollout_percent, page_metrics)
            services = create_services(
                settings,
                hub,
                context,
                supervisor,
                interactive_pool,
                templates,
                metrics,
                rollout,
                PageReports(page_metrics),
                ExportJobs(
                    context.catalog, export_roots, roots.open_file, publish_jobs(hub, "export", export_document)
                ),
                ImportJobs(context.catalog, roots.resolve_folder, publish_jobs(hub, "import", import_news_document)),
            )
            app.state.services = services
            rights = StreamRights(hub, services.access.authenticator)
            rights.start()
            await rollout.start()
            loop_delay.start()
            await supervisor.start()
            warming = asyncio.create_task(asyncio.to_thread(assets.warm))
            try:
                yield
            finally:
                loop_delay.stop()
                await services.exports.stop()
                await services.imports.stop()
                await rollout.stop()
                await rights.stop()
                await warming

    app = FastAPI(
        title="Headrace",
        version=__version__,
        summary="Reads folders of images and videos into a library, and shows its progress live.",
        lifespan=lifespan,
        middleware=create_middleware(settings, error_page, RequestMetrics(metrics)),
        docs_url=None,  # FastAPI's own page is fetched from elsewhere; app/routers/docs.py is ours
        openapi_url=None,
        redoc_url=None,
        default_response_class=SurrogateSafeJSONResponse,
    )
    app.state.metrics = metrics
    app.state.hub = hub
    app.state.test_streams = TestStreams(hub)
    app.state.error_page = error_page
    install_error_handlers(app)

    async def resolve(session_id: str) -> Progress | Gone | None:
        services: Services = app.state.services
        return await services.supervisor.resolve_stream(session_id)

    app.include_router(connection.router)  # before the stream, whose path takes every name

    async def load_failures(session_id: str) -> Sequence[FileFailure]:
        services: Services = app.state.services
        return await load_sent_failures(services.catalog, session_id)

    stream = StreamEndpoint(hub, resolve, load_failures)
    app.router.routes.append(NamedRoute(STREAM_PATH, stream, include_in_schema=False))
    library_stream = NamedRoute(LIBRARY_STREAM_PATH, LibraryStreamEndpoint(hub), include_in_schema=False)
    app.router.routes.append(library_stream)
    app.router.routes.append(NamedRoute(guest.STREAM_PATH, guest.GuestStream(stream), include_in_schema=False))
    for resource in (
        page,
        connection_page,
        ingest_v2,
        sessions,
        history,
        folders,
        presets,
        uploads,
        machines,
        files,
        pictures,
        originals,
        texts,
        blocks,
        preview,
        edits,
        duplicates,
        report,
        library,
        library_steps,
        library_duplicates,
        table,
        export_folders,
        imports,
        collections,
        searches,
        folder_tree,
        calendar,
        places,
        commit,
        health,
        percent,
        reports,
        inspector,
        sign_in,
        oidc,
        account,
        accounts,
        guest_links,
        guest,
        docs,
    ):
        app.include_router(resource.router)
    app.router.routes.append(NamedMount("/static", StaticAssets(HERE / "static", assets), name="static"))
    describe_api(app, STREAM_PATH, LIBRARY_STREAM_PATH)
    return app
