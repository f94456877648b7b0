"""All passes over a picture in order, and which of them counts: the one that began it."""

from __future__ import annotations

import pytest

from app.domain.report import Generation, Pass
from tests.readers.generation.support import blocks, found, node, sampler, text_to_image

BASE = Pass("euler", "karras", 42, 20, 7.5, 1.0, "v1-5.safetensors", 512, 512)


def read(**nodes: object) -> Generation:
    return found(blocks(png__prompt=text_to_image(**nodes))).generation


def seeds(generation: Generation) -> list[int | None]:
    return [one.seed for one in generation.passes]


def decoded(sampler_id: str) -> dict[str, object]:
    return node("VAEDecode", samples=[sampler_id, 0], vae=["4", 2])


def test_a_single_pass_is_listed_with_its_settings_and_size() -> None:
    assert read().passes == (BASE,)


def test_a_high_resolution_pass_follows_the_base() -> None:
    made = read(
        **{"8": decoded("20"), "20": sampler(seed=1, steps=5, denoise=0.4, latent_image=["21", 0])},
        **{"21": node("LatentUpscale", samples=["3", 0], width=1024, height=768)},
    )
    assert made.passes == (BASE, Pass("euler", "karras", 1, 5, 7.5, 0.4, "v1-5.safetensors", 1024, 768))
    assert (made.seed, made.steps) == (42, 20)


def test_a_size_that_is_calculated_is_not_told() -> None:
    made = read(
        **{"8": decoded("20"), "20": sampler(seed=1, denoise=0.4, latent_image=["21", 0])},
        **{"21": node("LatentUpscaleBy", samples=["3", 0], scale_by=1.5)},
    )
    assert [(one.width, one.height) for one in made.passes] == [(512, 512), (None, None)]


@pytest.mark.parametrize("size", [{"width": 0, "height": 64}, {"width": "x"}, {"width": -8, "height": 8}, {}])
def test_a_size_that_is_none_is_not_told(size: dict[str, object]) -> None:
    assert read(**{"5": node("EmptyLatentImage", **size)}).passes[0].width is None


def test_a_refiner_finishes_what_the_base_began() -> None:
    advanced = {"noise_seed": 7, "steps": 25, "cfg": 8.0, "sampler_name": "euler", "scheduler": "normal"}
    advanced |= {"positive": ["6", 0], "negative": ["7", 0]}
    base = node("KSamplerAdvanced", **advanced, model=["4", 0], latent_image=["5", 0], start_at_step=0, end_at_step=20)
    refiner = node(
        "KSamplerAdvanced",
        **{**advanced, "noise_seed": 0, "model": ["r", 0], "latent_image": ["3", 0], "start_at_step": 20},
    )
    made = read(**{"3": base, "20": refiner, "8": decoded("20"), "r": node("CheckpointLoaderSimple", ckpt_name="ref")})
    assert [(one.seed, one.model) for one in made.passes] == [(7, "v1-5.safetensors"), (0, "ref")]
    assert (made.seed, made.steps, made.model) == (7, 25, "v1-5.safetensors")


def test_stable_cascade_begins_with_stage_c_though_stage_b_works_on_another_latent() -> None:
    made = read(
        **{"5": node("StableCascade_EmptyLatentImage", width=1024, height=768, compression=42)},
        **{"b": node("UNETLoader", unet_name="stage_b.safetensors")},
        **{"33": sampler(seed=9, steps=10, cfg=1.1, model=["b", 0], positive=["36", 0], latent_image=["5", 1])},
        **{
            "36": node("StableCascade_StageB_Conditioning", conditioning=["6", 0], stage_c=["3", 0]),
            "8": decoded("33"),
        },
    )
    assert (made.seed, made.steps, made.model) == (42, 20, "v1-5.safetensors")
    assert [(one.seed, one.model, one.width) for one in made.passes] == [
        (42, "v1-5.safetensors", 1024),
        (9, "stage_b.safetensors", 1024),
    ]


@pytest.mark.parametrize(
    "reference",
    [
        {"e": node("ReferenceLatent", conditioning=["6", 0], latent=["v", 0])},
        {
            "e": node("FluxGuidance", conditioning=["f", 0]),
            "f": node("ReferenceLatent", conditioning=["6", 0], latent=["v", 0]),
        },
        {"e": node("TextEncodeQwenImageEditPlus", clip=["4", 1], prompt="make it red", image2=["i", 0])},
        {"e": node("unCLIPConditioning", conditioning=["6", 0], clip_vision_output=["c", 0])},
        {"e": node("InstructPixToPixConditioning", positive=["6", 0], negative=["7", 0], pixels=["i", 0])},
    ],
    ids=["kontext", "behind guidance", "qwen edit", "unclip", "instruct"],
)  # fmt: skip
def test_an_edit_of_a_picture_follows_the_pass_that_made_it(reference: dict[str, object]) -> None:
    made = read(
        **{"20": sampler(seed=1, positive=["e", 0], latent_image=["n", 0]), "8": decoded("20")},
        **{"n": node("EmptySD3LatentImage", width=64, height=64), "i": decoded("3")},
        **{
            "v": node("VAEEncode", pixels=["i", 0]),
            "c": node("CLIPVisionEncode", clip_vision=["x", 0], image=["i", 0]),
        },
        **reference,
    )
    assert seeds(made) == [42, 1]
    assert made.seed == 42


