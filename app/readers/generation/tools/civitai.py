"""Civitai's generator: a ComfyUI graph with `extraMetadata`, or A1111's text with Civitai's resources.

Source: civitai/civitai `src/utils/metadata/comfy.metadata.ts` (extraMetadata: a JSON text) and
`src/utils/metadata/automatic.metadata.ts` (`Civitai resources: [{"type", "weight", "modelName", …}]`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.report import Block, Lora
from app.readers.generation.fields import iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.tools import a1111, comfyui
from app.readers.generation.values import as_list, as_name, as_number, as_object, read_json, read_object

PARSER = "civitai"
BLOCKS = ("exif:UserComment", "png:prompt", "png:parameters", "video:comment")

_LORA_KINDS = frozenset({"lora", "lycoris", "locon", "dora"})
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
        if block.name not in BLOCKS or "Civitai resources:" not in block.text:
            continue
        infotext = a1111.read_infotext(block.text)
        if infotext is None or infotext.settings.keys() & {"App", "Version"}:
            continue
        resources = _parse_resources(block.text)
        builder = GenerationBuilder("Civitai", PARSER, block.name)
        builder.put(block.name, loras=_collect_loras(resources))
        builder.fill_gaps(a1111.build_generation(infotext, block.name, "Civitai", PARSER))
        builder.put(block.name, model=_find_checkpoint(resources))
        return builder
    return None


def _parse_resources(text: str) -> list[Mapping[str, object]]:
    """Return the JSON list that follows `Civitai resources:`. Its end is searched at each closing bracket."""
    start = text.index("Civitai resources:") + len("Civitai resources:")
    line = text[start:].split("\n", 1)[0].lstrip()
    for end in [position for position, char in enumerate(line[:100_000]) if char == "]"][:100]:
        found = read_json(line[: end + 1])
        if isinstance(found, list):
            return [as_object(entry) or {} for entry in as_list(found)]
    return []


def _collect_loras(resources: list[Mapping[str, object]]) -> tuple[Lora, ...]:
    named = [(as_name(entry.get("modelName")), entry) for entry in resources if _read_kind(entry) in _LORA_KINDS]
    return tuple(Lora(name, as_number(entry.get("weight"))) for name, entry in named if name)


def _find_checkpoint(resources: list[Mapping[str, object]]) -> str | None:
    return next((as_name(entry.get("modelName")) for entry in resources if _read_kind(entry) == "checkpoint"), None)


def _read_kind(entry: Mapping[str, object]) -> str:
    return str(entry.get("type", "")).casefold()
