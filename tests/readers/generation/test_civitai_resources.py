from __future__ import annotations

import json

import pytest

from app.domain.report import Checkpoint, Lora
from app.readers.generation.civitai_resources import put_resources
from app.readers.generation.generation_builder import GenerationBuilder
from tests.readers.generation.support import blocks, found, generation_of

BASE = "a cat\nSteps: 25, Sampler: Euler a, CFG scale: 5, Seed: 42"
CHECKPOINT = {"type": "checkpoint", "modelVersionId": 1, "modelName": "Pony [XL]", "modelVersionName": "v6"}
REFINER = {"type": "Checkpoint", "modelName": "Refiner"}
LORA = {"type": "lora", "weight": 0.7, "modelName": "Detail"}


def put(*resources: object, model: str | None = None) -> GenerationBuilder:
    builder = GenerationBuilder("t", "p", "b")
    builder.put("own", model=model)
    put_resources(builder, "b", f"{BASE}, Civitai resources: {json.dumps(resources)}, Civitai metadata: {{}}")
    return builder


def test_the_checkpoint_and_the_loras_are_named() -> None:
    made = put(CHECKPOINT, LORA, {"type": "embed", "modelName": "E"}).generation
    assert (made.model, made.models, made.loras) == ("Pony [XL]", (), (Lora("Detail", 0.7),))


def test_several_checkpoints_are_all_named() -> None:
    made = put(CHECKPOINT, REFINER, CHECKPOINT).generation
    assert made.model == "Pony [XL] + Refiner"
    assert made.models == (Checkpoint("Pony [XL]"), Checkpoint("Refiner"))


def test_of_several_checkpoints_one_without_a_name_leaves_the_model_open() -> None:
    assert put(CHECKPOINT, {"type": "checkpoint", "modelVersionId": 7}).generation.model is None


def test_a_model_that_is_known_otherwise_stays() -> None:
    made = put(CHECKPOINT, REFINER, model="own").generation
    assert (made.model, made.models) == ("own", ())


def test_an_entry_without_a_type_names_it_in_its_air() -> None:
    air = "urn:air:sdxl:{}:civitai:1302719@1833157"
    made = put(
        {"modelName": "Lazy", "weight": 1.0, "air": air.format("lora")},
        {"modelName": "Base", "air": air.format("checkpoint")},
        {"modelName": "E", "air": air.format("embedding")},
        {"modelName": "x", "air": "lora"},
        {"modelName": "y", "air": 7},
    ).generation
    assert (made.model, made.loras) == ("Base", (Lora("Lazy", 1.0),))


@pytest.mark.parametrize("signature", ["", ", Version: v1.10.1", ", App: SD.Next"])
def test_whoever_signed_the_text_the_checkpoint_is_found(signature: str) -> None:
    text = f"{BASE}, Civitai resources: {json.dumps([CHECKPOINT, LORA])}{signature}"
    finding = found(blocks(exif__UserComment=text))
    assert (finding.generation.model, finding.generation.loras) == ("Pony [XL]", (Lora("Detail", 0.7),))
    assert finding.provenance["generation.model"].startswith("exif:UserComment / ")


def test_what_the_text_itself_names_comes_first() -> None:
    text = (
        f"a cat <lora:own:0.5>\n{BASE[6:]}, Model: m, Civitai resources: {json.dumps([CHECKPOINT, LORA])}, Version: v1"
    )
    generation = generation_of(blocks(png__parameters=text))
    assert (generation.model, generation.loras) == ("m", (Lora("own", 0.5),))


@pytest.mark.parametrize("resources", ["", "[", "{}", "[1, null]", "[" * 50_000, "]" * 50_000, '[{"type": 5}]', "7"])
def test_a_broken_list_names_nothing(resources: str) -> None:
    builder = GenerationBuilder("t", "p", "b")
    put_resources(builder, "b", f"Civitai resources: {resources}")
    assert (builder.generation.model, builder.generation.models, builder.generation.loras) == (None, (), ())
