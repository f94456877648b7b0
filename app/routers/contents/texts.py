"""The texts in files: the settings of a generated picture, and ComfyUI's graphs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse, Response

from app.domain.report import Block, FileReport
from app.readers import GraphKind, find_graph_text, find_parameters_text
from app.routers.shared.answers import TEXT_HEADERS, encode_text, name_attachment
from app.routers.shared.content.chosen_files import LibraryReport, StagedReport
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.parameters import FileId
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["results"])

JSON_OF_OTHERS: dict[str, Any] = {"schema": {"type": "object"}}
GRAPH: dict[int | str, dict[str, Any]] = {
    200: {"description": "The graph as ComfyUI reads it.", "content": {"application/json": JSON_OF_OTHERS}}
}
TEXT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The settings.", "content": {"text/plain": {"schema": {"type": "string"}}}}
}
PARAMETERS_ERRORS = errors("unknown_file", "no_parameters", "invalid_request", "database_away")
GRAPH_ERRORS = errors("unknown_file", "no_workflow", "invalid_request", "database_away")

Graph = Annotated[
    GraphKind | None,
    Query(description="Which of the two graphs. Left out: the workflow, or where there is none, the prompt."),
]


@router.get(
    "/file/{file_id}/parameters",
    summary="Get the settings of a generated picture of a session as text",
    response_class=Response,
    responses=TEXT | PARAMETERS_ERRORS,
)
async def parameters(file_id: FileId, report: StagedReport, services: ServicesDep) -> Response:
    """In A1111's format: the file's own text if it has one, otherwise composed from what was read."""
    return await _parameters_response(report, await services.catalog.staging.blocks(file_id))


@router.get(
    "/library/{file_id}/parameters",
    summary="Get the settings of a generated library picture as text",
    response_class=Response,
    responses=TEXT | PARAMETERS_ERRORS,
)
async def library_parameters(file_id: FileId, report: LibraryReport, services: ServicesDep) -> Response:
    """In A1111's format: the file's own text if it has one, otherwise composed from what was read."""
    return await _parameters_response(report, await services.catalog.library.blocks(file_id))


@router.get(
    "/file/{file_id}/workflow",
    summary="Download the ComfyUI workflow of a file of a session",
    response_class=Response,
    responses=GRAPH | GRAPH_ERRORS,
)
async def workflow(file_id: FileId, report: StagedReport, services: ServicesDep, graph: Graph = None) -> Response:
    """The text as the file has it."""
    return await _graph_response(report, await services.catalog.staging.blocks(file_id), graph)


@router.get(
    "/library/{file_id}/workflow",
    summary="Download the ComfyUI workflow of a library file",
    response_class=Response,
    responses=GRAPH | GRAPH_ERRORS,
)
async def library_workflow(
    file_id: FileId, report: LibraryReport, services: ServicesDep, graph: Graph = None
) -> Response:
    """The text as the file has it."""
    return await _graph_response(report, await services.catalog.library.blocks(file_id), graph)


async def _parameters_response(report: FileReport, blocks: Sequence[Block]) -> Response:
    text = await asyncio.to_thread(find_parameters_text, report, blocks)
    if text is None:
        raise ApiError(
            "no_parameters",
            f"{report.path} does not say how it was generated.",
            "Only pictures from a generator have settings, until another program saves them without.",
        )
    return PlainTextResponse(encode_text(text), headers=TEXT_HEADERS)


async def _graph_response(report: FileReport, blocks: Sequence[Block], asked: GraphKind | None) -> Response:
    for kind in [asked] if asked else list(GraphKind):
        text = await asyncio.to_thread(find_graph_text, blocks, kind)
        if text is not None:
            name = f"{Path(report.path).stem}-{kind}.json"
            headers = TEXT_HEADERS | name_attachment(name)
            return Response(encode_text(text), media_type="application/json", headers=headers)
    raise ApiError(
        "no_workflow",
        f"{report.path} has no {asked or 'workflow'} of ComfyUI that is whole.",
        "ComfyUI writes it into the pictures that it saves, unless it is started with --disable-metadata.",
    )
