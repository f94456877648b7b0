from __future__ import annotations

from app.domain.report import Generation
from tests.readers.generation.support import block, found, generation_of, text_to_image, without_lists

VALUES = {
    **{"PositivePrompt": "a cat", "NegativePrompt": "dog", "Width": 1024, "Height": 1024, "Seed": 7, "Steps": 30},
    **{"CfgScale": 5, "Sampler": "Euler Ancestral", "ModelName": "xl.safetensors", "ModelHash": "abc"},
}


def test_its_own_values_win_and_the_graph_fills_the_rest() -> None:
    given = [
        block("png:parameters-json", VALUES),
        block("png:smproj", {"ProjectType": "TextToImage"}),
        block("png:parameters", "a cat\nSteps: 30, Sampler: Euler a, CFG scale: 5, Seed: 7, Model: xl"),
        block("png:prompt", text_to_image()),
    ]
    finding = found(given)
    assert without_lists(finding.generation) == Generation(
        tool="Stability Matrix",
        prompt="a cat",
        negative_prompt="dog",
        seed=7,
        steps=30,
        sampler="Euler Ancestral",
        scheduler="karras",
        cfg_scale=5.0,
        model="xl.safetensors",
    )
    assert finding.provenance["generation.prompt"] == "png:parameters-json / stability_matrix 2"
    assert finding.provenance["generation.scheduler"] == "png:prompt / comfyui 2"


def test_the_project_alone_names_the_tool() -> None:
    given = [block("png:smproj", "{}"), block("png:prompt", text_to_image())]
    generation = generation_of(given)
    assert (generation.tool, generation.prompt) == ("Stability Matrix", "a cat, a hat")


def test_a_broken_object_gives_the_tool_only() -> None:
    assert generation_of([block("png:parameters-json", "{broken")]) == Generation(tool="Stability Matrix")
