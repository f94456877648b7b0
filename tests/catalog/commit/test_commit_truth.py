"""A commit does what it reports: it is counted, verified by a checksum, and undone exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from app.catalog import Catalog, CommitError, FileQuery, Selection, UndoRefusedError
from app.catalog.commit import checksum
from app.catalog.commit import commit as commit_module
from app.catalog.database.schema import library_files
from app.domain.preview import Choice, Relation
from app.domain.progress import Status
from app.domain.report import FileReport, Hashes
from app.domain.review.edit_steps import FileEdit
from tests.catalog.support import (
    commit,
    discovered,
    do_step,
    full_report,
    names,
    ready_session,
    row_counts,
    stage,
    start_session,
    wait_until_empty,
)

pytest_plugins = ["tests.catalog.fixtures"]


def trigger(engine: Engine, *, when: str, table: str, sqlite: str, postgresql: str) -> None:
    """Add a trigger that makes the database silently do something else than it was told."""
    if engine.dialect.name == "sqlite":
        statements = [f"CREATE TRIGGER fault {when} ON {table} BEGIN {sqlite}; END"]
    else:
        body = f"BEGIN {postgresql}; END"
        statements = [
            f"CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER fault {when} ON {table} FOR EACH ROW EXECUTE FUNCTION fault()",
        ]
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def quietly(engine: Engine, when: str, table: str, statement: str) -> None:
    trigger(engine, when=when, table=table, sqlite=statement, postgresql=f"{statement}; RETURN NULL")


def repair(engine: Engine, table: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER fault" + (f" ON {table}" if engine.dialect.name == "postgresql" else "")))


def library_rows(engine: Engine) -> list[tuple[Any, ...]]:
    """Return every row of the library with all columns."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(library_files).order_by(library_files.c.id))]


def status_of(catalog: Catalog, session_id: str) -> Status:
    row = catalog.sessions.row(session_id).result()
    assert row is not None
    return row.status


def test_a_database_that_keeps_3_of_10_rows_and_says_10_is_found_out(catalog: Catalog, engine: Engine) -> None:
    """The statement reports the expected number of rows, but seven of them are gone when it ends."""
    ready_session(catalog, "s", discovered(*names(10)))
    lost = "DELETE FROM library_files WHERE path > '/media/00002.png'"
    quietly(engine, "AFTER INSERT", "library_files", lost)
    with engine.connect() as connection:
        before = row_counts(connection)
    with pytest.raises(CommitError, match="10 files were staged, but only 3 are in the library; nothing was changed"):
        commit(catalog, "s")
    assert catalog.library.count().result() == 0
    with engine.connect() as connection:
        assert row_counts(connection) == before
    repair(engine, "library_files")
    assert commit(catalog, "s") == (10, 0, 10)


ALTERED = {
    "a score": "UPDATE library_files SET score = 1 WHERE path LIKE '%7.png'",
    "a path": "UPDATE library_files SET path = '/media/elsewhere' WHERE path LIKE '%7.png'",
    "a time": "UPDATE library_files SET mtime_ns = mtime_ns + 1 WHERE path LIKE '%7.png'",
    "a prompt": "UPDATE findings SET generation = '{}' WHERE id = 7",
    "a keyword": "DELETE FROM finding_keywords WHERE finding_id = 7 AND position = 0",
    "keywords in another order": "UPDATE finding_keywords SET position = position + 10 WHERE finding_id = 7",
}


@pytest.mark.parametrize("statement", ALTERED.values(), ids=ALTERED)
def test_a_database_that_alters_one_value_is_found_out_by_the_checksum(
    catalog: Catalog, engine: Engine, statement: str
) -> None:
    ready_session(catalog, "s", discovered(*names(10)))
    once = statement.replace(" position + 10 WHERE", " position + 10 WHERE position < 10 AND")
    quietly(engine, "AFTER INSERT", "library_files", once)
    with pytest.raises(CommitError, match="their checksum differs from that of the staged files; nothing was changed"):
        commit(catalog, "s")
    assert catalog.library.count().result() == 0
    repair(engine, "library_files")
    assert commit(catalog, "s") == (10, 0, 10)


def test_files_of_earlier_imports_that_vanish_meanwhile_are_found_out(catalog: Catalog, engine: Engine) -> None:
    ready_session(catalog, "one", discovered("a.png", "b.png"))
    commit(catalog, "one")
    ready_session(catalog, "two", discovered("c.png"))
    quietly(engine, "AFTER INSERT", "library_files", "DELETE FROM library_files WHERE path = '/media/a.png'")
    before = library_rows(engine)
    with pytest.raises(CommitError, match="the library should have 3 files, but has 2; nothing was changed"):
        commit(catalog, "two")
    assert library_rows(engine) == before


