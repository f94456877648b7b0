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
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from app.access import TooManyAttemptsError, UnknownAccountError, UnknownInvitationError, WrongPasswordError
from app.catalog import (
    CatalogUnavailableError,
    CollectionNameTakenError,
    CollectionRefusedError,
    CommitError,
    DeletedSessionError,
    KeywordsFullError,
    LastAdminError,
    NameTakenError,
    NotEditableError,
    PlanChangedError,
    PresetNameTakenError,
    SearchNameTakenError,
    StepRefusedError,
    TooManyPresetsError,
    TooManySearchesError,
    UndoRefusedError,
    UnknownCollectionError,
    UnknownFileError,
    UnknownSessionError,
)
from app.delivery import ErrorPage, is_page_request
from app.domain.report import Step
from app.http.refusals import REFUSALS
from app.http.request_ids import HEADER, request_id_of
from app.http.security_headers import SECURITY_HEADERS
from app.ingest.disk.media_roots import OutsideRootsError
from app.ingest.pictures.clean_copies import NotCleanedError
from app.ingest.pictures.interactive_pool import TooBusyError
from app.ingest.pictures.renditions import NotRenderedError
from app.ingest.sessions.states import WrongStatusError
from app.ingest.workers.worker import WorkerFailedError, WorkerStartError
from app.routers.documents.errors import ErrorAnswer
from app.routers.shared.answers import SurrogateSafeJSONResponse

log = structlog.get_logger(__name__)

OTHER_PROGRAM = "Download the original and open it in another program."
SESSIONS_CURE = "GET /api/ingest/sessions lists all sessions."

INVALID_SHOWN = 10
"""Invalid fields that an answer names."""
PLACE_LENGTH = 200
"""Characters of the name of an invalid field; an unknown one may be of any length."""

