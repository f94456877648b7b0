"""NovelAI: a set of PNG texts, or the same as one JSON object in EXIF or hidden in the alpha channel.

Source: NovelAI/novelai-image-metadata (`nai_meta.py`: Title, Description, Software, Source, Comment;
the object hidden in alpha holds the same names) and docs.novelai.net “Image metadata”. From V4 on
the Comment has a `v4_prompt` with one caption per character.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.domain.report import Block
from app.readers.generation.fields import find_text, iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.values import as_list, as_name, as_object, as_text, read_object

PARSER = "novelai"
BLOCKS = (
    "png:Comment",
    "png:Description",
    "png:Software",
    "png:Source",
    "exif:Software",
    "exif:UserComment",
    "stealth:alpha",
    "stealth:rgb",
)

_KEYS = {
    "seed": ("seed",),
    "steps": ("steps",),
    "sampler": ("sampler",),
    "scheduler": ("noise_schedule",),
    "cfg_scale": ("scale",),
}
_SIGNED = ("png:Software", "exif:Software")
_OWN_NAMES = frozenset({"prompt", "uc", "scale", "sampler", "seed", "steps"})
"""Names that occur together only in NovelAI's Comment."""


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    signature = next(
        (block.name for block in blocks if block.name in _SIGNED and block.text.startswith("NovelAI")), None
    )
    source = find_text(blocks, "png:Source") if signature else None
    for block, comment, own_source in _iterate_comments(blocks):
        if signature or own_source is not None or comment.keys() >= _OWN_NAMES:
            return _build(block, comment, own_source or source)
    if signature is None:
        return None
    builder = GenerationBuilder("NovelAI", PARSER, signature)
    builder.put("png:Description", prompt=as_text(find_text(blocks, "png:Description")))
    builder.put("png:Source", model=as_name(source))
    return builder


def _iterate_comments(blocks: Sequence[Block]) -> Iterator[tuple[str, Mapping[str, object], str | None]]:
    """Yield block, Comment object, and the Source where one object holds both, else None."""
    for block, value in iterate_json_objects(blocks, BLOCKS, '"uc"', '"Software"', '"prompt"'):
        software = as_text(value.get("Software")) or ""
        inner = value.get("Comment")
        if software.startswith("NovelAI") and inner is not None:
            comment = read_object(inner) if isinstance(inner, str) else as_object(inner)
            yield block, comment or {"prompt": value.get("Description")}, as_text(value.get("Source")) or ""
        else:
            yield block, value, None


def _build(block: str, comment: Mapping[str, object], model: str | None) -> GenerationBuilder:
    builder = GenerationBuilder("NovelAI", PARSER, block)
    builder.put(
        block,
        prompt=_join_captions(comment.get("v4_prompt")) or as_text(comment.get("prompt")),
        negative_prompt=_join_captions(comment.get("v4_negative_prompt")) or as_text(comment.get("uc")),
        **read_fields(comment, _KEYS),
    )
    builder.put("png:Source" if block.startswith("png:") else block, model=as_name(model))
    return builder


def _join_captions(value: object) -> str | None:
    """Return the base caption and each character's, one per line."""
    caption = as_object((as_object(value) or {}).get("caption")) or {}
    characters = [as_object(entry) or {} for entry in as_list(caption.get("char_captions"))]
    texts = [as_text(caption.get("base_caption")), *(as_text(entry.get("char_caption")) for entry in characters)]
    return "\n".join(text for text in texts if text) or None
