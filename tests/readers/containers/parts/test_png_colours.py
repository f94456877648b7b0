"""The chunks in which a PNG states its colours (third edition, 11.3.2), and which of them counts."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from app.domain.report import Step
from tests.readers.colours.support import SWAPPED, middle, plain
from tests.readers.support import chunk, png, read_bytes, reasons

PQ_203, WHITE = 148, 224
"""Diffuse white of PQ, and what it is shown as."""
SAME_GAMMA = chunk(b"gAMA", struct.pack(">I", 45455))
LINEAR = chunk(b"gAMA", struct.pack(">I", 100_000))
SRGB_POINTS = chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))
SWAPPED_POINTS = chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 30000, 60000, 64000, 33000, 15000, 6000))
PQ = chunk(b"cICP", bytes([9, 16, 0, 1]))
IS_SRGB = chunk(b"sRGB", b"\0")


def shown(folder: Path, *chunks: bytes, colour: tuple[int, int, int] = (128, 128, 128)) -> list[int]:
    report = read_bytes(folder, "a.png", png(*chunks, pixels=plain(colour)))
    assert report.failures == ()
    return middle(report)


def test_a_gamma_is_honoured(tmp_path: Path) -> None:
    assert shown(tmp_path, LINEAR) == pytest.approx([188] * 3, abs=3)


def test_primaries_are_honoured(tmp_path: Path) -> None:
    assert shown(tmp_path, SWAPPED_POINTS, colour=(220, 30, 30)) == pytest.approx([30, 220, 30], abs=4)


def test_the_gamma_and_primaries_of_srgb_change_nothing(tmp_path: Path) -> None:
    bare, stated = (read_bytes(tmp_path, "a.png", png(*chunks)) for chunks in ((), (SAME_GAMMA, SRGB_POINTS)))
    assert bare.thumbnail == stated.thumbnail


def test_code_points_come_before_srgb_and_that_before_gamma(tmp_path: Path) -> None:
    assert shown(tmp_path, IS_SRGB, LINEAR, SWAPPED_POINTS) == [128] * 3
    assert shown(tmp_path, LINEAR, SWAPPED_POINTS, IS_SRGB) == [128] * 3
    for chunks in ((PQ, IS_SRGB, LINEAR), (LINEAR, IS_SRGB, PQ)):
        assert shown(tmp_path, *chunks, colour=(PQ_203,) * 3) == pytest.approx([WHITE] * 3, abs=3)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (chunk(b"gAMA", bytes(4)), "the file states a gamma of 0, which no picture has"),
        (chunk(b"cHRM", bytes(32)), "the file states primary colours that no light has"),
        (chunk(b"cHRM", struct.pack(">8I", *[33333] * 8)), "the file states primary colours that no light has"),
    ],
)
def test_what_no_light_has_is_a_warning(tmp_path: Path, broken: bytes, said: str) -> None:
    report = read_bytes(tmp_path, "a.png", png(broken, pixels=plain((9, 99, 199))))
    assert reasons(report, Step.METADATA) == [f"{said}; the colours are shown as sRGB"]
    assert middle(report) == pytest.approx([9, 99, 199], abs=4)


def test_a_packed_profile_that_is_damaged_or_a_bomb_is_named(tmp_path: Path) -> None:
    for packed, said in (
        (b"no zlib", "the colour profile is damaged; the colours are shown as sRGB"),
        (zlib.compress(SWAPPED)[:-20], "the colour profile is damaged; the colours are shown as sRGB"),
        (zlib.compress(bytes(5 << 20)), "the colour profile is larger than 4 MB and was left out"),
    ):
        report = read_bytes(tmp_path, "a.png", png(chunk(b"iCCP", b"name\0\0" + packed)))
        assert reasons(report, Step.METADATA) == [said]
