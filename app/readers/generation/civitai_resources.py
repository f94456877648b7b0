"""The list of models that Civitai, and tools that know its ids, add to a text in A1111's format.

    Civitai resources: [{"type": "checkpoint", "modelName": …}, {"type": "lora", "weight": 0.7, "modelName": …}]

Source: civitai/civitai `src/utils/metadata/automatic.metadata.ts`. Entries without a type name it in their `air`
(`urn:air:<ecosystem>:<type>:civitai:<model>@<version>`, github.com/civitai/civitai/wiki/AIR). Many have only ids; those
name no model.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.report import Checkpoint, Lora
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.values import as_list, as_name, as_number, as_object, read_json

MARKER = "Civitai resources:"
ENTRIES_MAX = 100
"""Entries that are read, and brackets that may end the list."""

_LORA_KINDS = frozenset({"lora", "lycoris", "locon", "dora"})


def put_resources(builder: GenerationBuilder, block: str, text: str) -> None:
    """Add the models that the list in `text` names, where none are known otherwise."""
    if MARKER not in text:
        return
    resources = _parse_resources(text)
    builder.put(block, loras=_collect_loras(resources))
    names = _collect_checkpoints(resources)
    if names and builder.generation.model is None:
        builder.put(block, model=" + ".join(names), models=tuple(map(Checkpoint, names)) if len(names) > 1 else ())


def _parse_resources(text: str) -> list[Mapping[str, object]]:
    """Return the JSON list that follows the marker. Its end is searched at each closing bracket."""
    line = text[text.index(MARKER) + len(MARKER) :].split("\n", 1)[0].lstrip()
    for end in [position for position, char in enumerate(line[:100_000]) if char == "]"][:ENTRIES_MAX]:
        found = read_json(line[: end + 1])
        if isinstance(found, list):
            return [as_object(entry) or {} for entry in as_list(found)[:ENTRIES_MAX]]
    return []


def _collect_loras(resources: list[Mapping[str, object]]) -> tuple[Lora, ...]:
    named = [(as_name(entry.get("modelName")), entry) for entry in resources if _read_kind(entry) in _LORA_KINDS]
    return tuple(Lora(name, as_number(entry.get("weight"))) for name, entry in named if name)


def _collect_checkpoints(resources: list[Mapping[str, object]]) -> list[str]:
    """Return the names of the checkpoints, each once; of several of which one has no name, none."""
    named = [as_name(entry.get("modelName")) for entry in resources if _read_kind(entry) == "checkpoint"]
    return [] if None in named else [name for name in dict.fromkeys(named) if name]


def _read_kind(entry: Mapping[str, object]) -> str:
    kind = as_name(entry.get("type"))
    if kind is None:
        parts = (as_name(entry.get("air")) or "").split(":")
        kind = parts[3] if len(parts) > 3 and parts[:2] == ["urn", "air"] else ""
    return kind.casefold()
