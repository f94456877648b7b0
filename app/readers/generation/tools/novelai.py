"""NovelAI: a set of PNG texts, or the same as one JSON object in EXIF or hidden in the alpha channel.

Source: NovelAI/novelai-image-metadata (`nai_meta.py`: Title, Description, Software, Source, Comment;
the object hidden in alpha holds the same names) and docs.novelai.net “Image metadata”. At first the prompt stood in
the Description only. From V4 on the Comment has a `v4_prompt` with one caption per character; it need not have a
`prompt` and `uc` beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.domain.report import Block, Prompt, PromptRole
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
_OWN_V4_NAMES = frozenset({"v4_prompt", "scale", "sampler", "seed", "steps"})
_MARKERS = ('"uc"', '"Software"', '"prompt"', '"v4_prompt"')


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    signature = next(
        (block.name for block in blocks if block.name in _SIGNED and block.text.startswith("NovelAI")), None
    )
    for found in _iterate_comments(blocks):
        if signature or found.is_signed or any(found.comment.keys() >= names for names in (_OWN_NAMES, _OWN_V4_NAMES)):
            return _build(found, blocks if signature else ())
    if signature is None:
        return None
    builder = GenerationBuilder("NovelAI", PARSER, signature)
    _put_texts(builder, blocks)
    return builder


class _Found(NamedTuple):
    """A block with a Comment, and what one object holds beside it."""

    block: str
    comment: Mapping[str, object]
    is_signed: bool = False
    source: str | None = None
    description: str | None = None


def _iterate_comments(blocks: Sequence[Block]) -> Iterator[_Found]:
    for block, value in iterate_json_objects(blocks, BLOCKS, *_MARKERS):
        software = as_text(value.get("Software")) or ""
        inner = value.get("Comment")
        if software.startswith("NovelAI") and inner is not None:
            comment = read_object(inner) if isinstance(inner, str) else as_object(inner)
            texts = (as_text(value.get("Source")), as_text(value.get("Description")))
            yield _Found(block, comment or {}, True, *texts)
        else:
            yield _Found(block, value)


def _build(found: _Found, texts: Sequence[Block]) -> GenerationBuilder:
    """Return what the Comment states, then what `texts` state beside it."""
    block, comment = found.block, found.comment
    prompts = (*_list_captions(block, comment, "v4_prompt"), *_list_captions(block, comment, "v4_negative_prompt"))
    positive = [prompt.text for prompt in prompts if prompt.role is not PromptRole.NEGATIVE]
    negative = [prompt.text for prompt in prompts if prompt.role is PromptRole.NEGATIVE]
    builder = GenerationBuilder("NovelAI", PARSER, block)
    builder.put(
        block,
        prompt="\n".join(positive) or as_text(comment.get("prompt")) or found.description,
        negative_prompt="\n".join(negative) or as_text(comment.get("uc")),
        prompts=prompts,
        model=as_name(found.source),
        **read_fields(comment, _KEYS),
    )
    _put_texts(builder, texts)
    return builder


def _put_texts(builder: GenerationBuilder, blocks: Sequence[Block]) -> None:
    builder.put("png:Description", prompt=as_text(find_text(blocks, "png:Description")))
    builder.put("png:Source", model=as_name(find_text(blocks, "png:Source")))


def _list_captions(block: str, comment: Mapping[str, object], key: str) -> tuple[Prompt, ...]:
    """Return the base caption and each character's. What a character must not be is negative."""
    roles = (PromptRole.POSITIVE, PromptRole.CHARACTER) if key == "v4_prompt" else (PromptRole.NEGATIVE,) * 2
    caption = as_object((as_object(comment.get(key)) or {}).get("caption")) or {}
    characters = [as_object(entry) or {} for entry in as_list(caption.get("char_captions"))]
    texts = [(roles[0], as_text(caption.get("base_caption")))]
    texts += [(roles[1], as_text(entry.get("char_caption"))) for entry in characters]
    return tuple(Prompt(role, text, block) for role, text in texts if text)
