"""The keywords of findings, each stored once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from sqlalchemy import Connection, bindparam, insert, select

from app.catalog.database.schema import finding_keywords, keywords
from app.catalog.database.sql.bulk import execute_many
from app.catalog.database.sql.insert_ignore import insert_ignore

KEYWORD_BATCH = 5_000
"""Keywords that one statement names."""

# Built once, because building them for every batch would cost more than executing them.
_new_links = insert(finding_keywords)
_known_keywords = select(keywords.c.keyword_hash, keywords.c.id).where(
    keywords.c.keyword_hash.in_(bindparam("hashes", expanding=True))
)


def link_keywords(connection: Connection, words: Mapping[int, Sequence[tuple[bytes, str]]]) -> None:
    """Link findings without keywords to theirs: hash (`text_hash`) and text of each, by finding id."""
    texts = {digest: word for some in words.values() for digest, word in some}
    # Sorted, so that two programs on one PostgreSQL database lock the rows in the same order.
    hashes = sorted(texts)
    ids: dict[bytes, int] = {}
    for first in range(0, len(hashes), KEYWORD_BATCH):
        batch = hashes[first : first + KEYWORD_BATCH]
        insert_ignore(connection, keywords, [{"keyword_hash": digest, "keyword": texts[digest]} for digest in batch])
        known = connection.execute(_known_keywords, {"hashes": batch})
        ids |= {bytes(digest): keyword_id for digest, keyword_id in known}
    links = [
        {"finding_id": finding_id, "position": position, "keyword_id": ids[digest]}
        for finding_id, some in words.items()
        for position, (digest, _) in enumerate(some)
    ]
    execute_many(connection, _new_links, links)


def keywords_of(connection: Connection, finding_ids: Iterable[int | None]) -> dict[int, tuple[str, ...]]:
    """Return the keywords of each finding by its id, in the order of the file. Findings without any are left out."""
    wanted = [finding_id for finding_id in finding_ids if finding_id is not None]
    # A subquery for each keyword: given a join, PostgreSQL would read the whole keywords table.
    keyword = select(keywords.c.keyword).where(keywords.c.id == finding_keywords.c.keyword_id).scalar_subquery()
    query = (
        select(finding_keywords.c.finding_id, keyword.label("keyword"))
        .where(finding_keywords.c.finding_id.in_(wanted))
        .order_by(finding_keywords.c.finding_id, finding_keywords.c.position)
    )
    rows = connection.execute(query).all()
    return {finding_id: tuple(row.keyword for row in group) for finding_id, group in groupby(rows, lambda row: row[0])}
