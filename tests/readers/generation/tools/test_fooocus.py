from __future__ import annotations

import pytest

from app.domain.report import Generation, Lora, Pass
from app.readers.generation import parse_generation
from tests.readers.generation.support import block, blocks, found, generation_of

FOOOCUS = {
    **{"prompt": "a cat", "negative_prompt": "dog", "full_prompt": ["cinematic still a cat ."], "seed": "42"},
    **{"steps": 30, "guidance_scale": 4.0, "sampler": "dpmpp_2m_sde_gpu", "scheduler": "karras", "base_model": "xl"},
    **{"lora_combined_1": "offset : 0.1", "lora_combined_3": "None : 1.0", "loras": [["offset", 0.1, "abc"]]},
    **{
        "styles": "['Fooocus V2']",
        "resolution": "(1152, 896)",
        "metadata_scheme": "fooocus",
        "version": "Fooocus v2.5.5",
    },
}
EXPECTED = Generation(
    tool="Fooocus",
    prompt="a cat",
    negative_prompt="dog",
    seed=42,
    steps=30,
    sampler="dpmpp_2m_sde_gpu",
    scheduler="karras",
    cfg_scale=4.0,
    model="xl",
    loras=(Lora("offset", 0.1),),
)


@pytest.mark.parametrize("name", ["png__parameters", "exif__UserComment"])
def test_its_own_scheme_is_json(name: str) -> None:
    assert generation_of(blocks(**{name: FOOOCUS})) == EXPECTED


def test_the_scheme_beside_it_signs_where_the_version_is_missing() -> None:
    unsigned = {key: value for key, value in FOOOCUS.items() if key not in ("version", "metadata_scheme")}
    assert generation_of(blocks(png__parameters=unsigned, png__fooocus_scheme="fooocus")) == EXPECTED
    assert generation_of(blocks(exif__UserComment=unsigned, exif__Software="Fooocus v2.5.5")) == EXPECTED
    assert parse_generation(blocks(png__parameters=unsigned)) is None


def test_its_a1111_scheme_gives_the_words_that_were_typed() -> None:
    text = (
        "cinematic still a cat . emotional, harmonious\nNegative prompt: anime, dog\n"
        "Steps: 30, Sampler: DPM++ 2M SDE Karras, Seed: 42, Size: 1152x896, CFG scale: 4.0, Sharpness: 2, "
        'ADM Guidance: "(1.5, 0.8, 0.3)", Model: xl, Model hash: abc, Performance: Quality, Scheduler: karras, '
        'Raw prompt: "a cat\\nin a hat", Raw negative prompt: dog, Lora hashes: "offset: 4852, b: 1", '
        'Lora weights: "offset: 0.1, b: 1.0", Version: Fooocus v2.5.5'
    )
    generation = generation_of(blocks(png__parameters=text, png__fooocus_scheme="a1111"))
    assert (generation.tool, generation.prompt, generation.negative_prompt) == ("Fooocus", "a cat\nin a hat", "dog")
    assert (generation.sampler, generation.scheduler) == ("DPM++ 2M SDE Karras", "karras")
    assert generation.loras == (Lora("offset", 0.1), Lora("b", 1.0))
    assert (generation.seed, generation.steps, generation.model) == (42, 30, "xl")


@pytest.mark.parametrize(
    "loras",
    [[["4852", "0.1 - offset"]], "Loras:<offset:0.1>", [["4852", "0.1 - offset"], ["x"], 7, [1, 2]]],
)
@pytest.mark.parametrize("name", ["png:parameters", "video:metadata"])
def test_ruined_fooocus_is_read_in_all_its_forms(name: str, loras: object) -> None:
    data = {
        **{"Prompt": "a cat", "Negative": "dog", "steps": 30, "cfg": 8, "seed": 42, "sampler_name": "dpmpp_2m"},
        **{"scheduler": "karras", "base_model_name": "xl.safetensors", "loras": loras, "software": "RuinedFooocus"},
    }
    assert generation_of([block(name, data)]) == Generation(
        tool="RuinedFooocus",
        prompt="a cat",
        negative_prompt="dog",
        seed=42,
        steps=30,
        sampler="dpmpp_2m",
        scheduler="karras",
        cfg_scale=8.0,
        model="xl.safetensors",
        loras=(Lora("offset", 0.1),),
    )


