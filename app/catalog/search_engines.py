"""How each database finds files by words: the one place where SQLite and PostgreSQL are asked differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

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

from app.catalog.indexing import MARK
from app.catalog.search_schema import search_texts
from app.catalog.words import Term


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


class SearchEngine(Protocol):
    def hits(self, wanted: Wanted) -> Select[tuple[int]]:
        """The ids of files that have all that is wanted, from the full-text index."""
        ...

    def fits(self, wanted: Wanted, file_id: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether one file does, from its text; never from the index."""
        ...

    def count_hits(self, connection: Connection, wanted: Wanted, limit: int) -> int:
        """How many files those are, up to `limit`; or about how many, where counting would take long."""
        ...


class SqliteSearch:
    """FTS5 reads its hits one by one, so a few are counted at once."""

    def hits(self, wanted: Wanted) -> Select[tuple[int]]:
        index = table("search_index", column("rowid"))
        return select(index.c.rowid).where(literal_column("search_index").op("MATCH")(_fts5(wanted.all_terms())))

    def fits(self, wanted: Wanted, file_id: ColumnElement[int]) -> ColumnElement[bool]:
        found = (_position(term) for term in wanted.all_terms())
        test = and_(*(place == 0 if term.is_excluded else place > 0 for term, place in found))
        return select(test).where(search_texts.c.file_id == file_id).scalar_subquery()

    def count_hits(self, connection: Connection, wanted: Wanted, limit: int) -> int:
        some = self.hits(wanted).limit(limit).subquery()
        return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _position(term: Term) -> tuple[Term, ColumnElement[int]]:
    needle = f" {' '.join(term.words)}{'' if term.is_prefix else ' '}"
    return term, func.instr(search_texts.c.words, needle)


def _fts5(terms: Sequence[Term]) -> str:
    wanted = [_fts5_phrase(term) for term in terms if not term.is_excluded]
    excluded = [_fts5_phrase(term) for term in terms if term.is_excluded]
    query = f"({' AND '.join(wanted)})"
    return f"{query} NOT ({' OR '.join(excluded)})" if excluded else query


def _fts5_phrase(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.is_prefix else ""}'


class PostgresSearch:
    """A GIN index gives all its hits or none, so PostgreSQL's planner is asked how many it expects."""

    def hits(self, wanted: Wanted) -> Select[tuple[int]]:
        return select(search_texts.c.file_id).where(_matches(wanted))

    def fits(self, wanted: Wanted, file_id: ColumnElement[int]) -> ColumnElement[bool]:
        return select(_matches(wanted)).where(search_texts.c.file_id == file_id).scalar_subquery()

    def count_hits(self, connection: Connection, wanted: Wanted, limit: int) -> int:
        hits = self.hits(wanted).compile(connection)
        plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {hits}", hits.params).scalar_one()
        return min(limit, int(plan[0]["Plan"]["Plan Rows"]))


def _matches(wanted: Wanted) -> ColumnElement[bool]:
    query = " & ".join(_tsquery(term) for term in wanted.all_terms())
    return search_texts.c.words.op("@@")(cast(literal(query), TSQUERY))


def _tsquery(term: Term) -> str:
    words = [f"'{word}'" for word in term.words]
    phrase = f"({' <-> '.join(words)}{':*' if term.is_prefix else ''})"
    return f"!{phrase}" if term.is_excluded else phrase


def engine_for(connection: Connection) -> SearchEngine:
    return PostgresSearch() if connection.dialect.name == "postgresql" else SqliteSearch()
