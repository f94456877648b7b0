"""Patterns as users type them."""

from __future__ import annotations

import pytest

from app.domain.pattern import DEFAULT_PATTERN, parse_pattern


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


def test_the_default_covers_images_and_videos() -> None:
    pattern = parse_pattern(DEFAULT_PATTERN)
    assert all(pattern.matches(f"x.{extension}") for extension in ("PNG", "jpeg", "webp", "heic", "mp4", "mkv"))
    assert not pattern.matches("notes.txt")