def test_the_checksum_is_taken_in_batches(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit_module, "COMMIT_BATCH", 7)
    summed: list[int] = []

    def counting(connection: Any, batch: Any) -> int:
        summed.append(1)
        return real(connection, batch)

    real = checksum.library_sum
    monkeypatch.setattr(commit_module, "library_sum", counting)
    ready_session(catalog, "s", discovered(*names(50)))
    assert commit(catalog, "s") == (50, 0, 50)
    assert len(summed) == 8


def relate(catalog: Catalog, session_id: str, missing: Sequence[str] = ()) -> None:
    """Determine relations as `app/ingest/relations.py` does, if the library files with these names were not on disk."""
    after_id = 0
    while (batch := catalog.preview.library_files_elsewhere(session_id, after_id).result()) is not None:
        gone = [file_id for file_id, path in batch.paths.items() if path.removeprefix("/media/") in missing]
        outdated = catalog.preview.relate(session_id, after_id, batch.last_id, gone).result()
        catalog.preview.update_kept_values(session_id, outdated).result()
        after_id = batch.last_id
    unmet = catalog.preview.undiscovered_files(session_id, "/media", "").result()
    gone = [file.library_id for file in unmet if file.path.removeprefix("/media/") in missing]
    catalog.preview.confirm_gone(session_id, gone, 1.0).result()
    catalog.preview.set_related(session_id, catalog.library.version().result()).result()


def report(name: str, content: int, score: int | None = None) -> FileReport:
    hashes = Hashes(f"{content:032x}" * 2, "cd" * 8, None)
    return replace(full_report(f"/media/{name}", number=content), hashes=hashes, score=score, favourite=None)


def session_of(catalog: Catalog, session_id: str, *reports: FileReport) -> None:
    start_session(catalog, session_id, discovered(*(report.path.removeprefix("/media/") for report in reports)))
    for one in reports:
        stage(catalog, session_id, one)


@pytest.fixture
def mixed(catalog: Catalog) -> Catalog:
    """A library with four files, and a session with a new, a changed, a moved, a duplicate and a gone file."""
    session_of(catalog, "old", *(report(name, number, score=4) for number, name in enumerate("abcd")))
    commit(catalog, "old")
    changed, moved, double, new = report("a", 9, 2), report("moved b", 1), report("copy of c", 2), report("new", 7)
    session_of(catalog, "s", changed, report("c", 2, score=4), moved, double, new)
    relate(catalog, "s", missing=["b", "d"])
    return catalog


def related(catalog: Catalog, session_id: str) -> dict[str, str]:
    return {
        file.report.path.removeprefix("/media/"): str(file.relation) for file in catalog.staging.iterate(session_id)
    }


def scores(catalog: Catalog) -> dict[str, int | None]:
    return {file.report.path.removeprefix("/media/"): file.report.score for file in catalog.library.page().result()}


def test_each_relation_is_applied_and_all_of_it_is_taken_back_to_the_letter(mixed: Catalog, engine: Engine) -> None:
    assert related(mixed, "s") == {
        "a": "changed",
        "c": "same",
        "moved b": "moved",
        "copy of c": "duplicate",
        "new": "new",
    }
    before = library_rows(engine)
    of_b = next(file for file in mixed.library.page().result() if file.report.path == "/media/b")
    do_step(mixed, "s", FileEdit(choice=Choice.APPLY), Selection(of_gone=True))
    result = mixed.commits.commit("s", lambda *_: None).result()
    assert (result.created, result.updated, result.moved, result.removed, result.total) == (2, 1, 1, 1, 6)
    assert scores(mixed) == {"a": 2, "c": 4, "moved b": 4, "copy of c": None, "new": None}
    now = next(file for file in mixed.library.page().result() if file.report.path == "/media/moved b")
    assert (now.file_id, now.added_at) == (of_b.file_id, of_b.added_at)

    undone = mixed.commits.undo("s").result()
    assert (undone.removed, undone.restored, undone.moved_back, undone.returned) == (2, 1, 1, 1)
    assert library_rows(engine) == before
    assert status_of(mixed, "s") is Status.UNDONE


@pytest.mark.parametrize("relation", [Relation.CHANGED, Relation.MOVED, Relation.DUPLICATE, Relation.NEW])
def test_what_is_left_leaves_the_library_as_it_is(mixed: Catalog, relation: Relation) -> None:
    do_step(mixed, "s", FileEdit(choice=Choice.LEAVE), Selection(FileQuery(relation=relation)))
    mixed.commits.commit("s", lambda *_: None).result()
    expected: dict[str, int | None] = {"a": 2, "c": 4, "moved b": 4, "copy of c": None, "new": None, "d": 4}
    if relation is Relation.CHANGED:
        expected["a"] = 4
    elif relation is Relation.MOVED:
        expected["b"] = expected.pop("moved b")
    else:
        del expected["new" if relation is Relation.NEW else "copy of c"]
    assert scores(mixed) == expected


