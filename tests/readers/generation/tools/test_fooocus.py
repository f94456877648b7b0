from __future__ import annotations

import pytest

from app.domain.report import Generation, Lora
from app.readers.generation import parse_generation
from tests.readers.generation.support import block, blocks, generation_of

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
