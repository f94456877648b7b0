"""A table of the library files that a search finds, to download."""

from __future__ import annotations

import asyncio
from itertools import chain
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse
from numpy.typing import NDArray
from pydantic import Field

from app.catalog import Catalog
from app.export.library_rows import read_whole_files
from app.export.tables.columns import BY_NAME, Column, choose_columns
from app.export.tables.parquet import ParquetMissingError
from app.export.tables.tables import TableFormat, write_table
from app.routers.documents.errors import RefusedQueryAnswer
from app.routers.shared.answers import BYTES, name_attachment
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.library_parameters import LibraryParameters
from app.routers.shared.library_selection import SelectionRequest
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/library/exports", tags=["library"])

COLUMN_LENGTH = 100
TEXT: dict[str, Any] = {"schema": {"type": "string"}}
TABLE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The table in the format that was asked for.",
        "content": {
            TableFormat.CSV.media_type: TEXT,
            TableFormat.JSON.media_type: {"schema": {"type": "array", "items": {"type": "object"}}},
            TableFormat.JSON_LINES.media_type: TEXT,
            TableFormat.PARQUET.media_type: BYTES,
        },
    }
}


Columns = list[Annotated[str, Field(max_length=COLUMN_LENGTH)]]


class TableParameters(LibraryParameters):
    """A search, and how its table is written."""

    table_format: TableFormat = Field(default=TableFormat.CSV, alias="as", description="Format of the table.")
    column: Columns = Field(
        default=[],
        max_length=len(BY_NAME),
        description="Only this column. May be given several times. Without it, all columns.",
    )


class TableRequest(SelectionRequest):
    """Which files, and how their table is written."""

    table_format: TableFormat = Field(default=TableFormat.CSV, alias="as", description="Format of the table.")
    column: Columns = Field(default=[], max_length=len(BY_NAME), description="Only these columns; empty for all.")


@router.get(
    "/table",
    summary="Download a table of library files",
    response_class=StreamingResponse,
    responses=TABLE
    | errors("invalid_request", "invalid_query", "parquet_missing", "database_away", model=RefusedQueryAnswer),
)
async def table(parameters: Annotated[TableParameters, Query()], services: ServicesDep) -> Response:
    """One row for each file that the search finds, in its order; `limit` and `after` do not matter. The columns are
    described in docs/EXPORT.md."""
    columns = _choose_columns(parameters.column)
    found = await services.catalog.search.order(parameters.query())
    return await _send_table(services.catalog, found.ids, parameters.table_format, columns)


@router.post(
    "/table",
    summary="Download a table of selected library files",
    response_class=StreamingResponse,
    responses=TABLE
    | errors(
        "invalid_request", "invalid_query", "parquet_missing", "database_away", "http_error", model=RefusedQueryAnswer
    ),
)
async def table_of_selection(body: TableRequest, services: ServicesDep) -> Response:
    """The same for named files, or for all that a search finds with exceptions; in order of id."""
    columns = _choose_columns(body.column)
    ids = await services.library_edits.find_ids(body.selection())
    return await _send_table(services.catalog, ids, body.table_format, columns)


def _choose_columns(names: list[str]) -> tuple[Column, ...]:
    try:
        return choose_columns(names)
    except ValueError as error:
        raise ApiError("invalid_query", f"{error}.", "Correct the name of the column.") from error


async def _send_table(
    catalog: Catalog, ids: NDArray[np.int64], table_format: TableFormat, columns: tuple[Column, ...]
) -> Response:
    try:
        pieces = write_table(read_whole_files(catalog, ids, with_collections=True), table_format, columns)
    except ParquetMissingError as error:
        raise ApiError("parquet_missing", "The server cannot write Parquet.", f"{error}.") from error
    # Read the first piece before the answer begins: until then an error still gets a status of its own.
    first = await asyncio.to_thread(next, pieces)
    headers = name_attachment(f"headrace-library.{table_format}")
    return StreamingResponse(chain([first], pieces), media_type=table_format.media_type, headers=headers)
