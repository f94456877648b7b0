"""LoRAs of every form of node: numbered inputs, rows, stacks, tags and the model loader; placeholders are none."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.report import Lora
from app.readers.generation.tools.comfyui.loras import TAGGED_MAX
from tests.readers.generation.support import blocks, found, node, sampler, text_to_image

INK, SAND = Lora("ink.safetensors", 0.7), Lora("sand.safetensors", 0.4)
CHECKPOINT: dict[str, object] = {"model": ["4", 0], "clip": ["4", 1]}


def loras_of(loader: dict[str, object], **others: object) -> tuple[Lora, ...]:
    """Return the LoRAs when the sampler's model comes from `loader`."""
    graph = text_to_image(**{"3": sampler(model=["l", 0]), "l": loader, **others})
    return found(blocks(png__prompt=graph)).generation.loras


def cr_stack(**changes: object) -> dict[str, object]:
    rows: dict[str, object] = {
        **{"switch_1": "On", "lora_name_1": "ink.safetensors", "model_weight_1": 0.7, "clip_weight_1": 1.0},
        **{"switch_2": "Off", "lora_name_2": "off.safetensors", "model_weight_2": 1.0, "clip_weight_2": 1.0},
        **{"switch_3": "On", "lora_name_3": "None", "model_weight_3": 1.0, "clip_weight_3": 1.0},
    }
    return node("CR LoRA Stack", **{**rows, **changes})


@pytest.mark.parametrize(
    "loader",
    [
        node("Lora Loader Stack (rgthree)", lora_01="ink.safetensors", strength_01=0.7, lora_02="None", strength_02=1),
        node("LoRA S5", lora_1="ink.safetensors", weight_1=0.7, lora_2="none", weight_2=1),
        node("MultipleLoraLoader", lora_name_0="ink.safetensors", strength_0=0.7, lora_name_1="None", strength_1=1),
        node(
            "LoRA Stacker",
            **{"input_mode": "simple", "lora_count": 2},
            **{"lora_name_1": "ink.safetensors", "lora_wt_1": 0.7, "model_str_1": 0.1, "clip_str_1": 0.2},
            **{"lora_name_2": "None", "lora_wt_2": 1, "lora_name_3": "beyond.safetensors", "lora_wt_3": 1},
        ),
        node(
            "LoRA Stacker",
            **{"input_mode": "advanced", "lora_count": 1},
            **{"lora_name_1": "ink.safetensors", "lora_wt_1": 0.1, "model_str_1": 0.7, "clip_str_1": 0.2},
        ),
        node(
            "easy loraStack",
            **{"toggle": True, "mode": "advanced", "num_loras": 1, "lora_1_name": "ink.safetensors"},
            **{"lora_1_strength": 1, "lora_1_model_strength": 0.7, "lora_1_clip_strength": 1, "lora_2_name": "None"},
        ),
        cr_stack(),
    ],
    ids=lambda loader: str(loader["class_type"]),
)
def test_numbered_inputs_are_read_up_to_their_count_without_placeholders(loader: dict[str, Any]) -> None:
    assert loras_of({**loader, "inputs": {**loader["inputs"], **CHECKPOINT}}) == (INK,)


@pytest.mark.parametrize(
    "rows",
    [
        {"lora_1": {"on": True, "lora": "ink.safetensors", "strength": 0.7, "strengthTwo": 0.1}},
        {"lora_1": {"on": False, "lora": "off"}, "lora_2": {"on": True, "lora": "ink.safetensors", "strength": 0.7}},
        {"loras": {"__value__": [{"name": "ink.safetensors", "strength": 0.7, "active": True}]}},
        {"loras": [{"name": "ink.safetensors", "strength": "0.7"}, {"name": "off", "strength": 1, "active": False}]},
        {"lora_stack_json": '{"1": {"name": "ink.safetensors", "strength": 0.7, "enabled": true}, "2": {"name": "b", '
         '"enabled": false}}'},
    ],
)  # fmt: skip
def test_rows_that_are_on_are_read_from_objects_lists_and_json(rows: dict[str, object]) -> None:
    assert loras_of(node("Some Lora Loader", text="<lora:ink:0.7> <lora:off:1>", **rows, **CHECKPOINT)) == (INK,)


