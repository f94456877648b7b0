"""Which library values a newly read file keeps, case by case."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.preview import EDITED, KEPT, merge_library_values
from app.domain.report import FileReport, Hashes

HAND, OLD_PLACE, FILE = {"score": EDITED}, {"score": KEPT}, {"score": "sidecar"}


def file(content: str = "one", origins: dict[str, str] | None = None, **values: Any) -> FileReport:
    return FileReport("/a", hashes=Hashes(content), provenance=origins or {}, **values)


@pytest.mark.parametrize(
    ("read", "library", "score", "origin"),
    [
        (file(), file("one", HAND, score=5), 5, EDITED),
        (file("one", FILE, score=2), file("one", HAND, score=5), 5, EDITED),
        (file("one", FILE, score=2), file("one", HAND), None, EDITED),
        (file("two"), file("one", HAND, score=5), 5, EDITED),
        (file("two", FILE, score=2), file("one", HAND, score=5), 2, "sidecar"),
        (file("two", FILE, score=0), file("one", HAND, score=5), 0, "sidecar"),
        (file("two"), file("one", HAND), None, EDITED),
        (file(), file("one", OLD_PLACE, score=4), 4, KEPT),
        (file("two"), file("one", OLD_PLACE, score=4), 4, KEPT),
        (file("one", FILE, score=2), file("one", OLD_PLACE, score=4), 2, "sidecar"),
        (file(), file("one", FILE, score=4), None, None),
    ],
)
def test_a_score_at_a_known_path(read: FileReport, library: FileReport, score: int | None, origin: str | None) -> None:
    kept = merge_library_values(read, library, is_moved=False)
    assert (kept.score, kept.provenance.get("score")) == (score, origin)


@pytest.mark.parametrize(
    ("library", "score", "origin"),
    [
        (file("one", FILE, score=4), 4, KEPT),
        (file("one", OLD_PLACE, score=4), 4, KEPT),
        (file("one", HAND, score=4), 4, EDITED),
        (file("one", HAND), None, EDITED),
        (file(), None, None),
    ],
)
def test_a_score_of_a_file_that_moved(library: FileReport, score: int | None, origin: str | None) -> None:
    kept = merge_library_values(file(), library, is_moved=True)
    assert (kept.score, kept.provenance.get("score")) == (score, origin)


def test_no_favourite_by_hand_is_a_value_and_not_knowing_is_none() -> None:
    by_hand = file("one", {"favourite": EDITED}, favourite=False)
    assert merge_library_values(file("one", favourite=True), by_hand, is_moved=False).favourite is False
    assert merge_library_values(file("two", favourite=True), by_hand, is_moved=False).favourite is True
    assert merge_library_values(file("two"), by_hand, is_moved=False).favourite is False
    by_hand = file("one", {"favourite": EDITED}, favourite=True)
    assert merge_library_values(file("two", favourite=False), by_hand, is_moved=False).favourite is False


def test_no_keywords_by_hand_stay_no_keywords_while_the_bytes_are_the_same() -> None:
    by_hand = file("one", {"keywords": EDITED})
    assert merge_library_values(file("one", keywords=("cat",)), by_hand, is_moved=False).keywords == ()
    assert merge_library_values(file("two", keywords=("cat",)), by_hand, is_moved=False).keywords == ("cat",)
    by_hand = file("one", {"keywords": EDITED}, keywords=("mine",))
    assert merge_library_values(file("two"), by_hand, is_moved=False).keywords == ("mine",)
    assert merge_library_values(file("one", keywords=("cat",)), by_hand, is_moved=True).keywords == ("mine",)


def test_keywords_that_nobody_set_do_not_move_along() -> None:
    assert (
        merge_library_values(file(), file("one", {"keywords": "prompt"}, keywords=("cat",)), is_moved=True).keywords
        == ()
    )


def test_files_without_a_hash_are_not_taken_for_the_same() -> None:
    read, library = FileReport("/a", score=1), FileReport("/a", score=5, provenance={"score": EDITED})
    assert merge_library_values(read, library, is_moved=False).score == 1
