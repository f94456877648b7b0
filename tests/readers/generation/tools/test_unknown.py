"""The shape of decision 1405: what it reads, and the near misses that it refuses."""

from __future__ import annotations

import json

import pytest

from app.domain.report import Block, Generation
from app.readers.generation import parse_generation
from tests.readers.generation.support import block, corpus, found, generation_of

VALUES: dict[str, object] = {
    **{"prompt": "a cat", "negative_prompt": "dog", "seed": 42, "num_inference_steps": 28, "guidance_scale": 7},
    **{"sampler": "Euler a", "model": "org/model", "width": 832, "height": 1216},
}
EXPECTED = Generation(
    tool="unknown tool",
    prompt="a cat",
    negative_prompt="dog",
    seed=42,
    steps=28,
    sampler="Euler a",
    cfg_scale=7.0,
    model="org/model",
)


def without(*names: str, **changes: object) -> dict[str, object]:
    return {name: value for name, value in {**VALUES, **changes}.items() if name not in names}


@pytest.mark.parametrize(
    "name",
    [
        *("png:metadata", "png:parameters", "png:anything", "exif:UserComment", "exif:ImageDescription"),
        *("jpeg:comment", "gif:comment", "video:comment", "video:DESCRIPTION"),
    ],
)
def test_an_object_with_settings_is_read_from_every_kind_of_text(name: str) -> None:
    assert generation_of([block(name, VALUES)]) == EXPECTED


def test_every_value_says_where_it_stood() -> None:
    provenance = found([block("png:metadata", VALUES)]).provenance
    assert set(provenance.values()) == {"png:metadata / unknown 1"}


@pytest.mark.parametrize(
    "values",
    [
        {"Prompt": "a cat", "Negative Prompt": "dog", "Seed": "42", "Steps": "28", "CFG-scale": "7.0"},
        {"prompt": "a cat", "negativePrompt": "dog", "seed": 42, "numInferenceSteps": 28, "guidanceScale": 7},
        {"prompt": "a cat", "negative_prompt": "dog", "seed": 42, "steps": 28, "num_inference_steps": 28, "cfg": 7},
        {"prompt": "a cat", "negative_prompt": "dog", "seed": 42, "steps": 28, "guidance": 7.0, "extra": [1, {"a": 2}]},
    ],
)
@pytest.mark.parametrize(
    "wrap", [lambda value: value, lambda value: {"info": value}, lambda value: {"i": json.dumps(value)}]
)
def test_names_differ_in_case_and_form_and_the_object_may_stand_under_a_key(values: object, wrap: object) -> None:
    generation = generation_of([block("png:metadata", wrap(values))])  # type: ignore[operator]
    assert generation == Generation("unknown tool", "a cat", "dog", 42, 28, cfg_scale=7.0)


def test_what_a_well_known_space_writes_is_read() -> None:
    values = {
        **{"prompt": "1girl", "negative_prompt": "", "resolution": "832 x 1216", "guidance_scale": 7, "seed": 7},
        **{"num_inference_steps": 28, "sampler": "Euler a", "sdxl_style": "(None)", "use_upscaler": None},
        "Model": {"Model": "Animagine XL 3.1", "Model hash": "e3c47aedb0"},
    }
    assert generation_of([block("png:metadata", values)]) == Generation(
        "unknown tool", "1girl", None, 7, 28, "Euler a", None, 7.0, "Animagine XL 3.1"
    )


def test_two_of_three_numbers_are_enough_and_a_random_seed_is_stated_but_not_found() -> None:
    assert generation_of([block("png:metadata", {"prompt": "a", "seed": -1, "steps": 4})]).steps == 4
    assert generation_of([block("png:metadata", {"prompt": "a", "seed": -1, "steps": 4})]).seed is None
    assert generation_of([block("png:metadata", {"prompt": "a", "seed": 1, "cfg": 4})]).cfg_scale == 4.0


@pytest.mark.parametrize(
    "values",
    [
        without("prompt"),
        without("seed", "guidance_scale"),
        without("num_inference_steps", "guidance_scale"),
        without(prompt=""),
        without(prompt=["a cat"]),
        without(prompt={"text": "a cat"}),
        without(negative_prompt=7),
        without(seed="random"),
        without(seed=4.5),
        without(num_inference_steps="many"),
        without(num_inference_steps=[1, 2]),
        without(num_inference_steps=0),
        without(guidance_scale="high"),
        without(guidance_scale=True),
        without(sampler=["Euler"]),
        without(model=7),
        without(steps=20),  # and 28 under another name
        without(Seed=43),
        {"prompt": "Hello", "model": "gpt", "seed": 1, "temperature": 0.7, "max_tokens": 100},
        {"prompt": "Knead the dough", "steps": ["mix", "bake"], "cfg": 1, "seed": 2},
        {"a": VALUES, "b": {**VALUES, "seed": 43}},  # which of them?
        {"a": {"b": VALUES}},
        {"a": [VALUES]},
        [VALUES],
        "text",
        {"class_type": "X", "inputs": VALUES},
        {"inputs": {**VALUES, "class_type": "X"}},
        {"nodes": [], "links": [], "extra": VALUES},
        without(software="Somebody 3"),
        without(uc="dog"),
        without(base_model="xl"),
        without(base_model_name="xl"),
        without(use_stable_diffusion_model="xl"),
        without(positive_prompt="a cat"),
        without(metadata_scheme="fooocus"),
        {"sui_image_params": VALUES, "other": VALUES},
        {},
    ],
    ids=repr,
)
def test_near_misses_are_refused(values: object) -> None:
    assert parse_generation([block("png:metadata", values)]) is None


@pytest.mark.parametrize("name", ["xmp", "iptc", "sidecar:xmp", "exif:Software", "exif:Make"])
def test_other_blocks_are_not_looked_at(name: str) -> None:
    assert parse_generation([block(name, VALUES)]) is None


@pytest.mark.parametrize(
    "text",
    ["{", '{"prompt": ', '{"prompt"' + "[" * 50_000, '{"prompt"}', '{"a": "rompt\\""}', "{" * 100_000 + '"prompt"'],
)
def test_broken_text_is_refused(text: str) -> None:
    assert parse_generation([Block("png:metadata", text)]) is None


def test_no_known_tool_loses_its_file_to_it() -> None:
    for sample in corpus():
        if sample.parser != "unknown":
            finding = found([*sample.blocks, block("png:aaa", VALUES)])
            assert finding.generation.tool == sample.tool
