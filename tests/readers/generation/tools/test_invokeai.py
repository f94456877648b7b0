from __future__ import annotations

import pytest

from app.domain.report import Generation, Lora
from app.readers.generation import parse_generation
from tests.readers.generation.support import block, blocks, found, generation_of


def test_the_first_age_is_a_command_line() -> None:
    finding = found(blocks(png__Dream='"a cat [dog, bird] in a hat" -s 50 -S 1618033988 -W 512 -H 512 -C 7.5 -A k_lms'))
    assert finding.generation == Generation(
        tool="InvokeAI",
        prompt="a cat in a hat",
        negative_prompt="dog, bird",
        seed=1618033988,
        steps=50,
        sampler="k_lms",
        cfg_scale=7.5,
    )
    assert finding.keywords == ("a cat in a hat",)


def test_a_command_line_without_quotes_and_with_more_switches_is_read() -> None:
    generation = generation_of(
        blocks(png__Dream="it's -so- fine -s50 -S42 -W512 -H512 -C7.5 --seamless -A k_euler_a -f 0.75")
    )
    assert (generation.prompt, generation.steps, generation.seed) == ("it's -so- fine", 50, 42)
    assert (generation.sampler, generation.cfg_scale) == ("k_euler_a", 7.5)


def test_switches_inside_the_prompt_are_words() -> None:
    generation = generation_of(blocks(png__Dream='"a -S 7 sign -s 3 up" -s 50 -S 42 -A ddim'))
    assert generation.prompt == "a -S 7 sign -s 3 up"
    assert (generation.seed, generation.steps) == (42, 50)


def test_the_second_age_is_json_and_wins_over_the_command_line_beside_it() -> None:
    metadata = {
        "model": "stable diffusion",
        "model_weights": "sd-1.5",
        "app_id": "invoke-ai/InvokeAI",
        "image": {
            "prompt": [{"prompt": "a cat [dog]", "weight": 1.0}],
            **{"steps": 30, "cfg_scale": 7.5, "seed": 42, "sampler": "k_euler"},
        },
    }
    given = [block("png:sd-metadata", metadata), block("png:Dream", '"x" -s 1 -S 1 -A ddim')]
    finding = found(given)
    assert finding.generation == Generation(
        tool="InvokeAI",
        prompt="a cat",
        negative_prompt="dog",
        seed=42,
        steps=30,
        sampler="k_euler",
        cfg_scale=7.5,
        model="sd-1.5",
    )
    assert finding.provenance["generation.seed"] == "png:sd-metadata / invokeai 1"


def test_the_second_age_also_wrote_the_prompt_as_plain_text() -> None:
    generation = generation_of([block("png:sd-metadata", {"image": {"prompt": "a cat", "seed": 42}})])
    assert (generation.prompt, generation.negative_prompt, generation.seed) == ("a cat", None, 42)


@pytest.mark.parametrize("name", ["png__invokeai_metadata", "video__invokeai_metadata"])
def test_the_third_age_has_names_for_everything(name: str) -> None:
    metadata = {
        **{"positive_prompt": "a cat", "negative_prompt": "dog", "seed": 42, "steps": 30, "cfg_scale": 7.5},
        **{"scheduler": "euler", "model": {"model_name": "sdxl", "base_model": "sdxl"}},
        "loras": [{"lora": {"model_name": "old"}, "weight": 0.5}, {"model": {"name": "new"}, "weight": 1}, "x", None],
    }
    assert generation_of(blocks(**{name: metadata})) == Generation(
        tool="InvokeAI",
        prompt="a cat",
        negative_prompt="dog",
        seed=42,
        steps=30,
        sampler="euler",
        cfg_scale=7.5,
        model="sdxl",
        loras=(Lora("old", 0.5), Lora("new", 1.0)),
    )


@pytest.mark.parametrize("text", ["", "a cat", '"a cat" -S 42', "-s", "[" * 50_000, " -s 1" * 50_000])
def test_text_that_is_no_command_line_gives_no_invented_value(text: str) -> None:
    finding = parse_generation(blocks(png__Dream=text))
    assert finding is None or finding.generation.seed is None
