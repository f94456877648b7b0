"""Text in the lowest bits of pixels: found whole, or not at all."""

from __future__ import annotations

import gzip

import pytest

from app.domain.report import Block
from app.readers.generation.stealth import HEADER_BYTES, build_stealth_block, is_stealth
from tests.readers.generation.support import INFOTEXT, block, generation_of, hidden


@pytest.mark.parametrize(
    ("signature", "name"), [(b"stealth_pnginfo", "stealth:alpha"), (b"stealth_rgbinfo", "stealth:rgb")]
)
def test_a1111s_text_can_be_hidden_too(signature: bytes, name: str) -> None:
    hiding = build_stealth_block(hidden(signature, INFOTEXT.encode()))
    assert hiding == Block(name, INFOTEXT)
    assert generation_of([block(name, INFOTEXT)]).tool == "A1111"


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"stealth",
        b"\0" * 4096,
        b"stealth_pnginfo",
        b"stealth_pnginfo" + b"\xff\xff\xff\xff" + b"x",
        b"stealth_pnginfo" + b"\0\0\0\0" + b"x",
        hidden(b"stealth_pngcomp", b"not gzip"),
        hidden(b"stealth_pngcomp", gzip.compress(b"cut off", mtime=0)[:-6]),
        hidden(b"stealth_pngcomp", gzip.compress(b"\0" * 20_000_000, mtime=0)),
    ],
)
def test_damaged_missing_and_bombs_hide_nothing(packed: bytes) -> None:
    assert build_stealth_block(packed) is None


def test_the_first_bits_tell_whether_anything_is_hidden() -> None:
    packed = hidden(b"stealth_rgbcomp", gzip.compress(b"x"))
    assert is_stealth(packed[:HEADER_BYTES])
    assert not is_stealth(packed[1:])
