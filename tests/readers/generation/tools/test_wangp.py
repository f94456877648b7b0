from __future__ import annotations

import pytest

from app.domain.report import Generation, Lora
from app.readers.generation import parse_generation
from tests.readers.generation.support import block, generation_of

SETTINGS = {
    **{"type": "WanGP v10.70 by DeepBeepMeep - LTX-2 Distilled 19B", "settings_version": 2.49},
    **{"prompt": "a tram in the rain", "negative_prompt": "blurry", "seed": 42, "num_inference_steps": 8},
    **{"guidance_scale": 1, "sample_solver": "unipc", "model_type": "ltx2_distilled", "model_filename": "ltx2.gguf"},
    **{"resolution": "832x480", "video_length": 81, "activated_loras": [], "loras_multipliers": ""},
}
EXPECTED = Generation(
    tool="WanGP",
    prompt="a tram in the rain",
    negative_prompt="blurry",
    seed=42,
    steps=8,
    sampler="unipc",
    cfg_scale=1.0,
    model="ltx2.gguf",
)


@pytest.mark.parametrize("name", ["video:comment", "video:COMMENT", "video:description", "png:comment"])
def test_its_settings_are_read_wherever_it_writes_them(name: str) -> None:
    assert generation_of([block(name, SETTINGS)]) == EXPECTED


@pytest.mark.parametrize("type_", ["Wan2.1GP by DeepBeepMeep - text2video", "WanGP v6 by DeepBeepMeep - Wan", None])
def test_it_is_known_by_its_signature_or_by_its_own_names(type_: str | None) -> None:
    assert generation_of([block("video:comment", {**SETTINGS, "type": type_})]) == EXPECTED


def test_a_signature_is_enough() -> None:
    values = {name: value for name, value in SETTINGS.items() if not name.endswith(("loras", "multipliers"))}
    assert generation_of([block("video:comment", values)]) == EXPECTED


def test_the_type_of_the_model_stands_for_its_file() -> None:
    values = {name: value for name, value in SETTINGS.items() if name != "model_filename"}
    assert generation_of([block("video:comment", values)]).model == "ltx2_distilled"


@pytest.mark.parametrize(
    ("multipliers", "weights"),
    [
        ("1 0.5", [1.0, 0.5]),
        ("# speed\n1\n0.5\n", [1.0, 0.5]),
        ("1|0.5", [1.0, 0.5]),
        ([1, "0.5"], [1.0, 0.5]),
        ("0.8", [0.8, None]),  # what is not stated is not found
        ("1;0.5 0.7", [None, 0.7]),  # a number for each phase is no single weight
        ("1,0.5 0.7 9", [None, 0.7]),
        ("", [None, None]),
        (None, [None, None]),
        ({"a": 1}, [None, None]),
    ],
)
def test_each_lora_has_its_multiplier(multipliers: object, weights: list[float | None]) -> None:
    values = {**SETTINGS, "activated_loras": ["a.safetensors", "b"], "loras_multipliers": multipliers}
    loras = generation_of([block("video:comment", values)]).loras
    assert loras == tuple(Lora(name, weight) for name, weight in zip(("a.safetensors", "b"), weights, strict=True))


def test_a_lora_that_is_no_name_does_not_move_the_weights_of_the_others() -> None:
    values = {**SETTINGS, "activated_loras": [7, "b", ""], "loras_multipliers": "1 0.5 2"}
    assert generation_of([block("video:comment", values)]).loras == (Lora("b", 0.5),)


@pytest.mark.parametrize(
    "values",
    [
        {"num_inference_steps": 8, "activated_loras": []},
        {"type": "by DeepBeepMeep", "num_inference_steps": 8},
        {"type": ["WanGP v1 by DeepBeepMeep"], "num_inference_steps": 8},
    ],
)
def test_other_objects_are_not_its_own(values: object) -> None:
    assert parse_generation([block("video:comment", values)]) is None


def test_values_of_the_wrong_kind_are_not_found() -> None:
    broken = {"prompt": ["x"], "seed": -1, "num_inference_steps": "many", "guidance_scale": {}, "sample_solver": 3}
    broken |= {"model_filename": [], "model_type": None, "activated_loras": "a b"}
    found = generation_of([block("video:comment", {**SETTINGS, **broken})])
    assert found == Generation(tool="WanGP", negative_prompt="blurry")
