"""The terms of a prompt, without the syntax that weighs, schedules or names networks.

Syntax read: AUTOMATIC1111 wiki “Features” (attention/emphasis `(x)` `(x:1.2)` `[x]`, prompt editing
`[from:to:when]`, alternating words `[a|b]`, `BREAK`, `AND`, extra networks `<lora:name:1>`) and
NovelAI docs “Strengthening and Weakening” (`{x}`, `1.2::x::`).
"""

from __future__ import annotations

import re

TERM_LENGTH_MAX = 60
"""Characters of a term; anything longer is a sentence, not a keyword."""

_TAG = re.compile(r"<[^<>\n]*>")
_EMBEDDING = re.compile(r"\bembedding:[^\s,()\[\]]+")
_NUMERIC_EMPHASIS = re.compile(r"-?\d*\.?\d*::")
_WEIGHT = re.compile(r":\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*(?=\))")
_ALTERNATION = re.compile(r"\[([^\[\]]*)\]")
_WHEN = re.compile(r":\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*$")
_SEPARATOR = re.compile(r"[,，\n\r\f\v\u2028\u2029\x85]|\b(?:BREAK|AND)\b")
_ESCAPED = re.compile(r"\\([()\[\]{}<>\\])")
_BRACKETS = str.maketrans("", "", "()[]{}")
_HIDDEN = {char: chr(0xE000 + index) for index, char in enumerate("()[]{}<>\\")}
_SHOWN = {ord(hidden): char for char, hidden in _HIDDEN.items()}


def extract_prompt_keywords(prompt: str) -> tuple[str, ...]:
    """Return the terms of `prompt`, lower-cased, each once, in order of first appearance.

    Terms longer than `TERM_LENGTH_MAX` characters are left out.
    """
    found: dict[str, str] = {}
    for piece in _SEPARATOR.split(_remove_syntax(prompt)):
        term = " ".join(piece.translate(_BRACKETS).translate(_SHOWN).split()).lower()
        if term and len(term) <= TERM_LENGTH_MAX:
            found.setdefault(term.casefold(), term)
    return tuple(found.values())


def _remove_syntax(prompt: str) -> str:
    text = _ESCAPED.sub(lambda match: _HIDDEN[match[1]], prompt.translate(dict.fromkeys(_SHOWN)))
    text = _EMBEDDING.sub(" ", _TAG.sub(" ", text))
    text = _WEIGHT.sub("", _NUMERIC_EMPHASIS.sub(" ", text))
    return _ALTERNATION.sub(_split_alternatives, text)


def _split_alternatives(match: re.Match[str]) -> str:
    """Separate the terms of `[from:to:when]` and `[a|b]` by commas; plain `[x]` only weakens one term."""
    inner = match[1]
    if _WHEN.search(inner):
        return _WHEN.sub("", inner).replace(":", ",")
    return inner.replace("|", ",")
