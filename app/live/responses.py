"""Complete responses that the stream's endpoint sends instead of a stream.

Errors have the one shape that all errors of the API have: `{"error": {"code", "message", "cure"}}`.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.live.asgi import Headers, Send
from app.live.format.status_document import to_json

ALLOWED_METHODS = b"GET, HEAD, OPTIONS"
RETRY_AFTER = (b"retry-after", b"5")
SESSIONS_CURE = "GET /api/ingest/sessions lists all sessions."


@dataclass(frozen=True, slots=True)
class CompleteResponse:
    """A response without an error has no body."""

    status: int
    code: str = ""
    message: str = ""
    cure: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()

    @property
    def body(self) -> bytes:
        if not self.code:
            return b""
        return to_json({"error": {"code": self.code, "message": self.message, "cure": self.cure}})


LIST_METHODS = CompleteResponse(204, headers=((b"allow", ALLOWED_METHODS),))

NOTHING_MORE = CompleteResponse(204)
"""The client has the terminal event, or the session ended long ago. A browser stops reconnecting on this status."""

STOPPING = CompleteResponse(
    503, "stopping", "The server is stopping.", "Try again in a few seconds.", headers=(RETRY_AFTER,)
)


async def send_response(send: Send, response: CompleteResponse, *, with_body: bool = True) -> None:
    body = response.body
    headers: Headers = list(response.headers)
    if response.code:
        headers += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode("ascii"))]
    headers.append((b"cache-control", b"no-store"))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": body if with_body else b""})


def refuse_method(method: str) -> CompleteResponse:
    return CompleteResponse(
        405,
        "method_not_allowed",
        f"A stream does not support {method}.",
        "Open it with GET.",
        headers=((b"allow", ALLOWED_METHODS),),
    )


def refuse_unknown_session(session_id: str) -> CompleteResponse:
    return CompleteResponse(404, "unknown_session", f"There is no session {session_id}.", SESSIONS_CURE)


def refuse_deleted_session(session_id: str) -> CompleteResponse:
    return CompleteResponse(410, "deleted_session", f"Session {session_id} was deleted.", SESSIONS_CURE)


def refuse_address_over_limit(limit: int) -> CompleteResponse:
    return CompleteResponse(
        429,
        "too_many_streams_from_address",
        f"Your address has {limit} open streams, which is the limit.",
        "Close some, or raise HEADRACE_STREAMS_PER_ADDRESS.",
        headers=(RETRY_AFTER,),
    )


def refuse_session_over_limit(limit: int) -> CompleteResponse:
    return CompleteResponse(
        503,
        "too_many_streams_of_session",
        f"The session has {limit} open streams, which is the limit.",
        "Close some, or raise HEADRACE_STREAMS_PER_SESSION. Until then, poll GET /api/ingest/status/{session_id}.",
        headers=(RETRY_AFTER,),
    )
