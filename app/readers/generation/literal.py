"""Parses Python values as `str()` writes them (`{'a': None, 'b': [1, True]}`), without evaluating code."""

from __future__ import annotations

import json
import re

from app.readers.generation.values import read_json

LITERAL_MAX = 1_000_000
"""Characters of a text that is still parsed; tools write only short lists this way."""

_TOKEN = re.compile(
    r"""(?P<text>'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+")|(?P<word>[A-Za-z_]+)|(?P<other>[-+.\deE]+|[\[\]{}(),:\s])"""
)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_WORDS = {"None": "null", "True": "true", "False": "false", "nan": "NaN", "inf": "Infinity"}
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
_PARENTHESES = {"(": "[", ")": "]"}


def read_literal(text: str) -> object:
    """Return the value, with tuples as lists, or None when `text` is not what Python's `repr` writes."""
    if len(text) > LITERAL_MAX:
        return None
    parts: list[str] = []
    position = 0
    for token in _TOKEN.finditer(text):
        if token.start() != position or (token["word"] and token["word"] not in _WORDS):
            return None
        position = token.end()
        parts.append(_to_json(token))
    return read_json("".join(parts)) if position == len(text) else None


def _to_json(token: re.Match[str]) -> str:
    if token["text"]:
        return json.dumps(_ESCAPE.sub(_unescape, token["text"][1:-1]))
    if token["word"]:
        return _WORDS[token["word"]]
    return _PARENTHESES.get(token["other"], token["other"])


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return _CONTROLS.get(code, code)
