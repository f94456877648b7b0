"""Draw Things (iOS, macOS): a JSON object in the XMP property exif:UserComment, or in EXIF itself.

    {"c": prompt, "uc": negative prompt, "model": …, "sampler": …, "scale": …, "seed": …, "steps": …,
     "v2": {"loras": [{"file": …, "weight": …}]}}

Source: files of Draw Things as documented in receyuki/stable-diffusion-prompt-reader
`sd_prompt_reader/format/drawthings.py` and drawthingsai/draw-things-community (XMP with
`xmp:CreatorTool` “Draw Things”).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from app.domain.report import Block, Lora
from app.readers.generation.fields import iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.values import as_list, as_name, as_number, as_object, read_object

PARSER = "draw_things"
BLOCKS = ("xmp", "exif:UserComment")

XMP_MAX = 2_000_000
"""Characters of an XMP packet that is still searched."""
_SIGNATURE = "Draw Things"
_COMMENT = "{http://ns.adobe.com/exif/1.0/}UserComment"
_CREATOR = "{http://ns.adobe.com/xap/1.0/}CreatorTool"
_OWN_NAMES = frozenset({"c", "uc", "model", "sampler", "scale", "seed", "steps", "size"})
_KEYS = {
    "prompt": ("c",),
    "negative_prompt": ("uc",),
    "seed": ("seed",),
    "steps": ("steps",),
    "sampler": ("sampler",),
    "cfg_scale": ("scale",),
    "model": ("model",),
}


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    for block, value in _find_signed(blocks):
        return _build(block, value)
    for name, value in iterate_json_objects(blocks, ("exif:UserComment",), '"uc"'):
        if value.keys() >= _OWN_NAMES:
            return _build(name, value)
    return None


def _find_signed(blocks: Sequence[Block]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the comment of each XMP packet that Draw Things wrote; empty where there is none."""
    for block in blocks:
        if block.name != "xmp" or _SIGNATURE not in block.text or len(block.text) > XMP_MAX:
            continue
        tree = _parse_tree(block.text)
        if tree is not None and _find_property(tree, _CREATOR).startswith(_SIGNATURE):
            yield block.name, read_object(_find_property(tree, _COMMENT)) or {}


def _parse_tree(text: str) -> Element | None:
    try:
        tree: Element = fromstring(text)
    except (ParseError, ValueError):  # defusedxml's refusals and unencodable characters are ValueErrors
        return None
    return tree


def _find_property(tree: Element, name: str) -> str:
    """Return the text of an XMP property, written as an element (also inside rdf:Alt) or as an attribute."""
    for element in tree.iter():
        if name in element.attrib:
            return element.attrib[name]
        if element.tag == name:
            return "".join(element.itertext()).strip()
    return ""


def _build(block: str, value: Mapping[str, object]) -> GenerationBuilder:
    builder = GenerationBuilder("Draw Things", PARSER, block)
    entries = [as_object(entry) or {} for entry in as_list((as_object(value.get("v2")) or {}).get("loras"))]
    named = [(as_name(entry.get("file")), as_number(entry.get("weight"))) for entry in entries]
    builder.put(block, **read_fields(value, _KEYS), loras=tuple(Lora(name, weight) for name, weight in named if name))
    return builder
