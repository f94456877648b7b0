"""Stability Matrix: PNG text `parameters-json` and `smproj` beside the graph its ComfyUI ran.

Source: LykosAI/StabilityMatrix `StabilityMatrix.Core/Models/GenerationParameters.cs` (the names) and
`StabilityMatrix.Avalonia/Helpers/PngDataHelper.cs` (the texts).
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.report import Block
from app.readers.generation.fields import json_objects, read_fields, text_of
from app.readers.generation.finding import Draft
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


def parse(blocks: Sequence[Block]) -> Draft | None:
    own = next((block for block in BLOCKS[:2] if text_of(blocks, block) is not None), None)
    if own is None:
        return None
    draft = Draft("Stability Matrix", PARSER, own)
    for block, value in json_objects(blocks, ("png:parameters-json",)):
        draft.put(block, **read_fields(value, _KEYS))
    graph = comfyui.parse(blocks)
    if graph:
        draft.take_rest(graph)
    return draft
