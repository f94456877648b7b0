"""Where the time of a session went adds up."""

from __future__ import annotations

import pytest

from app.domain.report import Step
from app.domain.time_spent import TimeSpent, WorkPart


def test_steps_of_reading_are_added_up_by_part_in_the_order_of_the_work() -> None:
    spent = (
        TimeSpent().with_part(WorkPart.DATABASE, 1.0).with_steps({Step.DECODE: 4.0, Step.OPEN: 2.0, Step.IDENTIFY: 0.5})
    )
    spent = spent.with_steps({Step.METADATA: 0.25, Step.GENERATION: 0.25, Step.SIDECAR: 0.25, Step.DECODE: 1.75})
    assert [(part, seconds) for part, seconds, _ in spent.shares()] == [
        (WorkPart.READ, 2.5),
        (WorkPart.METADATA, 0.75),
        (WorkPart.DECODE, 5.75),
        (WorkPart.DATABASE, 1.0),
    ]
    assert sum(share for _, _, share in spent.shares()) == pytest.approx(1)


def test_every_step_of_a_reader_belongs_to_a_part() -> None:
    steps = [step for step in Step if step is not Step.WORKER]
    assert sum(TimeSpent().with_steps(dict.fromkeys(steps, 1.0)).seconds.values()) == len(steps)


def test_nothing_has_no_shares() -> None:
    assert TimeSpent().with_part(WorkPart.DATABASE, 0.0).shares() == []
