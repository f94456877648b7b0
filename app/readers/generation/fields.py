"""Reads generation fields from a JSON object by a tool's own names for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.domain.report import Block
from app.readers.generation.generation_builder import FieldValue
from app.readers.generation.values import as_cfg, as_name, as_seed, as_steps, as_text, find_first, read_object

Keys = Mapping[str, tuple[str, ...]]
"""Generation field → the tool's names for it, the preferred one first."""

_CONVERTERS: dict[str, Callable[[object], FieldValue]] = {
    "prompt": as_text,
    "negative_prompt": as_text,
    "seed": as_seed,
    "steps": as_steps,
    "sampler": as_name,
    "scheduler": as_name,
    "cfg_scale": as_cfg,
    "model": as_name,
}


def read_fields(values: Mapping[str, object], keys: Keys) -> dict[str, FieldValue]:
    """Return each field, as None where `values` has no valid value for it."""
    return {name: _CONVERTERS[name](find_first(values, *names)) for name, names in keys.items()}


def iterate_json_objects(
    blocks: Sequence[Block], names: Sequence[str], *markers: str
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield name and JSON object of each block of these names, with `markers` only if its text has one of them."""
    for block in blocks:
        if block.name in names and (not markers or any(marker in block.text for marker in markers)):
            value = read_object(block.text)
            if value is not None:
                yield block.name, value


def find_text(blocks: Sequence[Block], name: str) -> str | None:
    """Return the text of the first block of that name."""
    return next((block.text for block in blocks if block.name == name), None)
