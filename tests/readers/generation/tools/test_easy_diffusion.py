from __future__ import annotations

import pytest

from app.domain.report import Generation, Lora, Pass
from app.readers.generation import parse_generation
from tests.readers.generation.support import block, found, generation_of, without_lists

VALUES = {
    **{"prompt": "a cat", "negative_prompt": "dog", "seed": 42, "use_stable_diffusion_model": "sd/v1-5"},
    **{"clip_skip": False, "use_vae_model": None, "sampler_name": "euler_a", "width": 512, "num_inference_steps": 25},
    **{"guidance_scale": 7.5, "use_lora_model": ["detail", "other"], "lora_alpha": [0.5, 1]},
}
EXPECTED = Generation(
    tool="Easy Diffusion",
    prompt="a cat",
    negative_prompt="dog",
    seed=42,
    steps=25,
    sampler="euler_a",
    cfg_scale=7.5,
    model="sd/v1-5",
    loras=(Lora("detail", 0.5), Lora("other", 1.0)),
)
TITLES = {
    **{"prompt": "Prompt", "negative_prompt": "Negative Prompt", "seed": "Seed", "sampler_name": "Sampler"},
    **{"use_stable_diffusion_model": "Stable Diffusion model", "num_inference_steps": "Steps"},
    **{"guidance_scale": "Guidance Scale", "use_lora_model": "LoRA model", "lora_alpha": "LoRA Strength"},
}


def test_png_has_one_text_a_field_as_python_writes_it() -> None:
    finding = found([block(f"png:{name}", str(value)) for name, value in VALUES.items()])
    assert without_lists(finding.generation) == EXPECTED
    assert finding.provenance["generation.seed"] == "png:seed / easy_diffusion 3"
    assert finding.provenance["generation.loras"] == "png:use_lora_model / easy_diffusion 3"


def test_titles_are_read_too_with_lists_written_with_commas() -> None:
    titled = {title: VALUES[name] for name, title in TITLES.items()}
    titled |= {"LoRA model": "detail, other", "LoRA Strength": "0.5, 1"}
    assert generation_of([block(f"png:{name}", str(value)) for name, value in titled.items()]) == EXPECTED


def test_other_files_have_one_object_in_exif() -> None:
    assert generation_of([block("exif:UserComment", VALUES)]) == EXPECTED


def test_one_lora_is_written_without_a_list() -> None:
    single = {**VALUES, "use_lora_model": "detail", "lora_alpha": 0.5}
    assert generation_of([block("exif:UserComment", single)]).loras == (Lora("detail", 0.5),)
    assert generation_of([block(f"png:{name}", str(value)) for name, value in single.items()]).loras == (
        Lora("detail", 0.5),
    )


def test_none_written_as_text_is_nothing() -> None:
    given = [block("png:use_stable_diffusion_model", "v1-5"), block("png:negative_prompt", "None")]
    assert generation_of(given) == Generation(tool="Easy Diffusion", model="v1-5")


def test_texts_of_the_same_names_by_others_are_not_taken() -> None:
    assert parse_generation([block("png:prompt", "a cat"), block("png:seed", "42")]) is None


def test_a_placeholder_is_no_lora() -> None:
    values = {**VALUES, "use_lora_model": ["None", "detail", ""], "lora_alpha": [1, 0.5, 1]}
    assert generation_of([block("exif:UserComment", values)]).loras == (Lora("detail", 0.5),)


@pytest.mark.parametrize(
    ("steps", "upscaler"),
    [("latent_upscaler_steps", "use_upscale"), ("Latent Upscaler Steps", "Use Upscaling")],
)
@pytest.mark.parametrize("place", ["exif", "png"])
def test_the_upscaler_that_samples_is_a_second_pass(place: str, steps: str, upscaler: str) -> None:
    values = {"prompt": "a cat", "seed": 42, "use_stable_diffusion_model": "xl", upscaler: "latent_upscaler", steps: 12}

    def read(values: dict[str, object]) -> tuple[Pass, ...]:
        given = [block("exif:UserComment", values)]
        if place == "png":
            given = [block(f"png:{name}", str(value)) for name, value in values.items()]
        return found(given).generation.passes

    assert read(values) == (Pass(seed=42, model="xl"), Pass(steps=12, upscaler="latent_upscaler"))
    assert read({**values, upscaler: "RealESRGAN_x4plus"}) == ()
