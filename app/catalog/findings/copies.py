"""Copies of findings with other values of the fields that a user may edit, many at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, null, select

from app.catalog.database.schema import finding_keywords, findings, packed_blocks
from app.catalog.database.sql.bulk import execute_many
from app.catalog.findings.keywords import link_keywords
from app.catalog.findings.rows import reserve_ids
from app.domain.report import FileReport
from app.domain.text.stored_text import text_hash


@dataclass(frozen=True, slots=True)
class FindingCopy:
    """The finding to be copied, and the values that the copy is to have."""

    finding_id: int
    values: FileReport
    """Of it only score, favourite, keywords and provenance count."""


_OVERRIDDEN = ("score", "favourite", "provenance")


def _copying(table: Table, key: str, **overrides: Any) -> Any:
    """Return the statement that copies the rows whose `key` is `:original`, with other values."""
    names = [column.name for column in table.c]
    values = [overrides.get(name, table.c[name]) for name in names]
    return insert(table).from_select(names, select(*values).where(table.c[key] == bindparam("original")))


_new_id = bindparam("copy", type_=findings.c.id.type)
# The digest is computed when it is first compared: that needs all blocks, and most copies are compared with nothing.
_copy_row = _copying(
    findings,
    "id",
    id=_new_id,
    digest=null(),
    **{name: bindparam(f"new_{name}", type_=findings.c[name].type) for name in _OVERRIDDEN},
)
_copy_blocks = _copying(packed_blocks, "finding_id", finding_id=_new_id)
_copy_keywords = _copying(finding_keywords, "finding_id", finding_id=_new_id)


def copy_findings(connection: Connection, copies: Sequence[FindingCopy]) -> list[int]:
    """Copy findings with their blocks. Return the ids of the copies."""
    if not copies:
        return []
    ids = reserve_ids(connection, len(copies))
    pairs: list[dict[str, object]] = [
        {"copy": new_id, "original": copy.finding_id} for new_id, copy in zip(ids, copies, strict=True)
    ]
    rows = [
        pair
        | {
            "new_score": copy.values.score,
            "new_favourite": copy.values.favourite,
            "new_provenance": json.dumps(copy.values.provenance),
        }
        for pair, copy in zip(pairs, copies, strict=True)
    ]
    execute_many(connection, _copy_row, rows)
    execute_many(connection, _copy_blocks, pairs)
    words = {new_id: copy.values.keywords for new_id, copy in zip(ids, copies, strict=True)}
    link_keywords(connection, {new_id: [(text_hash(word), word) for word in some] for new_id, some in words.items()})
    return ids