def test_a_list_whose_rows_are_all_off_has_none_though_its_text_names_them() -> None:
    rows = {"__value__": [{"name": "off", "strength": 1, "active": False}]}
    assert loras_of(node("Lora Loader (LoraManager)", text="<lora:off:1>", loras=rows, **CHECKPOINT)) == ()


def test_stacks_follow_one_another_before_they_are_applied() -> None:
    first = node("LoRA Stacker", lora_name_1="ink.safetensors", lora_wt_1=0.7)
    second = node("CR LoRA Stack", lora_name_1="sand.safetensors", model_weight_1=0.4, lora_stack=["s1", 0])
    apply = node("CR Apply LoRA Stack", lora_stack=["s2", 0], **CHECKPOINT)
    assert loras_of(apply, s1=first, s2=second) == (INK, SAND)


def test_a_stack_that_contains_itself_is_read_once() -> None:
    stack = node("CR LoRA Stack", lora_name_1="ink.safetensors", model_weight_1=0.7, lora_stack=["s", 0])
    assert loras_of(node("CR Apply LoRA Stack", lora_stack=["s", 0], **CHECKPOINT), s=stack) == (INK,)


def test_stacks_that_meet_again_and_again_are_read_once() -> None:
    def double(number: int) -> dict[str, object]:
        return node("CR LoRA Stack", lora_stack_1=[f"s{number}", 0], lora_stack_2=[f"s{number}", 0])

    stacks = {f"s{number}": double(number - 1) for number in range(1, 60)}
    apply = node("CR Apply LoRA Stack", lora_stack=["s59", 0], **CHECKPOINT)
    assert loras_of(apply, s0=cr_stack(), **stacks) == (INK,)


def test_tags_are_looked_for_in_a_bounded_number_of_characters() -> None:
    def load(number: int) -> dict[str, object]:
        text = f"<lora:{number}:0.7>".ljust(TAGGED_MAX // 4)
        return node("LoraTagLoader", text=text, model=[f"n{number - 1}" if number else "4", 0])

    chain = {f"n{number}": load(number) for number in range(6)}
    assert [lora.name for lora in loras_of(load(6), **chain)] == ["3", "4", "5", "6"]


def test_the_model_loader_takes_loras_too() -> None:
    loader = node("WanVideoModelLoader", model="wan.safetensors", lora=["b", 0])
    before = node("WanVideoLoraSelect", lora="ink.safetensors", strength=0.7)
    after = node(
        "WanVideoLoraSelectMulti", lora_0="none", lora_1="sand.safetensors", strength_1=0.4, prev_lora=["a", 0]
    )
    assert loras_of(loader, a=before, b=after) == (INK, SAND)


def test_an_efficient_loader_applies_its_own_and_those_of_its_stack() -> None:
    loader = node(
        "Efficient Loader", ckpt_name="xl", lora_name="sand.safetensors", lora_model_strength=0.4, lora_stack=["s", 0]
    )
    assert loras_of(loader, s=cr_stack()) == (INK, SAND)


def test_tags_count_where_the_node_loads_them() -> None:
    loader = node("LoraTagLoader", text="a cat <lora:ink.safetensors:0.7> <lora:no effect:0>", **CHECKPOINT)
    assert loras_of(loader) == (INK,)
    power = node(
        "Power Prompt (rgthree)",
        **{"prompt": "a cat <lora:ink.safetensors:0.7>", "opt_model": ["4", 0], "opt_clip": ["4", 1]},
        **{"insert_lora": "CHOOSE", "insert_embedding": "CHOOSE"},
    )
    graph = text_to_image(**{"3": sampler(model=["p", 1], positive=["p", 0]), "p": power})
    made = found(blocks(png__prompt=graph)).generation
    assert (made.loras, made.model) == ((INK,), "v1-5.safetensors")
    assert made.prompt == "a cat <lora:ink.safetensors:0.7>"


def test_tags_in_the_text_of_a_plain_encoder_load_nothing() -> None:
    text = node("CLIPTextEncode", text="a cat <lora:ink:0.7>", clip=["4", 1])
    assert loras_of(node("ModelSamplingFlux", model=["4", 0]), **{"6": text}) == ()


def test_wildcards_load_the_tags_of_the_text_that_was_chosen() -> None:
    wildcard = node(
        "ImpactWildcardEncode",
        **{"wildcard_text": "{<lora:a:1>|<lora:b:1>}", "populated_text": "<lora:ink.safetensors:0.7>", **CHECKPOINT},
    )
    assert loras_of(wildcard) == (INK,)


@pytest.mark.parametrize("name", ["None", "none", "NONE", "[none]", "CHOOSE", "", "  ", None, 5, ["9", 0, 0]])
def test_placeholders_are_no_loras(name: object) -> None:
    assert loras_of(node("LoraLoader", lora_name=name, strength_model=1, **CHECKPOINT)) == ()


@pytest.mark.parametrize("switch", [{"switch": "Off"}, {"toggle": False}, {"enabled": "disable"}])
def test_a_node_that_is_switched_off_applies_none(switch: dict[str, object]) -> None:
    assert loras_of(node("CR Load LoRA", lora_name="ink", strength_model=1, **switch, **CHECKPOINT)) == ()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("📝 ink.safetensors", "ink.safetensors"),
        ("ink.safetensors ♪", "ink.safetensors"),
        ("⚠️ink", "ink"),
        ("❄", "❄"),
        ("ink 🦊 fur", "ink 🦊 fur"),
    ],
)
def test_signs_around_a_name_are_not_part_of_it(written: str, name: str) -> None:
    assert loras_of(node("LoraLoader", lora_name=written, strength_model=1, **CHECKPOINT)) == (Lora(name, 1.0),)


