"""Full-text search in SQLite and PostgreSQL: all queries that differ between the two."""

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

from app.catalog.search.schema import SQLITE_TEXTS, begins_with, search_files, search_words
from app.catalog.search.tokenizer import Term, pair_token
from app.catalog.search.value_tokens import SEPARATOR

FEW = 12_000
"""Files that are fetched and sorted in about 30 ms. If more files have the words of a query, their texts are tested."""

TEXT_TESTS = 8_000
"""Texts that are read and tested in about 40 ms."""

MAX_COMPLETIONS = 64
"""Up to this many words with the same prefix are searched one by one, instead of by prefix."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """What the indexed words of a file must match: terms, and value tokens."""

    terms: tuple[Term, ...]
    value_tokens: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.terms or self.value_tokens)

    def all_terms(self) -> list[Term]:
        """Return all terms, at least one of them not excluded: if necessary, the separator that every text contains."""
        terms = [*self.terms, *(Term((token,)) for token in self.value_tokens)]
        return terms if any(not term.is_excluded for term in terms) else [Term((SEPARATOR,)), *terms]


@dataclass(frozen=True, slots=True)
class FewHits:
    """The hits of a search that has only a few."""

    condition: ColumnElement[bool]
    """The condition on `search_files` that selects them."""
    count: int | None
    """How many there are; None if counting them would take another query."""


class SearchEngine(Protocol):
    def match_in_index(self, criteria: Criteria) -> ColumnElement[bool]:
        """Return the condition on `search_files` that selects matching files by the full-text index."""
        ...

    def select_ids(self, criteria: Criteria) -> Select[tuple[int]]:
        """Return the query for the ids of all matching files by the full-text index."""
        ...

    def find_few_hits(self, criteria: Criteria, bounds: Sequence[ColumnElement[bool]], limit: int) -> FewHits | None:
        """Return the hits if there are at most `limit` of them, by count or estimate; otherwise None.

        `bounds` are further conditions on `search_files`, which an engine may use to find fewer hits.
        """
        ...

    def match_in_text(self, criteria: Criteria, file_id: ColumnElement[int]) -> ColumnElement[bool]:
        """Return the condition that one file matches, tested on its text without the index."""
        ...

    def estimate(self, condition: ColumnElement[bool], limit: int) -> int:
        """Return how many rows of `search_files` meet a condition: an estimate, or a count up to `limit`."""
        ...


@dataclass(frozen=True, slots=True)
class SqliteSearch:
    """FTS5 yields the hits of whole words one by one, so a limited number of hits is read once and reused."""

    connection: Connection

    def match_in_index(self, criteria: Criteria) -> ColumnElement[bool]:
        return search_files.c.file_id.in_(self.select_ids(criteria))

    def select_ids(self, criteria: Criteria) -> Select[tuple[int]]:
        index = table("search_index", column("rowid"))
        query = self._build_query(criteria.all_terms())
        return select(index.c.rowid).where(literal_column("search_index").op("MATCH")(query))

    def match_in_text(self, criteria: Criteria, file_id: ColumnElement[int]) -> ColumnElement[bool]:
        positions = ((term, _find_in_text(term)) for term in criteria.all_terms())
        test = and_(*(position == 0 if term.is_excluded else position > 0 for term, position in positions))
        return select(test).where(SQLITE_TEXTS.c.file_id == file_id).scalar_subquery()

    def find_few_hits(self, criteria: Criteria, _bounds: Sequence[ColumnElement[bool]], limit: int) -> FewHits | None:
        some = self.select_ids(criteria).limit(limit + 1).subquery()
        # All ids as one JSON text, passed back unchanged: fetching thousands of rows costs more than the index search.
        files, ids = self.connection.execute(select(func.count(), func.json_group_array(some.c.rowid))).one()
        if files > limit:
            return None
        listed = func.json_each(ids).table_valued("value")
        return FewHits(search_files.c.file_id.in_(select(listed.c.value)), files)

    def estimate(self, condition: ColumnElement[bool], limit: int) -> int:
        return self.connection.execute(build_count(select(literal_column("1")).where(condition), limit)).scalar_one()

    def _build_query(self, terms: Sequence[Term]) -> str:
        required = [self._build_term(term) for term in terms if not term.is_excluded]
        excluded = [self._build_term(term) for term in terms if term.is_excluded]
        query = f"({' AND '.join(required)})"
        return f"{query} NOT ({' OR '.join(excluded)})" if excluded else query

    def _build_term(self, term: Term) -> str:
        if (completions := _find_completions(self.connection, term)) is None:
            return f'"{" ".join(term.words)}" *'
        return f"({' OR '.join(_quote_phrase([*term.words[:-1], last]) for last in completions)})"


def _quote_phrase(words: Sequence[str]) -> str:
    return f'"{" ".join(words)}"'


def _find_in_text(term: Term) -> ColumnElement[int]:
    """Return the position of the term in the file's text, counted from 1; 0 if it is not there."""
    needle = f" {' '.join(term.words)}{'' if term.is_prefix else ' '}"
    return func.instr(SQLITE_TEXTS.c.words, needle)


