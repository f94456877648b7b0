"""Tables as Parquet, by Apache Arrow, which the extra `headrace[parquet]` installs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from typing import Any

from app.catalog import LibraryFile
from app.export.tables.columns import Column, ColumnType, Fields

BATCH_ROWS = 50
"""Rows that become Arrow's at a time, so that their size is known."""
GROUP_ROWS = 10_000
GROUP_BYTES = 32 << 20
"""A row group ends at either: until then it is in memory."""


class ParquetMissingError(ValueError):
    """The package is not installed that writes Parquet."""


def is_parquet_there() -> bool:
    """Return whether the package is installed."""
    return find_spec("pyarrow") is not None


def require_parquet() -> None:
    """Raise `ParquetMissingError`, which says what to install, if Parquet cannot be written."""
    if not is_parquet_there():
        raise ParquetMissingError("Parquet needs Apache Arrow; install the extra: pip install 'headrace[parquet]'")


def write_parquet(files: Iterable[LibraryFile], columns: Sequence[Column]) -> Iterator[bytes]:
    """Yield a Parquet file in pieces: each ends with a row group. Raises `ParquetMissingError`."""
    require_parquet()
    # Only here, because the package is an extra.
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = pa.schema([_make_field(pa, column) for column in columns])
    sink = _Pieces()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for group in _make_groups(pa, schema, files, columns):
            writer.write_table(group, row_group_size=group.num_rows)
            yield sink.take()
    yield sink.take()


class _Pieces(io.RawIOBase):
    """A file that keeps what was written since it was asked last. Arrow never goes back in it."""

    def __init__(self) -> None:
        self._written = bytearray()
        self._position = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        self._written += data
        self._position += size
        return size

    def take(self) -> bytes:
        """Return what was written since the last call."""
        taken = bytes(self._written)
        self._written.clear()
        return taken


def _make_groups(pa: Any, schema: Any, files: Iterable[LibraryFile], columns: Sequence[Column]) -> Iterator[Any]:
    gathered: list[Any] = []
    rest = iter(files)
    while rows := list(islice(rest, BATCH_ROWS)):
        gathered.append(_make_batch(pa, schema, rows, columns))
        is_long = sum(batch.num_rows for batch in gathered) >= GROUP_ROWS
        if is_long or sum(batch.nbytes for batch in gathered) >= GROUP_BYTES:
            yield pa.Table.from_batches(gathered)
            gathered = []
    if gathered:
        yield pa.Table.from_batches(gathered)


def _make_batch(pa: Any, schema: Any, rows: Sequence[LibraryFile], columns: Sequence[Column]) -> Any:
    arrays = [
        pa.array([_convert(column, column.value(file)) for file in rows], field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.record_batch(arrays, schema=schema)


def _make_field(pa: Any, column: Column) -> Any:
    return pa.field(
        column.name, _make_type(pa, column.type, column.fields), metadata={"description": column.description}
    )


def _make_type(pa: Any, kind: ColumnType, fields: Fields | None = None) -> Any:
    plain = {
        ColumnType.INTEGER: pa.int64(),
        ColumnType.UNSIGNED: pa.uint64(),
        ColumnType.NUMBER: pa.float64(),
        ColumnType.TEXT: pa.string(),
        ColumnType.FLAG: pa.bool_(),
        ColumnType.TIME: pa.timestamp("us", tz="UTC"),
        ColumnType.BYTES: pa.binary(),
        ColumnType.TEXTS: pa.list_(pa.string()),
        ColumnType.MAP: pa.map_(pa.string(), pa.string()),
    }
    if fields is None:
        return plain[kind]
    return pa.list_(pa.struct([pa.field(name, plain[type_]) for name, type_ in fields.items()]))


def _convert(column: Column, value: Any) -> Any:
    """Return a value as Arrow takes it. Its texts are UTF-8, so other bytes of a path become escapes."""
    if value is None:
        return None
    if column.type is ColumnType.TIME:
        return round(value * 1_000_000)
    if column.type is ColumnType.MAP:
        return [(_encode(key), _encode(text)) for key, text in value.items()]
    if column.type is ColumnType.RECORDS:
        return [{name: _encode(each) for name, each in record.items()} for record in value]
    if column.type is ColumnType.TEXTS:
        return [_encode(text) for text in value]
    return _encode(value)


def _encode(value: Any) -> Any:
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
