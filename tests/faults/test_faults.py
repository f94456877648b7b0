"""The fault harness in its short form: every kind of fault strikes a real server once. The long form is a command."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.faults.harness import FULL_SCRIPT, Blow, BrokenError, Harness, Plan, tour
from tests.faults.kinds import KINDS, AnswersLost, ClusterReadOnly, ClusterStopped, ConnectionsCut, Fault, ServerKilled
from tests.faults.places import PLACES, PostgresPlace

pytestmark = pytest.mark.server

SEED = 3
OF_POSTGRES: list[type[Fault]] = [ServerKilled, ConnectionsCut, ClusterStopped, ClusterReadOnly]


@contextmanager
def play_on(database: str) -> Iterator[Harness]:
    """The folder's path is short, because a server takes its temporary folder in it only when its sockets fit."""
    with (
        tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as base,
        closing(PLACES[database](Path(base))) as place,
    ):
        yield Harness(Path(base), place, seed=SEED)


@pytest.fixture(scope="module")
def on_sqlite() -> Iterator[Harness]:
    with play_on("sqlite") as harness:
        yield harness


@pytest.fixture(scope="module")
def on_postgresql(postgres: object) -> Iterator[Harness]:
    """A cluster of its own, which may be stopped; `postgres` says whether there can be one here."""
    with play_on("postgresql") as harness:
        yield harness


@pytest.mark.parametrize("number", range(5))
def test_whatever_strikes_the_database_ends_as_if_nothing_had_on_sqlite(on_sqlite: Harness, number: int) -> None:
    plans = tour(on_sqlite.kinds, SEED)
    if number >= len(plans):
        pytest.skip("; ".join(why for kind in KINDS if (why := kind.why_not(on_sqlite.place))))
    on_sqlite.play(plans[number])


@pytest.mark.parametrize("number", range(2))
def test_whatever_strikes_the_database_ends_as_if_nothing_had_on_postgresql(
    on_postgresql: Harness, number: int
) -> None:
    on_postgresql.play(tour(OF_POSTGRES, SEED)[number])


def test_answers_that_are_lost_change_nothing(on_postgresql: Harness) -> None:
    """Every step is struck at its very beginning: what was asked for was done, and nobody could say so."""
    assert isinstance(on_postgresql.place, PostgresPlace)
    before = on_postgresql.place.proxy.lost
    on_postgresql.play(Plan(FULL_SCRIPT, tuple(Blow(AnswersLost, step, 0, 0.5) for step in FULL_SCRIPT)))
    assert on_postgresql.place.proxy.lost >= before + len(FULL_SCRIPT)


def test_the_harness_sees_what_is_lost(on_sqlite: Harness) -> None:
    """A run over a library with one file more is not the undisturbed run."""
    (plan,) = tour([ServerKilled], SEED)
    on_sqlite.play(plan)
    picture = next(on_sqlite.media.rglob("*.png"))
    copy = picture.with_name("one more.png")
    copy.write_bytes(picture.read_bytes())
    try:
        with pytest.raises(BrokenError, match=r"staged_files: too much "):
            on_sqlite.play(plan)
    finally:
        copy.unlink()


def test_a_round_is_planned_by_its_seed_alone(on_sqlite: Harness) -> None:
    assert [on_sqlite.plan(number) for number in range(20)] == [on_sqlite.plan(number) for number in range(20)]
    assert {blow.kind for number in range(20) for blow in on_sqlite.plan(number).blows} == set(on_sqlite.kinds)
