"""Civitai's own generator: a ComfyUI graph with `extraMetadata`, or A1111's text with its resources.

Source: civitai/civitai `src/utils/metadata/comfy.metadata.ts` (extraMetadata: a JSON text) and
`src/utils/metadata/automatic.metadata.ts` (`Civitai resources: [{"type", "weight", "modelName", …}]`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.report import Block, Lora
from app.readers.generation.fields import json_objects, read_fields
from app.readers.generation.finding import Draft
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


def parse(blocks: Sequence[Block]) -> Draft | None:
    return _of_graph(blocks) or _of_text(blocks)


def _of_graph(blocks: Sequence[Block]) -> Draft | None:
    for block, value in json_objects(blocks, BLOCKS, '"extraMetadata"'):
        inner = value.get("extraMetadata")
        extra = read_object(inner) if isinstance(inner, str) else as_object(inner)
        if extra is None:
            continue
        draft = Draft("Civitai", PARSER, block)
        draft.put(block, **read_fields(extra, _KEYS))
        graph = comfyui.parse(blocks)
        if graph:
            draft.take_rest(graph)
        return draft
    return None


def _of_text(blocks: Sequence[Block]) -> Draft | None:
    """Text that nobody else signed and that lists Civitai's resources."""
    for block in blocks:
        if block.name not in BLOCKS or "Civitai resources:" not in block.text:
            continue
        infotext = a1111.read_infotext(block.text)
        if infotext is None or infotext.settings.keys() & {"App", "Version"}:
            continue
        resources = _resources(block.text)
        draft = Draft("Civitai", PARSER, block.name)
        draft.put(block.name, loras=_loras(resources))
        draft.take_rest(a1111.draft_of(infotext, block.name, "Civitai", PARSER))
        draft.put(block.name, model=_checkpoint(resources))
        return draft
    return None


def _resources(text: str) -> list[Mapping[str, object]]:
    """The JSON list behind `Civitai resources:`; its end is looked for at each closing bracket."""
    start = text.index("Civitai resources:") + len("Civitai resources:")
    line = text[start:].split("\n", 1)[0].lstrip()
    for end in [position for position, char in enumerate(line[:100_000]) if char == "]"][:100]:
        found = read_json(line[: end + 1])
        if isinstance(found, list):
            return [as_object(entry) or {} for entry in as_list(found)]
    return []


def _loras(resources: list[Mapping[str, object]]) -> tuple[Lora, ...]:
    named = [(as_name(entry.get("modelName")), entry) for entry in resources if _kind(entry) in _LORA_KINDS]
    return tuple(Lora(name, as_number(entry.get("weight"))) for name, entry in named if name)


def _checkpoint(resources: list[Mapping[str, object]]) -> str | None:
    return next((as_name(entry.get("modelName")) for entry in resources if _kind(entry) == "checkpoint"), None)


def _kind(entry: Mapping[str, object]) -> str:
    return str(entry.get("type", "")).casefold()
