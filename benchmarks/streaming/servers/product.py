"""The product in this process: the real app on its real route, with a session whose events the benchmark emits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import uvloop
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.domain.progress import Progress
from app.live import Channel, status_document
from app.logs import configure_logging
from app.main import create_app
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.server import HeadraceServer
from app.settings import load_settings
from benchmarks.streaming.servers.control import CarryOut, serve_orders, wait_until

SESSION = "b3c5d1f0a7e94c2f8d6e5b4a39281706"
STREAM = f"/api/ingest/stream/{SESSION}"
STATUS = f"/api/ingest/status/{SESSION}"
NO_LIMIT = 1_000_000
"""All subscribers share one address and one session, far beyond the normal limits."""


def run(folder: Path, opening: Progress, path: str, orders: Callable[[Channel], CarryOut]) -> None:
    """Serve the session `opening` until the benchmark closes the pipe; `orders(channel)` carries out the orders."""
    configure_logging(as_json=False)
    uvloop.run(_serve(folder, opening, path, orders))


async def _serve(folder: Path, opening: Progress, path: str, orders: Callable[[Channel], CarryOut]) -> None:
    settings = load_settings(
        roots=[folder],
        data=folder / "data",
        port=0,
        workers=1,
        streams_per_session=NO_LIMIT,
        streams_per_address=NO_LIMIT,
    )
    app = create_app(settings)
    server = HeadraceServer(app, settings)
    serving = asyncio.create_task(server.serve())
    await wait_until(lambda: server.started)
    channel = app.state.hub.open(opening)

    async def status(request: Request) -> Response:
        return SurrogateSafeJSONResponse(status_document(channel.progress))

    app.router.routes.insert(0, Route(STATUS, status))
    port = server.servers[0].sockets[0].getsockname()[1]
    await serve_orders({"port": port, "path": path, "status_path": STATUS}, orders(channel))
    server.should_exit = True
    await serving
