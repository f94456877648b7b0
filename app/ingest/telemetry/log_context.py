"""The ids in the log lines of sessions."""

from __future__ import annotations

from contextvars import Context

from structlog.contextvars import bind_contextvars


def session_context(session_id: str, trace_id: str) -> Context:
    """Return a context in which every log line has the id of the session, and of its trace if there is one.

    It is a new one: a session outlives the request that starts it, and its lines must not have that one's id.
    """
    context = Context()
    ids = {"session_id": session_id} | ({"trace_id": trace_id} if trace_id else {})
    context.run(bind_contextvars, **ids)
    return context
