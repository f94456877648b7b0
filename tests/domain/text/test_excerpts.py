"""Excerpts: short reports stay as they are, long texts are cut and counted, and differences are still seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.report import Checkpoint, FileReport, Generation, Lora, Pass, Prompt, PromptRole
from app.domain.review.differences import Change, list_differences
from app.domain.text.excerpts import EXCERPT_LENGTH, make_excerpt, shorten_change


def report(prompt: str = "a cat", keywords: tuple[str, ...] = ("cat",), loras: tuple[Lora, ...] = ()) -> FileReport:
    return FileReport("/a.png", generation=Generation("comfyui", prompt, loras=loras), keywords=keywords)


def test_a_report_without_long_texts_is_its_own_excerpt() -> None:
    short = report("x" * EXCERPT_LENGTH, tuple(map(str, range(100))))
    assert make_excerpt(short) is short
    assert make_excerpt(FileReport("/a.png")) == FileReport("/a.png")


def test_long_texts_are_cut_and_their_lengths_are_told() -> None:
    loras = tuple(Lora(f"{number:03}" * 10) for number in range(90))
    whole = report("🐟" * 53_211, tuple(f"{number:04}" * 50 for number in range(90)), loras)
    shown = make_excerpt(whole)
    assert shown.generation is not None
    assert shown.generation.prompt == "🐟" * 2_000
    assert (len(shown.keywords), len(shown.generation.loras)) == (10, 66)
    assert shown.excerpts == {"keywords": 90, "generation.prompt": 53_211, "generation.loras": 90}
    assert shown.keywords == whole.keywords[:10]


def test_lists_of_prompts_passes_and_models_are_cut_like_loras() -> None:
    made = Generation(
        "comfyui",
        prompts=tuple(Prompt(PromptRole.REGION, "x" * 900, "node") for _ in range(5)),
        passes=tuple(Pass("x" * 300, "y" * 300, model="z" * 300) for _ in range(5)),
        models=tuple(Checkpoint("x" * 900) for _ in range(5)),
    )
    shown = make_excerpt(FileReport("/a.png", generation=made))
    assert shown.generation is not None
    assert shown.generation == replace(made, prompts=made.prompts[:2], passes=made.passes[:2], models=made.models[:2])
    assert shown.excerpts == {"generation.prompts": 5, "generation.passes": 5, "generation.models": 5}


def test_at_most_a_hundred_keywords_are_shown_however_short() -> None:
    shown = make_excerpt(report(keywords=tuple(map(str, range(101)))))
    assert (len(shown.keywords), shown.excerpts) == (100, {"keywords": 101})


def test_excerpts_differ_where_the_whole_texts_have_another_length() -> None:
    old, new = (make_excerpt(report("x" * length)) for length in (5_000, 6_000))
    assert [change.field for change in list_differences(old, new)] == ["generation.prompt"]
    assert list_differences(old, replace(old)) == []


def test_a_change_of_a_long_text_shows_where_it_begins_to_differ() -> None:
    old, new = "a" * 50_000 + "cat" + "b" * 9_000, "a" * 50_000 + "dog"
    shown = shorten_change(Change("generation.prompt", old, new))
    assert shown.old == "…" + "a" * 100 + "cat" + "b" * 1_897 + "…"
    assert shown.new == "…" + "a" * 100 + "dog"


@pytest.mark.parametrize("old", [None, "", 5, ("a",)])
def test_a_text_that_is_new_shows_its_beginning(old: object) -> None:
    shown = shorten_change(Change("generation.prompt", old, "x" * 3_000))
    assert (shown.old, shown.new) == (old, "x" * 2_000 + "…")


def test_a_short_change_stays_as_it_is() -> None:
    change = Change("score", 1, 2)
    assert shorten_change(change) is change
