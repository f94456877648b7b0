"""Tools that nobody knows, which write their settings as plain JSON: Hugging Face Spaces and scripts of all kinds.

The shape that is read, and what makes it refuse, are those of decision 1405. It comes last in the table of tools.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.domain.report import Block
from app.readers.generation.generation_builder import FieldValue, GenerationBuilder
from app.readers.generation.values import as_cfg, as_int, as_name, as_object, as_seed, as_steps, as_text, read_object

PARSER = "unknown"
TOOL = "unknown tool"
BLOCKS = ("png:*", "exif:UserComment", "exif:ImageDescription", "jpeg:comment", "gif:comment", "video:*")

_NAMES: dict[str, tuple[str, ...]] = {
    "prompt": ("prompt",),
    "negative_prompt": ("negativeprompt",),
    "seed": ("seed",),
    "steps": ("steps", "numinferencesteps", "inferencesteps", "numsteps"),
    "sampler": ("sampler", "samplername"),
    "scheduler": ("scheduler", "schedulername"),
    "cfg_scale": ("guidancescale", "guidance", "cfgscale", "cfg"),
    "model": ("model", "modelname", "modelid", "checkpoint"),
}
"""Field → its names, without case, spaces, hyphens and underscores."""
_NUMBERS = ("seed", "steps", "cfg_scale")
NUMBERS_NEEDED = 2
_OTHERS = frozenset({
    *("classtype", "nodes", "links", "software", "uc", "v4prompt", "suiimageparams", "extrametadata", "basemodel"),
    *("basemodelname", "metadatascheme", "usestablediffusionmodel", "positiveprompt", "activatedloras"),
})  # fmt: skip
"""Names that belong to a format of a known tool: an object with one of them is that tool's, or damaged."""
_SEPARATORS = str.maketrans("", "", " _-")


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    """Parse the first block that holds one object of the shape, itself or under one of its keys."""
    for block in blocks:
        if not _is_read(block):
            continue
        outer = read_object(block.text)
        found = list(_iterate_shapes(outer)) if outer is not None else []
        if len(found) == 1:
            builder = GenerationBuilder(TOOL, PARSER, block.name)
            builder.put(block.name, **found[0])
            return builder
    return None


def _is_read(block: Block) -> bool:
    """Whether a block may hold such an object. This costs next to nothing for texts that do not."""
    name = block.name
    is_listed = name in BLOCKS or name.startswith(("png:", "video:"))
    return is_listed and block.text.lstrip()[:1] == "{" and "rompt" in block.text


def _iterate_shapes(outer: Mapping[str, object]) -> Iterator[dict[str, FieldValue]]:
    """Yield the fields of the object, or of each object directly under a key of it."""
    names = _fold_names(outer)
    if names is None or names.keys() & _OTHERS:
        return
    if "prompt" in names and not isinstance(names["prompt"], dict):
        inner = [names]
    else:
        inner = [folded for value in outer.values() if (folded := _fold_names(_as_inner(value))) is not None]
    for values in inner:
        fields = None if values.keys() & _OTHERS else _read_shape(values)
        if fields is not None:
            yield fields


def _as_inner(value: object) -> Mapping[str, object]:
    if isinstance(value, str) and value.lstrip()[:1] == "{":
        return read_object(value) or {}
    return as_object(value) or {}


def _fold_names(values: Mapping[str, object]) -> dict[str, object] | None:
    """Return the values by folded names, without nulls; None where two names are the same and their values are not."""
    folded: dict[str, object] = {}
    for name, value in values.items():
        key = name.casefold().translate(_SEPARATORS)
        if value is not None and folded.setdefault(key, value) != value:
            return None
    return folded


def _read_shape(values: Mapping[str, object]) -> dict[str, FieldValue] | None:
    """Return the fields, or None where the object does not have the shape."""
    fields: dict[str, FieldValue] = {}
    for field, names in _NAMES.items():
        stated = [values[name] for name in names if name in values]
        if any(not _is_of_kind(field, value) or value != stated[0] for value in stated):
            return None
        if stated:
            fields[field] = _convert(field, stated[0])
    numbers = sum(field in fields for field in _NUMBERS)
    return fields if fields.get("prompt") and numbers >= NUMBERS_NEEDED else None


def _is_of_kind(field: str, value: object) -> bool:
    """Whether a value is what this field holds. A seed may be negative, which means a random one."""
    if field == "seed":
        return as_int(value) is not None
    if field in ("steps", "cfg_scale"):
        return _convert(field, value) is not None
    return isinstance(value, str) or (field == "model" and _convert(field, value) is not None)


def _convert(field: str, value: object) -> FieldValue:
    if field in ("prompt", "negative_prompt"):
        return as_text(value)
    if field == "seed":
        return as_seed(value)
    if field == "steps":
        return as_steps(value)
    if field == "cfg_scale":
        return as_cfg(value)
    if isinstance(value, dict):  # {"Model": "Animagine XL 3.1", "Model hash": …}
        folded = _fold_names(value) or {}
        return as_name(folded.get("model") or folded.get("name"))
    return as_name(value)
