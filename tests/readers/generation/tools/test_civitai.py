from __future__ import annotations

import json

import pytest

from app.domain.report import Generation, Lora
from tests.readers.generation.support import block, blocks, found, generation_of, text_to_image, without_lists

EXTRA = {
    **{"prompt": "a cat", "negativePrompt": "dog", "steps": 25, "cfgScale": 5, "sampler": "euler_ancestral"},
    **{"seed": 1311178179, "workflowId": "img2img-hires", "resources": [{"modelVersionId": 2514310, "strength": 1}]},
}
RESOURCES = (
    '[{"type":"checkpoint","modelVersionId":1,"modelName":"Pony [XL], v6","modelVersionName":"v6"},'
    '{"type":"lora","weight":0.7,"modelVersionId":2,"modelName":"Detail"},{"type":"embed","modelName":"E"}]'
)


@pytest.mark.parametrize("extra", [json.dumps(EXTRA), EXTRA])
def test_extra_metadata_beside_the_graph_is_read_first(extra: object) -> None:
    given = [block("exif:UserComment", {**text_to_image(), "extra": {"airs": []}, "extraMetadata": extra})]
    finding = found(given)
    assert without_lists(finding.generation) == Generation(
        tool="Civitai",
        prompt="a cat",
        negative_prompt="dog",
        seed=1311178179,
        steps=25,
        sampler="euler_ancestral",
        scheduler="karras",
        cfg_scale=5.0,
        model="v1-5.safetensors",
    )
    assert finding.provenance["generation.seed"] == "exif:UserComment / civitai 3"
    assert finding.provenance["generation.scheduler"] == "exif:UserComment / comfyui 2"


def test_text_with_its_resources_and_no_other_signature_is_its_own() -> None:
    text = (
        "a cat\nNegative prompt: dog\nSteps: 25, Sampler: Euler a, CFG scale: 5, Seed: 42, Size: 832x1216, "
        f"Clip skip: 2, Created Date: 2024-10-01T00:00:00Z, Civitai resources: {RESOURCES}, Civitai metadata: {{}}"
    )
    assert generation_of(blocks(exif__UserComment=text)) == Generation(
        tool="Civitai",
        prompt="a cat",
        negative_prompt="dog",
        seed=42,
        steps=25,
        sampler="Euler a",
        cfg_scale=5.0,
        model="Pony [XL], v6",
        loras=(Lora("Detail", 0.7),),
    )


def test_text_signed_by_another_tool_stays_that_tools() -> None:
    text = f"a cat\nSteps: 25, Sampler: Euler a, Seed: 42, Civitai resources: {RESOURCES}, Version: v1.10.1"
    assert generation_of(blocks(exif__UserComment=text)).tool == "A1111"


@pytest.mark.parametrize("resources", ["", "[", "{}", "[1, 2]", "[" * 50_000, "]" * 50_000, '[{"type": 5}]'])
def test_broken_resources_give_no_resources(resources: str) -> None:
    text = f"a cat\nSteps: 25, Sampler: Euler a, Seed: 42, Civitai resources: {resources}"
    generation = generation_of(blocks(png__parameters=text))
    assert (generation.tool, generation.loras, generation.model) == ("Civitai", (), None)
