"""The table of tools, most particular format first: one row a tool."""

from __future__ import annotations

from dataclasses import dataclass

from app.readers.generation import a1111, comfyui
from app.readers.generation.finding import Parser


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool (or family), and the parser that reads what it writes."""

    name: str
    parser: str
    """Name of the parser as it stands in provenance."""
    blocks: tuple[str, ...]
    """Blocks it is read from."""
    parse: Parser


TOOLS: tuple[Tool, ...] = (
    Tool("ComfyUI", comfyui.PARSER, comfyui.BLOCKS, comfyui.parse),
    Tool("A1111", a1111.PARSER, a1111.BLOCKS, a1111.parse),
)
