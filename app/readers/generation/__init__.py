"""How a picture was generated: what each tool wrote into the file's metadata blocks, read by pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.report import Block
from app.readers.generation.credentials.c2pa import c2pa_block, claim_generator, jumbf_of_app11
from app.readers.generation.finding import GenerationFinding
from app.readers.generation.prompt import prompt_keywords
from app.readers.generation.registry import TOOLS, VERSIONS
from app.readers.generation.stealth import is_stealth, stealth_block

__all__ = [
    "GenerationFinding",
    "c2pa_block",
    "claim_generator",
    "is_stealth",
    "jumbf_of_app11",
    "parse_generation",
    "prompt_keywords",
    "stealth_block",
]


def parse_generation(blocks: Sequence[Block]) -> GenerationFinding | None:
    """What the blocks of one file say of its generation, or None when no tool is recognised.

    The tools are asked in the order of `TOOLS`, the most particular format first; the first that
    knows its own format answers. The order of `blocks` does not matter; nor does the case of video
    tags, which Matroska writes in capitals.
    """
    canonical = sorted(map(_lower_tag, blocks), key=lambda block: (block.name, block.text))
    for tool in TOOLS:
        draft = tool.parse(canonical)
        if draft:
            return _with_versions(draft.finding())
    return None


def _with_versions(finding: GenerationFinding) -> GenerationFinding:
    """`<block> / <parser>` → `<block> / <parser> <version>`."""
    signed = {name: f"{at} {VERSIONS[at.rpartition(' / ')[2]]}" for name, at in finding.provenance.items()}
    return replace(finding, provenance=signed)


def _lower_tag(block: Block) -> Block:
    return replace(block, name=block.name.lower()) if block.name.startswith("video:") else block
