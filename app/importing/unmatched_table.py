"""What an import found no library file for, as a CSV table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from app.domain.text.csv_cells import make_cell
from app.importing.spool import ImportSpool, UnmatchedEntry

PIECE_BYTES = 64 << 10


def write_unmatched(spool: ImportSpool) -> Iterator[bytes]:
    """Yield the table piece by piece: a header, and a line for each entry. No cell is run as a formula."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(UnmatchedEntry._fields)
    for entry in spool.iterate_unmatched():
        writer.writerow([make_cell(str(value)) for value in entry])
        if lines.tell() >= PIECE_BYTES:
            yield _take(lines)
    yield _take(lines)


def _take(lines: io.StringIO) -> bytes:
    text = lines.getvalue()
    lines.seek(0)
    lines.truncate()
    return text.encode("utf-8", "backslashreplace")
