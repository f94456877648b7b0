"""The stream's page in the API description: it is raw ASGI, so nothing describes it by itself."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

DESCRIPTION = """
Server-Sent Events. Unnamed `message` events carry the status document, the same that
`GET /api/ingest/status/{session_id}` answers. A reconnect with `Last-Event-ID` replays what was
missed. The stream ends with the event whose status is terminal. `format=compact` gives a snapshot and
then short frames; their form is described in docs/INGESTION_V2_README.md.
"""


def document_stream(app: FastAPI, path: str) -> None:
    """Add the stream at `path` to what `/docs` and `/openapi.json` show."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
            schema["paths"][path] = {"get": _operation()}
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _operation() -> dict[str, Any]:
    return {
        "tags": ["ingest"],
        "summary": "The live stream of a session",
        "description": DESCRIPTION,
        "operationId": "event_stream",
        "parameters": [
            {"name": "session_id", "in": "path", "required": True, "schema": {"type": "string"}},
            {"name": "format", "in": "query", "schema": {"type": "string", "enum": ["compact"]}},
            {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string", "examples": ["5f3a-42"]}},
        ],
        "responses": {
            "200": {"description": "The stream", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
            "204": {"description": "The session ended and the client has its terminal event: do not reconnect"},
            "404": {"description": "No such session"},
            "410": {"description": "The session was deleted"},
            "429": {"description": "Too many streams from this address"},
            "503": {"description": "Too many streams of this session, or the server is stopping"},
        },
    }