ERROR_CODES = REFUSALS | {
    "not_signed_in": (401, "the request has no valid sign-in or token"),
    "wrong_password": (401, "the name or the password is wrong"),
    "forbidden": (403, "the caller's role does not allow this"),
    "not_your_stream": (403, "the stream was opened by somebody else"),
    "outside_roots": (403, "the folder is not inside a media root"),
    "unreadable_folder": (403, "the server's user may not read the folder"),
    "unknown_session": (404, "there has never been a session with this id"),
    "unknown_file": (404, "there is no file with this id"),
    "no_thumbnail": (404, "the file has no thumbnail, or does not exist"),
    "no_parameters": (404, "the file does not say how it was generated"),
    "no_workflow": (404, "the file has no graph of ComfyUI"),
    "no_block": (404, "the file has no metadata block of this number"),
    "unknown_account": (404, "there is no account with this id"),
    "unknown_credential": (404, "there is no such sign-in, token or guest link, or it is not yours"),
    "unknown_stream": (404, "there is no open stream of this number"),
    "unknown_preset": (404, "there is no preset with this id, or it is not yours"),
    "unknown_collection": (404, "there is no collection with this id, or it was deleted"),
    "unknown_search": (404, "there is no saved search with this id"),
    "uploads_off": (404, "the server has no folder for files that are added from the page"),
    "unknown_invitation": (404, "the invitation was used or has expired"),
    "unknown_guest_link": (404, "the guest link has expired, was revoked, or never existed"),
    "name_taken": (409, "another account, preset, saved search, or collection in the same place, has the name"),
    "too_many_presets": (409, "no more presets can be saved"),
    "too_many_searches": (409, "no more searches can be saved"),
    "collection_refused": (409, "the collections, or the order of the files, cannot be like that"),
    "last_admin": (409, "no admin would be left who can sign in"),
    "no_account": (409, "the caller has no account of its own"),
    "wrong_status": (409, "the session's status does not allow this now"),
    "not_editable": (409, "the file was not read, so it has no values to change"),
    "too_many_keywords": (409, "a file cannot have that many keywords"),
    "plan_changed": (409, "the library was changed since the plan was made, so that it would do something else"),
    "step_refused": (409, "the step cannot be undone or redone"),
    "undo_refused": (409, "later commits changed some of the files"),
    "nothing_to_undo": (409, "the session has no commit that can be undone"),
    "deleted_session": (410, "the session was deleted"),
    "file_gone": (410, "the file is no longer on the disk, or no longer in a media root"),
    "length_required": (411, "the request does not say how long the file is"),
    "too_many_uploads": (413, "more files than can be added at once"),
    "upload_too_large": (413, "the file system of the upload folder takes no file as large"),
    "upload_kind": (415, "the file is no image, video or sidecar that can be read"),
    "no_rendition": (415, "the file is not a picture in a format that can be shown"),
    "no_clean_copy": (415, "the metadata of this file cannot be removed without encoding it again"),
    "damaged_picture": (422, "the picture cannot be decoded"),
    "upload_name": (422, "the path of the file has no name, or too many folders"),
    "upload_incomplete": (422, "not all of the file arrived"),
    "invalid_request": (422, "a parameter or a field of the body is missing, unknown or out of bounds"),
    "invalid_account": (422, "the name or the password does not follow the rules"),
    "invalid_parameters": (422, "the parameters of the session are not valid"),
    "invalid_query": (422, "the search is not valid"),
    "too_many_attempts": (429, "too many attempts to sign in have failed"),
    "too_many_reports": (429, "the page has reported more often than is accepted"),
    "parquet_missing": (501, "the server has no package that writes Parquet"),
    "too_busy": (503, "so many pictures are being made that no more are accepted for a moment"),
    "too_many_test_streams": (503, "so many clients try their connection that no more are accepted for a moment"),
    "upload_in_use": (409, "a session or the library has files of the upload"),
    "outside_export_roots": (403, "the folder is in no export root, or cannot be made there"),
    "unknown_export": (404, "there is no export with this id"),
    "export_busy": (409, "another export writes into the folder, or too many run"),
    "unknown_import": (404, "there is no import with this id, or it is no longer kept"),
    "import_busy": (409, "too many sources are being read"),
    "import_not_ready": (409, "the source is still being read, or could not be read"),
    "invalid_export": (422, "what is to be exported makes no sense"),
    "unknown_upload": (404, "there is no upload with this id, or it is deleted"),
    "upload_busy": (503, "so many files are being received that no more are accepted for a moment"),
    "upload_folder_away": (503, "the upload folder cannot be written: it is gone, forbidden, or its disk not mounted"),
    "workers_away": (503, "the process that makes the picture cannot be started"),
    "database_away": (503, "the database cannot be reached or written at the moment"),
    "upload_disk_full": (507, "the disk of the upload folder has too little space"),
}
"""Code → status and meaning. A client decides by the code; the words of a message may change. Every route may answer
with one of `REFUSALS`, so the routes do not list these."""


EXPIRED_LINK: dict[int | str, dict[str, Any]] = {404: {"description": "Not Found. A page that says so."}}
"""The answer to a person who opens a link that was used, has expired, was revoked, or never existed."""


class ApiError(Exception):
    """An error as a whole answer, for routes to raise. `data` adds fields beside message and cure.

    `retry_after_s` becomes the header Retry-After.
    """

    def __init__(self, code: str, message: str, cure: str, *, retry_after_s: int | None = None, **data: object) -> None:
        super().__init__(message)
        self.code, self.message, self.cure, self.data = code, message, cure, data
        self.retry_after_s = retry_after_s

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
    return errors("unknown_session", "deleted_session", "invalid_request", "database_away", *codes, model=model)


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
    return answer_error(error)


def answer_error(error: Exception) -> JSONResponse:
    """Return the answer to an error that the routes know."""
    known = error if isinstance(error, ApiError) else _as_api_error(error)
    answer = error_response(known.status, known.code, known.message, known.cure, **known.data)
    if known.retry_after_s is not None:
        answer.headers["Retry-After"] = str(known.retry_after_s)
    return answer


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


