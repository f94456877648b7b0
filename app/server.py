"""The process that serves: checks before the start, the socket, and Uvicorn."""

from __future__ import annotations

import socket
from contextlib import closing

import uvicorn
from fastapi import FastAPI
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from app.catalog import Catalog, CatalogError
from app.ingest.disk.data_lock import DataFolderInUseError, lock_data_folder
from app.live import Hub
from app.settings import Settings

BACKLOG = 2048
"""Connections that may wait to be accepted: after a restart all clients reconnect at once."""


class StartupError(RuntimeError):
    """The server cannot start; the message says why and what to do."""


def preflight(settings: Settings) -> None:
    """Open and close the data folder and the database. Raises `StartupError` before a server exists that could fail."""
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
            f"the database {database} cannot be opened: {cause}; repair it or choose another --data"
        ) from error


def open_socket(settings: Settings) -> socket.socket:
    """Listen on the address of the settings. Raises `StartupError` if it is taken or not an address of this machine."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise StartupError(f"cannot listen on {where}: {error.strerror}; choose another --port or --host") from error


class HeadraceServer(uvicorn.Server):
    """Uvicorn, except that it ends the open streams first: it would wait for them forever."""

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
