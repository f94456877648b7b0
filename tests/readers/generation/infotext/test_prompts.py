from __future__ import annotations

import pytest

from app.domain.report import Generation, PromptRole
from app.readers.generation.infotext.prompts import is_prompt_key
from tests.readers.generation.support import blocks, found

SETTINGS = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Model: m"
P, N, L, D = PromptRole.POSITIVE, PromptRole.NEGATIVE, PromptRole.LATER, PromptRole.DETAIL


def read(settings: str) -> Generation:
    return found(blocks(png__parameters=f"cat\nNegative prompt: dog\n{SETTINGS}, {settings}")).generation


def further(settings: str) -> list[tuple[PromptRole, str, str | None]]:
    """Return the prompts beside the main ones; check that these stay as they are."""
    generation = read(settings)
    assert (generation.prompt, generation.negative_prompt) == ("cat", "dog")
    main, others = generation.prompts[:2], generation.prompts[2:]
    assert [(prompt.role, prompt.text, prompt.source) for prompt in main] == [
        (P, "cat", "png:parameters"),
        (N, "dog", "png:parameters"),
    ]
    return [(prompt.role, prompt.text, prompt.source) for prompt in others]


def test_a_high_resolution_fix_has_prompts_of_its_own() -> None:
    settings = 'Hires upscale: 2, Hires prompt: "a cat, sharp\\nfur", Hires negative prompt: blur, Version: v1.10.1'
    assert further(settings) == [
        (L, "a cat, sharp\nfur", "png:parameters Hires prompt"),
        (N, "blur", "png:parameters Hires negative prompt"),
    ]


def test_every_detailer_has_prompts_of_its_own() -> None:
    settings = (
        'ADetailer model: face_yolov8n.pt, ADetailer prompt: "face, [PROMPT]", ADetailer negative prompt: scar, '
        "ADetailer model 2nd: hand_yolov8n.pt, ADetailer prompt 2nd: hand, ADetailer negative prompt 2nd: six fingers"
    )
    assert [(role, text) for role, text, _ in further(settings)] == [
        (D, "face, [PROMPT]"),
        (N, "scar"),
        (D, "hand"),
        (N, "six fingers"),
    ]


def test_sd_next_names_them_in_its_own_way() -> None:
    settings = "Prompt2: refined, Negative2: rough, Detailer prompt: eyes, Detailer negative: squint, App: SD.Next"
    assert [(role, text) for role, text, _ in further(settings)] == [
        (L, "refined"),
        (N, "rough"),
        (D, "eyes"),
        (N, "squint"),
    ]


def test_the_keys_may_be_in_any_case() -> None:
    assert [(role, text) for role, text, _ in further("hires Prompt: fur, adetailer prompt: face")] == [
        (L, "fur"),
        (D, "face"),
    ]


@pytest.mark.parametrize(
    "settings",
    [
        "Raw prompt: x",
        'Wildcard prompt: "__animal__, x"',
        "Original negative prompt: x",
        "Unprompted Prompt: [x]",
        "Hires prompt: ",
        "Regional prompt: True",
        "Negative prompt: 3",
        "NAG negative prompt: 1.5",
        "Prompt parser: native",
        "ADetailer prompt weight: 2",
        "Prompt: x",
        "Hires steps: 3",
    ],
)
def test_templates_switches_and_numbers_are_no_prompts(settings: str) -> None:
    assert [prompt.text for prompt in read(settings).prompts] == ["cat", "dog"]


def test_a_text_without_quotes_that_goes_on_behind_a_comma_is_not_half_found() -> None:
    generation = read("Hires prompt: a cat, in a hat, Hires steps: 3")
    assert [prompt.text for prompt in generation.prompts] == ["cat", "dog"]
    assert generation.passes[1].steps == 3
    assert [text for _, text, _ in further("Hires prompt: a cat, Hires steps: 3")] == ["a cat"]
    assert [text for _, text, _ in further("Hires steps: 3, Hires prompt: a cat\nTemplate: x")] == ["a cat"]


def test_a_file_without_them_lists_the_main_ones_alone() -> None:
    assert [prompt.source for prompt in read("Version: v1.9.0").prompts] == ["png:parameters", "png:parameters"]


def test_they_are_searched_but_are_no_keywords() -> None:
    finding = found(blocks(png__parameters=f"cat\n{SETTINGS}, Hires prompt: fur"))
    assert finding.keywords == ("cat",)
    assert finding.generation.other_texts == ["fur"]


@pytest.mark.parametrize("key", ["a " * 30 + "prompt", " " * 60, "prompt " * 8 + "x"])
def test_a_hostile_key_is_decided_at_once(key: str) -> None:
    assert isinstance(is_prompt_key(key), bool)
