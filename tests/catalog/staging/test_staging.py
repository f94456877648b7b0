"""Each discovered file gets one row, each row one outcome, and the counters are the sums of the rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog import Catalog, DiscoveredFile, StagedBatch, StagedFile, UnknownFileError, UnknownSessionError
from app.domain.preview import Relation
from app.domain.progress import ERRORS_KEPT, FileFailure, Outcome, Progress, Status, with_discovered, with_finished
from app.domain.report import Block, Failure, FileReport, NsfwScore, Step, tally
from tests.catalog.support import (
    NSFW_THRESHOLD,
    commit,
    discovered,
    failed_report,
    finish,
    full_report,
    names,
    ready_session,
    stage,
    start_session,
)

pytest_plugins = ["tests.catalog.fixtures"]


def test_a_report_comes_back_as_it_was_staged(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png"))
    report = full_report("/media/a.png")
    assert stage(catalog, "s", report, at=2_000.5)

    (staged,) = catalog.staging.iterate("s")
    assert staged.report == replace(report, thumbnail=None, blocks=())
    assert (staged.outcome, staged.finished_at, staged.is_nsfw) == (Outcome.OK, 2_000.5, True)
    assert catalog.staging.thumbnail(staged.file_id).result() == report.thumbnail
    assert catalog.staging.blocks(staged.file_id).result() == report.blocks
    assert catalog.staging.file(staged.file_id).result() == staged


def test_discovering_the_same_files_again_adds_none(catalog: Catalog) -> None:
    start_session(catalog, "s", [])
    first = catalog.staging.add_discovered("s", discovered("a.png", "b.png", "a.png"), skip_existing=False)
    again = catalog.staging.add_discovered("s", discovered("b.png", "c.png"), skip_existing=False)
    assert first.result() == StagedBatch(found=2, skipped=0)
    assert again.result() == StagedBatch(found=1, skipped=0)


def test_more_files_than_one_lookup_takes_are_all_found(catalog: Catalog) -> None:
    start_session(catalog, "s", [])
    assert catalog.staging.add_discovered("s", discovered(*names(1_234)), skip_existing=True).result().found == 1_234


def test_pending_files_are_paged_by_key_and_leave_when_they_finish(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered(*names(5)))
    first = catalog.staging.pending("s", limit=2).result()
    rest = catalog.staging.pending("s", after_id=first[-1].file_id).result()
    assert [file.path for file in first + rest] == [f"/media/{name}" for name in names(5)]
    stage(catalog, "s", full_report("/media/00000.png"))
    stage(catalog, "s", failed_report("/media/00003.png"))
    assert [file.path for file in catalog.staging.pending("s").result()] == [
        f"/media/0000{number}.png" for number in (1, 2, 4)
    ]


def test_an_outcome_is_given_once_and_stays(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png"))
    assert stage(catalog, "s", failed_report("/media/a.png"))
    before = catalog.sessions.progress("s").result()
    assert not stage(catalog, "s", full_report("/media/a.png"))
    assert catalog.sessions.progress("s").result() == before


def test_a_known_unchanged_file_is_skipped_and_shows_what_the_library_knows(catalog: Catalog) -> None:
    ready_session(catalog, "first", discovered("same.png", "longer.png", "newer.png"))
    commit(catalog, "first")
    seen_today = [
        DiscoveredFile("/media/same.png", 100, 7),
        DiscoveredFile("/media/longer.png", 101, 7),
        DiscoveredFile("/media/newer.png", 100, 8),
        DiscoveredFile("/media/fresh.png", 100, 7),
    ]
    start_session(catalog, "second", [])
    batch = catalog.staging.add_discovered("second", seen_today, skip_existing=True).result()
    assert batch == StagedBatch(found=4, skipped=1)
    assert len(catalog.staging.pending("second").result()) == 3
    skipped = next(file for file in catalog.staging.iterate("second") if file.outcome is Outcome.SKIPPED)
    assert skipped.report == replace(full_report("/media/same.png", number=0), thumbnail=None, blocks=())
    assert catalog.staging.thumbnail(skipped.file_id).result() is not None

    start_session(catalog, "third", [])
    assert catalog.staging.add_discovered("third", seen_today, skip_existing=False).result().skipped == 0


def test_a_skipped_file_is_the_same_as_the_librarys_until_that_is_taken_back(catalog: Catalog) -> None:
    def skipped_file() -> StagedFile:
        return next(catalog.staging.iterate("second"))

    def relate() -> None:
        """What is skipped and related needs no relation: then there is no batch."""
        if (batch := catalog.preview.library_files_elsewhere("second", 0).result()) is not None:
            catalog.preview.relate("second", 0, batch.last_id, frozenset()).result()

    ready_session(catalog, "first", discovered("a.png"))
    commit(catalog, "first")
    [known] = catalog.library.page().result()
    start_session(catalog, "second", discovered("a.png"), skip=True)
    assert (skipped_file().relation, skipped_file().library_id) == (Relation.SAME, known.file_id)
    relate()
    assert (skipped_file().relation, skipped_file().library_id) == (Relation.SAME, known.file_id)
    catalog.commits.undo("first").result()
    relate()
    assert (skipped_file().relation, skipped_file().library_id) == (Relation.SAME, None)


def test_what_was_only_staged_or_failed_is_not_known(catalog: Catalog) -> None:
    start_session(catalog, "first", discovered("a.png", "b.png"))
    stage(catalog, "first", failed_report("/media/a.png"))
    stage(catalog, "first", full_report("/media/b.png"))
    start_session(catalog, "second", [])
    assert (
        catalog.staging.add_discovered("second", discovered("a.png", "b.png"), skip_existing=True).result().skipped == 0
    )


def test_a_failed_file_keeps_the_size_discovery_saw(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png"))
    stage(catalog, "s", failed_report("/media/a.png", "cut short"))
    (staged,) = catalog.staging.iterate("s")
    assert (staged.outcome, staged.report.size, staged.report.mtime_ns) == (Outcome.FAILED, 100, 7)
    assert staged.report.failures == (Failure(Step.DECODE, "cut short"),)


def test_staging_into_a_session_that_is_not_there_fails_by_name(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png"))
    start_session(catalog, "other", [])
    (file,) = catalog.staging.pending("s").result()
    report = full_report(file.path)
    with pytest.raises(UnknownSessionError):
        catalog.staging.add_discovered("gone", discovered("a.png"), skip_existing=True).result()
    with pytest.raises(UnknownSessionError):
        catalog.staging.add_reports("gone", [finish(file, report)]).result()
    with pytest.raises(UnknownFileError):
        catalog.staging.add_reports("other", [finish(file, report)]).result()


def test_progress_keeps_the_newest_failures_oldest_first(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered(*names(ERRORS_KEPT + 5)))
    pending = list(reversed(catalog.staging.pending("s").result()))
    for moment, file in enumerate(pending):
        report = failed_report(file.path, f"reason {moment}")
        catalog.staging.add_reports("s", [finish(file, report, at=float(moment))])
    progress = _progress(catalog)
    assert progress.counters.errors == ERRORS_KEPT + 5
    assert [failure.reason for failure in progress.errors] == [f"reason {moment}" for moment in range(5, 205)]
    assert progress.errors[0] == FileFailure(pending[5].path, "decode", "reason 5", 5.0)


def _progress(catalog: Catalog) -> Progress:
    """Return the progress after all queued writes are done."""
    catalog.sessions.set_status("s", Status.COMPLETED).result()
    progress = catalog.sessions.progress("s").result()
    assert progress is not None
    return progress


scores = st.none() | st.integers(-1, 5)
verdicts = st.none() | st.builds(NsfwScore, score=st.floats(0, 1), model=st.just("m"))
minor_failures = st.lists(st.sampled_from([Failure(Step.METADATA, "odd"), Failure(Step.NSFW, "no model")]), max_size=2)
fatal_failures = st.none() | st.builds(
    Failure, step=st.sampled_from([Step.OPEN, Step.DECODE]), reason=st.text(max_size=9)
)
reports = st.builds(
    lambda words, score, nsfw, blocks, minor, major: FileReport(
        "",
        keywords=tuple(words),
        score=score,
        nsfw=nsfw,
        blocks=tuple(Block("xmp", "x") for _ in range(blocks)),
        failures=tuple(minor) + ((major,) if major else ()),
    ),
    st.lists(st.sampled_from(["cat", "dog", "sun", "sea"]), unique=True),
    scores,
    verdicts,
    st.integers(0, 2),
    minor_failures,
    fatal_failures,
)


@pytest.mark.slow
@given(reports=st.lists(reports, max_size=8), pending=st.integers(0, 3), skipped=st.integers(0, 2))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_progress_equals_a_fold_of_the_same_reports(
    catalog: Catalog, reports: list[FileReport], pending: int, skipped: int
) -> None:
    session_id = f"session {len(catalog.sessions.page(limit=10_000).result().rows)}"
    known = discovered("known 1.png", "known 2.png")
    if catalog.library.count().result() == 0:
        ready_session(catalog, "library", known)
        commit(catalog, "library")
    fresh = discovered(*names(len(reports) + pending))
    start_session(catalog, session_id, known[:skipped] + fresh, skip=True)
    start = Progress(session_id, started_at=1_000.0, discovery_over=False)
    expected = with_discovered(start, found=len(fresh) + skipped, skipped=skipped)
    for moment, (file, report) in enumerate(zip(catalog.staging.pending(session_id).result(), reports, strict=False)):
        catalog.staging.add_reports(session_id, [finish(file, report, at=float(moment))]).result()
        fatal = report.fatal
        failure = FileFailure(file.path, fatal.step, fatal.reason, float(moment)) if fatal else None
        expected = with_finished(expected, tally(report, NSFW_THRESHOLD), failure)
        assert catalog.sessions.progress(session_id).result() == expected
    assert catalog.sessions.progress(session_id).result() == expected


def test_totals_count_what_a_commit_would_bring(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png", "b.mp4", "c.png", "d.png"))
    stage(catalog, "s", full_report("/media/a.png"))
    stage(catalog, "s", replace(full_report("/media/c.png"), generation=None, score=None, nsfw=None, failures=()))
    stage(catalog, "s", failed_report("/media/d.png"))
    totals = catalog.sessions.totals("s").result()
    assert (totals.ok, totals.failed, totals.skipped) == (2, 1, 0)
    assert (totals.nsfw, totals.with_prompt, totals.with_score, totals.warnings) == (1, 1, 1, 1)
    assert (totals.images, totals.videos, totals.bytes) == (2, 0, 200)
    assert catalog.sessions.progress("s").result() is not None
    with pytest.raises(UnknownSessionError):
        catalog.sessions.totals("gone").result()
