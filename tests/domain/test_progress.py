"""Properties of the ledger and the counters: they always add up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.progress import (
    ERRORS_KEPT,
    FileFailure,
    Ledger,
    Outcome,
    Progress,
    Status,
    Tally,
    compute_percent,
    with_discovered,
    with_finished,
)

ok_tallies = st.builds(
    Tally,
    outcome=st.just(Outcome.OK),
    has_metadata=st.booleans(),
    keywords=st.integers(0, 30),
    has_score=st.booleans(),
    is_nsfw=st.booleans(),
)
failed_tallies = st.just(Tally(outcome=Outcome.FAILED))
tallies = st.lists(ok_tallies | failed_tallies, max_size=60)


def run(finished: list[Tally], *, skipped: int, pending: int) -> list[Progress]:
    """Return every state of a run that discovers all files, then finishes `finished` and leaves `pending` files."""
    found = len(finished) + skipped + pending
    states = [with_discovered(Progress("s"), found=found, skipped=skipped)]
    states.append(replace(states[-1], status=Status.PROCESSING))
    for number, tally in enumerate(finished):
        failure = FileFailure(f"{number}.png", "decode", "damaged", 0.0) if tally.outcome is Outcome.FAILED else None
        states.append(with_finished(states[-1], tally, failure))
    return states


@given(tallies, st.integers(0, 20), st.integers(0, 20))
def test_the_ledger_adds_up_at_every_event(finished: list[Tally], skipped: int, pending: int) -> None:
    for state in run(finished, skipped=skipped, pending=pending):
        ledger = state.ledger
        assert ledger.discovered == ledger.ok + ledger.failed + ledger.skipped + ledger.pending
        assert ledger.pending >= 0
        assert state.counters.processed_files == ledger.ok + ledger.failed
        assert state.counters.errors == ledger.failed


@given(tallies, st.integers(0, 20), st.integers(0, 20))
def test_percent_is_100_exactly_when_nothing_is_pending(finished: list[Tally], skipped: int, pending: int) -> None:
    states = run(finished, skipped=skipped, pending=pending)
    assert states[0].percent == 0, "while files are still being counted"
    for state in states[1:]:
        assert (state.percent == 100) == (state.ledger.pending == 0)
        assert 0 <= state.percent <= 100
    assert [state.percent for state in states] == sorted(state.percent for state in states)


@given(tallies)
def test_counters_are_an_independent_count_of_the_files_that_are_ok(finished: list[Tally]) -> None:
    counters = run(finished, skipped=0, pending=0)[-1].counters
    ok = [tally for tally in finished if tally.outcome is Outcome.OK]
    assert counters.metadata_extracted == sum(tally.has_metadata for tally in ok)
    assert counters.keywords_added == sum(tally.keywords for tally in ok)
    assert counters.scores_imported == sum(tally.has_score for tally in ok)
    assert counters.nsfw_detected == sum(tally.is_nsfw for tally in ok)


@given(st.integers(0, 3 * ERRORS_KEPT))
def test_a_snapshot_carries_the_newest_failures_in_order(count: int) -> None:
    progress = with_discovered(Progress("s"), found=count, skipped=0)
    for number in range(count):
        failure = FileFailure(str(number), "decode", "damaged", 0.0)
        progress = with_finished(progress, Tally(Outcome.FAILED), failure)
    assert [int(failure.path) for failure in progress.errors] == list(range(count))[-ERRORS_KEPT:]
    assert progress.counters.errors == count


def test_a_file_that_finishes_twice_is_refused() -> None:
    progress = with_finished(with_discovered(Progress("s"), found=1, skipped=0), Tally(Outcome.OK))
    with pytest.raises(ValueError, match="none is pending"):
        with_finished(progress, Tally(Outcome.OK))


def test_a_failed_file_without_a_reason_is_refused() -> None:
    progress = with_discovered(Progress("s"), found=1, skipped=0)
    with pytest.raises(ValueError, match="does not fit"):
        with_finished(progress, Tally(Outcome.FAILED))


def test_zero_files_are_done() -> None:
    assert compute_percent(Ledger(), discovering=False) == 100
