"""Merged checkpoints: all names, and their shares where the merge has one for each."""

from __future__ import annotations

import pytest

from app.domain.report import Checkpoint, Generation, Lora
from tests.readers.generation.support import blocks, found, node, sampler, text_to_image


def read(**nodes: object) -> Generation:
    """Return what is read when the sampler's model comes from node `m`."""
    loaders = {name: node("CheckpointLoaderSimple", ckpt_name=f"{name}.ckpt") for name in ("a", "b", "c")}
    return found(blocks(png__prompt=text_to_image(**{"3": sampler(model=["m", 0])}, **{**loaders, **nodes}))).generation


def merge(one: str, other: str, **inputs: object) -> dict[str, object]:
    return node("ModelMergeSimple", **{"model1": [one, 0], "model2": [other, 0], "ratio": 0.25, **inputs})


def shares(made: Generation) -> list[tuple[str, float | None]]:
    return [(model.name, model.weight) for model in made.models]


def test_a_merge_names_both_models_and_their_shares() -> None:
    made = read(m=merge("a", "b"))
    assert made.model == "a.ckpt + b.ckpt"
    assert made.models == (Checkpoint("a.ckpt", 0.25), Checkpoint("b.ckpt", 0.75))
    assert made.passes[0].model == "a.ckpt + b.ckpt"


def test_a_single_model_is_no_list() -> None:
    assert read(m=node("ModelSamplingFlux", model=["a", 0])).models == ()


def test_shares_of_merges_in_a_row_are_shares_of_the_whole() -> None:
    made = read(m=merge("n", "c", ratio=0.5), n=merge("a", "b"))
    assert shares(made) == [("a.ckpt", 0.125), ("b.ckpt", 0.375), ("c.ckpt", 0.5)]
    assert made.model == "a.ckpt + b.ckpt + c.ckpt"


def test_what_sliders_leave_behind_the_sixth_digit_is_not_told() -> None:
    assert shares(read(m=merge("a", "b", ratio=0.49999999999999956))) == [("a.ckpt", 0.5), ("b.ckpt", 0.5)]


def test_a_model_merged_with_itself_is_one_model() -> None:
    made = read(m=merge("a", "l"), l=node("LoraLoaderModelOnly", model=["a", 0], lora_name="ink", strength_model=1))
    assert (made.model, made.models, made.loras) == ("a.ckpt", (), (Lora("ink", 1.0),))


def test_a_difference_is_added() -> None:
    difference = node("ModelMergeSubtract", model1=["b", 0], model2=["c", 0], multiplier=0.5)
    made = read(m=node("ModelMergeAdd", model1=["a", 0], model2=["d", 0]), d=difference)
    assert shares(made) == [("a.ckpt", 1.0), ("b.ckpt", 0.5), ("c.ckpt", -0.5)]


@pytest.mark.parametrize(
    "blocks_merge",
    [
        node("ModelMergeBlocks", model1=["a", 0], model2=["b", 0], input=1.0, middle=0.5, out=0.2),
        node("ModelMergeSDXL", **{"model1": ["a", 0], "model2": ["b", 0], "time_embed.": 1.0}),
        node("Some Merge", model_a=["a", 0], model_b=["b", 0], alpha=0.3),
        node("ModelMergeSimple", model1=["a", 0], model2=["b", 0], ratio=["unknown", 0]),
        node("ModelMergeSimple", model1=["a", 0], model2=["b", 0], model3=["a", 0], ratio=0.5),
    ],
)
def test_merges_without_one_known_ratio_have_names_without_shares(blocks_merge: dict[str, object]) -> None:
    assert shares(read(m=blocks_merge)) == [("a.ckpt", None), ("b.ckpt", None)]


def test_a_merge_with_an_unknown_part_has_no_model() -> None:
    made = read(m=merge("a", "u"), u=node("Loads Something", file="x"))
    assert (made.model, made.models) == (None, ())


def test_loras_on_either_side_and_behind_the_merge_are_listed() -> None:
    def lora(name: str, model: str) -> dict[str, object]:
        return node("LoraLoaderModelOnly", lora_name=name, strength_model=1, model=[model, 0])

    made = read(m=lora("3", "n"), n=merge("x", "y"), x=lora("1", "a"), y=lora("2", "b"))
    assert [one.name for one in made.loras] == ["1", "2", "3"]
    assert made.model == "a.ckpt + b.ckpt"


def test_a_merge_that_contains_itself_has_no_model() -> None:
    assert read(m=merge("a", "m")).model is None


def test_branches_that_meet_again_and_again_take_no_time() -> None:
    chain = {
        f"m{number}": merge(f"m{number - 1}" if number else "a", f"m{number - 1}" if number else "b")
        for number in range(60)
    }
    assert read(**chain, m=merge("m59", "c")).model == "a.ckpt + b.ckpt + c.ckpt"