def test_a_picture_that_only_guides_is_no_pass() -> None:
    guided = node("ControlNetApply", conditioning=["6", 0], control_net=["c", 0], image=["i", 0])
    made = read(**{"20": sampler(seed=1, positive=["e", 0]), "8": decoded("20"), "e": guided, "i": decoded("3")})
    assert seeds(made) == [1]


def test_the_passes_of_composed_latents_come_before_the_one_that_joins_them() -> None:
    made = read(
        **{"10": sampler(seed=43, latent_image=["5", 0]), "20": sampler(seed=1, denoise=0.5, latent_image=["l", 0])},
        **{"l": node("LatentComposite", samples_to=["3", 0], samples_from=["10", 0]), "8": decoded("20")},
    )
    assert (seeds(made), made.seed, made.steps) == ([43, 42, 1], None, 20)


def test_of_passes_side_by_side_those_from_nothing_began_the_picture() -> None:
    made = read(
        **{"10": sampler(seed=43, denoise=0.6, latent_image=["v", 0]), "v": node("VAEEncode", pixels=["o", 0])},
        **{"o": node("LoadImage", image="x.png"), "20": sampler(seed=1, denoise=0.5, latent_image=["l", 0])},
        **{"l": node("LatentComposite", samples_to=["3", 0], samples_from=["10", 0]), "8": decoded("20")},
    )
    assert (seeds(made), made.seed) == ([43, 42, 1], 42)


def test_of_passes_side_by_side_from_nothing_the_one_with_full_denoise_began_the_picture() -> None:
    made = read(
        **{"10": sampler(seed=43, denoise=0.6), "20": sampler(seed=1, denoise=0.5, latent_image=["l", 0])},
        **{"l": node("LatentComposite", samples_to=["10", 0], samples_from=["3", 0]), "8": decoded("20")},
    )
    assert made.seed == 42


def test_of_a_picture_saved_at_two_stages_all_passes_are_listed() -> None:
    made = read(
        **{"20": sampler(seed=1, denoise=0.4, latent_image=["3", 0]), "21": decoded("20")},
        **{"22": node("SaveImage", images=["21", 0])},
    )
    assert (seeds(made), made.seed) == ([42, 1], 42)


def test_of_two_pictures_only_what_they_share_is_told() -> None:
    made = read(**{"20": sampler(seed=1), "21": decoded("20"), "22": node("SaveImage", images=["21", 0])})
    assert (made.passes, made.seed, made.steps, made.prompt) == ((), None, 20, "a cat, a hat")
    assert [prompt.text for prompt in made.prompts] == ["a cat, a hat", "dog"]


def test_a_custom_sampler_tells_its_denoise_in_its_schedule() -> None:
    links = {"noise": ["n", 0], "guider": ["g", 0], "sampler": ["s", 0], "sigmas": ["t", 0]}
    made = read(
        **{
            "3": node("SamplerCustomAdvanced", **links, latent_image=["5", 0]),
            "n": node("RandomNoise", noise_seed=5), "g": node("CFGGuider", model=["4", 0], positive=["6", 0], cfg=2.0),
            "s": node("KSamplerSelect", sampler_name="lcm"),
            "t": node("BasicScheduler", scheduler="beta", steps=8, denoise=0.8),
        }
    )  # fmt: skip
    assert made.passes == (Pass("lcm", "beta", 5, 8, 2.0, 0.8, "v1-5.safetensors", 512, 512),)


def test_thousands_of_files_saved_from_a_node_with_thousands_of_inputs_take_no_time() -> None:
    wide = node("Batch", **{f"image{number}": ["8", 0] for number in range(20_000)})
    saves = {f"s{number}": node("SaveImage", images=["w", 0]) for number in range(5_000)}
    assert read(**saves, w=wide).seed == 42


@pytest.mark.parametrize("denoise", [-0.1, 1.1, "x", None, float("nan")])
def test_an_impossible_denoise_is_not_found(denoise: object) -> None:
    assert read(**{"3": sampler(denoise=denoise)}).passes[0].denoise is None


@pytest.mark.parametrize(("number", "listed"), [(64, 64), (65, 0)])
def test_more_passes_than_are_followed_are_not_told(number: int, listed: int) -> None:
    chain = {
        f"s{place}": sampler(seed=place, latent_image=[f"s{place - 1}" if place > 1 else "3", 0])
        for place in range(1, number)
    }
    assert len(read(**chain, **{"8": decoded(f"s{number - 1}")}).passes) == listed
