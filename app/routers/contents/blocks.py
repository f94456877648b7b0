"""The metadata blocks of files, as they were read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import PlainTextResponse, Response

from app.domain.report import Block
from app.routers.documents.files import BlocksDocument, blocks_document
from app.routers.shared.answers import TEXT_HEADERS, SurrogateSafeJSONResponse, encode_text
from app.routers.shared.content.chosen_files import LibraryReport, StagedReport
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.parameters import FileId
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["results"])

WHOLE_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The text.", "content": {"text/plain": {"schema": {"type": "string"}}}}
}
LIST_ERRORS = errors("unknown_file", "invalid_request", "database_away")
BLOCK_ERRORS = errors("unknown_file", "no_block", "invalid_request", "database_away")

BlockNumber = Annotated[int, Path(ge=1, lt=2**31, description="Place of the block in the list of blocks, from 1.")]


@router.get(
    "/file/{file_id}/blocks",
    summary="List the metadata blocks of a file of a session",
    response_model=BlocksDocument,
    responses=LIST_ERRORS,
)
async def blocks(file_id: FileId, _report: StagedReport, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Each as it was read, in the order of the file, with those of its sidecar. Of many or long ones the answer has the
    beginning."""
    return await _list_response("file", file_id, await services.catalog.staging.blocks(file_id))


@router.get(
    "/library/{file_id}/blocks",
    summary="List the metadata blocks of a library file",
    response_model=BlocksDocument,
    responses=LIST_ERRORS,
)
async def library_blocks(file_id: FileId, _report: LibraryReport, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Each as it was read, in the order of the file, with those of its sidecar. Of many or long ones the answer has the
    beginning."""
    return await _list_response("library", file_id, await services.catalog.library.blocks(file_id))


@router.get(
    "/file/{file_id}/blocks/{number}",
    summary="Get the whole text of a metadata block of a file of a session",
    response_class=Response,
    responses=WHOLE_TEXT | BLOCK_ERRORS,
)
async def block(file_id: FileId, number: BlockNumber, report: StagedReport, services: ServicesDep) -> Response:
    return await _text_response(report.path, number, await services.catalog.staging.blocks(file_id))


@router.get(
    "/library/{file_id}/blocks/{number}",
    summary="Get the whole text of a metadata block of a library file",
    response_class=Response,
    responses=WHOLE_TEXT | BLOCK_ERRORS,
)
async def library_block(file_id: FileId, number: BlockNumber, report: LibraryReport, services: ServicesDep) -> Response:
    return await _text_response(report.path, number, await services.catalog.library.blocks(file_id))


async def _list_response(place: str, file_id: int, found: Sequence[Block]) -> SurrogateSafeJSONResponse:
    address = f"/api/ingest/{place}/{file_id}/blocks"
    answer = await asyncio.to_thread(lambda: SurrogateSafeJSONResponse(blocks_document(address, found)))
    answer.headers.update(TEXT_HEADERS)
    return answer


async def _text_response(path: str, number: int, found: Sequence[Block]) -> Response:
    if number > len(found):
        raise ApiError(
            "no_block",
            f"{path} has no metadata block {number}.",
            "Its list of blocks says which there are; the file may have been read again since.",
        )
    return PlainTextResponse(encode_text(found[number - 1].text), headers=TEXT_HEADERS)