def _of_full_keywords(error: KeywordsFullError) -> ApiError:
    return ApiError("too_many_keywords", f"{error}. No file was changed.", "Remove some of its keywords first.")


def _of_refused_step(error: StepRefusedError) -> ApiError:
    cure = "GET /api/ingest/session/{session_id}/edits lists the steps."
    return ApiError("step_refused", f"Not possible: {error}.", cure)


def _of_changed_plan(error: PlanChangedError) -> ApiError:
    return ApiError("plan_changed", f"Nothing was done: {error}.", "Ask for a new plan.")


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
    cure = "GET /api/ingest/commit-status/{session_id} returns what an undo would revert."
    return ApiError("nothing_to_undo", f"{error}.", cure)


def _of_folder_outside(error: OutsideRootsError) -> ApiError:
    cure = "Choose a folder in a media root. The server gets more roots with --root FOLDER."
    return ApiError("outside_roots", f"{error}.", cure)


def _of_database(error: CatalogUnavailableError) -> ApiError:
    cure = error.cure or "Start the database or free space on its disk, then try again."
    return ApiError("database_away", f"The database cannot be used now: {error.reason}.", cure)


def _of_wrong_password(error: WrongPasswordError) -> ApiError:
    return ApiError("wrong_password", "The name or the password is wrong.", "Try again, or ask an admin to invite you.")


def _of_too_many_attempts(error: TooManyAttemptsError) -> ApiError:
    return ApiError(
        "too_many_attempts",
        "Too many attempts to sign in have failed.",
        f"Try again in {error.retry_after_s // 60} minutes.",
        retry_after_s=error.retry_after_s,
    )


def _of_unknown_account(error: UnknownAccountError) -> ApiError:
    return ApiError("unknown_account", f"There is no account {error}.", "GET /api/accounts lists the accounts.")


def _of_unknown_invitation(_error: UnknownInvitationError) -> ApiError:
    return ApiError(
        "unknown_invitation", "This invitation has already been used or has expired.", "Ask an admin for a new one."
    )


def _of_taken_name(error: NameTakenError) -> ApiError:
    return ApiError("name_taken", f"Not possible: {error}.", "Choose another name.")


def _of_taken_preset_name(error: PresetNameTakenError) -> ApiError:
    return ApiError("name_taken", f"Not possible: {error}.", "Choose another name, or replace that preset.")


def _of_too_many_presets(error: TooManyPresetsError) -> ApiError:
    return ApiError("too_many_presets", f"Not possible: {error}.", "Delete one first.")


def _of_unknown_collection(error: UnknownCollectionError) -> ApiError:
    return ApiError("unknown_collection", f"Not possible: {error}.", "GET /api/library/collections lists them.")


def _of_taken_collection_name(error: CollectionNameTakenError) -> ApiError:
    return ApiError("name_taken", f"Not possible: {error}.", "Choose another name, or another place.")


def _of_refused_collection(error: CollectionRefusedError) -> ApiError:
    return ApiError("collection_refused", f"Not possible: {error}.", error.cure)


def _of_taken_search_name(error: SearchNameTakenError) -> ApiError:
    return ApiError("name_taken", f"Not possible: {error}.", "Choose another name, or replace that search.")


def _of_too_many_searches(error: TooManySearchesError) -> ApiError:
    return ApiError("too_many_searches", f"Not possible: {error}.", "Delete one first.")


def _of_last_admin(error: LastAdminError) -> ApiError:
    return ApiError("last_admin", f"Not possible: {error}.", "Then try again.")


def _of_not_rendered(error: NotRenderedError) -> ApiError:
    code = "no_rendition" if error.failure.step is Step.IDENTIFY else "damaged_picture"
    return ApiError(code, f"The picture cannot be shown: {error}.", OTHER_PROGRAM)


