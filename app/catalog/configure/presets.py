"""`catalog.presets`: options for starting a session, saved by name or remembered from the last time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Float,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)

from app.catalog.access.accounts import name_key
from app.catalog.database.column_types import UntrustedText
from app.catalog.database.database import Database, Read, Write
from app.catalog.database.schema import RowId, metadata
from app.catalog.errors import PresetNameTakenError, TooManyPresetsError

PRESETS_MAX = 100
"""Named presets of one owner, and roots whose last options are remembered for one owner."""

EVERYBODY = 0
"""The owner of presets that were saved without an account."""


class PresetKind(StrEnum):
    NAMED = "named"
    """A user saved it under a name."""
    LAST = "last"
    """The options of the newest session below a media root; its name is the path of the root."""


@dataclass(frozen=True, slots=True)
class Preset:
    preset_id: int
    name: str
    options: Mapping[str, Any]
    """The fields of `Parameters` except the folders."""
    saved_at: float
    """In Unix seconds."""


presets = Table(
    "presets",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("owner", RowId, nullable=False),  # id of an account; 0: everybody
    Column("kind", String(8), nullable=False),
    Column("name", UntrustedText, nullable=False),
    Column("name_key", UntrustedText, nullable=False),  # the name without differences in case or form
    Column("options", Text, nullable=False),  # JSON
    Column("saved_at", Float, nullable=False),
    UniqueConstraint("owner", "kind", "name_key"),
)


class PresetStore:
    """Reads and writes of presets. Every method has an `owner`: the id of an account, or `EVERYBODY`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, owner: int, kind: PresetKind) -> Read[list[Preset]]:
        """Return the presets of the owner in order of name."""
        query = select(presets).where(presets.c.owner == owner, presets.c.kind == kind).order_by(presets.c.name_key)
        return self._database.read(lambda c: [_preset_of(row) for row in c.execute(query)])

    def add(self, owner: int, name: str, options: Mapping[str, Any], at: float) -> Write[Preset]:
        """Save a named preset; `at` in Unix seconds. Raises PresetNameTakenError, TooManyPresetsError."""
        return self._database.write(lambda c: _add(c, owner, name, options, at))

    def change(
        self, owner: int, preset_id: int, at: float, *, name: str | None, options: Mapping[str, Any] | None
    ) -> Write[Preset | None]:
        """Rename a named preset or replace its options; None leaves a value unchanged. Raises PresetNameTakenError.

        Returns None if the owner has no such preset.
        """
        return self._database.write(lambda c: _change(c, owner, preset_id, at, name, options))

    def delete(self, owner: int, preset_id: int) -> Write[bool]:
        """Delete a named preset; False if the owner has no such preset."""
        statement = delete(presets).where(*_named(owner, preset_id))
        return self._database.write(lambda c: c.execute(statement).rowcount > 0)

    def remember(self, owner: int, roots: Sequence[str], options: Mapping[str, Any], at: float) -> Write[None]:
        """Remember the options of the newest session below `roots`, and forget the oldest ones beyond `PRESETS_MAX`."""
        return self._database.write(lambda c: _remember(c, owner, roots, options, at))


def _preset_of(row: Row[Any]) -> Preset:
    return Preset(row.id, row.name, json.loads(row.options), row.saved_at)


def _named(owner: int, preset_id: int) -> tuple[Any, ...]:
    return presets.c.id == preset_id, presets.c.owner == owner, presets.c.kind == PresetKind.NAMED


def _add(connection: Connection, owner: int, name: str, options: Mapping[str, Any], at: float) -> Preset:
    of_owner = (presets.c.owner == owner, presets.c.kind == PresetKind.NAMED)
    saved = connection.execute(select(func.count()).select_from(presets).where(*of_owner)).scalar_one()
    if saved >= PRESETS_MAX:
        raise TooManyPresetsError(PRESETS_MAX)
    _require_free(connection, owner, name)
    row = insert(presets).values(owner=owner, kind=PresetKind.NAMED, **_values(name, options, at))
    return _preset_of(connection.execute(row.returning(*presets.c)).one())


def _change(
    connection: Connection,
    owner: int,
    preset_id: int,
    at: float,
    name: str | None,
    options: Mapping[str, Any] | None,
) -> Preset | None:
    which = _named(owner, preset_id)
    before = connection.execute(select(presets).where(*which)).one_or_none()
    if before is None:
        return None
    name = before.name if name is None else name
    _require_free(connection, owner, name, but=preset_id)
    values = _values(name, json.loads(before.options) if options is None else options, at)
    return _preset_of(connection.execute(update(presets).where(*which).values(values).returning(*presets.c)).one())


def _require_free(connection: Connection, owner: int, name: str, but: int = 0) -> None:
    """Raise PresetNameTakenError if another preset has the name. Only one transaction writes at a time."""
    same = (presets.c.owner == owner, presets.c.kind == PresetKind.NAMED, presets.c.name_key == name_key(name))
    if connection.execute(select(presets.c.id).where(*same, presets.c.id != but)).first() is not None:
        raise PresetNameTakenError(name)


def _remember(connection: Connection, owner: int, roots: Sequence[str], options: Mapping[str, Any], at: float) -> None:
    of_owner = (presets.c.owner == owner, presets.c.kind == PresetKind.LAST)
    connection.execute(delete(presets).where(*of_owner, presets.c.name.in_(roots)))
    rows = [{"owner": owner, "kind": PresetKind.LAST, **_values(root, options, at, key=root)} for root in roots]
    connection.execute(insert(presets), rows)
    newest = select(presets.c.id).where(*of_owner).order_by(presets.c.saved_at.desc(), presets.c.id.desc())
    kept = connection.execute(newest.limit(PRESETS_MAX)).scalars().all()
    connection.execute(delete(presets).where(*of_owner, presets.c.id.not_in(kept)))


def _values(name: str, options: Mapping[str, Any], at: float, *, key: str | None = None) -> dict[str, Any]:
    text = json.dumps(dict(options), sort_keys=True)
    return {"name": name, "name_key": name_key(name) if key is None else key, "options": text, "saved_at": at}
