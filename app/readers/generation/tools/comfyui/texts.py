"""ComfyUI's graphs as the file has them, for loading them into ComfyUI again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum

from app.domain.report import Block, FileReport
from app.readers.generation.tools.comfyui import BLOCKS, PARSER, strip_label
from app.readers.generation.tools.comfyui.graph import build_graph
from app.readers.generation.tools.comfyui.workflow import is_workflow
from app.readers.generation.values import read_object

_SPACE = " \t\r\n"
_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
"""Finds where a value ends. Python refuses huge numbers, and the values do not matter."""


class GraphKind(StrEnum):
    """The two graphs that ComfyUI writes."""

    WORKFLOW = "workflow"
    """As drawn in its editor."""
    PROMPT = "prompt"
    """As it ran, in the form of its API."""


def has_graph(report: FileReport) -> bool:
    """Whether the report's generation data was read from a graph."""
    return f" / {PARSER} " in report.provenance.get("generation.tool", "")


def find_graph_text(blocks: Sequence[Block], kind: GraphKind) -> str | None:
    """Return one graph as JSON, or None where no block has it.

    It is the text of the file, character by character, also where it is a part of a larger JSON object. Only a text
    within JSON loses the escapes that it has there.
    """
    for block in blocks:
        name = block.name.lower() if block.name.startswith("video:") else block.name
        if name in BLOCKS:
            for text in _iterate_texts(block.text):
                value = read_object(text)
                if value is not None and _is_kind(value, kind):
                    return text
    return None


def _is_kind(value: dict[str, object], kind: GraphKind) -> bool:
    return is_workflow(value) if kind is GraphKind.WORKFLOW else bool(build_graph(value))


def _iterate_texts(block: str) -> Iterator[str]:
    """Yield the texts in a block that may be a graph: the parts of its object where savers put one, then the whole."""
    whole = strip_label(block).strip("\0 \t\r\n")
    if read_object(whole) is None:
        return
    members = _find_members(whole)
    for name in ("prompt", "workflow"):
        if (member := members.get(name)) is not None:
            yield json.loads(member, strict=False) if member.startswith('"') else member
    yield whole


def _find_members(text: str) -> dict[str, str]:
    """Return the members of the JSON object that `text` is, each value as it stands. Of a repeated name, the last."""
    members: dict[str, str] = {}
    at = _skip_space(text, 1)
    while text[at] == '"':
        name, at = _DECODER.raw_decode(text, at)
        start = _skip_space(text, _skip_space(text, at) + 1)
        _, end = _DECODER.raw_decode(text, start)
        members[name] = text[start:end]
        at = _skip_space(text, end)
        if text[at] == ",":
            at = _skip_space(text, at + 1)
    return members


def _skip_space(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at
