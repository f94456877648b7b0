"""How many of the matching files have each value: the facets of a query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from app.catalog.library.edited_values import count_hidden
from app.catalog.search.columns.collections import count_collections, follow_collections
from app.catalog.search.columns.field_masks import flag_mask, shape_mask
from app.catalog.search.columns.records import NAMED_FIELDS, PAIRED_FIELDS
from app.catalog.search.columns.snapshot import Mask, Snapshot
from app.catalog.search.language.fields import SHAPES
from app.catalog.search.schema import search_values

FACET_VALUES = 200
"""How many of a field's most frequent values are listed."""

FLAGS = ("nsfw", "favourite", "credentials", "duplicate")

Counted = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Facets:
    """Numbers of files. Of each field the `FACET_VALUES` most frequent values, those first."""

    files: int
    flags: dict[str, int]
    """For each of `FLAGS`, how many files have it."""
    without_pixels: int
    """How many were committed without that their pixels were read."""
    hidden: int
    """How many of the whole library are hidden, and match no query."""
    named: dict[str, Counted]
    """By field, for named and paired fields."""
    collections: Counted
    """By path, such as `Trips/Rome`; with the files of the collections below."""
    shapes: dict[str, int]
    scores: dict[int, int]


def count_facets(connection: Connection, snapshot: Snapshot, find_matches: Callable[[str | None], Mask]) -> Facets:
    """Return the facets of a query. `find_matches(but)` returns what matches without the parameter `but`.

    The values of a field are counted as if the query had no parameter for it, so that another one can be chosen.
    """
    matches = find_matches(None)
    all_rows = np.flatnonzero(matches)
    counts: dict[str, NDArray[np.int64]] = {}
    for field in NAMED_FIELDS:
        mask = find_matches(field)
        rows = all_rows if mask is matches else np.flatnonzero(mask)
        counts[field] = np.bincount(snapshot.columns[field][rows])
        counts[field][:1] = 0
    of_pairs = snapshot.pair_values[snapshot.is_first_pair & matches[snapshot.pair_rows]]
    named = _name_values(connection, snapshot, {field: _most_frequent(found) for field, found in counts.items()})
    paired = _name_paired(connection, snapshot, np.bincount(of_pairs))
    return Facets(
        files=len(all_rows),
        flags={name: int(np.count_nonzero(find_matches(name) & flag_mask(snapshot, name))) for name in FLAGS},
        without_pixels=int(np.count_nonzero(find_matches("pixels") & ~flag_mask(snapshot, "pixels"))),
        hidden=count_hidden(connection),
        named=named | paired,
        collections=_count_collections(connection, snapshot, matches),
        shapes=_count_shapes(snapshot, all_rows),
        scores=_count_scores(snapshot.columns["score"][np.flatnonzero(find_matches("score"))]),
    )


def _count_collections(connection: Connection, snapshot: Snapshot, matches: Mask) -> Counted:
    counted = count_collections(follow_collections(connection, snapshot), matches)
    return _in_order({each.path: each.files for each in counted if each.files})


def _most_frequent(counts: NDArray[np.int64]) -> dict[int, int]:
    """Return the number of files of the most frequent values, by id."""
    ids = np.flatnonzero(counts)
    if len(ids) > FACET_VALUES:
        bound = np.partition(counts[ids], -FACET_VALUES)[-FACET_VALUES]
        ids = ids[counts[ids] >= bound]
    return {int(value): int(counts[value]) for value in ids}


def _name_values(connection: Connection, snapshot: Snapshot, found: dict[str, dict[int, int]]) -> dict[str, Counted]:
    ids = sorted({value for of_field in found.values() for value in of_field})
    names = _load_names(connection, snapshot, ids)
    return {
        field: _in_order({names[value][1]: files for value, files in of_field.items() if value in names})
        for field, of_field in found.items()
    }


def _name_paired(connection: Connection, snapshot: Snapshot, counts: NDArray[np.int64]) -> dict[str, Counted]:
    """Return the values of paired fields, whose ids are in one column."""
    found: dict[str, dict[str, int]] = {field: {} for field in PAIRED_FIELDS}
    ids = np.flatnonzero(counts)
    ids = ids[np.argsort(-counts[ids], kind="stable")]
    for first in range(0, len(ids), 4 * FACET_VALUES):
        some = ids[first : first + 4 * FACET_VALUES].tolist()
        names = _load_names(connection, snapshot, some)
        for value in some:
            if value in names:
                field, name = names[value]
                found[field].setdefault(name, int(counts[value]))
        if all(len(of_field) >= FACET_VALUES for of_field in found.values()) or first >= 8 * FACET_VALUES:
            break
    return {field: _in_order(of_field) for field, of_field in found.items()}


def _in_order(found: dict[str, int]) -> Counted:
    return sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))[:FACET_VALUES]


def _load_names(connection: Connection, snapshot: Snapshot, ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return field and text of values, by id; among them are these."""
    if missing := [value for value in ids if value not in snapshot.names]:
        query = select(search_values.c.id, search_values.c.field, search_values.c.value)
        rows = connection.execute(query.where(search_values.c.id.in_(missing)))
        snapshot.names.update({row.id: (row.field, row.value) for row in rows})
    return snapshot.names


def _count_shapes(snapshot: Snapshot, rows: NDArray[np.int64]) -> dict[str, int]:
    width, height = snapshot.columns["width"][rows], snapshot.columns["height"][rows]
    return {name: int(np.count_nonzero(shape_mask(width, height, name))) for name in SHAPES}


def _count_scores(scores: NDArray[np.int16]) -> dict[int, int]:
    known = scores[(scores >= -1) & (scores <= 5)].astype(np.int64)
    return {score - 1: int(files) for score, files in enumerate(np.bincount(known + 1, minlength=7))}
