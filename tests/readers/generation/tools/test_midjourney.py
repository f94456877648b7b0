from __future__ import annotations

import pytest

from app.domain.report import Generation
from app.readers.generation import parse_generation
from tests.readers.generation.support import blocks, generation_of

JOB = "Job ID: 01234567-89ab-cdef-0123-456789abcdef"


@pytest.mark.parametrize("name", ["png__Description", "exif__ImageDescription"])
def test_the_command_and_its_switches_are_told_apart(name: str) -> None:
    text = f"a cat in a hat, well-lit --ar 3:2 --no dogs, birds --seed 7 --v 6.1 {JOB}"
    assert generation_of(blocks(**{name: text})) == Generation(
        tool="Midjourney",
        prompt="a cat in a hat, well-lit",
        negative_prompt="dogs, birds",
        seed=7,
        model="Midjourney 6.1",
    )


def test_niji_is_its_own_model_and_a_bare_command_has_none() -> None:
    assert generation_of(blocks(png__Description=f"cat --niji 6 {JOB}")).model == "Niji 6"
    assert generation_of(blocks(png__Description=f"cat {JOB}")) == Generation(tool="Midjourney", prompt="cat")


@pytest.mark.parametrize("text", ["a cat --v 6", f"{JOB} was my first", "Job ID: 12", "", "--" * 50_000])
def test_a_description_without_a_job_is_only_a_description(text: str) -> None:
    assert parse_generation(blocks(png__Description=text, exif__ImageDescription=text)) is None
