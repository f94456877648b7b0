"""Parsing stored metadata again: old rows of a real database get what today's parsers find; nothing else changes."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from app.catalog import Catalog, FileQuery
from app.catalog import reparse as improvement
from app.catalog.reparse import write_reparsed
from app.demo import Manifest
from app.domain.parameters import Parameters
from app.domain.report import Block, FileReport
from app.ingest import reparse as reparse_module
from app.ingest.reparse import ReparseSummary, reparse_all
from app.readers import UnreadableError, read_file, reparse_report
from tests.catalog.support import commit, discovered, finish, names, row_counts, stage, start_session
from tests.readers.support import PLAIN
from tests.support.processes import run_headrace
from tests.support.server import NewServer

pytest_plugins = ["tests.catalog.fixtures"]

PARAMETERS = "a cat, on a mat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Model: dream"


def old_report(path: str, number: int = 0) -> FileReport:
    """Return a report as an older version would have stored it, without parsers for the block."""
    return FileReport(path=path, size=100, mtime_ns=7, blocks=(Block("png:parameters", f"cat {number}, {PARAMETERS}"),))


def old_session(catalog: Catalog, session_id: str, total: int) -> None:
    start_session(catalog, session_id, discovered(*names(total)))
    pending = catalog.staging.pending(session_id, limit=100_000).result()
    files = [finish(file, old_report(file.path, number), at=1.0) for number, file in enumerate(pending)]
    catalog.staging.add_reports(session_id, files).result()


def run(catalog: Catalog, *, dry_run: bool = False) -> ReparseSummary:
    return reparse_all(catalog, lambda done: None, dry_run=dry_run)


def test_old_rows_of_library_and_staging_show_what_todays_parsers_find(catalog: Catalog) -> None:
    old_session(catalog, "s", 5)
    commit(catalog, "s")
    outcome = run(catalog)
    assert (outcome.read, outcome.changed, outcome.generation, outcome.keywords, outcome.failed) == (5, 5, 5, 5, 0)
    assert (outcome.rows.staged, outcome.rows.library) == (5, 5)
    for file in catalog.library.page().result():
        assert file.report.generation is not None
        assert file.report.generation.model == "dream"
        assert file.report.keywords[1:] == ("a cat", "on a mat")
    assert {file.report.keywords[0] for file in catalog.library.page().result()} == {
        f"cat {number}" for number in range(5)
    }
    assert catalog.sessions.totals("s").result().with_prompt == 5
    assert catalog.staging.page("s", FileQuery(q="cat 3")).result().total == 1
    assert catalog.staging.page("s", FileQuery(keyword="on a mat")).result().total == 5
    progress = catalog.sessions.progress("s").result()
    assert progress is not None
    assert progress.counters.keywords_added == 15


def test_columns_that_library_and_staging_repeat_are_what_staging_the_better_report_gives(
    catalog: Catalog, engine: Engine
) -> None:
    old_session(catalog, "old", 1)
    commit(catalog, "old")
    run(catalog)
    start_session(catalog, "new", discovered("00000.png"))
    stage(catalog, "new", reparse_report(old_report("/media/00000.png")), at=1.0)
    with engine.connect() as connection:
        staged = connection.execute(text("SELECT * FROM staged_files ORDER BY id")).mappings().all()
        library = dict(connection.execute(text("SELECT * FROM library_files")).mappings().one())
        before = dict(connection.execute(text("SELECT * FROM findings ORDER BY id LIMIT 1")).mappings().one())
    apart = {"id", "session", "finding_id"}
    assert [{k: v for k, v in row.items() if k not in apart} for row in staged[:1]] == [
        {k: v for k, v in row.items() if k not in apart} for row in staged[1:]
    ]
    assert (library["tool"], library["model"]) == (before["tool"], before["model"])
    assert before["model"] == "dream"


def test_a_second_run_changes_nothing(catalog: Catalog, engine: Engine) -> None:
    old_session(catalog, "s", 3)
    run(catalog)
    before = everything(engine)
    again = run(catalog)
    assert (again.read, again.changed) == (3, 0)
    assert "Nothing has changed." in again.summarize()
    assert everything(engine) == before


def test_a_dry_run_counts_and_changes_nothing(catalog: Catalog, engine: Engine) -> None:
    old_session(catalog, "s", 3)
    before = everything(engine)
    outcome = run(catalog, dry_run=True)
    assert outcome.changed == 3
    assert "Findings that would change: 3 (" in outcome.summarize()
    assert everything(engine) == before


def test_a_commit_can_be_undone_after_its_files_were_read_again(catalog: Catalog) -> None:
    old_session(catalog, "first", 2)
    commit(catalog, "first")
    start_session(catalog, "second", discovered(*names(2)))
    for file in catalog.staging.pending("second").result():
        report = replace(old_report(file.path, 77), size=101)
        catalog.staging.add_reports("second", [finish(file, report, at=1.0)]).result()
    commit(catalog, "second")
    run(catalog)
    undone = catalog.commits.undo("second").result()
    assert (undone.removed, undone.restored) == (0, 2)
    restored = [file.report for file in catalog.library.page().result()]
    assert sorted(report.keywords[0] for report in restored) == ["cat 0", "cat 1"], (
        "the earlier findings are better, too"
    )


def test_keywords_that_no_file_has_any_more_are_gone(catalog: Catalog, engine: Engine) -> None:
    start_session(catalog, "s", discovered("a.png"))
    stage(catalog, "s", replace(old_report("/media/a.png"), keywords=("a cat", "nonsense of an old parser")))
    run(catalog)
    with engine.connect() as connection:
        words = set(connection.execute(text("SELECT keyword FROM keywords")).scalars())
    assert words == {"cat 0", "a cat", "on a mat"}


def test_a_session_that_wanted_no_keywords_gets_none(catalog: Catalog) -> None:
    parameters = Parameters(directories=("/media",), pattern="*", extract_keywords=False)
    catalog.sessions.create("s", parameters, created_at=1.0).result()
    catalog.staging.add_discovered("s", discovered("a.png"), skip_existing=False).result()
    stage(catalog, "s", old_report("/media/a.png"))
    outcome = run(catalog)
    (file,) = catalog.staging.iterate("s")
    assert file.report.generation is not None
    assert file.report.keywords == ()
    assert (outcome.generation, outcome.keywords) == (1, 0)


def test_a_skipped_file_still_repeats_only_what_the_library_does(catalog: Catalog) -> None:
    old_session(catalog, "first", 1)
    commit(catalog, "first")
    start_session(catalog, "second", discovered("00000.png"), skip=True)
    before = catalog.sessions.progress("second").result()
    run(catalog)
    assert catalog.sessions.progress("second").result() == before
    assert catalog.staging.page("second", FileQuery(q="dream")).result().total == 0
    (file,) = catalog.staging.iterate("second")
    assert file.report.generation is not None


def test_a_file_whose_parser_fails_stays_as_it_was(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    old_session(catalog, "s", 3)

    def failing(report: FileReport, *, keywords: bool) -> FileReport:
        if "cat 1" in report.blocks[0].text:
            raise UnreadableError("no")
        return reparse_report(report, keywords=keywords)

    monkeypatch.setattr(reparse_module, "reparse_report", failing)
    outcome = run(catalog)
    assert (outcome.changed, outcome.failed) == (2, 1)
    assert "could not be parsed, and were not changed: 1." in outcome.summarize()


def test_a_batch_that_fails_leaves_nothing_half_and_the_next_run_goes_on(
    catalog: Catalog, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reparse_module, "WRITE_BATCH", 2)
    old_session(catalog, "s", 6)
    real, calls = improvement._rewrite_library, [0]

    def failing(connection: Connection, finding_id: int, values: dict[str, object]) -> int:
        calls[0] += 1
        if calls[0] == 4:
            raise OSError("the power is gone")
        return real(connection, finding_id, values)

    monkeypatch.setattr(improvement, "_rewrite_library", failing)
    with pytest.raises(OSError, match="power"):
        run(catalog)
    with engine.connect() as connection:
        query = "SELECT f.model, s.has_prompt FROM findings f JOIN staged_files s ON s.finding_id = f.id"
        states = [(model, bool(has_prompt)) for model, has_prompt in connection.execute(text(query))]
    assert sorted(states, key=str) == [("dream", True)] * 2 + [(None, False)] * 4
    monkeypatch.setattr(improvement, "_rewrite_library", real)
    assert run(catalog).changed == 4


def test_findings_are_read_in_batches_and_all_of_them(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(improvement, "READ_BATCH", 4)
    old_session(catalog, "s", 9)
    seen: list[int] = []
    reparse_all(catalog, seen.append, dry_run=False)
    assert seen == list(range(1, 10))
    assert catalog.findings.count().result() == 9


def test_write_reparsed_of_nothing_writes_nothing(engine: Engine, catalog: Catalog) -> None:
    with engine.begin() as connection:
        assert write_reparsed(connection, []).staged == 0
        assert row_counts(connection) == {}


def everything(engine: Engine) -> list[list[tuple[object, ...]]]:
    tables = ("findings", "finding_keywords", "keywords", "staged_files", "library_files")
    with engine.connect() as connection:
        return [
            [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2"))] for name in tables
        ]


def forget_generation(data: Path) -> None:
    """Make the database look as if a version without parsers for generation data had written it."""
    engine = create_engine(f"sqlite:///{next(data.glob('*.db'))}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE findings SET generation = NULL, tool = NULL, model = NULL"))
        connection.execute(text("DELETE FROM finding_keywords"))
        connection.execute(text("UPDATE staged_files SET has_prompt = 0, keyword_count = 0, search_text = path"))
        connection.execute(text("UPDATE library_files SET tool = NULL, model = NULL"))
    engine.dispose()


@pytest.mark.slow
def test_the_command_brings_a_real_library_back_without_its_files(demo: tuple[Path, Manifest], tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run_headrace("ingest", demo[0], "--commit", "--no-nsfw", "--data", data).returncode == 1
    fresh = {file.path: read_file(str(demo[0] / file.path), PLAIN) for file in demo[1].files if file.outcome == "ok"}
    forget_generation(data)
    first = run_headrace("reparse", "--data", data, "--dry-run")
    assert re.search(r"Findings that would change: \d+ \(", first.stdout), first.stdout + first.stderr
    second = run_headrace("reparse", "--data", data)
    assert second.returncode == 0, second.stderr
    assert re.search(r"Library files updated: [1-9]\d*\.", second.stdout), second.stdout
    assert "Nothing has changed." in run_headrace("reparse", "--data", data).stdout
    catalog = Catalog(f"sqlite:///{next(data.glob('*.db'))}")
    stored = {file.report.path: file.report for file in catalog.library.page(limit=500).result()}
    catalog.close()
    for path, report in fresh.items():
        found = stored[str(demo[0] / path)]
        assert (found.generation, found.keywords) == (report.generation, report.keywords), path


def test_the_command_keeps_away_from_a_database_that_a_server_works_with(
    demo: tuple[Path, Manifest], tmp_path: Path, new_server: NewServer
) -> None:
    with new_server(demo[0], data=tmp_path / "data"):
        refused: subprocess.CompletedProcess[str] = run_headrace("reparse", "--data", tmp_path / "data")
    assert refused.returncode == 2
    assert "another Headrace is using the data folder" in refused.stderr


@pytest.mark.slow
def test_the_command_refuses_a_folder_without_a_database(tmp_path: Path) -> None:
    refused = run_headrace("reparse", "--data", tmp_path / "nothing")
    assert refused.returncode == 2
    assert "there is no database" in refused.stderr
    assert not (tmp_path / "nothing").exists()
