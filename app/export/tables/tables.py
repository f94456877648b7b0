"""A table of library files in one of the formats, piece by piece: memory does not grow with the number of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

from app.catalog import LibraryFile
from app.export.tables.columns import COLUMNS, Column
from app.export.tables.parquet import require_parquet, write_parquet
from app.export.tables.text_tables import write_csv, write_json, write_json_lines

PIECE_BYTES = 64 << 10
"""Pieces that are sent have at least so many bytes: sending one costs a change of threads."""


class TableFormat(StrEnum):
    CSV = "csv"
    JSON = "json"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    TableFormat.CSV: "text/csv",
    TableFormat.JSON: "application/json",
    TableFormat.JSON_LINES: "application/jsonl",
    TableFormat.PARQUET: "application/vnd.apache.parquet",
}
_WRITERS: dict[TableFormat, Callable[[Iterable[LibraryFile], Sequence[Column]], Iterator[bytes]]] = {
    TableFormat.CSV: write_csv,
    TableFormat.JSON: write_json,
    TableFormat.JSON_LINES: write_json_lines,
    TableFormat.PARQUET: write_parquet,
}


def write_table(
    files: Iterable[LibraryFile], table_format: TableFormat, columns: Sequence[Column] = COLUMNS
) -> Iterator[bytes]:
    """Return the pieces of the table, which are made while they are taken. Raises `ParquetMissingError` at once."""
    if table_format is TableFormat.PARQUET:
        require_parquet()
    return _gather(_WRITERS[table_format](files, columns))


def _gather(pieces: Iterable[bytes]) -> Iterator[bytes]:
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= PIECE_BYTES:
            yield bytes(gathered)
            gathered.clear()
    yield bytes(gathered)