RUINED = {"Prompt": "a cat", "steps": 30, "cfg": 8, "seed": 42, "software": "RuinedFooocus"}


@pytest.mark.parametrize(
    ("loras", "expected"),
    [
        (
            "Loras:<Folder\\Calm_SDXL.safetensors \U0001f5d2\ufe0f:1>,<a/b/Sand.ckpt:0.7>",
            [("Calm_SDXL", 1.0), ("Sand", 0.7)],
        ),
        ("Loras:<None:0.5>,<None:0.5>", []),
        ("Loras:", []),
        ("Loras:<fox 🦊:0.5>,<v1.5:1>,< :1>", [("fox 🦊", 0.5), ("v1.5", 1.0)]),
        ([["h", "1.0 - moi\\helios.safetensors"], ["h", "0.5 - None"], ["h", "0.5 - "]], [("helios", 1.0)]),
        ([["h", "x - odd"]], [("odd", None)]),
        (7, []),
    ],
)
def test_ruined_fooocus_names_loras_without_folder_ending_and_note_and_none_is_none(
    loras: object, expected: list[tuple[str, float | None]]
) -> None:
    generation = generation_of(blocks(png__parameters={**RUINED, "loras": loras}))
    assert [(lora.name, lora.weight) for lora in generation.loras] == expected


def test_the_oldest_ruined_fooocus_numbers_its_loras() -> None:
    numbered = {"l1": "a.safetensors", "w1": 0.5, "l2": "None", "w2": 0.5, "l5": "b", "w5": 1}
    generation = generation_of(blocks(png__parameters={**RUINED, **numbered}))
    assert generation.loras == (Lora("a", 0.5), Lora("b", 1.0))


def test_no_scheme_names_a_lora_none() -> None:
    text = (
        "a cat\nSteps: 30, Sampler: DPM++ 2M, Seed: 42, CFG scale: 4.0, "
        'Lora weights: "None: 1.0, a: 0.5", Version: Fooocus v2.5.5'
    )
    assert generation_of(blocks(png__parameters=text)).loras == (Lora("a", 0.5),)


def test_a_hostile_name_of_a_lora_is_read_in_linear_time() -> None:
    generation_of(blocks(png__parameters={**RUINED, "loras": f"Loras:<a{chr(0x1F5D2) * 200_000}b:1>"}))
    generation_of(blocks(png__parameters={**RUINED, "loras": "<" * 200_000 + ":1>"}))


@pytest.mark.parametrize("name", ["png__Comment", "jpeg__comment"])
def test_fooocus_mre_writes_a_comment(name: str) -> None:
    data = {
        **{"prompt": "a cat", "negative_prompt": "dog", "real_prompt": "styled", "seed": 42, "steps": 30, "cfg": 7.0},
        **{"sampler": "dpmpp_2m", "scheduler": "karras", "base_model": "xl.safetensors", "l1": "offset", "w1": 0.5},
        **{"l2": "None", "w2": 0.5, "software": "Fooocus MRE v2.0.78.5"},
    }
    generation = generation_of(blocks(**{name: data}))
    assert (generation.tool, generation.prompt, generation.cfg_scale) == ("Fooocus-MRE", "a cat", 7.0)
    assert generation.loras == (Lora("offset", 0.5),)


def test_values_of_the_wrong_kind_are_not_found() -> None:
    broken = {**FOOOCUS, "prompt": ["x"], "seed": "random", "steps": {}, "guidance_scale": "four", "sampler": 3}
    broken |= {"base_model": None, "lora_combined_1": 7}
    assert generation_of(blocks(png__parameters=broken)) == Generation(
        tool="Fooocus", negative_prompt="dog", scheduler="karras"
    )


@pytest.mark.parametrize(("refiner", "count"), [("refine.safetensors", 2), ("None", 0), (None, 0), ("", 0), (7, 0)])
def test_a_refiner_is_a_second_pass(refiner: object, count: int) -> None:
    for values in ({**FOOOCUS, "refiner_model": refiner}, {**RUINED, "refiner_model_name": refiner}):
        passes = found(blocks(png__parameters=values)).generation.passes
        assert len(passes) == count
        if passes:
            assert (passes[0].seed, passes[1]) == (42, Pass(model=refiner))  # type: ignore[arg-type]
