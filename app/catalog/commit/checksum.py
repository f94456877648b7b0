"""The checksum of a commit: what was staged, against what stands in the library afterwards.

Each file gives 128 bits: a digest of its path, of every column that a library file repeats, and of the finding it
points at, read anew, column by column, with its keywords. The bits are added up, so the order does not matter and two
files cannot cancel each other out. Before the first write the sum is taken of the staged files; after the last one of
the library's rows at their paths. Both are read in batches, from the tables themselves.

It notices, without counting anything: a row that is missing, is there twice, lies at another path, points at a finding
that says something else, repeats a value wrongly, or whose finding or keywords were changed while the commit ran. It
does not notice what it does not read (raw blocks, the bytes of thumbnails), a change to library rows that are none of
this commit's (their number is counted), keywords exchanged so that a weighted sum of their ids stays the same, nor what
a disk does after the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, func, select

from app.catalog.database.schema import finding_keywords, findings, library_files, staged_files

PROJECTED = ("size", "mtime_ns", "kind", "captured_at", "score", "is_nsfw", "tool", "model")
"""Columns a library file repeats from its finding."""

_NOT_SAID = frozenset({"id", "provenance", "thumbnail_id", "digest"})
_said = tuple(column for column in findings.c if column.name not in _NOT_SAID)
_MODULUS = 1 << 128


def staged_sum(connection: Connection, batch: ColumnElement[bool]) -> int:
    """The sum over a batch of staged files, as the library shall hold them."""
    file = staged_files.c
    expected = tuple(findings.c[name].label(f"own_{name}") for name in PROJECTED)
    query = select(file.path, file.path_hash, file.finding_id, *expected, *_said)
    rows = connection.execute(query.join(findings, findings.c.id == file.finding_id).where(batch)).all()
    return _sum(rows, _keyword_sums(connection, file.finding_id, batch))


def library_sum(connection: Connection, batch: ColumnElement[bool]) -> int:
    """The sum over the library's rows at the paths of a batch of staged files."""
    file, at_path = library_files.c, library_files.c.path_hash == staged_files.c.path_hash
    repeated = tuple(file[name].label(f"own_{name}") for name in PROJECTED)
    query = select(file.path, file.path_hash, file.finding_id, *repeated, *_said)
    rows = connection.execute(
        query.join(staged_files, at_path).join(findings, findings.c.id == file.finding_id).where(batch)
    ).all()
    words = select(library_files.c.finding_id).join(staged_files, at_path).where(batch)
    return _sum(rows, _keyword_sums_of(connection, words))


def _keyword_sums(connection: Connection, finding_id: Column[int], batch: ColumnElement[bool]) -> dict[int, Any]:
    return _keyword_sums_of(connection, select(finding_id).where(batch))


def _keyword_sums_of(connection: Connection, finding_ids: Any) -> dict[int, tuple[int, int]]:
    """Finding id → (how many keywords, their ids weighted by their places)."""
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
        said = repr((path, bytes(path_hash), keyword_sums.get(finding_id), values))
        total += int.from_bytes(blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest())
    return total % _MODULUS
