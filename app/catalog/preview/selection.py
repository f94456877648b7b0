"""Which files of a session a step concerns: named ones, or all that a view shows, with exceptions."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, select

from app.catalog.database.schema import gone_files, library_files, search_items, staged_files
from app.catalog.database.sql.id_lists import read_integers
from app.catalog.findings.items import item_of
from app.catalog.preview.gone_files import build_gone_conditions, is_listed, is_still_gone
from app.catalog.records import FileQuery
from app.catalog.staging.staged_files import build_conditions


@dataclass(frozen=True, slots=True)
class Selection:
    """The files that match everything that is given. Page and order of the view do not matter."""

    view: FileQuery = field(default_factory=FileQuery)
    file_ids: tuple[int, ...] | None = None
    """Ids of staged files; of library files if `of_gone`."""
    except_ids: frozenset[int] = frozenset()
    of_gone: bool = False
    """Whether library files that are gone are meant, not staged files."""
    listed: NDArray[np.int64] | None = field(default=None, compare=False)
    """Ids of the files that a list has shown."""


def select_ids(connection: Connection, number: int, selection: Selection) -> array[int]:
    """Return the ids of the files in the session with this number, ascending; eight bytes for each.

    What selects one file of an item, or excepts it, means all of them. The files are determined before anything is
    changed, because a change may make files fit the view, or no longer fit.
    """
    if selection.of_gone:
        query, members = _gone_ids(number, selection), _gone_members(number)
    else:
        query, members = _staged_ids(number, selection), _staged_members(number)
    companions, mains = read_integers(connection, members)
    found = read_integers(connection, query)[0]
    items = _to_items(found if selection.listed is None else np.intersect1d(found, selection.listed), companions, mains)
    excepted = _to_items(np.array(sorted(selection.except_ids), np.int64), companions, mains)
    items = np.setdiff1d(items, excepted)
    chosen = np.union1d(items, companions[np.isin(mains, items)])
    return array("q", chosen.astype(np.int64).tobytes())


def _to_items(ids: NDArray[np.int64], companions: NDArray[np.int64], mains: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the items of files: their own ids, or those of the main files whose companions they are."""
    is_companion = np.isin(ids, companions)
    return np.unique(np.concatenate([ids[~is_companion], mains[np.isin(companions, ids)]]))


def _staged_ids(number: int, selection: Selection) -> Select[Any]:
    key = staged_files.c.id
    query = select(key).where(*build_conditions(number, selection.view)).order_by(key)
    if selection.file_ids is None:
        return query
    named = select(item_of(key, staged_files.c.main_id)).where(key.in_(selection.file_ids))
    return query.where(key.in_(named))


def _staged_members(number: int) -> Select[Any]:
    """Select the session's companions, each with its main file."""
    file = staged_files.c
    return select(file.id, file.main_id).where(file.session == number, file.main_id.is_not(None))


def _gone_ids(number: int, selection: Selection) -> Select[Any]:
    key = library_files.c.id
    query = select(key).join_from(gone_files, library_files, is_still_gone(number)).order_by(key)
    query = query.where(*build_gone_conditions(selection.view))
    return query if selection.file_ids is None else query.where(key.in_(selection.file_ids))


def _gone_members(number: int) -> Select[Any]:
    """Select the companions that are gone together with their main file, each with that."""
    return (
        select(search_items.c.file_id, search_items.c.main_id)
        .join_from(gone_files, library_files, is_still_gone(number))
        .join(search_items, search_items.c.file_id == library_files.c.id)
        .where(~is_listed(number))
    )
