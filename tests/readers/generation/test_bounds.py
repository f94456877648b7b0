"""Values of generation data beyond the limits: prompts and lists are cut and named, names end with dots."""

from __future__ import annotations

from app.domain.report import Checkpoint, Generation, Lora, Pass, Prompt, PromptRole
from app.readers.generation.bounds import bound_generation
from app.readers.limits import Limits

TIGHT = Limits(prompt_length=3, loras=1)


def test_values_within_the_limits_stay_as_they_are() -> None:
    generation = Generation("comfyui", "abc", None, 5, model="m", loras=(Lora("l", 0.5),))
    assert bound_generation(generation, TIGHT) == (generation, ())


def test_prompts_and_loras_are_cut_and_named() -> None:
    generation = Generation("comfyui", "a🐟bc", "abcd", loras=(Lora("one"), Lora("two")))
    bounded, problems = bound_generation(generation, TIGHT)
    assert bounded == Generation("comfyui", "a🐟b", "abc", loras=(Lora("one"),))
    assert problems == (
        "the prompt has 4 characters; the first 3 are kept",
        "the negative prompt has 4 characters; the first 3 are kept",
        "the list of LoRAs has 2 entries; the first 1 are kept",
    )


def test_a_long_name_ends_with_dots() -> None:
    generation = Generation("t" * 1_001, model="m" * 5_000, loras=(Lora("l" * 2_000, 1.0),))
    bounded, problems = bound_generation(generation, TIGHT)
    assert (bounded.tool, bounded.model) == ("t" * 999 + "…", "m" * 999 + "…")
    assert bounded.loras == (Lora("l" * 999 + "…", 1.0),)
    assert problems == ()


def test_a_list_of_prompts_is_no_longer_than_a_prompt_and_a_negative_prompt() -> None:
    prompts = tuple(Prompt(PromptRole.REGION, text, "node 1") for text in ("abcd", "ef", "g", "h"))
    bounded, problems = bound_generation(Generation("comfyui", prompts=prompts), TIGHT)
    assert [prompt.text for prompt in bounded.prompts] == ["abc", "ef", "g"]
    assert problems == ("the list of prompts has 4 entries; the first 3 are kept",)


def test_the_numbers_of_prompts_passes_and_models_are_bounded() -> None:
    many = Generation(
        "comfyui",
        prompts=(Prompt(PromptRole.REGION, "a"),) * 300,
        passes=(Pass(seed=1),) * 300,
        models=(Checkpoint("m"),) * 300,
    )
    bounded, _ = bound_generation(many, Limits())
    assert (len(bounded.prompts), len(bounded.passes), len(bounded.models)) == (200, 64, 64)


def test_long_names_in_lists_end_with_dots() -> None:
    long, short = "n" * 1_001, "n" * 999 + "…"
    given = Generation(
        "comfyui",
        prompts=(Prompt(PromptRole.STYLE, "a", long),),
        passes=(Pass(long, long, model=long),),
        models=(Checkpoint(long),),
    )
    bounded, _ = bound_generation(given, Limits())
    assert bounded == Generation(
        "comfyui",
        prompts=(Prompt(PromptRole.STYLE, "a", short),),
        passes=(Pass(short, short, model=short),),
        models=(Checkpoint(short),),
    )
