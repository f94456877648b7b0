"""InvokeAI's three formats.

`Dream`: the command line, `"prompt [unwanted]" -s 50 -S 42 -W 512 -H 512 -C 7.5 -A k_lms`
(invoke-ai/InvokeAI v1, `ldm/invoke/args.py`, dream_prompt_str); `sd-metadata`: JSON after RFC 266
(v1.14 – v2.3, the same file, metadata_dumps); `invokeai_metadata`: JSON (v3 on,
`invokeai/app/invocations/metadata.py`, CoreMetadata), in MP4 tags too. What it calls scheduler is what
others call sampler. In the first two formats, words in square brackets are the negative prompt
(`ldm/invoke/conditioning.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.domain.report import Block, Lora
from app.readers.generation.fields import find_text, iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.values import (
    as_cfg,
    as_list,
    as_name,
    as_number,
    as_object,
    as_seed,
    as_steps,
    as_text,
    find_first,
)

PARSER = "invokeai"
BLOCKS = ("png:invokeai_metadata", "png:sd-metadata", "png:Dream", "video:invokeai_metadata")

_KEYS = {
    "prompt": ("positive_prompt",),
    "negative_prompt": ("negative_prompt",),
    "seed": ("seed",),
    "steps": ("steps",),
    "sampler": ("scheduler",),
    "cfg_scale": ("cfg_scale",),
}
_OLD_KEYS = {"seed": ("seed",), "steps": ("steps",), "sampler": ("sampler",), "cfg_scale": ("cfg_scale",)}
_UNWANTED = re.compile(r"\[([^\[\]]*)\]")
_SPACES = re.compile(r"  +")
_SWITCHES = re.compile(r"\s-s ?\d")
_SWITCH = re.compile(r"(?<!\S)-([sSCA]) ?(\S+)")


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    for block, value in iterate_json_objects(blocks, ("png:invokeai_metadata", "video:invokeai_metadata")):
        builder = GenerationBuilder("InvokeAI", PARSER, block)
        builder.put(
            block, **read_fields(value, _KEYS), model=_read_model_name(value.get("model")), loras=_collect_loras(value)
        )
        return builder
    for block, value in iterate_json_objects(blocks, ("png:sd-metadata",)):
        return _parse_sd_metadata(block, value)
    dream = find_text(blocks, "png:Dream")
    return _parse_dream(dream) if dream else None


def _parse_sd_metadata(block: str, value: Mapping[str, object]) -> GenerationBuilder:
    image = as_object(value.get("image")) or {}
    prompt = image.get("prompt")
    parts = [as_object(part) or {} for part in as_list(prompt)]
    words = (
        prompt
        if isinstance(prompt, str)
        else ", ".join(text for part in parts if (text := as_text(part.get("prompt"))))
    )
    builder = GenerationBuilder("InvokeAI", PARSER, block)
    builder.put(block, **_split_unwanted(words), **read_fields(image, _OLD_KEYS))
    builder.put(block, model=as_name(value.get("model_weights")))
    return builder


def _parse_dream(text: str) -> GenerationBuilder | None:
    start = None
    for match in _SWITCHES.finditer(text):
        start = match.start()
    if start is None:
        return None
    switches: dict[str, str] = {}
    for letter, value in _SWITCH.findall(text[start:]):
        switches.setdefault(letter, value)
    words = text[:start].strip()
    if len(words) > 1 and words.startswith('"') and words.endswith('"'):
        words = words[1:-1].replace('\\"', '"')
    builder = GenerationBuilder("InvokeAI", PARSER, "png:Dream")
    builder.put(
        "png:Dream",
        **_split_unwanted(words),
        seed=as_seed(switches.get("S")),
        steps=as_steps(switches.get("s")),
        sampler=as_name(switches.get("A")),
        cfg_scale=as_cfg(switches.get("C")),
    )
    return builder


def _split_unwanted(words: str) -> dict[str, str | None]:
    unwanted = " ".join(part.strip() for part in _UNWANTED.findall(words))
    wanted = _SPACES.sub(" ", _UNWANTED.sub(" ", words)) if unwanted else words
    return {"prompt": as_text(wanted), "negative_prompt": as_text(unwanted)}


def _read_model_name(value: object) -> str | None:
    model = as_object(value)
    return as_name(find_first(model, "name", "model_name")) if model else as_name(value)


def _collect_loras(value: Mapping[str, object]) -> tuple[Lora, ...]:
    """Parse `[{"model": {"name": …}, "weight": …}]`, in v3 `[{"lora": {"model_name": …}, "weight": …}]`."""
    entries = [as_object(entry) or {} for entry in as_list(value.get("loras"))]
    named = [
        (_read_model_name(find_first(entry, "model", "lora")), as_number(entry.get("weight"))) for entry in entries
    ]
    return tuple(Lora(name, weight) for name, weight in named if name)
