"""Stability Matrix: PNG text `parameters-json` and `smproj` beside the graph that its ComfyUI ran.

Source: LykosAI/StabilityMatrix `StabilityMatrix.Core/Models/GenerationParameters.cs` (the names) and
`StabilityMatrix.Avalonia/Helpers/PngDataHelper.cs` (the texts).
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.report import Block
from app.readers.generation.fields import find_text, iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.tools import comfyui

PARSER = "stability_matrix"
BLOCKS = ("png:parameters-json", "png:smproj", "png:prompt", "png:workflow")

_KEYS = {
    "prompt": ("PositivePrompt",),
    "negative_prompt": ("NegativePrompt",),
    "seed": ("Seed",),
    "steps": ("Steps",),
    "sampler": ("Sampler",),
    "cfg_scale": ("CfgScale",),
    "model": ("ModelName",),
}


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    own = next((block for block in BLOCKS[:2] if find_text(blocks, block) is not None), None)
    if own is None:
        return None
    builder = GenerationBuilder("Stability Matrix", PARSER, own)
    for block, value in iterate_json_objects(blocks, ("png:parameters-json",)):
        builder.put(block, **read_fields(value, _KEYS))
    graph = comfyui.parse(blocks)
    if graph:
        builder.fill_gaps(graph)
    return builder
