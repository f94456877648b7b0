"""Invalid parameters are refused on creation, with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.parameters import Parameters


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"directories": ()}, "no folder"),
        ({"nsfw_threshold": 1.5}, "between 0 and 1"),
        ({"nsfw_threshold": float("nan")}, "between 0 and 1"),
        ({"max_files": 0}, "at least 1"),
        ({"pattern": " | "}, "pattern is empty"),
    ],
)
def test_invalid_parameters_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Parameters(**{"directories": ("/media",), "pattern": "*", **options})
