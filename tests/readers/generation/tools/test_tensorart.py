from __future__ import annotations

import json

from app.domain.report import Generation, Lora
from app.readers.generation import parse_generation
from tests.readers.generation.support import block, generation_of, node, sampler, text_to_image

DATA = {
    "prompt": "a cat",
    "negativePrompt": "dog",
    "baseModel": {"modelFileName": "xl", "hash": "abc", "label": "XL"},
    "models": [
        {"type": "BASE_MODEL", "modelFileName": "xl"},
        {"type": "LORA", "modelFileName": "detail", "weight": 0.8},
        {"type": "LORA"},
        "x",
    ],
}


def test_words_and_models_come_from_its_data_the_sampling_from_its_graph() -> None:
    graph = text_to_image(**{"4": node("ECHOCheckpointLoaderSimple", ckpt_name="EMS-1-EMS.safetensors")})
    given = [block("png:generation_data", json.dumps(DATA) + "\0\0"), block("png:prompt", graph)]
    assert generation_of(given) == Generation(
        tool="TensorArt",
        prompt="a cat",
        negative_prompt="dog",
        seed=42,
        steps=20,
        sampler="euler",
        scheduler="karras",
        cfg_scale=7.5,
        model="xl",
        loras=(Lora("detail", 0.8),),
    )


def test_its_data_alone_is_enough() -> None:
    assert generation_of([block("png:generation_data", DATA)]).prompt == "a cat"


def test_a_broken_object_leaves_the_graph_to_comfyui() -> None:
    given = [block("png:generation_data", "{broken"), block("png:prompt", text_to_image(**{"3": sampler(seed=1)}))]
    generation = generation_of(given)
    assert (generation.tool, generation.seed) == ("ComfyUI", 1)
    assert parse_generation([block("png:generation_data", "broken")]) is None
