"""Which files have the words of a query: hits of the full-text index as masks, and tests of some files' texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract
from sqlalchemy import JSON, BigInteger, Connection, Text, cast, func, literal, select

from app.catalog.database.sql.id_lists import read_integers
from app.catalog.search.columns.snapshot import Mask, Snapshot
from app.catalog.search.engines import FEW, Criteria, SearchEngine
from app.catalog.search.language.nodes import Either, Every, FieldTest, Fuzzy, Node, Not, Words
from app.catalog.search.schema import search_files, search_words
from app.catalog.search.tokenizer import Term

SPELLINGS = 16
"""Different spellings that a fuzzy word stands for: the nearest, and of equally near ones the first."""

LONG_WORD = 6
"""A word of at least this length may differ by two letters, a shorter one by one."""


LAST_DIGIT = "9\U0010ffff"


@dataclass(frozen=True, slots=True)
class TextTest:
    """Words that are searched together."""

    criteria: Criteria


def group_words(connection: Connection, snapshot: Snapshot, node: Node) -> Node | TextTest:
    """Return the query with the words of each group as one search, and fuzzy words as their spellings."""
    match node:
        case Words():
            return TextTest(Criteria(node.terms, ())) if node.terms else Every((), node.span)
        case Fuzzy():
            spellings = _find_spellings(connection, snapshot, node.word)
            words = [TextTest(Criteria((Term((word,)),), ())) for word in spellings]
            return words[0] if len(words) == 1 else Either(tuple(words), node.span)  # type: ignore[arg-type]
        case Not():
            return Not(group_words(connection, snapshot, node.part), node.span)  # type: ignore[arg-type]
        case Either():
            return Either(tuple(group_words(connection, snapshot, part) for part in node.parts), node.span)  # type: ignore[misc]
        case Every():
            return _group_every(connection, snapshot, node)
        case FieldTest():
            return node


def _group_every(connection: Connection, snapshot: Snapshot, node: Every) -> Node | TextTest:
    terms = [term for part in node.parts if isinstance(part, Words) for term in part.terms]
    others: list[Node] = []
    for part in node.parts:
        if isinstance(part, Words):
            continue
        if terms and isinstance(part, Not) and isinstance(part.part, Words) and len(part.part.terms) == 1:
            (term,) = part.part.terms
            terms.append(Term(term.words, term.is_prefix, is_excluded=True))
        else:
            others.append(part)
    grouped = [group_words(connection, snapshot, part) for part in others]
    texts = [TextTest(Criteria(tuple(dict.fromkeys(terms)), ()))] if terms else []
    return Every((*texts, *grouped), node.span)  # type: ignore[arg-type]


def list_text_tests(node: object) -> list[TextTest]:
    """Return the searches for words in a query, each once."""
    if isinstance(node, TextTest):
        return [node]
    parts: Iterable[object] = node.parts if isinstance(node, Every | Either) else ()
    if isinstance(node, Not):
        parts = (node.part,)
    return list(dict.fromkeys(test for part in parts for test in list_text_tests(part)))


def _find_spellings(connection: Connection, snapshot: Snapshot, word: str) -> list[str]:
    """Return indexed words that differ from `word` by at most one or two letters; without any, the word itself."""
    if word not in snapshot.spellings:
        snapshot.spellings[word] = _load_spellings(connection, word)
    return snapshot.spellings[word]


def _load_spellings(connection: Connection, word: str) -> list[str]:
    most = 2 if len(word) >= LONG_WORD else 1
    length = func.length(search_words.c.word)
    alike = select(search_words.c.word).where(length.between(len(word) - most, len(word) + most))
    if word[0] > LAST_DIGIT:  # most of a large library's words are numbers of files
        alike = alike.where(search_words.c.word > LAST_DIGIT)
    some = alike.subquery()
    joined = connection.execute(select(func.aggregate_strings(some.c.word, " "))).scalar_one()  # one row: faster
    words = sorted((joined or "").split())
    found = extract(word, words, scorer=Levenshtein.distance, score_cutoff=most, limit=SPELLINGS, processor=None)
    return [spelling for spelling, _, _ in found] or [word]


def find_few(connection: Connection, snapshot: Snapshot, engine: SearchEngine, criteria: Criteria) -> Mask | None:
    """Return the mask of the hits; None if they are many and were not needed before."""
    if (known := snapshot.masks.get(criteria)) is not None:
        return known
    hits = engine.find_few_hits(criteria, (), FEW)
    if hits is None:
        return None
    (ids,) = read_integers(connection, select(search_files.c.file_id).where(hits.condition))
    return _remember(snapshot, criteria, ids)


def find_all(connection: Connection, snapshot: Snapshot, engine: SearchEngine, criteria: Criteria) -> Mask:
    """Return the mask of all hits, however many."""
    if (known := snapshot.masks.get(criteria)) is not None:
        return known
    (ids,) = read_integers(connection, engine.select_ids(criteria))
    return _remember(snapshot, criteria, ids)


MASKS_KEPT = 64


def _remember(snapshot: Snapshot, criteria: Criteria, ids: NDArray[np.int64]) -> Mask:
    mask = snapshot.mask_of(snapshot.find_rows(ids))
    if len(snapshot.masks) >= MASKS_KEPT:
        snapshot.masks.clear()
    snapshot.masks[criteria] = mask
    return mask


def test_texts(
    connection: Connection, engine: SearchEngine, tests: Sequence[TextTest], ids: NDArray[np.int64]
) -> dict[TextTest, Mask]:
    """Return for each search which of these files have its words, tested on the texts without the index."""
    listed = json.dumps(ids.tolist())
    if connection.dialect.name == "postgresql":
        values = (
            func.json_array_elements_text(cast(literal(listed, Text()), JSON)).table_valued("value").render_derived()
        )
    else:
        values = func.json_each(listed).table_valued("value")
    files = select(cast(values.c.value, BigInteger).label("file_id")).subquery()
    answers = [engine.match_in_text(test.criteria, files.c.file_id) for test in tests]
    found = {row[0]: row[1:] for row in connection.execute(select(files.c.file_id, *answers))}
    nothing = (False,) * len(tests)
    rows = np.array([[bool(part) for part in found.get(file_id, nothing)] for file_id in ids.tolist()], np.bool_)
    rows = rows.reshape(len(ids), len(tests))
    return {test: rows[:, place] for place, test in enumerate(tests)}