def _of_not_cleaned(error: NotCleanedError) -> ApiError:
    code = "no_clean_copy" if error.failure.step is Step.IDENTIFY else "damaged_picture"
    cure = "Export it again without metadata, from an image editor; a video with ffmpeg -map_metadata -1 -c copy."
    return ApiError(code, f"No copy without metadata can be made: {error}.", cure)


def _of_failed_worker(error: WorkerFailedError) -> ApiError:
    return ApiError("damaged_picture", f"The picture cannot be shown: {error}.", OTHER_PROGRAM)


def _of_worker_start(error: WorkerStartError) -> ApiError:
    return ApiError("workers_away", f"The picture cannot be made now: {error}.", "See the server's log for the cause.")


def _of_too_busy(_error: TooBusyError) -> ApiError:
    return ApiError("too_busy", "Too many pictures are being made.", "Try again in a moment.", retry_after_s=2)


_AS_API_ERROR: dict[type[Exception], Callable[[Any], ApiError]] = {
    DeletedSessionError: _of_deleted_session,
    UnknownSessionError: _of_unknown_session,
    UnknownFileError: _of_unknown_file,
    WrongStatusError: _of_wrong_status,
    NotEditableError: _of_not_editable,
    KeywordsFullError: _of_full_keywords,
    PlanChangedError: _of_changed_plan,
    StepRefusedError: _of_refused_step,
    UndoRefusedError: _of_refused_undo,
    CommitError: _of_commit_error,
    OutsideRootsError: _of_folder_outside,
    CatalogUnavailableError: _of_database,
    WrongPasswordError: _of_wrong_password,
    TooManyAttemptsError: _of_too_many_attempts,
    UnknownAccountError: _of_unknown_account,
    UnknownInvitationError: _of_unknown_invitation,
    NameTakenError: _of_taken_name,
    PresetNameTakenError: _of_taken_preset_name,
    TooManyPresetsError: _of_too_many_presets,
    UnknownCollectionError: _of_unknown_collection,
    CollectionNameTakenError: _of_taken_collection_name,
    CollectionRefusedError: _of_refused_collection,
    SearchNameTakenError: _of_taken_search_name,
    TooManySearchesError: _of_too_many_searches,
    LastAdminError: _of_last_admin,
    NotRenderedError: _of_not_rendered,
    NotCleanedError: _of_not_cleaned,
    WorkerFailedError: _of_failed_worker,
    WorkerStartError: _of_worker_start,
    TooBusyError: _of_too_busy,
}


async def _answer_invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    parts = [_describe_invalid(item) for item in found[:INVALID_SHOWN]]
    if len(found) > INVALID_SHOWN:
        parts.append(f"and {len(found) - INVALID_SHOWN} more")
    return error_response(422, "invalid_request", "; ".join(parts), "The fields are described at /docs.")


def _describe_invalid(item: dict[str, Any]) -> str:
    place = ".".join(str(part) for part in item["loc"])
    return f"{place if len(place) <= PLACE_LENGTH else place[:PLACE_LENGTH] + '…'}: {item['msg']}"


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


async def _answer_unexpected(request: Request, error: Exception) -> Response:
    log.error("request failed", path=request.url.path, exc_info=error)
    message = "The request failed because of a bug in the server."
    request_id = request_id_of(request.scope)
    cure = (
        f"The server's log has the cause, at request_id {request_id}. "
        "Try again; if it fails again, report what the log says."
    )
    # The answer passes no middleware of ours.
    if is_page_request(request.scope):
        page: ErrorPage = request.app.state.error_page
        answer = page.answer(request, 500, {"message": message, "cure": cure})
    else:
        answer = error_response(500, "server_error", message, cure, request_id=request_id)
        answer.headers["Cache-Control"] = "no-store"
    for name, value in SECURITY_HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers[HEADER] = request_id
    # The error is raised again after this answer, and the server then closes the connection. A client that is not told
    # would send its next request there.
    answer.headers["Connection"] = "close"
    return answer