def test_a_name_kept_with_its_picture_is_read() -> None:
    loader = node("LoraLoader|pysssss", lora_name={"content": "ink.safetensors", "image": None}, strength_model=0.7)
    assert loras_of({**loader, "inputs": {**loader["inputs"], **CHECKPOINT}}) == (INK,)  # type: ignore[dict-item]


WIDGETS: dict[str, list[object]] = {
    "Power Lora Loader (rgthree)": [
        *({}, {"type": "PowerLoraLoaderHeaderWidget"}, {"on": True, "lora": "ink.safetensors", "strength": 0.7}),
        *({"on": False, "lora": "off", "strength": 1}, {}, ""),
    ],
    "Lora Loader Stack (rgthree)": ["ink.safetensors", 0.7, "None", 1, "None", 1, "None", 1],
    "Lora Loader (LoraManager)": ["<lora:ink:0.7>", [{"name": "ink.safetensors", "strength": 0.7, "active": True}]],
    "CR LoRA Stack": ["On", "ink.safetensors", 0.7, 1, "Off", "off", 1, 1, "On", "None", 1, 1],
    "LoRA Stacker": ["simple", 1, "ink.safetensors", 0.7, 1, 1, "beyond", 1, 1, 1],
    "easy loraStack": [True, "simple", 1, "ink.safetensors", 0.7, 1, 1, "None", 1, 1, 1],
    "WanVideoLoraSelect": ["ink.safetensors", 0.7, False, False],
    "WanVideoLoraSelectMulti": ["ink.safetensors", 0.7, *(["none", 1] * 4), False, True],
}


@pytest.mark.parametrize("kind", WIDGETS)
def test_a_workflow_names_the_loras_of_nodes_whose_widgets_have_no_names(kind: str) -> None:
    nodes = [
        {
            **{"id": 3, "type": "KSampler", "widgets_values": [42, "fixed", 20, 7.5, "euler", "karras", 1]},
            "inputs": [{"name": "model", "link": 1}, {"name": "positive", "link": 2}],
        },
        {"id": 4, "type": kind, "widgets_values": WIDGETS[kind], "inputs": [{"name": "model", "link": 3}]},
        {"id": 5, "type": "CheckpointLoaderSimple", "widgets_values": ["xl"]},
        {"id": 6, "type": "CLIPTextEncode", "widgets_values": ["a cat"], "inputs": [{"name": "clip", "link": 4}]},
        {"id": 9, "type": "SaveImage", "inputs": [{"name": "images", "link": 5}]},
    ]
    links = [
        [1, 4, 0, 3, 0, "M"],
        [2, 6, 0, 3, 1, "C"],
        [3, 5, 0, 4, 0, "M"],
        [4, 5, 1, 6, 0, "C"],
        [5, 3, 0, 9, 0, "I"],
    ]
    made = found(blocks(png__workflow={"nodes": nodes, "links": links})).generation
    assert (made.loras, made.model, made.prompt) == ((INK,), "xl", "a cat")
