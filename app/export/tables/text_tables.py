"""Tables as text: CSV, JSON and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from app.catalog import LibraryFile
from app.domain.text.csv_cells import make_cell
from app.export.tables.columns import Column, ColumnType, encode_bytes

NESTED = frozenset({ColumnType.TEXTS, ColumnType.RECORDS, ColumnType.MAP})


def write_csv(files: Iterable[LibraryFile], columns: Sequence[Column]) -> Iterator[bytes]:
    """Yield a header and a line for each file.

    Lists and maps are JSON. No cell is run as a formula, and text that is too long for a cell is cut, which it says.
    """
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow([column.name for column in columns])
    for file in files:
        writer.writerow([_make_csv_cell(column, column.value(file)) for column in columns])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()
    yield line.getvalue().encode()


def _make_csv_cell(column: Column, value: Any) -> object:
    if column.type is ColumnType.FLAG and value is not None:
        return "true" if value else "false"
    if column.type in NESTED:
        return make_cell(json.dumps(value, ensure_ascii=False)) if value else ""
    return make_cell(_plain(column, value))


def write_json_lines(files: Iterable[LibraryFile], columns: Sequence[Column]) -> Iterator[bytes]:
    """Yield one JSON object per line, in ASCII: bytes of a path that are not UTF-8 are escapes of lone surrogates."""
    return (_write_object(file, columns) + b"\n" for file in files)


def write_json(files: Iterable[LibraryFile], columns: Sequence[Column]) -> Iterator[bytes]:
    """Yield one list of objects, each on a line of its own."""
    separator = b"[\n"
    for file in files:
        yield separator + _write_object(file, columns)
        separator = b",\n"
    yield b"[]\n" if separator == b"[\n" else b"\n]\n"


def _write_object(file: LibraryFile, columns: Sequence[Column]) -> bytes:
    document = {column.name: _plain(column, column.value(file)) for column in columns}
    return json.dumps(document, allow_nan=False, separators=(",", ":")).encode("ascii")


def _plain(column: Column, value: Any) -> Any:
    """Return what stands for a value where only texts, numbers, lists and objects can."""
    if value is None:
        return None
    if column.type is ColumnType.BYTES:
        return encode_bytes(value)
    if column.type is ColumnType.TIME:
        return datetime.fromtimestamp(value, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value
