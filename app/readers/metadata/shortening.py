"""Cuts what is longer than the limits, and says so: every file that was shortened has a problem in these words."""

from __future__ import annotations

LEFT_OUT = "left out"
"""Part of every problem that says a text was not kept at all."""

_KEPT = "; the first {:,} are kept"
_KEPT_END = _KEPT.rpartition("}")[2]


def cut_text(text: str, limit: int) -> str:
    """Return the beginning of `text` that has at most `limit` bytes as UTF-8; no character is cut in two."""
    if len(text) * 4 <= limit:
        return text
    data = text.encode("utf-8", "surrogatepass")
    return text if len(data) <= limit else cut_utf8(data, limit).decode("utf-8", "surrogatepass")


def cut_utf8(data: bytes, limit: int) -> bytes:
    """Return at most `limit` bytes of `data`; if it is UTF-8, no character is cut in two."""
    if len(data) <= limit:
        return data
    end = limit
    while end > max(0, limit - 3) and data[end] & 0xC0 == 0x80:
        end -= 1
    return data[:end]


def count_bytes(text: str) -> int:
    """Return how many bytes `text` has as UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def shorten_name(name: str, limit: int) -> str:
    """Return a name that a file gave, of a long one the beginning and `…`."""
    return name if len(name) <= limit else f"{name[: limit - 1]}…"


def describe_cut(what: str, whole: str, kept: int) -> str:
    """Return the problem of something of which only the first `kept` units are kept: `whole` is `5,000 bytes`."""
    return f"{what} has {whole}{_KEPT.format(kept)}"


def is_shortening(problem: str) -> bool:
    """Whether a problem says that something was cut or left out. Nothing else may push such a problem aside."""
    return problem.endswith(_KEPT_END) or LEFT_OUT in problem
