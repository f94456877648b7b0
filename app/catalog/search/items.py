"""Keep the items of the library up to date, batch by batch, as part of the search index.

Each library file has a row with what it could share with others: the hash of its stem, and that of its folder and
content identifier. After a change, only the files that share one of these, directly or through others, are looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, delete, func, insert, select, update

from app.catalog.database.schema import findings, library_files, search_items
from app.catalog.database.sql.bulk import execute_many
from app.catalog.findings.items import DECIDING, item_file_of
from app.domain.items import MOST_FILES, find_main_files, identity_of, stem_of
from app.domain.text.stored_text import text_hash

_item = search_items.c
_paths = select(library_files.c.id, library_files.c.path, findings.c.content_identifier).join(
    findings, findings.c.id == library_files.c.finding_id
)
_files = select(library_files.c.id, library_files.c.path, library_files.c.kind, *DECIDING).join(
    findings, findings.c.id == library_files.c.finding_id
)
_new_items = insert(search_items)
_set_main = update(search_items).where(_item.file_id == bindparam("file")).values(main_id=bindparam("main"))


def update_items(connection: Connection, file_ids: Collection[int]) -> set[int]:
    """Update the items of library files that were added, changed or removed.

    Return all files whose entry in the index may have to change: these, and the main files of their items.
    """
    before = connection.execute(select(search_items).where(_item.file_id.in_(file_ids))).all()
    after = _replace_rows(connection, file_ids, {row.file_id: row.main_id for row in before})
    alike = _load_alike(connection, [*before, *after])
    wanted = _find_main_files(connection, alike)
    changed = {id_: wanted.get(id_) for id_, row in alike.items() if row.main_id != wanted.get(id_)}
    execute_many(connection, _set_main, [{"file": file_id, "main": main_id} for file_id, main_id in changed.items()])
    mains = {row.main_id for row in before} | {alike[id_].main_id for id_ in changed} | {*changed.values()}
    mains |= {wanted.get(file_id) for file_id in file_ids}
    return {*file_ids, *changed, *(main_id for main_id in mains if main_id is not None)}


def _replace_rows(
    connection: Connection, file_ids: Collection[int], mains: dict[int, int | None]
) -> list[dict[str, Any]]:
    """Write the rows of files that are in the library, remove the others, and return what was written."""
    rows = [
        {
            "file_id": row.id,
            "stem_hash": text_hash(stem_of(row.path)),
            "identity_hash": _hash_identity(row.path, row.content_identifier),
            "main_id": mains.get(row.id),
        }
        for row in connection.execute(_paths.where(library_files.c.id.in_(file_ids)))
    ]
    connection.execute(delete(search_items).where(_item.file_id.in_(file_ids)))
    execute_many(connection, _new_items, rows)
    return rows


def _hash_identity(path: str, content_identifier: str | None) -> bytes | None:
    return None if content_identifier is None else text_hash(identity_of(path, content_identifier))


def _load_alike(connection: Connection, seeds: Sequence[Row[Any] | dict[str, Any]]) -> dict[int, Row[Any]]:
    """Return the rows that share a hash with one of `seeds`, or with a row that does, by file id."""
    found: dict[int, Row[Any]] = {}
    known: dict[str, set[bytes]] = {"stem_hash": set(), "identity_hash": set()}
    wanted = {name: {_get(row, name) for row in seeds} - {None} for name in known}
    while any(wanted.values()):
        rows = [row for name, hashes in wanted.items() for row in _load_sharing(connection, _item[name], hashes)]
        for name, hashes in known.items():
            hashes.update(wanted[name])
            wanted[name] = {getattr(row, name) for row in rows} - hashes - {None}
        found |= {row.file_id: row for row in rows}
    return found


def _get(row: Row[Any] | dict[str, Any], name: str) -> Any:
    return row[name] if isinstance(row, dict) else getattr(row, name)


def _load_sharing(connection: Connection, column: Column[Any], hashes: Iterable[bytes]) -> Sequence[Row[Any]]:
    """Return the rows with these hashes: of more than `MOST_FILES` with one hash enough to tell that they are more."""
    place = func.row_number().over(partition_by=column, order_by=_item.file_id).label("place")
    numbered = select(search_items, place).where(column.in_(list(hashes))).subquery()
    return connection.execute(select(numbered).where(numbered.c.place <= MOST_FILES + 1)).all()


def _find_main_files(connection: Connection, rows: dict[int, Row[Any]]) -> dict[int, int]:
    """Return the main files of these rows. Most files share nothing with any other, and are not loaded."""
    shared = Counter(hash_ for row in rows.values() for hash_ in (row.stem_hash, row.identity_hash) if hash_)
    ids = [id_ for id_, row in rows.items() if shared[row.stem_hash] > 1 or shared[row.identity_hash] > 1]
    if not ids:
        return {}
    return find_main_files(map(item_file_of, connection.execute(_files.where(library_files.c.id.in_(ids)))))
