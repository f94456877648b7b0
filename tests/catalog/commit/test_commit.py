"""A commit is all or nothing, verified before it ends, repeatable, and can be undone as a whole."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import Engine, create_engine, text

from app.catalog import Catalog, CommitError, SessionBusyError, UndoRefusedError, UnknownSessionError
from app.catalog.commit import commit as commit_module
from app.domain.progress import ACTIVE, Status
from tests.catalog.support import (
    commit,
    discovered,
    failed_report,
    full_report,
    names,
    ready_session,
    row_counts,
    stage,
    start_session,
)
from tests.support.postgres import Postgres
from tests.support.waiting import wait_until

pytest_plugins = ["tests.catalog.fixtures"]


def _status(catalog: Catalog, session_id: str) -> Status:
    row = catalog.sessions.row(session_id).result()
    assert row is not None
    return row.status


def _library(catalog: Catalog) -> dict[str, int | None]:
    """Return the score of each library file by its path."""
    return {file.report.path: file.report.score for file in catalog.library.page(limit=100_000).result()}


def _rescored(catalog: Catalog, session_id: str, scores: dict[str, int]) -> None:
    """Create a session that read the files again and found these scores."""
    start_session(catalog, session_id, discovered(*scores))
    for name, score in scores.items():
        stage(catalog, session_id, replace(full_report(f"/media/{name}"), score=score))


def test_a_commit_brings_everything_known_about_ok_files_and_nothing_of_failed_ones(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png", "b.png", "c.png"))
    stage(catalog, "s", full_report("/media/a.png"))
    stage(catalog, "s", failed_report("/media/b.png"))
    assert commit(catalog, "s") == (1, 0, 1)

    (file,) = catalog.library.page().result()
    assert file.report == replace(full_report("/media/a.png"), thumbnail=None, blocks=())
    assert file.is_nsfw
    assert file.thumbnail_id is not None


def test_a_commit_sets_the_status_and_the_counts_of_the_session(catalog: Catalog) -> None:
    ready_session(catalog, "s", discovered("a.png", "b.png"))
    commit(catalog, "s")
    row = catalog.sessions.row("s").result()
    assert row is not None
    assert (row.status, row.committed, row.commit_total, row.created, row.updated) == (Status.COMMITTED, 2, 2, 2, 0)
    progress = catalog.sessions.progress("s").result()
    assert progress is not None
    assert (progress.committed, progress.commit_total) == (2, 2)


def test_committing_the_same_session_twice_changes_nothing(catalog: Catalog) -> None:
    ready_session(catalog, "s", discovered("a.png", "b.png"))
    assert commit(catalog, "s") == (2, 0, 2)
    before = catalog.library.page().result()
    assert commit(catalog, "s") == (0, 0, 2)
    assert catalog.library.page().result() == before


def test_committing_the_same_files_again_updates_and_adds_no_row(catalog: Catalog) -> None:
    ready_session(catalog, "one", discovered("a.png", "b.png"))
    commit(catalog, "one")
    _rescored(catalog, "two", {"a.png": 1, "b.png": 2, "c.png": 3})
    assert commit(catalog, "two") == (1, 2, 3)
    assert _library(catalog) == {"/media/a.png": 1, "/media/b.png": 2, "/media/c.png": 3}


def test_a_commit_of_many_batches_tells_its_progress_and_loses_none(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit_module, "COMMIT_BATCH", 7)
    monkeypatch.setattr(commit_module, "PROGRESS_INTERVAL", 0)
    start_session(catalog, "s", discovered(*names(50)))
    for number, name in enumerate(names(50)):
        report = full_report(f"/media/{name}") if number % 3 else failed_report(f"/media/{name}")
        stage(catalog, "s", report)
    told: list[tuple[int, int]] = []
    checked: list[str] = []

    def on_progress(written: int, total: int, message: str) -> None:
        told.append((written, total))
        checked.append(message)

    result = catalog.commits.commit("s", on_progress).result()
    assert result.total == result.created == catalog.library.count().result() == 33
    assert told[0] == (0, 33)
    assert told[-1] == (33, 33)
    assert told == sorted(told)
    for what_is_done, written in (("Checking what is staged", 0), ("Checking what was written", 33)):
        assert told[checked.index(f"{what_is_done}: 7 of 33 files")] == (written, 33)
        assert f"{what_is_done}: 33 of 33 files" in checked
    assert len(told) >= 7


def test_a_commit_of_nothing_is_a_commit(catalog: Catalog) -> None:
    start_session(catalog, "s", [])
    assert commit(catalog, "s") == (0, 0, 0)
    assert _status(catalog, "s") is Status.COMMITTED


def test_a_commit_of_an_unknown_session_fails_by_name(catalog: Catalog) -> None:
    with pytest.raises(UnknownSessionError):
        commit(catalog, "none")


LOSE_SOME = {
    "sqlite": "CREATE TRIGGER lose BEFORE INSERT ON library_files WHEN NEW.path NOT LIKE '%0.png' "
    "BEGIN SELECT RAISE(IGNORE); END",
    "postgresql": "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF NEW.path LIKE '%0.png' THEN RETURN NEW; END IF; RETURN NULL; END $$; "
    "CREATE TRIGGER lose BEFORE INSERT ON library_files FOR EACH ROW EXECUTE FUNCTION lose()",
}
BREAK_LATE = {
    "sqlite": "CREATE TRIGGER lose AFTER UPDATE ON commits BEGIN DELETE FROM no_such_table; END",
    "postgresql": "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$; "
    "CREATE TRIGGER lose AFTER UPDATE ON commits FOR EACH ROW EXECUTE FUNCTION lose()",
}
CORRUPT_SILENTLY = {
    "sqlite": "CREATE TRIGGER lose AFTER INSERT ON library_files BEGIN DELETE FROM library_files "
    "WHERE path LIKE '%7.png'; END",
    "postgresql": "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN DELETE FROM library_files WHERE path LIKE '%7.png'; RETURN NULL; END $$; "
    "CREATE TRIGGER lose AFTER INSERT ON library_files FOR EACH ROW EXECUTE FUNCTION lose()",
}


@pytest.mark.parametrize("fault", [LOSE_SOME, BREAK_LATE, CORRUPT_SILENTLY])
def test_a_database_that_loses_rows_makes_the_commit_fail_whole_and_repeatable(
    catalog: Catalog, engine: Engine, fault: dict[str, str]
) -> None:
    ready_session(catalog, "s", discovered(*names(10)))
    catalog.sessions.set_status("s", Status.COMMITTING).result()
    with engine.begin() as connection:
        connection.execute(text(fault[engine.dialect.name]))
        before = row_counts(connection)
    with pytest.raises(Exception, match=r"files were|a table of the database is missing|refused a statement"):
        commit(catalog, "s")
    assert catalog.library.count().result() == 0
    assert _status(catalog, "s") is Status.COMMITTING
    with engine.begin() as connection:
        assert row_counts(connection) == before
        table = "commits" if fault is BREAK_LATE else "library_files"
        connection.execute(text("DROP TRIGGER lose" + (f" ON {table}" if engine.dialect.name == "postgresql" else "")))
    assert commit(catalog, "s") == (10, 0, 10)


def test_a_count_that_does_not_hold_is_a_commit_error_with_the_numbers(catalog: Catalog, engine: Engine) -> None:
    ready_session(catalog, "s", discovered(*names(10)))
    with engine.begin() as connection:
        connection.execute(text(LOSE_SOME[engine.dialect.name]))
    with pytest.raises(CommitError, match="10 files were to be written, but the database reported 1"):
        commit(catalog, "s")


def test_undo_takes_created_rows_away_and_gives_updated_ones_their_old_values(catalog: Catalog) -> None:
    ready_session(catalog, "one", discovered("a.png", "b.png"))
    commit(catalog, "one")
    before = {file.file_id: file.report for file in catalog.library.page().result()}
    _rescored(catalog, "two", {"b.png": 1, "c.png": 2})
    commit(catalog, "two")

    result = catalog.commits.undo("two").result()
    assert (result.removed, result.restored) == (1, 1)
    assert {file.file_id: file.report for file in catalog.library.page().result()} == before
    assert _status(catalog, "two") is Status.UNDONE
    start_session(catalog, "again", discovered("b.png"), skip=True)
    progress = catalog.sessions.progress("again").result()
    assert progress is not None
    assert progress.ledger.skipped == 1


def test_an_undone_session_can_be_committed_and_undone_again(catalog: Catalog) -> None:
    ready_session(catalog, "s", discovered("a.png", "b.png"))
    for _ in range(2):
        assert commit(catalog, "s") == (2, 0, 2)
        assert catalog.commits.undo("s").result().removed == 2
        assert catalog.library.count().result() == 0


def test_undo_is_refused_with_the_list_where_later_work_changed_files(catalog: Catalog) -> None:
    ready_session(catalog, "one", discovered("a.png", "b.png", "c.png"))
    commit(catalog, "one")
    _rescored(catalog, "two", {"c.png": 1, "b.png": 1})
    commit(catalog, "two")
    before = catalog.library.page().result()
    with pytest.raises(UndoRefusedError) as refusal:
        catalog.commits.undo("one").result()
    assert refusal.value.paths == ("/media/b.png", "/media/c.png")
    assert refusal.value.total == 2
    assert [later.session_id for later in refusal.value.later] == ["two"]
    assert catalog.library.page().result() == before

    catalog.commits.undo("two").result()
    assert catalog.commits.undo("one").result().removed == 3


def test_a_refused_undo_names_the_commits_in_the_way_in_the_order_they_can_be_undone(catalog: Catalog) -> None:
    ready_session(catalog, "one", discovered("a.png", "b.png"))
    commit(catalog, "one")
    ready_session(catalog, "elsewhere", discovered("z.png"))
    commit(catalog, "elsewhere")
    for session_id, name, score in (("two", "a.png", 1), ("three", "b.png", 1), ("four", "a.png", 2)):
        _rescored(catalog, session_id, {name: score})
        commit(catalog, session_id)
    catalog.commits.undo("three").result()
    catalog.sessions.delete("two").result()
    with pytest.raises(UndoRefusedError) as refusal:
        catalog.commits.undo("one").result()
    later = refusal.value.later
    assert [(commit.session_id, commit.is_deleted) for commit in later] == [("four", False), ("two", True)]
    assert later[0].committed_at > later[1].committed_at
    for commit_in_the_way in later:
        catalog.commits.undo(commit_in_the_way.session_id).result()
    assert catalog.commits.undo("one").result().removed == 2


def test_a_refused_undo_names_what_is_in_the_way_of_those_in_the_way(catalog: Catalog) -> None:
    ready_session(catalog, "one", discovered("a.png"))
    commit(catalog, "one")
    ready_session(catalog, "beside", discovered("b.png"))
    commit(catalog, "beside")
    _rescored(catalog, "two", {"a.png": 1, "c.png": 1})
    commit(catalog, "two")
    _rescored(catalog, "three", {"c.png": 2})
    commit(catalog, "three")
    with pytest.raises(UndoRefusedError) as refusal:
        catalog.commits.undo("one").result()
    assert [later.session_id for later in refusal.value.later] == ["three", "two"]
    assert refusal.value.later[0].files == 1
    for later in refusal.value.later:
        catalog.commits.undo(later.session_id).result()
    assert catalog.commits.undo("one").result().removed == 1


def test_what_is_being_read_again_is_not_undone_meanwhile(catalog: Catalog) -> None:
    ready_session(catalog, "s", discovered("a.png", "b.png"))
    commit(catalog, "s")
    for status in ACTIVE:
        catalog.sessions.set_status("s", status).result()
        with pytest.raises(SessionBusyError, match=f"the session is {status} and cannot be undone"):
            catalog.commits.undo("s").result()
        assert catalog.library.count().result() == 2
    catalog.sessions.set_status("s", Status.COMPLETED).result()
    assert catalog.commits.undo("s").result().removed == 2


def test_a_repeated_commit_does_not_hide_the_one_that_wrote(catalog: Catalog) -> None:
    ready_session(catalog, "s", discovered("a.png"))
    commit(catalog, "s")
    commit(catalog, "s")
    assert catalog.commits.undo("s").result().removed == 1
    with pytest.raises(CommitError, match="nothing"):
        catalog.commits.undo("s").result()


def test_a_commit_can_be_undone_after_its_session_was_deleted(catalog: Catalog, engine: Engine) -> None:
    ready_session(catalog, "one", discovered("a.png"))
    commit(catalog, "one")
    _rescored(catalog, "two", {"a.png": 1})
    commit(catalog, "two")
    catalog.sessions.delete("one").result()
    catalog.sessions.delete("two").result()
    catalog.commits.undo("two").result()
    assert _library(catalog) == {"/media/a.png": 4}
    catalog.commits.undo("one").result()
    catalog.close()  # what is being cleared away is finished after the next opening
    with engine.connect() as connection:
        assert "library_files" not in row_counts(connection)
        assert "commit_entries" not in row_counts(connection)


def test_a_large_commit_refreshes_the_statistics_of_what_postgresql_joins(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit_module, "COUNTED_FROM", 3)
    url = postgres.new_library()
    with closing(Catalog(url)) as catalog:
        ready_session(catalog, "small", discovered("1.png", "2.png"))
        commit(catalog, "small")
        ready_session(catalog, "large", discovered("3.png", "4.png", "5.png"))
        commit(catalog, "large")
    engine = create_engine(url)

    def find_counted() -> dict[str, int]:
        with engine.connect() as connection:
            query = "SELECT relname, analyze_count FROM pg_stat_user_tables WHERE analyze_count > 0"
            return {row.relname: row.analyze_count for row in connection.execute(text(query))}

    # Once, in the large commit. What the server's own service does is another count.
    expected = {"staged_files": 1, "commit_entries": 1}
    wait_until(find_counted, "both tables were counted", holds=lambda counted: counted == expected)
    engine.dispose()
