from __future__ import annotations

import pytest

from app.domain.report import Generation, Pass, PromptRole
from tests.readers.generation.support import blocks, found

BASE: dict[str, object] = {"prompt": "a cat", "negativeprompt": "dog", "seed": 7, "steps": 9, "cfgscale": 1.0}
BASE |= {"model": "z", "sampler": "euler", "scheduler": "beta", "width": 1248, "height": 1824}
REFINER: dict[str, object] = {"refinermethod": "PostApply", "refinercontrolpercentage": 0.5}
FIRST = Pass("euler", "beta", 7, 9, 1.0, None, "z", 1248, 1824)
P, N, R, L, D = (
    PromptRole.POSITIVE,
    PromptRole.NEGATIVE,
    PromptRole.REGION,
    PromptRole.LATER,
    PromptRole.DETAIL,
)


def read(**changes: object) -> Generation:
    return found(blocks(png__parameters={"sui_image_params": {**BASE, **changes}})).generation


def passes(**changes: object) -> tuple[Pass, ...]:
    return read(**changes).passes


def test_a_refiner_is_a_second_pass() -> None:
    settings = {"refinermodel": "z_fine", "refinersteps": 12, "refinercfgscale": 2, "refinersampler": "ddim"}
    settings |= {"refinerscheduler": "normal", "refinerupscale": 1.5, "refinerupscalemethod": "model-4x.safetensors"}
    assert passes(**REFINER, **settings) == (
        FIRST,
        Pass("ddim", "normal", None, 12, 2.0, 0.5, "z_fine", 1872, 2736, "model-4x.safetensors"),
    )


def test_what_the_refiner_shares_with_the_first_pass_is_not_repeated() -> None:
    assert passes(**REFINER) == (FIRST, Pass(denoise=0.5))
    assert passes(**REFINER, refinerupscale=1, refinerupscalemethod="pixel-lanczos") == (FIRST, Pass(denoise=0.5))


def test_steps_that_are_swapped_are_no_strength() -> None:
    assert passes(**{**REFINER, "refinermethod": "StepSwap"}) == (FIRST, Pass())


@pytest.mark.parametrize(
    "settings",
    [
        {"refinersteps": 9, "refinermodel": "z"},
        {**REFINER, "refinermethod": None},
        {**REFINER, "refinercontrolpercentage": 0, "refinerupscale": 2},
        {**REFINER, "refinercontrolpercentage": "all"},
        {"segmentsteps": 9, "segmentmodel": "z"},
        {"videosteps": 9, "videoswapmodel": "low"},
    ],
)
def test_settings_alone_are_no_pass(settings: dict[str, object]) -> None:
    assert passes(**settings) == ()


@pytest.mark.parametrize(("factor", "width"), [(1.3, 1616), ("2", 2496), (0.25, 304), (1e9, None), (-1, None)])
def test_the_refiner_works_on_sides_that_are_multiples_of_16(factor: object, width: int | None) -> None:
    assert passes(**REFINER, refinerupscale=factor)[1].width == width


def test_a_segment_is_a_pass_over_a_part() -> None:
    prompt = "a cat <segment:face,0.4,0.5> green eyes <segment:yolo-face.pt-1,0.25//cid=10><segment:a, b> x"
    assert passes(prompt=prompt, segmentsteps=4, segmentcfgscale=3, segmentmodel="fine")[1:] == (
        Pass(steps=4, cfg_scale=3.0, denoise=0.4, model="fine", part="face"),
        Pass(steps=4, cfg_scale=3.0, denoise=0.6, model="fine", part="yolo-face.pt-1"),
        Pass(steps=4, cfg_scale=3.0, denoise=0.6, model="fine", part="a, b"),
    )


def test_a_video_of_the_picture_is_a_pass_and_the_model_it_is_swapped_for_another() -> None:
    video = {"videomodel": "wan_high", "videosteps": 20, "videocfg": 3.5, "videovideocreativity": 0.8}
    assert passes(**video) == (FIRST, Pass(steps=20, cfg_scale=3.5, denoise=0.8, model="wan_high"))
    assert passes(**video, videoswapmodel="wan_low")[2] == Pass(model="wan_low")


def test_the_passes_are_in_the_order_in_which_they_ran() -> None:
    ran = passes(**REFINER, prompt="a cat <segment:face> eyes", refinermodel="r", videomodel="v")
    assert [(one.model, one.part) for one in ran] == [("z", None), ("r", None), (None, "face"), ("v", None)]


def listed(prompt: str, negative: str = "dog") -> list[tuple[PromptRole, str]]:
    """Return the prompts; check that the two texts stay as they were written."""
    generation = read(prompt=prompt, negativeprompt=negative)
    assert (generation.prompt, generation.negative_prompt) == (prompt, negative)
    return [(prompt.role, prompt.text) for prompt in generation.prompts]


def test_every_section_of_a_prompt_is_listed_with_what_it_is_for() -> None:
    prompt = (
        "a cat (hat:1.2) <region:0,0,0.5,1,0.8//cid=3> a hat <region:background> a wall <region:end> on a mat "
        "<object:0,0,1,1> a mouse <segment:face,0.6,0.5> green eyes <clear:sky> nothing <base> soft <refiner> grain "
        "<video> it walks <videoswap> slowly <extend:33> it runs"
    )
    assert listed(prompt) == [
        *((P, "a cat (hat:1.2)"), (R, "a hat"), (R, "a wall"), (P, "on a mat"), (R, "a mouse"), (D, "green eyes")),
        *((P, "soft"), (L, "grain"), (L, "it walks"), (L, "slowly"), (L, "it runs"), (N, "dog")),
    ]


def test_a_section_says_by_its_tag_where_it_stood() -> None:
    sources = [one.source for one in read(prompt="a cat <segment:face//cid=2> eyes <refiner> grain").prompts]
    assert sources == [
        *("png:parameters", "png:parameters <segment:face>", "png:parameters <refiner>", "png:parameters"),
    ]


def test_sections_of_the_negative_prompt_are_negative() -> None:
    assert listed("a cat", "dog <segment:face> scar") == [(P, "a cat"), (N, "dog"), (N, "scar")]


@pytest.mark.parametrize("prompt", ["a cat <lora:x:1> <random:a|b> <break> b", "a < b > c", "<segment:face", "a cat"])
def test_other_tags_are_part_of_the_text(prompt: str) -> None:
    assert listed(prompt) == [(P, prompt), (N, "dog")]


def test_hostile_tags_are_read_in_linear_time() -> None:
    read(prompt="<segment:" * 50_000)
    read(prompt="<segment:a>" * 20_000)
    read(prompt="<region:" + "a//cid=" * 50_000)
