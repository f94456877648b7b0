"""How each database finds files by words: the one place where SQLite and PostgreSQL are asked differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from app.catalog.search.indexing import MARK
from app.catalog.search.schema import SQLITE_TEXTS, search_files, search_words
from app.catalog.search.tokenizer import LAST_CHARACTER, Term, pair_mark

MAX_ENDINGS = 64
"""So many words that begin alike are searched for one by one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words of a file must be: terms, and the marks of values."""

    terms: tuple[Term, ...]
    marks: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.terms or self.marks)

    def all_terms(self) -> list[Term]:
        """At least one that is not excluded: the mark that every text has, if need be."""
        terms = [*self.terms, *(Term((mark,)) for mark in self.marks)]
        return terms if any(not term.is_excluded for term in terms) else [Term((MARK,)), *terms]


@dataclass(frozen=True, slots=True)
class FewHits:
    """Few enough to take them all."""

    among: ColumnElement[bool]
    """On `search_files`."""
    number: int | None
    """None where the index would have to be asked once more for it."""


class SearchEngine(Protocol):
    def hits(self, wanted: Wanted) -> ColumnElement[bool]:
        """Which of `search_files` have all that is wanted, by the full-text index."""
        ...

    def few_hits(self, wanted: Wanted, bounds: Sequence[ColumnElement[bool]], limit: int) -> FewHits | None:
        """Those of `hits` if they are `limit` at most, or are expected to be; within `bounds` where that is known, too.

        `bounds` are conditions on `search_files`.
        """
        ...

    def fits(self, wanted: Wanted, file_id: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether one file does, from its text; never from the index."""
        ...

    def expected(self, condition: ColumnElement[bool], limit: int) -> int:
        """How many of `search_files` a condition leaves, counted up to `limit` or estimated."""
        ...


@dataclass(frozen=True, slots=True)
class SqliteSearch:
    """FTS5 reads the hits of whole words one by one, so a few are read at once, and only once."""

    connection: Connection

    def hits(self, wanted: Wanted) -> ColumnElement[bool]:
        return search_files.c.file_id.in_(self._ids(wanted))

    def _ids(self, wanted: Wanted) -> Select[tuple[int]]:
        index = table("search_index", column("rowid"))
        return select(index.c.rowid).where(literal_column("search_index").op("MATCH")(self._query(wanted.all_terms())))

    def fits(self, wanted: Wanted, file_id: ColumnElement[int]) -> ColumnElement[bool]:
        found = (_position(term) for term in wanted.all_terms())
        test = and_(*(place == 0 if term.is_excluded else place > 0 for term, place in found))
        return select(test).where(SQLITE_TEXTS.c.file_id == file_id).scalar_subquery()

    def few_hits(self, wanted: Wanted, _bounds: Sequence[ColumnElement[bool]], limit: int) -> FewHits | None:
        some = self._ids(wanted).limit(limit + 1).subquery()
        # As one text, which goes back as it came: thousands of rows cost Python more than they cost the index.
        files, ids = self.connection.execute(select(func.count(), func.json_group_array(some.c.rowid))).one()
        if files > limit:
            return None
        listed = func.json_each(ids).table_valued("value")
        return FewHits(search_files.c.file_id.in_(select(listed.c.value)), files)

    def expected(self, condition: ColumnElement[bool], limit: int) -> int:
        return self.connection.execute(counted(select(literal_column("1")).where(condition), limit)).scalar_one()

    def _query(self, terms: Sequence[Term]) -> str:
        wanted = [self._either(term) for term in terms if not term.is_excluded]
        excluded = [self._either(term) for term in terms if term.is_excluded]
        query = f"({' AND '.join(wanted)})"
        return f"{query} NOT ({' OR '.join(excluded)})" if excluded else query

    def _either(self, term: Term) -> str:
        if (lasts := _lasts(self.connection, term)) is None:
            return f'"{" ".join(term.words)}" *'
        return f"({' OR '.join(_phrase([*term.words[:-1], last]) for last in lasts)})"


def _phrase(words: Sequence[str]) -> str:
    return f'"{" ".join(words)}"'


def _position(term: Term) -> tuple[Term, ColumnElement[int]]:
    needle = f" {' '.join(term.words)}{'' if term.is_prefix else ' '}"
    return term, func.instr(SQLITE_TEXTS.c.words, needle)


@dataclass(frozen=True, slots=True)
class PostgresSearch:
    """A GIN index gives all its hits or none, so PostgreSQL's planner is asked how many it expects.

    It knows ranges, too, intersects them with hits, and need not count them: a hundred thousand files take it 15 ms.
    """

    connection: Connection

    def hits(self, wanted: Wanted) -> ColumnElement[bool]:
        query = " & ".join(self._tsquery(term) for term in wanted.all_terms())
        return literal_column("search_files.words").op("@@")(cast(literal(query), TSQUERY))

    def fits(self, wanted: Wanted, file_id: ColumnElement[int]) -> ColumnElement[bool]:
        return select(self.hits(wanted)).where(search_files.c.file_id == file_id).scalar_subquery()

    def few_hits(self, wanted: Wanted, bounds: Sequence[ColumnElement[bool]], limit: int) -> FewHits | None:
        among = and_(self.hits(wanted), *bounds)
        return FewHits(among, None) if self.expected(among, limit) <= limit else None

    def expected(self, condition: ColumnElement[bool], limit: int) -> int:
        asked = select(search_files.c.file_id).where(condition).compile(self.connection)
        plan = self.connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {asked}", asked.params).scalar_one()
        return int(plan[0]["Plan"]["Plan Rows"])

    def _tsquery(self, term: Term) -> str:
        *before, last = (f"'{word}'" for word in term.words)
        lasts = _lasts(self.connection, term)
        either = f"{last}:*" if lasts is None else " | ".join(f"'{word}'" for word in lasts)
        phrase = " <-> ".join([*before, f"({either})"])
        if term.is_excluded:
            return f"!({phrase})"
        whole = term.words[:-1] if term.is_prefix else term.words
        return f"({' & '.join((phrase, *map(pair_mark, whole, whole[1:])))})"


def counted(rows: Select[Any], limit: int) -> Select[int]:
    """How many rows there are, `limit` at most."""
    return select(func.count()).select_from(rows.limit(limit).subquery())


def _lasts(connection: Connection, term: Term) -> Sequence[str] | None:
    """What the last word of a term may be; None when these are too many to be searched for one by one.

    Asked for the beginning of a word, both databases first read all hits of all words that begin so.
    """
    begin = term.words[-1]
    if not term.is_prefix:
        return [begin]
    word = search_words.c.word
    some = select(word).where(word >= begin, word < begin + LAST_CHARACTER).limit(MAX_ENDINGS + 1)
    words = connection.execute(some).scalars().all()
    return None if len(words) > MAX_ENDINGS else words or [begin]


def engine_for(connection: Connection) -> SearchEngine:
    return PostgresSearch(connection) if connection.dialect.name == "postgresql" else SqliteSearch(connection)