@dataclass(frozen=True, slots=True)
class PostgresSearch:
    """A GIN index returns all hits at once, so the number of hits is taken from the planner's estimate.

    The estimate also covers ranges, which PostgreSQL intersects with the hits: 100,000 files take about 15 ms.
    """

    connection: Connection

    def match_in_index(self, criteria: Criteria) -> ColumnElement[bool]:
        query = " & ".join(self._build_tsquery(term) for term in criteria.all_terms())
        return literal_column("search_files.words").op("@@")(cast(literal(query), TSQUERY))

    def select_ids(self, criteria: Criteria) -> Select[tuple[int]]:
        return select(search_files.c.file_id).where(self.match_in_index(criteria))

    def match_in_text(self, criteria: Criteria, file_id: ColumnElement[int]) -> ColumnElement[bool]:
        return select(self.match_in_index(criteria)).where(search_files.c.file_id == file_id).scalar_subquery()

    def find_few_hits(self, criteria: Criteria, bounds: Sequence[ColumnElement[bool]], limit: int) -> FewHits | None:
        condition = and_(self.match_in_index(criteria), *bounds)
        return FewHits(condition, None) if self.estimate(condition, limit) <= limit else None

    def estimate(self, condition: ColumnElement[bool], limit: int) -> int:
        query = select(search_files.c.file_id).where(condition).compile(self.connection)
        plan = self.connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {query}", query.params).scalar_one()
        return int(plan[0]["Plan"]["Plan Rows"])

    def _build_tsquery(self, term: Term) -> str:
        *before, last = (f"'{word}'" for word in term.words)
        completions = _find_completions(self.connection, term)
        last_word = f"{last}:*" if completions is None else " | ".join(f"'{word}'" for word in completions)
        phrase = " <-> ".join([*before, f"({last_word})"])
        if term.is_excluded:
            return f"!({phrase})"
        whole_words = term.words[:-1] if term.is_prefix else term.words
        return f"({' & '.join((phrase, *map(pair_token, whole_words, whole_words[1:])))})"


def build_count(rows: Select[Any], limit: int) -> Select[int]:
    """Return the query that counts rows up to `limit`."""
    return select(func.count()).select_from(rows.limit(limit).subquery())


def _find_completions(connection: Connection, term: Term) -> Sequence[str] | None:
    """Return the indexed words that complete the term's last word; None if there are more than MAX_COMPLETIONS.

    In a search by prefix, both databases first read all hits of all words with that prefix, which is slow.
    """
    begin = term.words[-1]
    if not term.is_prefix:
        return [begin]
    word = search_words.c.word
    some = select(word).where(begins_with(word, begin)).limit(MAX_COMPLETIONS + 1)
    words = connection.execute(some).scalars().all()
    return None if len(words) > MAX_COMPLETIONS else words or [begin]


def create_search_engine(connection: Connection) -> SearchEngine:
    """Return the search engine for the connection's database."""
    return PostgresSearch(connection) if connection.dialect.name == "postgresql" else SqliteSearch(connection)
