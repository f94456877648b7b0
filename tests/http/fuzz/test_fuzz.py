"""The short form of `python -m tests.http.fuzz`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.http.fuzz.run import fuzz

pytestmark = [pytest.mark.server, pytest.mark.slow]


def test_no_request_that_schemathesis_makes_up_ends_in_a_5xx(tmp_path: Path) -> None:
    result = fuzz(tmp_path, max_examples=3, phases="fuzzing,stateful", seed=1)
    assert not result.failed, result.output
    assert result.cases > 300, result.output
