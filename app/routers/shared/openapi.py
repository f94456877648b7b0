"""The API description at `/docs` and `/openapi.json`: FastAPI's own, completed with what it cannot know."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.routers.documents.errors import ErrorAnswer

TAGS = {
    "ingest": "Sessions, from start to deletion, and their live progress.",
    "folders": "Folders inside the media roots, before a session is started.",
    "results": "What a session found: files, thumbnails, duplicates, and the report.",
    "preview": "What a commit would do to the library, and the user's choices.",
    "commit": "Write a session into the library, and undo that.",
    "history": "All sessions that the server keeps.",
    "library": "The files that commits wrote.",
    "health": "Whether the server works, for those who operate it.",
}

VALUES = {
    "Status": {
        "starting": "files are being discovered",
        "processing": "files are being read",
        "paused": "no files are read until the session is resumed, or, where `waiting` is true, until what it waits "
        "for is back",
        "completed": "all files are read; the session can be committed",
        "committing": "the files are being written into the library",
        "committed": "the files are in the library",
        "undone": "the commit was undone",
        "error": "the session stopped because of an error",
        "cancelled": "somebody stopped the session; what was read can be committed",
        "commit_error": "the commit failed, and nothing was written",
    },
    "Priority": {
        "low": "a quarter of the share of `normal`",
        "normal": "the default",
        "high": "four times the share of `normal`",
    },
    "RunKind": {
        "first": "the first reading",
        "failed": "a retry of all failed files",
        "cause": "a retry of the files that failed for one cause",
        "files": "a retry of single files",
        "rest": "the files that a cancelled or failed session had left",
    },
    "Outcome": {
        "pending": "not read yet",
        "ok": "read",
        "failed": "could not be read",
        "skipped": "not read, because the library has it unchanged",
    },
    "Kind": {"image": "a picture", "video": "a video"},
    "Step": {
        "open": "open the file",
        "identify": "find its format",
        "hash": "hash its bytes",
        "metadata": "read metadata",
        "generation": "read how it was generated",
        "sidecar": "read the sidecar beside it",
        "decode": "decode the picture",
        "thumbnail": "make a thumbnail",
        "nsfw": "give an NSFW score",
        "worker": "keep the worker process alive",
    },
    "Relation": {
        "new": "the library has neither the path nor the content",
        "changed": "the library has the path with other values",
        "moved": "the library has the content under a path that no longer exists",
        "duplicate": "the library, or the session, has the content under another path, too",
        "same": "the library has the path, and nothing differs",
        "gone": "a library file that is no longer on the disk",
    },
    "Choice": {
        "apply": "a commit does what the relation says: add, change, move, add once more, nothing, remove",
        "leave": "a commit leaves the library as it is",
    },
    "DuplicateKind": {
        "exact": "the same bytes",
        "pixels": "the same picture in files that differ",
        "near": "pictures that look alike",
    },
}
"""Schema of an enumeration → what each of its values means."""

STREAM_DESCRIPTION = """
Server-Sent Events. Each unnamed `message` event carries the status document, the same that
`GET /api/ingest/status/{session_id}` returns. A client that reconnects with `Last-Event-ID` gets what it missed. The
stream ends with the event whose status is final (`completed`, `committed`, `undone`, `error`, `cancelled`,
`commit_error`). An event named `keepalive` is sent when nothing changes. `format=compact` sends a snapshot and then
short frames; docs/decisions/0301-compact-frames.md describes them.
"""


def describe_api(app: FastAPI, stream_path: str) -> None:
    """Complete what `/docs` and `/openapi.json` show; the stream, a raw ASGI app, is at `stream_path`."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=app.title,
                version=app.version,
                summary=app.summary,
                routes=app.routes,
                tags=[{"name": name, "description": description} for name, description in TAGS.items()],
            )
            _drop_foreign_errors(schema)
            _explain_values(schema)
            schema["paths"][stream_path] = {"get": _stream_operation()}
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _drop_foreign_errors(schema: dict[str, Any]) -> None:
    """Remove the 422 that FastAPI adds to routes with parameters: errors here have another shape, and say so."""
    foreign = {"$ref": "#/components/schemas/HTTPValidationError"}
    for operations in schema["paths"].values():
        for operation in operations.values():
            answer = operation["responses"].get("422", {})
            if answer.get("content", {}).get("application/json", {}).get("schema") == foreign:
                del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(name, None)


def _explain_values(schema: dict[str, Any]) -> None:
    for name, values in VALUES.items():
        meanings = "; ".join(f"`{value}`: {meaning}" for value, meaning in values.items())
        schema["components"]["schemas"][name]["description"] = f"{meanings}."


def _stream_operation() -> dict[str, Any]:
    return {
        "tags": ["ingest"],
        "summary": "Follow a session live",
        "description": STREAM_DESCRIPTION,
        "operationId": "event_stream",
        "parameters": [
            {
                "name": "session_id",
                "in": "path",
                "required": True,
                "description": "Id of the session.",
                "schema": {"type": "string"},
            },
            {
                "name": "format",
                "in": "query",
                "description": "Short frames instead of whole status documents.",
                "schema": {"type": "string", "enum": ["compact"]},
            },
            {
                "name": "Last-Event-ID",
                "in": "header",
                "description": "The `id` of the last event that the client received.",
                "schema": {"type": "string", "examples": ["5f3a-42"]},
            },
        ],
        "responses": {
            "200": {"description": "The stream.", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
            "204": {"description": "The session has ended, and the client has its last event: do not reconnect."},
            "404": _stream_error("Not Found. `unknown_session`: no session ever had this id."),
            "410": _stream_error("Gone. `deleted_session`: the session was deleted."),
            "429": _stream_error("Too Many Requests. `too_many_streams_from_address`: close some streams first."),
            "503": _stream_error(
                "Service Unavailable. `too_many_streams_of_session`: poll the status instead; "
                "`stopping`: the server is stopping."
            ),
        },
    }


def _stream_error(description: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{ErrorAnswer.__name__}"}
    return {"description": description, "content": {"application/json": {"schema": schema}}}
