"""The checksum of a commit, which compares the staged files with what is in the library afterwards.

Each file contributes a 128-bit hash of its path, of every column that a library file repeats, and of all columns and
keywords of its finding. The hashes are added modulo 2¹²⁸, so their order does not matter, and two equal files do not
cancel each other out as they would with XOR. The staged files are summed before the first write, and the library rows
at their paths after the last one. Both sums read the tables in batches.

The checksum detects a row that is missing, duplicated, at another path, repeats a value wrongly or points to a
different finding, and a finding whose columns or keywords changed during the commit. It does not detect changes to raw
blocks or thumbnail bytes, which it does not read; changes to library rows of other commits (these are only counted);
keywords that were swapped so that the weighted sum of their ids stays the same; or disk errors after the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from app.catalog.database.schema import finding_keywords, findings, library_files, staged_files

PROJECTED = ("size", "mtime_ns", "kind", "captured_at", "score", "is_nsfw", "tool", "model", "pixels_read")
"""The columns that a library file repeats from its finding."""

ROWS_IN_MEMORY = 100
"""Rows that are fetched at a time: one with the longest texts takes some megabytes."""

_EXCLUDED = frozenset({"id", "provenance", "thumbnail_id", "digest"})
_compared = tuple(column for column in findings.c if column.name not in _EXCLUDED)
_MODULUS = 1 << 128


def staged_sum(connection: Connection, batch: ColumnElement[bool]) -> int:
    """Return the checksum of a batch of staged files, as they should be in the library."""
    file = staged_files.c
    expected = tuple(findings.c[name].label(f"own_{name}") for name in PROJECTED)
    query = select(file.path, file.path_hash, file.finding_id, *expected, *_compared)
    keyword_sums = _sum_keywords(connection, select(file.finding_id).where(batch))
    rows = query.join(findings, findings.c.id == file.finding_id).where(batch)
    return _sum(connection.execute(rows.execution_options(yield_per=ROWS_IN_MEMORY)), keyword_sums)


def library_sum(connection: Connection, batch: ColumnElement[bool]) -> int:
    """Return the checksum of the library rows at the paths of a batch of staged files."""
    file, at_path = library_files.c, library_files.c.path_hash == staged_files.c.path_hash
    repeated = tuple(file[name].label(f"own_{name}") for name in PROJECTED)
    query = select(file.path, file.path_hash, file.finding_id, *repeated, *_compared)
    keyword_sums = _sum_keywords(connection, select(file.finding_id).join(staged_files, at_path).where(batch))
    rows = query.join(staged_files, at_path).join(findings, findings.c.id == file.finding_id).where(batch)
    return _sum(connection.execute(rows.execution_options(yield_per=ROWS_IN_MEMORY)), keyword_sums)


def _sum_keywords(connection: Connection, finding_ids: Any) -> dict[int, tuple[int, int]]:
    """Return by finding id how many keywords it has, and the sum of their ids, weighted by position."""
    link = finding_keywords.c
    query = (
        select(link.finding_id, func.count(), func.sum(link.keyword_id * (link.position + 1)))
        .where(link.finding_id.in_(finding_ids))
        .group_by(link.finding_id)
    )
    return {row[0]: (row[1], int(row[2])) for row in connection.execute(query)}


def _sum(rows: Iterable[Row[Any]], keyword_sums: dict[int, tuple[int, int]]) -> int:
    total = 0
    for row in rows:
        path, path_hash, finding_id, *values = tuple(row)
        document = repr((path, bytes(path_hash), keyword_sums.get(finding_id), values))
        total += int.from_bytes(blake2b(document.encode("utf-8", "surrogatepass"), digest_size=16).digest())
    return total % _MODULUS
