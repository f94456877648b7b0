from __future__ import annotations

import pytest

from app.domain.report import Pass
from tests.readers.generation.support import blocks, found

BASE = "cat\nSteps: 24, Sampler: Euler a, Schedule type: Karras, CFG scale: 4, Seed: 5, Size: 512x768, Model: m"


def passes(settings: str) -> tuple[Pass, ...]:
    return found(blocks(png__parameters=f"{BASE}, {settings}, Version: v1.9.0")).generation.passes


def first(denoise: float | None = None) -> Pass:
    return Pass("Euler a", "Karras", 5, 24, 4.0, denoise, "m", 512, 768)


def test_a_high_resolution_fix_is_a_second_pass() -> None:
    settings = (
        "Denoising strength: 0.3, Hires CFG Scale: 9, Hires upscale: 1.5, Hires steps: 10, Hires upscaler: Latent, "
        "Hires sampler: DDIM, Hires schedule type: Exponential, Hires checkpoint: fine [0123abcdef]"
    )
    assert passes(settings) == (first(), Pass("DDIM", "Exponential", None, 10, 9.0, 0.3, "fine", 768, 1152, "Latent"))


def test_what_the_second_pass_shares_with_the_first_is_not_repeated() -> None:
    settings = "Denoising strength: 0.3, Hires upscale: 2, Hires checkpoint: Use same checkpoint, Hires sampler: None"
    assert passes(settings) == (first(), Pass(denoise=0.3, width=1024, height=1536))


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        ("Hires resize: 1024x1536", (1024, 1536)),
        ("Hires resize: 1024x0, Hires steps: 3", (None, None)),
        ("Hires upscale: 1.3", (665, 998)),  # A1111 cuts off
        ("Hires upscale: -2", (None, None)),
        ("Hires upscale: 1e300", (None, None)),
        ("Hires steps: 3", (None, None)),
        ("Hires size: 1024x1024, Hires steps: 3", (1024, 1024)),
    ],
)
def test_the_size_of_the_second_pass(settings: str, size: tuple[int | None, int | None]) -> None:
    second = passes(settings)[1]
    assert (second.width, second.height) == size


def test_a_refiner_is_a_pass_between() -> None:
    settings = "Refiner: refine [7440042bbd], Refiner switch at: 0.8, Hires upscale: 2"
    assert [(one.model, one.width) for one in passes(settings)] == [("m", 512), ("refine", None), (None, 1024)]


def test_without_a_second_pass_the_strength_belongs_to_the_only_one() -> None:
    assert passes("Denoising strength: 0.75, Refiner: r") == (first(0.75), Pass(model="r"))
    assert passes("Denoising strength: 7, Refiner: r") == (first(), Pass(model="r"))


@pytest.mark.parametrize(
    "settings",
    ["Denoising strength: 0.75", "Refiner: None", "ADetailer steps: 9", "Hires upscale: ", "Hires upscaler: Latent"],
)
def test_one_pass_is_not_listed(settings: str) -> None:
    assert passes(settings) == ()


def test_the_size_may_be_missing_or_wrong() -> None:
    text = "cat\nSteps: 24, Sampler: Euler a, Seed: 5, Size: 0x768, Hires upscale: 2"
    assert found(blocks(png__parameters=text)).generation.passes[1] == Pass()


def test_every_detailer_is_a_pass_over_a_part() -> None:
    settings = (
        "ADetailer model: face_yolov8n.pt, ADetailer denoising strength: 0.4, "
        "ADetailer inpaint width: 768, ADetailer inpaint height: 1024, ADetailer use separate steps: True, "
        "ADetailer steps: 28, ADetailer CFG scale: 6, ADetailer checkpoint: fine.safetensors [0123abcdef], "
        "ADetailer sampler: DPM++ 2M, ADetailer scheduler: Karras, "
        "ADetailer model 2nd: hand_yolov8n.pt, ADetailer denoising strength 2nd: 0.3, ADetailer steps 2nd: 9, "
        "ADetailer model 3rd: None"
    )
    assert passes(settings) == (
        first(),
        Pass("DPM++ 2M", "Karras", None, 28, 6.0, 0.4, "fine.safetensors", 768, 1024, None, "face_yolov8n.pt"),
        Pass(steps=9, denoise=0.3, part="hand_yolov8n.pt"),
    )


def test_detailers_come_behind_the_high_resolution_fix() -> None:
    settings = "ADetailer model: face.pt, Denoising strength: 0.3, Hires upscale: 2, Refiner: r"
    assert [(one.model, one.width, one.part) for one in passes(settings)] == [
        *(("m", 512, None), ("r", None, None), (None, 1024, None), (None, None, "face.pt"))
    ]


def test_sd_next_tells_steps_of_its_refiner_and_its_detailer() -> None:
    settings = "Refiner: r, Refiner steps: 5, Detailer: face-yolo8n, Detailer steps: 10, Detailer strength: 0.5"
    assert passes(settings)[1:] == (Pass(steps=5, model="r"), Pass(steps=10, denoise=0.5, part="face-yolo8n"))
