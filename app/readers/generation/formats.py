"""Prints the table of tools × places × fields for the documentation from the table of tools."""

from __future__ import annotations

from app.readers.generation.generation_builder import FIELDS
from app.readers.generation.registry import TOOLS, Tool

PLACES: tuple[tuple[str, str], ...] = (
    ("png:", "PNG text"),
    ("exif:", "EXIF"),
    ("xmp", "XMP"),
    ("jpeg:", "JPEG comment"),
    ("gif:", "GIF comment"),
    ("video:", "video tags"),
    ("stealth:", "lowest bits of pixels"),
    ("c2pa", "Content Credentials"),
    ("iptc", "IPTC"),
    ("sidecar:", "sidecar file"),
)
"""Beginnings of block names → the place in a file, in the order of the table; no tool is read from the last ones."""

_TITLES = {"cfg_scale": "CFG scale", "negative_prompt": "negative", "loras": "LoRAs"}


def formats_table() -> str:
    """Return Markdown: one line per tool and place, with the blocks read there and the fields of the format."""
    titles = ["Tool", "Parser", "Place", "Blocks", *(_TITLES.get(name, name) for name in FIELDS if name != "tool")]
    lines = [_format_line(titles), _format_line(["---"] * 4 + [":-:"] * (len(titles) - 4))]
    lines += [line for tool in TOOLS for line in _format_tool(tool)]
    return "\n".join(lines)


def name_place(block: str) -> str:
    """Return the place in a file that holds a block of this name; of an unknown name its beginning."""
    return next((place for start, place in PLACES if block.startswith(start)), block.partition(":")[0])


def _format_tool(tool: Tool) -> list[str]:
    marks = ["✓" if name in tool.fields else "" for name in FIELDS if name != "tool"]
    lines = []
    for _, place in PLACES:
        named = [f"`{block}`" for block in tool.blocks if name_place(block) == place]
        if named:
            lines.append(_format_line([tool.name, f"`{tool.parser}` {tool.version}", place, " ".join(named), *marks]))
    return lines


def _format_line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
