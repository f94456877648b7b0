"""The steps of reading are timed where the reading process and the server both see it."""

from __future__ import annotations

import time

from app.domain.report import Step
from app.readers import ReadingProgress

PAUSE_S = 0.02


def test_each_step_gets_its_time_over_all_files() -> None:
    progress = ReadingProgress()
    for _ in range(2):
        progress.clear()
        progress.begin(Step.HASH)
        time.sleep(PAUSE_S)
        progress.begin(Step.DECODE)
        progress.end()
        time.sleep(PAUSE_S)  # between two files nothing is counted
    seconds = progress.seconds
    assert 2 * PAUSE_S <= seconds[Step.HASH] < 2 * PAUSE_S + 1
    assert seconds[Step.DECODE] < PAUSE_S
    assert seconds[Step.NSFW] == 0
    assert progress.now.step is None


def test_a_file_whose_process_was_ended_is_not_counted_on() -> None:
    progress = ReadingProgress()
    progress.begin(Step.DECODE)
    time.sleep(PAUSE_S)
    progress.clear()  # the server gives the next file to a new process
    progress.begin(Step.OPEN)
    assert progress.seconds[Step.DECODE] == 0
