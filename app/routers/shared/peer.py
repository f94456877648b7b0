"""Remembers who is at the other end of the connection, before a proxy's headers are believed."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class PeerRecorder:
    """Puts the connection's peer into `scope["state"]["peer"]`, as (address, port) or None.

    It has to be outside Uvicorn's `ProxyHeadersMiddleware`, which replaces `scope["client"]` by the address in
    `X-Forwarded-For`. Whether a proxy is trusted depends on the peer, which nobody can choose.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["peer"] = scope.get("client")
        await self._app(scope, receive, send)
