"""TensorArt: PNG text `generation_data` (JSON, ended by NUL) beside the graph that its ComfyUI ran.

Source: files of TensorArt as documented in enslo/sd-metadata `parsers/tensorart.ts` and
RupertAvery/DiffusionToolkit (A1111-compatible text of older files is read by `a1111`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.report import Block, Lora
from app.readers.generation.fields import iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.tools import comfyui
from app.readers.generation.values import as_list, as_name, as_number, as_object

PARSER = "tensorart"
BLOCKS = ("png:generation_data", "png:prompt", "png:workflow")

_KEYS = {
    "prompt": ("prompt",),
    "negative_prompt": ("negativePrompt",),
    "seed": ("seed",),
    "steps": ("steps",),
    "sampler": ("samplerName", "ksamplerName"),
    "scheduler": ("schedule",),
    "cfg_scale": ("cfgScale",),
}


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    for block, value in iterate_json_objects(blocks, ("png:generation_data",)):
        builder = GenerationBuilder("TensorArt", PARSER, block)
        base = as_object(value.get("baseModel")) or {}
        builder.put(
            block, **read_fields(value, _KEYS), model=as_name(base.get("modelFileName")), loras=_collect_loras(value)
        )
        graph = comfyui.parse(blocks)
        if graph:
            builder.fill_gaps(graph)
        return builder
    return None


def _collect_loras(value: Mapping[str, object]) -> tuple[Lora, ...]:
    entries = [as_object(entry) or {} for entry in as_list(value.get("models"))]
    named = [(as_name(entry.get("modelFileName")), entry) for entry in entries if entry.get("type") == "LORA"]
    return tuple(Lora(name, as_number(entry.get("weight"))) for name, entry in named if name)
