"""From untrusted text to valid values: bounded, finite and of the expected type, or None."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping

TEXT_MAX = 16_000_000
"""Characters of JSON that are still parsed; longer text is only stored as a block."""
DEPTH_MAX = 100
"""Nested brackets. A fixed limit, so that the result does not depend on the depth of the caller's stack."""
SEED_MAX = 2**64 - 1
STEPS_MAX = 100_000
CFG_MAX = 10_000.0
NAME_MAX = 1_000
"""Characters of a sampler's, scheduler's or model's name."""

_DIGITS = re.compile(r"[+-]?\d{1,20}")
_NUMBER = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?")
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


def read_json(text: str) -> object:
    """Parse JSON (NaN and Infinity allowed). Return None when it is malformed, too long or too deeply nested."""
    if len(text) > TEXT_MAX or _is_too_deep(text):
        return None
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return _read_json_with_huge_numbers(text)


def _read_json_with_huge_numbers(text: str) -> object:
    """Parse again with huge integers as None: Python refuses them, and one such number must not hide the rest."""
    try:
        return json.loads(text, strict=False, parse_int=_int_or_none)
    except ValueError:
        return None


def _int_or_none(digits: str) -> int | None:
    return int(digits) if len(digits) <= 40 else None


def _is_too_deep(text: str) -> bool:
    if text.count("[") + text.count("{") <= DEPTH_MAX:
        return False
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > DEPTH_MAX:
            return True
    return False


def read_object(text: str) -> dict[str, object] | None:
    """Return the JSON object in `text`, or None where there is none."""
    text = text.strip("\0 \t\r\n")
    return as_object(read_json(text)) if text.startswith("{") else None


def as_object(value: object) -> dict[str, object] | None:
    return value if isinstance(value, dict) else None


def as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def as_text(value: object) -> str | None:
    """Return a string with its ends stripped, or None for an empty one."""
    return (value.strip("\0 \t\r\n") or None) if isinstance(value, str) else None


def as_name(value: object) -> str | None:
    """Return a one-line name: of a sampler, a model, a file."""
    text = as_text(value)
    return text if text and len(text) <= NAME_MAX and "\n" not in text else None


def as_int(value: object) -> int | None:
    """Return an integer, also one written as text or as a float that is exactly an integer."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else None
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()) and value.isascii():
        return int(value)
    return None


def as_number(value: object) -> float | None:
    """Return a finite number, also one written as text."""
    if isinstance(value, str):
        value = float(value) if value.isascii() and _NUMBER.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def as_seed(value: object) -> int | None:
    """Return a seed. Negative ones mean “choose at random” in every tool, so they are None."""
    seed = as_int(value)
    return seed if seed is not None and 0 <= seed <= SEED_MAX else None


def as_steps(value: object) -> int | None:
    steps = as_int(value)
    return steps if steps is not None and 0 < steps <= STEPS_MAX else None


def as_cfg(value: object) -> float | None:
    cfg = as_number(value)
    return cfg if cfg is not None and 0 <= cfg <= CFG_MAX else None


def as_share(value: object) -> float | None:
    """Return a number from 0 to 1."""
    number = as_number(value)
    return number if number is not None and 0 <= number <= 1 else None


def as_size(value: object) -> int | None:
    """Return the pixels of one side of a picture."""
    pixels = as_int(value)
    return pixels if pixels is not None and 0 < pixels < 1_000_000 else None


def find_first(values: Mapping[str, object], *names: str) -> object:
    """Return the value of the first of `names` that is present and not null."""
    return next((values[name] for name in names if values.get(name) is not None), None)
