"""The process that serves: checks before the start, the socket, and Uvicorn."""

from __future__ import annotations

import socket
from ipaddress import ip_address

import uvicorn
from fastapi import FastAPI
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.catalog import (
    Catalog,
    CatalogError,
    CatalogUnavailableError,
    DatabaseFileError,
    UpgradeRefusedError,
    require_undamaged,
)
from app.http.protocol import BoundedHttpProtocol
from app.ingest.disk.data_lock import DataFolderInUseError, lock_data_folder
from app.live import Hub
from app.routers.shared.peer import PeerRecorder
from app.settings import Settings

BACKLOG = 65_535
"""Connections that may wait to be accepted: after a restart all clients reconnect at once. Linux allows at most
`net.core.somaxconn`, 4,096 by default. Who finds no room tries again after 1, 3, 7 and 15 seconds."""

CHECK_S = 2.0
"""How long a start may take to look for damage in an SQLite database."""


class StartupError(RuntimeError):
    """The server cannot start; the message says why and what to do."""


def preflight(settings: Settings) -> None:
    """Open and close the data folder and the database. Raises `StartupError` before a server exists that could fail."""
    try:
        with lock_data_folder(settings.data):
            require_undamaged(settings.url, CHECK_S)
            Catalog(settings.url).close()
    except (DataFolderInUseError, DatabaseFileError, ValueError) as error:
        raise StartupError(str(error)) from error
    except OSError as error:
        raise StartupError(
            f"the data folder {settings.data} cannot be used: {error.strerror}; choose another --data"
        ) from error
    except (ArgumentError, CatalogError) as error:
        raise StartupError(describe_database_error(settings, error)) from error


def describe_database_error(settings: Settings, error: CatalogError | ArgumentError) -> str:
    """Return in one line why the database cannot be used, without its password, and what to do."""
    try:
        database = make_url(settings.url).render_as_string(hide_password=True)
    except ArgumentError:
        return "the database URL cannot be parsed; write it as sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME"
    if isinstance(error, CatalogUnavailableError):
        cure = error.cure or "Repair it or choose another --data"
        return f"the database {database} cannot be opened: {error.reason}. {cure}"
    if isinstance(error, UpgradeRefusedError):
        return f"the database {database} cannot be opened: {error}"
    return f"the database {database} cannot be opened: {error}; repair it or choose another --data"


def open_socket(settings: Settings) -> socket.socket:
    """Listen on the address of the settings. Raises `StartupError` if it is taken or not an address of this machine.

    Who connects before the server is ready waits: docs/decisions/1607-the-socket-listens-first.md.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    where = f"{settings.host}:{settings.port}"
    try:
        settings.host.encode("idna")  # as the look-up of the name will
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = str(error.strerror).partition(" (while attempting")[0]  # the address, which is named already
        raise StartupError(f"cannot listen on {where}: {reason}; choose another --port or --host") from error
    except UnicodeError as error:
        raise StartupError(f"cannot listen on {where}: there is no such host; choose another --host") from error


class HeadraceServer(uvicorn.Server):
    """Uvicorn, except that it ends the open streams first: it would wait for them forever."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._hub: Hub = app.state.hub
        super().__init__(
            uvicorn.Config(
                # The peer is recorded first: the proxy's headers replace it with the client that they name. They are
                # handled here and not by uvicorn, whose environment variable could name further proxies.
                PeerRecorder(ProxyHeadersMiddleware(app, settings.trusted_proxies)),  # type: ignore[arg-type]
                proxy_headers=False,
                host=settings.host,
                port=settings.port,
                backlog=BACKLOG,
                loop="auto",  # uvloop, which is required wherever it exists
                http=BoundedHttpProtocol,
                ws="none",
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
                await self._print_first_invitation(host, port)

    async def _print_first_invitation(self, host: str, port: int) -> None:
        """Where others can reach the server, print the link that makes the first admin, if there is none yet."""
        accounts = self._app.state.services.access.accounts
        if not self._settings.may_be_open and (invited := await accounts.invite_first_admin()):
            print(
                "Nobody can sign in yet. Open this link within 24 hours to create the first admin; it works once:",
                flush=True,
            )
            for name in _names_of(host):
                print(f"  http://{name}:{port}/invitation/{invited.secret}", flush=True)

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await self._hub.stop()
        await super().shutdown(sockets)  # type: ignore[arg-type]


def _names_of(host: str) -> list[str]:
    """Return the names by which a browser reaches the server. All addresses: this machine's name, and from itself."""
    if ip_address(host).is_unspecified:
        return [socket.gethostname(), "127.0.0.1"]
    return [f"[{host}]" if ":" in host else host]
