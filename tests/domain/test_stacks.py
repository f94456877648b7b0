"""Files of a batch share a key: the same prompt, else the same graph without seeds, else the same seed."""

from __future__ import annotations

import json

import pytest

from app.domain.report import Block, FileReport, Generation
from app.domain.review.stacks import compute_stack_key

GRAPH = {
    "3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 20, "model": ["4", 0]}},
    "4": {"class_type": "Loader", "inputs": {"name": "dream", "noise_seed": 5}},
}
DRAWING = {"nodes": [{"type": "KSampler", "widgets_values": [8, "randomize", 20, "euler"]}]}


def made(*blocks: Block, **values: object) -> FileReport:
    return FileReport("/x", generation=Generation(tool="comfyui", **values), blocks=blocks)  # type: ignore[arg-type]


def graph(name: str, value: object) -> Block:
    return Block(name, json.dumps(value))


def test_one_prompt_is_one_stack_whatever_seed_and_steps() -> None:
    one, two = made(prompt="a cat", seed=1, steps=20), made(prompt="a cat", seed=2, steps=30)
    assert compute_stack_key(one) == compute_stack_key(two) is not None


@pytest.mark.parametrize("other", [{"prompt": "a dog"}, {"negative_prompt": "hands"}, {"model": "real"}])
def test_another_prompt_negative_prompt_or_model_is_another_stack(other: dict[str, object]) -> None:
    assert compute_stack_key(made(**{"prompt": "a cat", "model": "dream"} | other)) != compute_stack_key(
        made(prompt="a cat", model="dream")
    )


@pytest.mark.parametrize("name", ["png:prompt", "png:workflow", "video:workflow", "prompt"])
def test_without_a_prompt_one_graph_is_one_stack_with_its_seeds_left_out(name: str) -> None:
    value = GRAPH if name.endswith("prompt") else DRAWING
    seeded = json.loads(json.dumps(value).replace('"seed": 1', '"seed": 99').replace("[8,", "[123456,"))
    other = json.loads(json.dumps(value).replace("20", "21"))
    assert seeded != value
    assert compute_stack_key(made(graph(name, value), seed=1)) == compute_stack_key(made(graph(name, seeded), seed=2))
    assert compute_stack_key(made(graph(name, value))) != compute_stack_key(made(graph(name, other)))


def test_with_neither_the_seed_decides() -> None:
    assert compute_stack_key(made(seed=7)) == compute_stack_key(made(seed=7)) != compute_stack_key(made(seed=8))


@pytest.mark.parametrize("text", ["", "{", "[1]", "[" * 100_000, "null"])
def test_a_block_that_is_no_graph_makes_no_stack(text: str) -> None:
    assert compute_stack_key(made(Block("png:workflow", text))) is None


def test_files_without_generation_data_are_in_no_stack() -> None:
    assert compute_stack_key(FileReport("/x")) is None
    assert compute_stack_key(FileReport("/x", blocks=(graph("png:prompt", GRAPH),))) is None
    assert compute_stack_key(made()) is None
