"""Every error leaves in one shape: what was wrong and what to do.

`{"error": {"code": "unknown_session", "message": "…", "cure": "…"}}`, and with some codes more that a program can use.
"""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.catalog import CatalogUnavailableError, DeletedSessionError, UnknownSessionError
from app.ingest.disk.media_roots import OutsideRootsError
from app.ingest.sessions.states import WrongStatusError
from app.routers.answers import SurrogateSafeJSONResponse

log = structlog.get_logger(__name__)

SESSIONS_CURE = "GET /api/ingest/sessions lists the sessions there are."


class ApiError(Exception):
    """An error with its whole answer; raise it in a route. `data` stands beside the words."""

    def __init__(self, status: int, code: str, message: str, cure: str, **data: object) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.cure, self.data = status, code, message, cure, data


def error_response(status: int, code: str, message: str, cure: str, **data: object) -> JSONResponse:
    answer = {"error": {"code": code, "message": message, "cure": cure, **data}}
    return SurrogateSafeJSONResponse(answer, status_code=status)


def install_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(ApiError)
    async def api_error(_request: Request, error: ApiError) -> JSONResponse:
        return error_response(error.status, error.code, error.message, error.cure, **error.data)

    @app.exception_handler(DeletedSessionError)
    async def deleted_session(_request: Request, error: DeletedSessionError) -> JSONResponse:
        return error_response(410, "deleted_session", f"Session {error.session_id} was deleted.", SESSIONS_CURE)

    @app.exception_handler(UnknownSessionError)
    async def unknown_session(_request: Request, error: UnknownSessionError) -> JSONResponse:
        return error_response(404, "unknown_session", f"There is no session {error.session_id}.", SESSIONS_CURE)

    @app.exception_handler(WrongStatusError)
    async def wrong_status(_request: Request, error: WrongStatusError) -> JSONResponse:
        return error_response(
            409, "wrong_status", f"Not now: {error}.", "Ask GET /api/ingest/status/{session_id} where it stands."
        )

    @app.exception_handler(OutsideRootsError)
    async def outside_roots(_request: Request, error: OutsideRootsError) -> JSONResponse:
        return error_response(
            403, "outside_roots", f"{error}.", "Choose a folder in a media root; serve more with --root FOLDER."
        )

    @app.exception_handler(CatalogUnavailableError)
    async def database_away(_request: Request, error: CatalogUnavailableError) -> JSONResponse:
        return error_response(503, "database_away", f"Not now: {error}.", "Free its disk or start it, and try again.")

    @app.exception_handler(RequestValidationError)
    async def invalid_request(_request: Request, error: RequestValidationError) -> JSONResponse:
        return error_response(422, "invalid_request", _explained(error), "The fields are described at /docs.")

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        answer = error_response(
            error.status_code,
            "not_found" if error.status_code == 404 else "http_error",
            f"{request.method} {request.url.path}: {error.detail}",
            "The routes are listed at /docs.",
        )
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def server_error(request: Request, error: Exception) -> JSONResponse:
        log.error("request failed", path=request.url.path, exc_info=error)
        return error_response(
            500, "server_error", "The server made a mistake.", "Its log names the cause; trying again may help."
        )


def _explained(error: RequestValidationError) -> str:
    parts = (f"{'.'.join(str(place) for place in item['loc'])}: {item['msg']}" for item in error.errors())
    return "; ".join(parts)
