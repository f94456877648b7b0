"""The headers that tell a browser what it may do with an answer. Every answer has them.

Documents: https://www.w3.org/TR/CSP3/, https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header and
https://html.spec.whatwg.org/multipage/browsers.html#cross-origin-opener-policies.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_FILES_ONLY = (
    "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""File names and prompts are untrusted text: even if one became markup, it could run nothing and send nothing."""

SECURITY_HEADERS = {
    "content-security-policy": OWN_FILES_ONLY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",  # no page of another site may show a thumbnail, nor learn its size
    "referrer-policy": "same-origin",  # `no-referrer` would make browsers send `Origin: null` with forms of our own
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""What an answer has unless its route sets a header of the same name."""

_ENCODED = [(name.encode("ascii"), value.encode("ascii")) for name, value in SECURITY_HEADERS.items()]


class SecurityHeaders:
    """ASGI middleware that adds `SECURITY_HEADERS` to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                present = {name.lower() for name, _ in own}
                message["headers"] = own + [pair for pair in _ENCODED if pair[0] not in present]
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
