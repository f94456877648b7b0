"""Find the files of any query on the columns in memory, with the words of the full-text index.

Fields are decided for all files at once. Words that few files have are fetched from the full-text index. Of words that
many files have it is at first unknown which files these are, so a query gives two masks: files that match in any case,
and files that may match. A page only needs the first files of its order: those that may match are tested, until it is
full or `TEXT_TESTS` were tested. Only then, and for a whole order or counts, all hits are fetched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select, tuple_

from app.catalog.database.schema import commits
from app.catalog.search.columns.collections import find_included_mask
from app.catalog.search.columns.field_masks import find_field_mask, find_folders, flag_mask, is_number
from app.catalog.search.columns.snapshot import Mask, Snapshot
from app.catalog.search.columns.texts import TextTest, find_all, find_few, group_words, list_text_tests, test_texts
from app.catalog.search.engines import TEXT_TESTS, SearchEngine
from app.catalog.search.facets import NamedValues
from app.catalog.search.language.nodes import Either, Every, FieldTest, Node, Not
from app.catalog.search.query import LibraryQuery, Position
from app.catalog.search.schema import search_files

FIRST_TESTS = 500
"""Texts that are tested at first; then three times as many, and so on."""


class Known(NamedTuple):
    """What is known of each file."""

    surely: Mask
    """It matches."""
    maybe: Mask
    """It matches, or that is not known yet."""


Look = Callable[[TextTest | FieldTest], Known]


def combine(node: Node | TextTest, everything: Mask, look: Look) -> Known:
    """Return what is known of the files, as `look` knows it of words and fields."""
    match node:
        case Every():
            parts = [combine(part, everything, look) for part in node.parts]
            return Known(
                reduce(and_, (part.surely for part in parts), everything),
                reduce(and_, (part.maybe for part in parts), everything),
            )
        case Either():
            parts = [combine(part, everything, look) for part in node.parts]
            return Known(reduce(or_, (part.surely for part in parts)), reduce(or_, (part.maybe for part in parts)))
        case Not():
            part = combine(node.part, everything, look)
            return Known(~part.maybe, ~part.surely)
        case _:
            return look(node)  # type: ignore[arg-type]


@dataclass(slots=True)
class ColumnSearch:
    """One search on a snapshot."""

    connection: Connection
    query: LibraryQuery
    values: NamedValues
    snapshot: Snapshot
    engine: SearchEngine
    _matching: Mask | None = None
    _found: dict[str | None, Mask] = field(default_factory=dict)

    def find_matches(self, but: str | None = None) -> Mask:
        """Return all files that match, without the parameter `but` of the query."""
        key = but if but in self._named_parameters else None
        if key not in self._found:
            self._found[key] = self._find_all_with_words() & self._find_parameter_mask(key)
        return self._found[key]

    @property
    def _named_parameters(self) -> set[str]:
        """The parameters that the query has, by the name of their facet."""
        query = self.query
        flags = {"nsfw": query.nsfw, "favourite": query.favourite, "pixels": query.pixels_read}
        has_score = query.score_from is not None or query.score_to is not None
        given = {name for name, wanted in flags.items() if wanted is not None}
        return {*self.values.single, *given, *(["score"] if has_score else [])}

    def _find_all_with_words(self) -> Mask:
        """Return the files that match without the parameters."""
        if self._matching is None:
            node, fields = self._prepare(), self._find_field_masks()

            def look(leaf: TextTest | FieldTest) -> Known:
                if isinstance(leaf, TextTest):
                    return _sure(find_all(self.connection, self.snapshot, self.engine, leaf.criteria))
                return _sure(fields(leaf))

            self._matching = combine(node, self._everything, look).surely
        return self._matching

    def find_positions(self) -> tuple[list[Position], int, bool]:
        """Return the files of the query's page and one more if there is a next page, and how many match.

        The last value is False if more than that many match.
        """
        node, fields = self._prepare(), self._find_field_masks()
        tests = list_text_tests(node)
        few = {test: find_few(self.connection, self.snapshot, self.engine, test.criteria) for test in tests}
        nothing = np.zeros_like(self._everything)

        def look(leaf: TextTest | FieldTest) -> Known:
            if isinstance(leaf, FieldTest):
                return _sure(fields(leaf))
            mask = few[leaf]
            return Known(nothing, self._everything) if mask is None else _sure(mask)

        parameters = self._find_parameter_mask(None)
        found = combine(node, self._everything, look)
        surely, maybe = found.surely & parameters, found.maybe & parameters
        if np.array_equal(surely, maybe):
            return self._take_page(np.flatnonzero(surely))
        unknown = [test for test, mask in few.items() if mask is None]
        if (page := self._test_first(node, look, unknown, maybe)) is not None:
            return page
        return self._take_page(np.flatnonzero(self.find_matches()))

    def sort(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return rows in the order of the query."""
        keys, unknown = self._keys_of(rows)
        is_down = self.query.order == "desc"
        in_order = np.lexsort((self.snapshot.ids[rows], keys))
        ordered = in_order[::-1] if is_down else in_order
        if unknown.any():
            ordered = np.concatenate([ordered[~unknown[ordered]], ordered[unknown[ordered]]])
        return rows[ordered]

    @property
    def _everything(self) -> Mask:
        return self.snapshot.is_alive

    def _prepare(self) -> Node | TextTest:
        return group_words(self.connection, self.snapshot, self.query.expression())

    def _find_field_masks(self) -> Callable[[FieldTest], Mask]:
        """Return a function that finds the mask of a field's test, each only once."""
        known: dict[FieldTest, Mask] = {}

        def find(leaf: FieldTest) -> Mask:
            if leaf not in known:
                known[leaf] = find_field_mask(self.connection, self.snapshot, leaf)
            return known[leaf]

        return find

    # The parameters besides the words

    def _find_parameter_mask(self, but: str | None) -> Mask:
        query, columns = self.query, self.snapshot.columns
        mask = self.snapshot.is_alive.copy()
        for name, value_id in self.values.single.items():
            if name != but:
                mask &= columns[name] == value_id
        for value_id in self.values.keywords:
            mask &= self.snapshot.mask_of(self.snapshot.pair_rows[self.snapshot.pair_values == value_id])
        for column, wanted in (("nsfw", query.nsfw), ("favourite", query.favourite), ("pixels", query.pixels_read)):
            if wanted is not None and but != column:
                mask &= flag_mask(self.snapshot, column) == wanted
        if query.collection is not None:
            mask &= find_included_mask(self.connection, self.snapshot, query.collection)
        if query.folder is not None:
            mask &= np.isin(columns["folder"], find_folders(self.connection, query.folder))
        for column, first, last in (
            ("score", query.score_from, query.score_to),
            ("captured", *query.captured_bounds()),
            ("size", query.size_from, query.size_to),
        ):
            if column != but and (first is not None or last is not None):
                mask &= is_number(columns[column])
                mask &= True if first is None else columns[column] >= first
                mask &= True if last is None else columns[column] <= last
        return mask & self._find_added_mask()

    def _find_added_mask(self) -> Mask:
        added, (first, before) = self.snapshot.columns["added"], self.query.added_bounds()
        mask = np.ones(len(added), np.bool_)
        if first is not None:
            mask &= added >= first
        if before is not None:
            mask &= added < before
        if self.query.commit is not None:
            # The files that a commit adds have its own time, to the last digit; no two commits have the same.
            time = self.connection.execute(
                select(commits.c.committed_at).where(commits.c.id == self.query.commit)
            ).scalar_one_or_none()
            mask &= False if time is None else added == time
        return mask

    # Pages

    def _take_page(self, rows: NDArray[np.int64]) -> tuple[list[Position], int, bool]:
        first = self._first_in_order(self._after_cursor(rows), self.query.limit + 1)
        return self._positions_of(first), len(rows), True

    def _test_first(
        self, node: Node | TextTest, look: Look, unknown: list[TextTest], maybe: Mask
    ) -> tuple[list[Position], int, bool] | None:
        """Test the first files in order until the page is full; return None if too few of them match."""
        candidates = self._after_cursor(np.flatnonzero(maybe))
        first = self._first_in_order(candidates, TEXT_TESTS)
        found, at, size = np.empty(0, np.int64), 0, FIRST_TESTS
        while at < len(first) and len(found) <= self.query.limit:
            rows = first[at : at + size]
            tested = test_texts(self.connection, self.engine, unknown, self.snapshot.ids[rows])

            def look_at_rows(
                leaf: TextTest | FieldTest, rows: NDArray[np.int64] = rows, tested: dict[TextTest, Mask] = tested
            ) -> Known:
                if isinstance(leaf, TextTest) and leaf in tested:
                    return _sure(tested[leaf])
                return _sure(look(leaf).surely[rows])

            known = combine(node, self._everything[rows], look_at_rows)
            found = np.concatenate([found, rows[known.surely]])
            at, size = at + size, size * 3
        if len(found) > self.query.limit:
            return self._positions_of(found[: self.query.limit + 1]), self.query.limit, False
        is_all = len(first) == len(candidates)
        if not is_all:
            return None
        return self._positions_of(found), len(found), True

    def _first_in_order(self, rows: NDArray[np.int64], limit: int) -> NDArray[np.int64]:
        """Return the first `limit` of rows in the order of the query, without sorting all of them."""
        if len(rows) > 4 * limit:
            keys, unknown = self._keys_of(rows)
            known = rows[~unknown]
            if len(known) >= limit:
                rows = known[_are_first(keys[~unknown], limit, self.query.order == "desc")]
        return self.sort(rows)[:limit]

    def _keys_of(self, rows: NDArray[np.int64]) -> tuple[NDArray[Any], Mask]:
        """Return the sort keys of rows, and which of them have none."""
        if self.query.sort == "path":
            return self.snapshot.path_ranks(self.connection)[rows], np.zeros(len(rows), np.bool_)
        keys = self.snapshot.columns[self.query.sort][rows]
        if self.query.sort in ("captured", "score"):
            return keys, ~is_number(keys)
        return keys, np.zeros(len(rows), np.bool_)

    def _after_cursor(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return those of the rows that come after the query's cursor."""
        position = self.query.position()
        if position is None:
            return rows
        keys, unknown = self._keys_of(rows)
        ids, is_down = self.snapshot.ids[rows], self.query.order == "desc"
        has_later_id = ids < position.file_id if is_down else ids > position.file_id
        if position.value is None:
            return rows[unknown & has_later_id]
        if self.query.sort == "path":
            rank = self._find_rank(position)
            return rows[keys < rank if is_down else keys >= rank]
        value: Any = position.value
        is_later = (keys < value if is_down else keys > value) | ((keys == value) & has_later_id)
        later: NDArray[np.int64] = rows[(is_later & ~unknown) | unknown]
        return later

    def _find_rank(self, position: Position) -> int:
        """Return the rank of the first path behind the cursor; downwards, that of the cursor itself or the next."""
        keys, place = tuple_(search_files.c.path, search_files.c.file_id), (position.value, position.file_id)
        later = select(search_files.c.file_id).order_by(search_files.c.path, search_files.c.file_id).limit(1)
        condition = keys >= place if self.query.order == "desc" else keys > place
        next_id = self.connection.execute(later.where(condition)).scalar_one_or_none()
        rows = self.snapshot.find_rows(np.array([] if next_id is None else [next_id], np.int64))
        return int(self.snapshot.path_ranks(self.connection)[rows[0]]) if len(rows) else len(self.snapshot.ids)

    def _positions_of(self, rows: NDArray[np.int64]) -> list[Position]:
        ids = self.snapshot.ids[rows].tolist()
        if self.query.sort == "path":
            return self._positions_by_path(ids)
        keys, unknown = self._keys_of(rows)
        return [
            Position(None if is_unknown else key, file_id)
            for key, is_unknown, file_id in zip(keys.tolist(), unknown.tolist(), ids, strict=True)
        ]

    def _positions_by_path(self, ids: list[int]) -> list[Position]:
        paths = select(search_files.c.file_id, search_files.c.path).where(search_files.c.file_id.in_(ids))
        by_id = {row.file_id: row.path for row in self.connection.execute(paths)}
        return [Position(by_id[file_id], file_id) for file_id in ids if file_id in by_id]


def _sure(mask: Mask) -> Known:
    return Known(mask, mask)


def _are_first(keys: NDArray[Any], limit: int, is_down: bool) -> Mask:
    """Return which keys are among the first `limit`; equal ones may make it more."""
    place = len(keys) - limit if is_down else limit - 1
    bound = np.partition(keys, place)[place]
    first: Mask = keys >= bound if is_down else keys <= bound
    return first
