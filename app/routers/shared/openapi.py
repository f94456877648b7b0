"""The API description at `/docs` and `/openapi.json`: FastAPI's own, completed with what it cannot know."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.access import SIGN_IN_COOKIE, Special, access_to
from app.domain.access import Role
from app.routers.documents.errors import ErrorAnswer
from app.routers.shared.errors import errors
from app.routers.shared.parameters import SESSION_ID_LENGTH

EVENT_ID_LENGTH = 39
"""Of the stream's event ids: 20 characters, a hyphen and 18 digits. Any other id counts as unknown."""

TAGS = {
    "ingest": "Sessions, from start to deletion, and their live progress.",
    "folders": "Folders inside the media roots, before a session is started.",
    "results": "What a session found: files, thumbnails, duplicates, and the report.",
    "preview": "What a commit would do to the library, and the user's choices.",
    "commit": "Write a session into the library, and undo that.",
    "history": "All sessions that the server keeps.",
    "library": "The files that commits wrote.",
    "access": "Signing in, accounts, tokens, guest links and the audit log.",
    "guests": "What a guest link shows, for whoever has it.",
    "health": "Whether the server works, for those who operate it.",
    "rollout": "How many browsers stream, what pages report of it, and who follows a session now.",
}

VALUES = {
    "ProblemKind": {
        "wrong-host": "the server does not know the host name that a proxy passes on",
        "buffered": "something on the way holds events back and passes many on at once",
        "delayed": "events arrive late",
        "cut": "something ends a connection that is quiet",
        "six-connections": "the browser opens at most six connections, because the way is HTTP/1.1",
        "untrusted-proxy": "a proxy names its client, and no setting says that it is trusted",
    },
    "ProxyKind": dict.fromkeys(
        ("nginx", "Caddy", "HAProxy", "Apache", "Traefik", "Cloudflare"), "a reverse proxy with this name"
    ),
    "Severity": {
        "problem": "something does not work, or not live",
        "note": "all works; it could be better",
    },
    "PromptRole": {
        "positive": "what the picture was to show",
        "negative": "what it was not to show",
        "style": "what a style adds",
        "region": "for a part of the picture only",
        "character": "for one of its figures",
        "later": "for a later pass only, as a high-resolution fix or a refiner",
        "detail": "for a part that was found in the finished picture and painted again",
    },
    "Status": {
        "starting": "files are being discovered",
        "processing": "files are being read",
        "paused": "no files are read: a user paused the session, or, if `waiting` is true, the media or the database "
        "are unreachable",
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
        "cause": "a retry of the files that failed for one reason",
        "files": "a retry of single files",
        "rest": "the files that a cancelled or failed session had not read",
    },
    "Pending": {
        "also": "read them with the failed files",
        "only": "read them, and no failed file",
        "leave": "leave them pending, and the session cancelled",
    },
    "FolderState": {
        "populated": "it contains something",
        "empty": "it contains nothing",
        "forbidden": "the server has no permission to list it",
        "away": "it is gone or cannot be read, as where a disk is not mounted",
    },
    "Outcome": {
        "pending": "not read yet",
        "ok": "read",
        "failed": "could not be read",
        "skipped": "not read, because it is in the library and unchanged",
    },
    "GraphKind": {"workflow": "as drawn in ComfyUI's editor", "prompt": "as it ran, in the form of ComfyUI's API"},
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
    "Transport": {"stream": "by a live stream", "poll": "by asking once a second"},
    "Ending": {
        "finished": "the page showed how the session ended",
        "lost": "there is no such session, or the sign-in had ended",
        "left": "the page was closed, or showed something else",
        "moved": "the page changed to the other transport",
    },
    "WorkPart": {
        "read": "open and identify files, and read the bytes of pictures",
        "hash": "hash the bytes",
        "metadata": "read metadata, generation data and sidecars",
        "decode": "decode pictures, and open videos",
        "thumbnail": "make thumbnails and perceptual hashes",
        "nsfw": "give NSFW scores",
        "database": "wait until outcomes are stored",
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
        "apply": "a commit does what the relation says: add, update, move, add as another file, nothing, remove",
        "leave": "a commit leaves the library as it is",
    },
    "FileRole": {
        "main": "the developed picture, by which the item is listed",
        "raw": "the RAW photograph that it was developed from",
        "motion": "the video of a Live Photo",
    },
    "TableFormat": {
        "csv": "for spreadsheets: no cell is run as a formula, and long texts are cut",
        "json": "one list of objects",
        "jsonl": "one object per line",
        "parquet": "typed columns; only where the server has the package for it",
    },
    "ExportKind": {
        "copies": "the originals",
        "texts": "pictures for training, each with a text file of its name",
        "kohya": "the same in a folder named by repeats and concept",
        "jsonl": "pictures and one `metadata.jsonl`, for Hugging Face datasets",
        "webdataset": "tar archives of pictures, captions and values",
        "sidecars": "XMP sidecars, in folders like those of the originals",
    },
    "ExportState": {
        "running": "files are being written",
        "complete": "every file is there",
        "incomplete": "it went through all files, and some failed",
        "stopped": "it ended before its last file, and `message` says why",
        "cancelled": "somebody cancelled it",
    },
    "ImportKind": {
        "headrace": "a table that Headrace exported, as JSON or JSON Lines",
        "xmp": "XMP sidecars",
        "takeout": "the JSON files of Google Takeout",
        "captions": "text files beside pictures",
        "infinite-image-browsing": "its database",
        "diffusion-toolkit": "its database",
        "digikam": "its SQLite database",
    },
    "ImportState": {
        "reading": "the source is being read",
        "ready": "it was read, and can be imported",
        "imported": "a step imported it; it can be imported again",
        "stopped": "it could not be read, and `message` says why",
        "cancelled": "somebody cancelled it",
    },
    "ConflictRule": {
        "fill": "what the library has stays; empty values are filled, keywords and collections united",
        "theirs": "what the source states replaces it, keywords too",
        "mine": "what the library has stays, and so do lists that have entries",
    },
    "NotMatched": {
        "unknown": "the library has no such file",
        "ambiguous": "several library files could be meant",
        "other_size": "the only file of this name and folder has another size",
        "unreadable": "the entry could not be read",
    },
    "Role": {
        "viewer": "can look at everything and watch sessions",
        "editor": "can also ingest, edit, commit, undo and share",
        "admin": "can also manage accounts and delete sessions",
    },
    "CredentialKind": {
        "local": "nothing: on a loopback address without accounts, everybody is an admin",
        "sign_in": "the cookie of a browser that signed in",
        "token": "an API token",
        "proxy": "the user that a trusted proxy named",
        "guest": "the secret of a guest link",
    },
    "DuplicateKind": {
        "exact": "the same bytes",
        "pixels": "the same picture in files that differ",
        "near": "pictures that look alike",
    },
    "KeepRule": {
        "largest": "most pixels, then most bytes",
        "prompt": "it states its prompt",
        "oldest": "captured first, then added first",
        "folder": "it is in the preferred folder or below it",
        "score": "the best score",
    },
    "CollectionAct": {
        "create": "a new collection",
        "change": "another name, or another parent",
        "delete": "deleted, with all below it; the files stay in the library",
        "add": "files were added",
        "remove": "files were taken out",
        "order": "files have other places in the order made by hand",
    },
    "KeepReason": {
        "largest": "most pixels, then most bytes",
        "prompt": "it states its prompt",
        "oldest": "captured first, then added first",
        "folder": "it is in the preferred folder or below it",
        "score": "the best score",
        "complete": "only it has companions, such as a RAW photograph",
        "first": "no rule tells the files apart, and the library had it first",
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


LIBRARY_STREAM_DESCRIPTION = """
Server-Sent Events, each a JSON object. `open` begins the stream. `step` says that a step was `made`, `undone` or
`redone` (`how`): its id (`step`), by whom (`who`), how many `files`, their `ids` (null: more than 1,000), whether it
`lists` other files than before, the `collection` that it changed (`id` and `act`; null: none), and the name of the
`request` that did it. `searches` says that somebody saved, changed or deleted a search. `indexed` says that everything
that was changed is found now, so that counts of searches are exact. `changed` says that a commit, or the undo of
one, changed the library. `reload` says that the client missed events that are no longer known. `progress` says how many
files of a request are `done`, of its `total`. `exporting` has an export that runs, and `export` one that is over, as
`GET /api/library/exports/{export_id}` answers it. `importing`, while a source is read, and `import` have the `id` and
`state` of an import, and how many entries were `read`. A client that reconnects with `Last-Event-ID` gets what it
missed. `keepalive` is sent when nothing changes.
"""


def describe_api(app: FastAPI, stream_path: str, library_stream_path: str) -> None:
    """Complete what `/docs` and `/openapi.json` show; the streams, raw ASGI apps, are at these paths."""

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
            schema["paths"][library_stream_path] = {"get": _library_stream_operation()}
            _describe_access(schema)
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


def _describe_access(schema: dict[str, Any]) -> None:
    """Say of each route which role it needs, how to prove who calls, and what a refusal looks like."""
    schema["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "An API token."},
        "sign-in": {"type": "apiKey", "in": "cookie", "name": SIGN_IN_COOKIE, "description": "A browser's sign-in."},
    }
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            access = access_to(method.upper(), path)
            operation["x-access"] = access.value
            if isinstance(access, Special):
                operation["security"] = []
                continue
            operation["security"] = [{"token": []}, {"sign-in": []}]
            refusals = errors("not_signed_in", "database_away")
            if access is not Role.VIEWER:
                refusals |= errors("forbidden")
            _add_refusals(operation["responses"], refusals)


def _add_refusals(responses: dict[str, Any], refusals: dict[int | str, dict[str, Any]]) -> None:
    """Add answers that come before the route is asked. Where the route has the status too, both are described."""
    for status, answer in refusals.items():
        described = responses.setdefault(str(status), _json_error(answer["description"]))
        meaning = answer["description"].partition(". ")[2]
        if meaning not in described["description"]:
            described["description"] += f" {meaning}"


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
                "schema": {"type": "string", "maxLength": SESSION_ID_LENGTH},
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
                "schema": {"type": "string", "maxLength": EVENT_ID_LENGTH, "examples": ["5f3a-42"]},
            },
        ],
        "responses": {
            "200": {"description": "The stream.", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
            "204": {"description": "The session has ended, and the client has its last event: do not reconnect."},
            "404": _json_error("Not Found. `unknown_session`: no session ever had this id."),
            "410": _json_error("Gone. `deleted_session`: the session was deleted."),
            "429": _json_error("Too Many Requests. `too_many_streams_from_address`: close some streams first."),
            "503": _json_error(
                "Service Unavailable. `too_many_streams_of_session`: poll the status instead; "
                "`stopping`: the server is stopping."
            ),
        },
    }


def _library_stream_operation() -> dict[str, Any]:
    stream = _stream_operation()
    answers = {status: stream["responses"][status] for status in ("200", "429")}
    full = "Service Unavailable. `too_many_streams_of_session`: try again later; `stopping`: the server is stopping."
    return {
        "tags": ["library"],
        "summary": "Follow the library live",
        "description": LIBRARY_STREAM_DESCRIPTION,
        "operationId": "library_event_stream",
        "parameters": [one for one in stream["parameters"] if one["in"] == "header"],
        "responses": answers | {"503": _json_error(full)},
    }


def _json_error(description: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{ErrorAnswer.__name__}"}
    return {"description": description, "content": {"application/json": {"schema": schema}}}
