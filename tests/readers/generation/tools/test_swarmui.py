from __future__ import annotations

import pytest

from app.domain.report import Generation, Lora
from app.readers.generation import parse_generation
from tests.readers.generation.support import block, blocks, generation_of, text_to_image

PARAMS = {
    **{"prompt": "a cat", "negativeprompt": "dog", "model": "OfficialStableDiffusion/sd_xl_base_1.0", "seed": 42},
    **{"steps": 20, "cfgscale": 7.0, "sampler": "euler", "scheduler": "karras", "swarm_version": "0.9.3.1"},
}
EXPECTED = Generation(
    tool="SwarmUI",
    prompt="a cat",
    negative_prompt="dog",
    seed=42,
    steps=20,
    sampler="euler",
    scheduler="karras",
    cfg_scale=7.0,
    model="OfficialStableDiffusion/sd_xl_base_1.0",
)


@pytest.mark.parametrize("name", ["png__parameters", "exif__UserComment", "video__comment"])
def test_its_parameters_are_read(name: str) -> None:
    given = blocks(**{name: {"sui_image_params": PARAMS, "sui_extra_data": {"date": "2024-11-13"}}})
    assert generation_of(given) == EXPECTED


def test_numbers_written_as_text_are_numbers() -> None:
    as_text = {name: str(value) for name, value in PARAMS.items()}
    assert generation_of(blocks(png__parameters={"sui_image_params": as_text})) == EXPECTED


def test_its_own_parameters_win_over_the_graph_it_ran() -> None:
    given = [block("png:prompt", text_to_image()), block("png:parameters", {"sui_image_params": PARAMS})]
    assert generation_of(given) == EXPECTED


@pytest.mark.parametrize(
    ("loras", "weights", "expected"),
    [
        (["a", "b"], ["0.5", 1], (Lora("a", 0.5), Lora("b", 1.0))),
        ("a,b", "0.5,1", (Lora("a", 0.5), Lora("b", 1.0))),
        (["a", "b"], ["0.5"], (Lora("a"), Lora("b"))),
        ("", None, ()),
        ({"a": 1}, 5, ()),
    ],
)
def test_loras_are_read_as_lists_and_as_text(loras: object, weights: object, expected: tuple[Lora, ...]) -> None:
    params = {**PARAMS, "loras": loras, "loraweights": weights}
    assert generation_of(blocks(png__parameters={"sui_image_params": params})).loras == expected


@pytest.mark.parametrize("value", [{"sui_image_params": None}, {"sui_image_params": []}, ["sui_image_params"]])
def test_an_object_without_its_parameters_is_not_its_own(value: object) -> None:
    assert parse_generation(blocks(png__parameters=value)) is None


def test_a_seed_of_minus_one_is_not_a_seed() -> None:
    assert generation_of(blocks(png__parameters={"sui_image_params": {**PARAMS, "seed": -1}})).seed is None
