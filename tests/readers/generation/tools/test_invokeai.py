from __future__ import annotations

import pytest

from app.domain.report import Generation, Lora, Pass, PromptRole
from app.readers.generation import parse_generation
from tests.readers.generation.support import block, blocks, found, generation_of, without_lists


def test_the_first_age_is_a_command_line() -> None:
    finding = found(blocks(png__Dream='"a cat [dog, bird] in a hat" -s 50 -S 1618033988 -W 512 -H 512 -C 7.5 -A k_lms'))
    assert without_lists(finding.generation) == Generation(
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
    assert without_lists(finding.generation) == Generation(
        tool="InvokeAI",
        prompt="a cat",
        negative_prompt="dog",
        seed=42,
        steps=30,
        sampler="k_euler",
        cfg_scale=7.5,
        model="sd-1.5",
    )
    assert finding.provenance["generation.seed"] == "png:sd-metadata / invokeai 3"


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


CORE: dict[str, object] = {
    **{"positive_prompt": "a cat", "negative_prompt": "dog", "seed": 42, "steps": 30, "cfg_scale": 7.5},
    **{"scheduler": "euler", "width": 1024, "height": 768, "model": {"name": "sdxl"}},
}
P, N, S, R = PromptRole.POSITIVE, PromptRole.NEGATIVE, PromptRole.STYLE, PromptRole.REGION


def prompts_of(values: dict[str, object]) -> list[tuple[PromptRole, str]]:
    """Return the prompts; check that the two texts join them."""
    generation = found(blocks(png__invokeai_metadata={**CORE, **values})).generation
    listed = [(prompt.role, prompt.text) for prompt in generation.prompts]
    assert generation.prompt == "\n".join(text for role, text in listed if role is not N)
    assert generation.negative_prompt == "\n".join(text for role, text in listed if role is N)
    return listed


def test_a_style_that_was_typed_apart_is_a_prompt_of_its_own() -> None:
    styles: dict[str, object] = {"positive_style_prompt": "oil painting", "negative_style_prompt": "photo"}
    assert prompts_of(styles) == [(P, "a cat"), (S, "oil painting"), (N, "dog"), (N, "photo")]
    copied: dict[str, object] = {"positive_style_prompt": "a cat", "negative_style_prompt": ""}
    assert prompts_of(copied) == [(P, "a cat"), (N, "dog")]


def region(positive: object, negative: object = None, **changes: object) -> dict[str, object]:
    plain = {"type": "regional_guidance", "isEnabled": True, "positivePrompt": positive, "negativePrompt": negative}
    return {**plain, **changes}


def test_regions_have_prompts_of_their_own() -> None:
    regions = [region("a hat", "rain"), region("a mat"), region(None), region("off", isEnabled=False), "x", region(7)]
    expected = [(P, "a cat"), (R, "a hat"), (R, "a mat"), (N, "dog"), (N, "rain")]
    assert prompts_of({"regions": regions}) == expected
    layers = [{**entry, "type": "regional_guidance_layer"} for entry in regions if isinstance(entry, dict)]
    layers.append({"type": "ip_adapter_layer", "positivePrompt": "no text"})
    assert prompts_of({"control_layers": {"version": 1, "layers": layers}}) == expected
    assert prompts_of({"regions": [], "canvas_v2_metadata": {"regionalGuidance": regions}}) == expected


@pytest.mark.parametrize("regions", [None, 7, {}, "x", [[]], [None]])
def test_broken_regions_are_none(regions: object) -> None:
    assert prompts_of({"regions": regions, "control_layers": regions, "canvas_v2_metadata": regions}) == [
        (P, "a cat"),
        (N, "dog"),
    ]


def test_a_refiner_is_a_second_pass() -> None:
    refiner = {"refiner_model": {"model_name": "refiner"}, "refiner_steps": 10, "refiner_cfg_scale": 6}
    values = {**CORE, **refiner, "refiner_scheduler": "ddim", "refiner_start": 0.8}
    generation = found(blocks(png__invokeai_metadata=values)).generation
    assert generation.passes == (
        Pass("euler", None, 42, 30, 7.5, None, "sdxl", 1024, 768),
        Pass("ddim", None, None, 10, 6.0, None, "refiner"),
    )
    assert found(blocks(png__invokeai_metadata={**CORE, "refiner_model": None})).generation.passes == ()


def test_a_high_resolution_fix_is_the_last_pass() -> None:
    fix = {"hrf_enabled": True, "hrf_strength": 0.45, "hrf_method": "ESRGAN"}
    generation = found(blocks(png__invokeai_metadata={**CORE, **fix, "refiner_model": {"name": "refiner"}})).generation
    assert generation.passes == (
        Pass("euler", None, 42, 30, 7.5, None, "sdxl"),
        Pass(model="refiner"),
        Pass(denoise=0.45, width=1024, height=768, upscaler="ESRGAN"),
    )
    off = {**CORE, **fix, "hrf_enabled": False}
    assert found(blocks(png__invokeai_metadata=off)).generation.passes == ()
