"""Civitai's generator: a ComfyUI graph with `extraMetadata`, or A1111's text with Civitai's resources.

Source: civitai/civitai `src/utils/metadata/comfy.metadata.ts` (extraMetadata: a JSON text) and
`src/utils/metadata/automatic.metadata.ts` (`Civitai resources`).
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.report import Block
from app.readers.generation.civitai_resources import MARKER, put_resources
from app.readers.generation.fields import iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.tools import a1111, comfyui
from app.readers.generation.values import as_object, read_object

PARSER = "civitai"
BLOCKS = ("exif:UserComment", "png:prompt", "png:parameters", "video:comment")

_KEYS = {
    "prompt": ("prompt",),
    "negative_prompt": ("negativePrompt",),
    "seed": ("seed",),
    "steps": ("steps",),
    "sampler": ("sampler",),
    "cfg_scale": ("cfgScale",),
}


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    return _parse_graph(blocks) or _parse_text(blocks)


def _parse_graph(blocks: Sequence[Block]) -> GenerationBuilder | None:
    for block, value in iterate_json_objects(blocks, BLOCKS, '"extraMetadata"'):
        inner = value.get("extraMetadata")
        extra = read_object(inner) if isinstance(inner, str) else as_object(inner)
        if extra is None:
            continue
        builder = GenerationBuilder("Civitai", PARSER, block)
        builder.put(block, **read_fields(extra, _KEYS))
        graph = comfyui.parse(blocks)
        if graph:
            builder.fill_gaps(graph)
        return builder
    return None


def _parse_text(blocks: Sequence[Block]) -> GenerationBuilder | None:
    """Parse text that names no other tool and lists Civitai's resources."""
    for block in blocks:
        if block.name not in BLOCKS or MARKER not in block.text:
            continue
        infotext = a1111.read_infotext(block.text)
        if infotext is None or infotext.settings.keys() & {"App", "Version"}:
            continue
        builder = a1111.build_generation(infotext, block.name, "Civitai", PARSER)
        put_resources(builder, block.name, block.text)
        return builder
    return None
