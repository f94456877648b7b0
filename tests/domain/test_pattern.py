"""Patterns as users type them."""

from __future__ import annotations

import time

import pytest

from app.domain.parameters import Parameters
from app.domain.pattern import parse_pattern, require_closed_brackets


@pytest.mark.parametrize("name", ["a.png", "A.PNG", "clip.Mp4", "odd [1] name.jpg", ".png", "x\ny.png"])
def test_globs_match_in_any_case(name: str) -> None:
    assert parse_pattern("*.mp4|*.png|*.jpg").matches(name)


@pytest.mark.parametrize("name", ["a.png.txt", "apng", "a.jpeg", ""])
def test_what_no_glob_names_does_not_match(name: str) -> None:
    assert not parse_pattern("*.mp4|*.png|*.jpg").matches(name)


def test_spaces_around_globs_and_empty_parts_do_not_count() -> None:
    pattern = parse_pattern(" *.png | | *.webp |")
    assert pattern.text == "*.png|*.webp"
    assert pattern.matches("x.webp")


@pytest.mark.parametrize("text", ["", " | ", "|"])
def test_an_empty_pattern_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"\*\.png\|\*\.mp4"):
        parse_pattern(text)


def test_a_glob_with_a_folder_is_refused_and_named() -> None:
    with pytest.raises(ValueError, match="sub/"):
        parse_pattern("sub/*.png")


LONGEST_NAME = "a" * 255
COSTLY = {
    "stars": "*a" * 990 + "*b",
    "stars and any": "*?a" * 660 + "*b",
    "long pieces": "|".join(["*" + "a" * 190 + "b"] * 10),
    "classes": "*[a-z]" * 330 + "*b",
    "many globs": "|".join(["*a*a*a*a*a*a*b"] * 100),
}


@pytest.mark.parametrize("name", COSTLY)
def test_no_pattern_is_costly_to_match(name: str) -> None:
    """The bound is far from what matching takes (below 2 ms), and farther from what backtracking would take."""
    pattern = parse_pattern(COSTLY[name])
    assert not pattern.matches(LONGEST_NAME)
    began = time.thread_time()
    assert not pattern.matches(LONGEST_NAME)
    assert time.thread_time() - began < 0.05


def test_a_pattern_of_any_length_costs_little_before_it_matches() -> None:
    """An older database may hold one, and every list of sessions has it."""
    began = time.thread_time()
    parse_pattern("*a" * 350_000)
    assert time.thread_time() - began < 0.1


@pytest.mark.parametrize(
    ("pattern", "place"),
    [("*.[png", 3), ("*.jpg|*.[png", 9), ("[", 1), ("[]", 1), ("[!]a", 1), ("a[b]c[d", 6), (" *.png | x[", 11)],
)
def test_a_bracket_that_is_never_closed_is_named_with_its_place(pattern: str, place: int) -> None:
    with pytest.raises(ValueError, match=f"at character {place} of the pattern .*; add a ]"):
        require_closed_brackets(pattern)


@pytest.mark.parametrize("pattern", ["*.[pj]*", "[]]", "[!]]", "[[]", "a]b", "*", "[a]|[b]"])
def test_closed_brackets_are_fine(pattern: str) -> None:
    require_closed_brackets(pattern)


def test_a_session_of_an_earlier_program_keeps_its_pattern() -> None:
    assert Parameters(directories=("/media",), pattern="*.[png").pattern == "*.[png"
