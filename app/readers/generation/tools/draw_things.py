"""Draw Things (iOS, macOS): a JSON object in the XMP property exif:UserComment, or in EXIF itself.

    {"c": prompt, "uc": negative prompt, "model": …, "sampler": …, "scale": …, "seed": …, "steps": …,
     "v2": {"loras": [{"file": …, "weight": …}], "refinerModel": …,
            "hiresFix": true, "hiresFixWidth": …, "hiresFixHeight": …, "hiresFixStrength": …,
            "separateT5": true, "t5Text": …}}

The size of the high-resolution fix is that with which the picture begins. `separateClipL`, `separateOpenClipG` and
`separateT5` say that an encoder has a prompt of its own.

Source: files of Draw Things as documented in receyuki/stable-diffusion-prompt-reader
`sd_prompt_reader/format/drawthings.py` and drawthingsai/draw-things-community (XMP with
`xmp:CreatorTool` “Draw Things”).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from app.domain.report import Block, Generation, Lora, Pass, Prompt, PromptRole
from app.readers.generation.fields import iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder, make_first_pass
from app.readers.generation.values import (
    as_list,
    as_name,
    as_number,
    as_object,
    as_share,
    as_size,
    as_text,
    read_object,
)
from app.readers.limits import LIMITS
from app.readers.metadata.packets.tree import parse_tree
from app.readers.metadata.packets.wrapping import unwrap_packet
from app.readers.metadata.text import clean_text
from app.readers.reasons import UnreadableError

PARSER = "draw_things"
BLOCKS = ("xmp", "exif:UserComment")

XMP_MAX = 2_000_000
"""Characters of an XMP packet that is still searched."""
_SIGNATURE = "Draw Things"
_COMMENT = "{http://ns.adobe.com/exif/1.0/}UserComment"
_CREATOR = "{http://ns.adobe.com/xap/1.0/}CreatorTool"
_OWN_NAMES = frozenset({"c", "uc", "model", "sampler", "scale", "seed", "steps", "size"})
_ENCODERS = (("separateClipL", "clipLText"), ("separateOpenClipG", "openClipGText"), ("separateT5", "t5Text"))
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
        return parse_tree(unwrap_packet(clean_text(text)).text, LIMITS).root
    except UnreadableError:
        return None


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
    more = as_object(value.get("v2")) or {}
    entries = [as_object(entry) or {} for entry in as_list(more.get("loras"))]
    named = [(as_name(entry.get("file")), as_number(entry.get("weight"))) for entry in entries]
    prompts = _list_prompts(block, value, more)
    if prompts:
        joined = "\n".join(prompt.text for prompt in prompts if prompt.role is PromptRole.POSITIVE)
        builder.put(block, prompt=joined, prompts=prompts)
    builder.put(block, **read_fields(value, _KEYS), loras=tuple(Lora(name, weight) for name, weight in named if name))
    builder.put(block, passes=_list_passes(more, builder.generation))
    return builder


def _list_prompts(block: str, value: Mapping[str, object], more: Mapping[str, object]) -> tuple[Prompt, ...]:
    """Return all prompts where an encoder has one of its own, else none."""
    separate = [(name, as_text(more.get(name))) for switch, name in _ENCODERS if more.get(switch) is True]
    if not any(text for _, text in separate):
        return ()
    texts = [(PromptRole.POSITIVE, as_text(value.get("c")), block)]
    texts += [(PromptRole.POSITIVE, text, f"{block} {name}") for name, text in separate]
    texts += [(PromptRole.NEGATIVE, as_text(value.get("uc")), block)]
    return tuple(Prompt(role, text, source) for role, text, source in texts if text)


def _list_passes(more: Mapping[str, object], first: Generation) -> tuple[Pass, ...]:
    """Return the first pass, the refiner's and that of the high-resolution fix; none where there is but one."""
    refiner, is_hires = as_name(more.get("refinerModel")), more.get("hiresFix") is True
    names = ("hiresFixWidth", "hiresFixHeight") if is_hires else ("width", "height")
    later = [Pass(model=refiner)] if refiner else []
    if is_hires:
        width, height = as_size(more.get("width")), as_size(more.get("height"))
        later.append(Pass(denoise=as_share(more.get("hiresFixStrength")), width=width, height=height))
    return (make_first_pass(first, *(as_size(more.get(name)) for name in names)), *later) if later else ()
