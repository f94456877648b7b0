"""Midjourney: the command that the user typed, followed by the job's id, as the picture's description.

    a cat in a hat --ar 3:2 --seed 7 --no dogs, birds --v 6.1 Job ID: 01234567-89ab-cdef-0123-456789abcdef

Source: docs.midjourney.com “Parameter List” for the switches; PNG text and EXIF ImageDescription of
files saved from midjourney.com for the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.report import Block
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.values import as_name, as_seed, as_text

PARSER = "midjourney"
BLOCKS = ("png:Description", "exif:ImageDescription")

_JOB = re.compile(r"\s*Job ID: ?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\s*$", re.IGNORECASE)
_SWITCH = re.compile(r"(?:^|\s)--([a-z]+)(?=\s|$)", re.IGNORECASE)
_MODELS = {"v": "Midjourney", "version": "Midjourney", "niji": "Niji"}


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    for block in blocks:
        job = _JOB.search(block.text[-200:]) if block.name in BLOCKS else None
        if job:
            return _build(block.name, block.text[: -len(job[0])])
    return None


def _build(block: str, command: str) -> GenerationBuilder:
    words, *rest = _SWITCH.split(command)
    switches = dict(
        reversed([(name.lower(), value.strip()) for name, value in zip(rest[::2], rest[1::2], strict=True)])
    )
    model = next((f"{title} {switches[name]}" for name, title in _MODELS.items() if switches.get(name)), None)
    builder = GenerationBuilder("Midjourney", PARSER, block)
    builder.put(
        block,
        prompt=as_text(words),
        negative_prompt=as_text(switches.get("no")),
        seed=as_seed(switches.get("seed")),
        model=as_name(model),
    )
    return builder