def test_nothing_leaves_the_library_unless_somebody_says_so(mixed: Catalog) -> None:
    assert mixed.preview.counts("s").result().groups[Relation.GONE].files == 1
    assert mixed.preview.counts("s").result().groups[Relation.GONE].applied == 0
    commit(mixed, "s")
    assert "d" in scores(mixed)


def test_a_file_that_is_read_again_and_says_the_same_is_not_written(catalog: Catalog, engine: Engine) -> None:
    session_of(catalog, "one", report("a", 1, 4))
    commit(catalog, "one")
    before = library_rows(engine)
    session_of(catalog, "two", report("a", 1, 4))
    assert commit(catalog, "two") == (0, 0, 1)
    assert library_rows(engine) == before
    assert catalog.commits.undo("one").result().removed == 1, "nobody changed the file since"


@pytest.mark.parametrize("taken", ["moved b", "b", "d"])
def test_undo_is_refused_where_a_place_was_taken_since(mixed: Catalog, engine: Engine, taken: str) -> None:
    do_step(mixed, "s", FileEdit(choice=Choice.APPLY), Selection(of_gone=True))
    commit(mixed, "s")
    session_of(mixed, "later", report(taken, 77, 1))
    commit(mixed, "later")
    before = library_rows(engine)
    with pytest.raises(UndoRefusedError) as refusal:
        mixed.commits.undo("s").result()
    assert refusal.value.total == 1
    assert [later.session_id for later in refusal.value.later] == ["later"]
    assert library_rows(engine) == before
    mixed.commits.undo("later").result()
    mixed.commits.undo("s").result()
    assert sorted(scores(mixed)) == ["a", "b", "c", "d"]


def test_an_earlier_commit_of_the_same_session_stands_after_an_undo(catalog: Catalog) -> None:
    session_of(catalog, "s", report("a", 1), report("b", 2))
    do_step(catalog, "s", FileEdit(choice=Choice.LEAVE), Selection(file_ids=(1,)))
    assert commit(catalog, "s") == (1, 0, 1)
    do_step(catalog, "s", FileEdit(choice=Choice.APPLY), Selection(file_ids=(1,)))
    assert commit(catalog, "s") == (1, 0, 2)
    catalog.commits.undo("s").result()
    assert list(scores(catalog)) == ["b"]
    assert status_of(catalog, "s") is Status.COMMITTED
    catalog.commits.undo("s").result()
    assert status_of(catalog, "s") is Status.UNDONE


def test_what_is_true_at_the_commit_counts_not_what_the_preview_said(catalog: Catalog) -> None:
    """Two sessions saw the same library; the second one commits after the first used the paths and the source."""
    session_of(catalog, "old", report("was", 1, 4))
    commit(catalog, "old")
    for session_id in ("one", "two"):
        session_of(catalog, session_id, report("is", 1, 4), report("new", 2, 3 if session_id == "one" else 5))
        relate(catalog, session_id, missing=["was"])
        assert related(catalog, session_id) == {"is": "moved", "new": "new"}
    one = catalog.commits.commit("one", lambda *_: None)
    two = catalog.commits.commit("two", lambda *_: None)
    assert (one.result().created, one.result().moved) == (1, 1)
    assert (two.result().created, two.result().updated, two.result().moved, two.result().total) == (0, 1, 0, 2)
    assert scores(catalog) == {"is": 4, "new": 5}


def test_a_moved_file_is_claimed_once_and_by_the_file_of_its_name(catalog: Catalog) -> None:
    session_of(catalog, "old", report("x/a", 1), report("x/b", 1))
    commit(catalog, "old")
    session_of(catalog, "s", report("y/b", 1), report("y/a", 1), report("y/c", 1))
    relate(catalog, "s", missing=["x/a", "x/b"])
    assert related(catalog, "s") == {"y/b": "moved", "y/a": "moved", "y/c": "duplicate"}
    paths = {file.file_id: file.report.path for file in catalog.library.page().result()}
    source = {file.report.path: paths.get(file.library_id or 0) for file in catalog.staging.iterate("s")}
    assert source == {"/media/y/b": "/media/x/b", "/media/y/a": "/media/x/a", "/media/y/c": None}


def test_a_deleted_session_leaves_no_choices_edits_or_gone_files_behind(mixed: Catalog, engine: Engine) -> None:
    mixed.sessions.delete("s").result()
    mixed.sessions.delete("old").result()
    wait_until_empty(engine, {"gone_files", "edits", "staged_files", "sessions"})
