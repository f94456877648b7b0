"""How a picture was generated: what each tool wrote into the metadata blocks, parsed by pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.report import Block
from app.readers.generation.credentials.c2pa import build_c2pa_block, find_claim_generator, join_app11_jumbf
from app.readers.generation.generation_builder import GenerationFinding
from app.readers.generation.prompt import extract_prompt_keywords
from app.readers.generation.registry import TOOLS, VERSIONS
from app.readers.generation.stealth import build_stealth_block, is_stealth
from app.readers.limits import LIMITS, Limits

__all__ = [
    "GenerationFinding",
    "build_c2pa_block",
    "build_stealth_block",
    "extract_prompt_keywords",
    "find_claim_generator",
    "is_stealth",
    "join_app11_jumbf",
    "parse_generation",
]


def parse_generation(blocks: Sequence[Block], limits: Limits = LIMITS) -> GenerationFinding | None:
    """Return what the blocks of one file state about its generation, or None when no tool is recognised.

    The parsers run in the order of `TOOLS`, the most specific format first; the first that recognises
    its own format wins. The order of `blocks` does not matter, nor does the case of video tags, which
    Matroska writes in capitals.
    """
    canonical = sorted(map(_lower_tag_name, blocks), key=lambda block: (block.name, block.text))
    for tool in TOOLS:
        builder = tool.parse(canonical)
        if builder:
            return _add_versions(builder.build(limits))
    return None


def _add_versions(finding: GenerationFinding) -> GenerationFinding:
    """Turn `<block> / <parser>` into `<block> / <parser> <version>`."""
    sign_origin = {name: f"{at} {VERSIONS[at.rpartition(' / ')[2]]}" for name, at in finding.provenance.items()}
    return replace(finding, provenance=sign_origin)


def _lower_tag_name(block: Block) -> Block:
    return replace(block, name=block.name.lower()) if block.name.startswith("video:") else block
