"""Lays JSON out for reading: a line for each member, indented, and every value as it stands in the text.

Parsing and writing it again would change numbers (`1e5`, `0.10`) and drop names that stand twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

LAID_OUT_MAX = 2_000_000
"""Characters of a layout. Deeply nested brackets would grow a hundredfold; such a text stays as it is."""

_INDENT = "  "
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]|[^\s"\[\]{},:]+', re.DOTALL)


def lay_out_json(text: str) -> str:
    """Return `text` laid out if it is a JSON object or list; otherwise, or if the layout would be huge, as it is."""
    if not _is_json(text):
        return text
    pieces, size = [], 0
    for piece in _lay_out(match[0] for match in _TOKEN.finditer(text)):
        pieces.append(piece)
        size += len(piece)
        if size > LAID_OUT_MAX:
            return text
    return "".join(pieces)


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text, strict=False, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return False
    return True


def _lay_out(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the tokens, with line breaks and indents between them."""
    depth, before = 0, ""
    for piece in pieces:
        if piece in ("}", "]"):
            depth -= 1
            if before not in ("{", "["):
                yield f"\n{_INDENT * depth}"
        elif before in ("{", "[", ","):
            yield f"\n{_INDENT * depth}"
        yield f"{piece} " if piece == ":" else piece
        if piece in ("{", "["):
            depth += 1
        before = piece
