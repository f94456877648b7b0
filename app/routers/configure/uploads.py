"""Files that are added from the page, one request a file."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field
from starlette.requests import ClientDisconnect

from app.access import Action
from app.http.bodies import FILE_TYPE
from app.ingest.disk.uploads import UploadError, UploadFault, Uploads
from app.routers.documents.base import ResponseDocument
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import AuditDep
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.parameters import FOLDER_LENGTH, RequestBody
from app.routers.shared.services import Services, ServicesDep

router = APIRouter(prefix="/api/ingest/uploads", tags=["folders"])

FILE_ADDRESS = r"/api/ingest/uploads/[^/]+/file"
"""Where a body is a file, as a regular expression."""
LARGEST_FILE = 1 << 40
"""Bytes. The setting for the largest file cannot be larger."""
BUSY_S = 2

UPLOAD_ID = r"^[0-9]{8}-[0-9]{6}-[0-9a-f]{6}$"
UploadId = Annotated[str, Path(max_length=22, pattern=UPLOAD_ID, description="Id of the upload.")]

CURES = {
    UploadFault.KIND: "Leave it out. docs/FORMATS.md lists what is read.",
    UploadFault.NAME: "Give it another name.",
    UploadFault.TOO_LARGE: "Choose another file system for the upload folder, or copy the file by other means.",
    UploadFault.INCOMPLETE: "Send it again.",
    UploadFault.FULL: "Free space on the disk of the upload folder, then send it again.",
    UploadFault.AWAY: "Mount its disk, and give the server's user permission to write there; then send it again.",
    UploadFault.BUSY: "Send it again in a moment.",
}


class NewUpload(RequestBody):
    files: int = Field(ge=1, lt=2**31, description="How many files are to be sent.")
    bytes: int = Field(ge=0, lt=2**63, description="Their size together, in bytes.")


class UploadDocument(ResponseDocument):
    upload_id: str = Field(description="Id of the upload: part of the address of its files.")
    path: str = Field(description="The folder of its files. It exists once the first file is complete.")


class UploadedFileDocument(ResponseDocument):
    path: str = Field(description="Where the file is. Its name may have been made safe, or numbered.")
    bytes: int = Field(ge=0, description="Its size.")


@router.post(
    "",
    status_code=201,
    summary="Begin to add files",
    response_model=UploadDocument,
    responses=errors(
        "http_error",
        "uploads_off",
        "too_many_uploads",
        "invalid_request",
        "upload_folder_away",
        "upload_disk_full",
        "database_away",
    ),
)
async def begin(body: NewUpload, services: ServicesDep, audit: AuditDep) -> SurrogateSafeJSONResponse:
    """Names a new folder below the upload folder. The files are sent one by one; nothing has to be ended."""
    uploads = _uploads_of(services)
    if body.files > uploads.limits.files:
        raise ApiError(
            "too_many_uploads",
            f"{body.files:,} files are too many: at most {uploads.limits.files:,} can be added at once.",
            "Add some of them first, then the others; or copy them into a media root by other means.",
        )
    try:
        await asyncio.to_thread(uploads.require_space, body.bytes)
    except UploadError as error:
        raise _as_api_error(error) from None
    upload_id = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(3)}"
    await audit(Action.ADD_FILES, upload_id, files=body.files, bytes=body.bytes)
    return SurrogateSafeJSONResponse(
        {"upload_id": upload_id, "path": str(uploads.folder_of(upload_id))}, status_code=201
    )


@router.delete(
    "/{upload_id}",
    status_code=204,
    summary="Delete added files",
    responses=errors(
        "uploads_off", "unknown_upload", "upload_in_use", "invalid_request", "upload_folder_away", "database_away"
    ),
)
async def delete(upload_id: UploadId, services: ServicesDep, audit: AuditDep) -> Response:
    """Deletes the folder of an upload with its files. Refused while a session or the library has one of them."""
    uploads = _uploads_of(services)
    folder = str(uploads.folder_of(upload_id))
    used = (await services.catalog.library.count_below([folder]))[folder]
    if used or await services.catalog.staging.count_below(folder):
        raise ApiError(
            "upload_in_use",
            f"{folder} was not deleted: {'the library' if used else 'a session'} has files of it.",
            "Undo the commit, or delete the session, then try again.",
        )
    try:
        is_deleted = await asyncio.to_thread(uploads.delete, upload_id)
    except UploadError as error:
        raise _as_api_error(error) from None
    if not is_deleted:
        raise ApiError("unknown_upload", f"There is no upload {upload_id}.", "It may be deleted already.")
    await audit(Action.DELETE_FILES, upload_id)
    return Response(status_code=204)


FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The bytes of the file.",
        "content": {FILE_TYPE: {"schema": {"type": "string", "format": "binary", "maxLength": LARGEST_FILE}}},
    }
}


@router.put(
    "/{upload_id}/file",
    status_code=201,
    summary="Add one file",
    response_model=UploadedFileDocument,
    openapi_extra=FILE_BODY,
    responses=errors("uploads_off", "length_required", "invalid_request", *UploadFault),
)
async def add_file(
    request: Request,
    upload_id: UploadId,
    services: ServicesDep,
    path: Annotated[
        str,
        Query(
            min_length=1,
            max_length=FOLDER_LENGTH,
            description="Path of the file below the upload's folder, with slashes. Names are made safe.",
        ),
    ],
) -> SurrogateSafeJSONResponse:
    """The body is the file itself, with its length. An existing file is never overwritten: the new one gets a number.
    A file that breaks off leaves nothing."""
    uploads = _uploads_of(services)
    size = _length_of(request)
    try:
        saved = await uploads.save(upload_id, path, size, _parts_of(request))
    except UploadError as error:
        raise _as_api_error(error) from None
    return SurrogateSafeJSONResponse({"path": str(saved), "bytes": size}, status_code=201)


def _length_of(request: Request) -> int:
    length = request.headers.get("content-length")
    if length is None:
        raise ApiError(
            "length_required",
            "The request does not say how long the file is, so it was not read.",
            "Send the header Content-Length instead of a chunked body.",
        )
    return int(length)


async def _parts_of(request: Request) -> AsyncIterator[bytes]:
    """Yield the body as it arrives. It ends early when the client is gone."""
    stream = request.stream()
    try:
        async for part in stream:
            yield part
    except ClientDisconnect:
        return


def _uploads_of(services: Services) -> Uploads:
    if services.uploads is None:
        raise ApiError(
            "uploads_off",
            "This server takes no files: it has no folder for them.",
            "Start it with --uploads FOLDER, or copy the files into a media root by other means.",
        )
    return services.uploads


def _as_api_error(error: UploadError) -> ApiError:
    retry_after_s = BUSY_S if error.fault is UploadFault.BUSY else None
    return ApiError(error.fault, f"The file was not added: {error}.", CURES[error.fault], retry_after_s=retry_after_s)
