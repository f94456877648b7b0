"""Errors as answers. Each says what happened and what to do, in one shape.

`{"error": {"code": "unknown_session", "message": "…", "cure": "…"}}`; some codes add more fields for programs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.catalog import (
    CatalogUnavailableError,
    CommitError,
    DeletedSessionError,
    NotEditableError,
    UndoRefusedError,
    UnknownFileError,
    UnknownSessionError,
)
from app.ingest.disk.media_roots import OutsideRootsError
from app.ingest.sessions.states import WrongStatusError
from app.routers.documents.errors import ErrorAnswer
from app.routers.shared.answers import SurrogateSafeJSONResponse

log = structlog.get_logger(__name__)

SESSIONS_CURE = "GET /api/ingest/sessions lists the sessions there are."

ERROR_CODES = {
    "http_error": (400, "the body is not text"),
    "outside_roots": (403, "the folder is not inside a media root"),
    "unreadable_folder": (403, "the server's user may not read the folder"),
    "unknown_session": (404, "no session ever had this id"),
    "unknown_file": (404, "there is no file with this id"),
    "no_thumbnail": (404, "the file has no thumbnail, or does not exist"),
    "wrong_status": (409, "the session's status does not allow this now"),
    "not_editable": (409, "the file was not read, so it has no values to change"),
    "undo_refused": (409, "later commits changed some of the files"),
    "nothing_to_undo": (409, "the session has no commit that can be undone"),
    "deleted_session": (410, "the session was deleted"),
    "file_gone": (410, "the file is no longer on the disk, or no longer in a media root"),
    "invalid_request": (422, "a parameter or a field of the body is missing, unknown or out of bounds"),
    "invalid_parameters": (422, "the parameters of the session make no sense"),
    "invalid_query": (422, "the search makes no sense"),
    "database_away": (503, "the database cannot be reached or written at the moment"),
}
"""Code → status and meaning. A client decides by the code; the words of a message may change."""


class ApiError(Exception):
    """An error as a whole answer, for routes to raise. `data` adds fields beside message and cure."""

    def __init__(self, code: str, message: str, cure: str, **data: object) -> None:
        super().__init__(message)
        self.code, self.message, self.cure, self.data = code, message, cure, data

    @property
    def status(self) -> int:
        return ERROR_CODES[self.code][0]


def errors(*codes: str, model: type[ErrorAnswer] = ErrorAnswer) -> dict[int | str, dict[str, Any]]:
    """Describe the error answers of a route, by status: the value for its `responses`."""
    meanings = defaultdict(list)
    for code in codes:
        status, meaning = ERROR_CODES[code]
        meanings[status].append(f"`{code}`: {meaning}")
    return {
        status: {"model": model, "description": f"{HTTPStatus(status).phrase}. {'; '.join(lines)}."}
        for status, lines in sorted(meanings.items())
    }


def session_errors(*codes: str, model: type[ErrorAnswer] = ErrorAnswer) -> dict[int | str, dict[str, Any]]:
    """Describe the errors of a route of one session: those every such route has, and `codes`."""
    return errors("unknown_session", "deleted_session", "database_away", *codes, model=model)


def error_response(status: int, code: str, message: str, cure: str, **data: object) -> JSONResponse:
    answer = {"error": {"code": code, "message": message, "cure": cure, **data}}
    return SurrogateSafeJSONResponse(answer, status_code=status)


def install_error_handlers(app: FastAPI) -> None:
    """Answer every exception that a route may raise in the one shape."""
    for kind in (*_AS_API_ERROR, ApiError):
        app.add_exception_handler(kind, _answer_known)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_unexpected)


async def _answer_known(_request: Request, error: Exception) -> JSONResponse:
    known = error if isinstance(error, ApiError) else _as_api_error(error)
    return error_response(known.status, known.code, known.message, known.cure, **known.data)


def _as_api_error(error: Exception) -> ApiError:
    return next(_AS_API_ERROR[kind](error) for kind in type(error).__mro__ if kind in _AS_API_ERROR)


def _of_deleted_session(error: DeletedSessionError) -> ApiError:
    return ApiError("deleted_session", f"Session {error.session_id} was deleted.", SESSIONS_CURE)


def _of_unknown_session(error: UnknownSessionError) -> ApiError:
    return ApiError("unknown_session", f"There is no session {error.session_id}.", SESSIONS_CURE)


def _of_unknown_file(error: UnknownFileError) -> ApiError:
    cure = "GET /api/ingest/session/{session_id}/files lists the files of a session."
    return ApiError("unknown_file", f"Not found: {error}.", cure)


def _of_wrong_status(error: WrongStatusError) -> ApiError:
    cure = "GET /api/ingest/status/{session_id} returns the session's status."
    return ApiError("wrong_status", f"Not possible now: {error}.", cure)


def _of_not_editable(error: NotEditableError) -> ApiError:
    cure = "Read the file again first: POST /api/ingest/retry/{session_id}."
    return ApiError("not_editable", f"{error}.", cure)


def _of_refused_undo(error: UndoRefusedError) -> ApiError:
    return ApiError(
        "undo_refused",
        f"{error}.",
        "Undo the later commits first, the newest before the others.",
        files=error.paths,
        files_total=error.total,
        commits=[asdict(commit) for commit in error.later],
    )


def _of_commit_error(error: CommitError) -> ApiError:
    cure = "GET /api/ingest/commit-status/{session_id} returns what an undo would take back."
    return ApiError("nothing_to_undo", f"{error}.", cure)


def _of_folder_outside(error: OutsideRootsError) -> ApiError:
    cure = "Choose a folder in a media root. The server gets more roots with --root FOLDER."
    return ApiError("outside_roots", f"{error}.", cure)


def _of_database(error: CatalogUnavailableError) -> ApiError:
    cure = "Start the database or free space on its disk, then try again."
    return ApiError("database_away", f"The database cannot be used now: {error}.", cure)


_AS_API_ERROR: dict[type[Exception], Callable[[Any], ApiError]] = {
    DeletedSessionError: _of_deleted_session,
    UnknownSessionError: _of_unknown_session,
    UnknownFileError: _of_unknown_file,
    WrongStatusError: _of_wrong_status,
    NotEditableError: _of_not_editable,
    UndoRefusedError: _of_refused_undo,
    CommitError: _of_commit_error,
    OutsideRootsError: _of_folder_outside,
    CatalogUnavailableError: _of_database,
}


async def _answer_invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    parts = (f"{'.'.join(str(place) for place in item['loc'])}: {item['msg']}" for item in error.errors())
    return error_response(422, "invalid_request", "; ".join(parts), "The fields are described at /docs.")


async def _answer_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    answer = error_response(
        error.status_code,
        "not_found" if error.status_code == 404 else "http_error",
        f"{request.method} {request.url.path}: {error.detail}",
        "The routes are listed at /docs.",
    )
    answer.headers.update(error.headers or {})
    return answer


async def _answer_unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("request failed", path=request.url.path, exc_info=error)
    return error_response(
        500,
        "server_error",
        "The server failed to answer because of a defect of its own.",
        "Its log names the cause. Try again; if it fails again, report the log's lines.",
    )
