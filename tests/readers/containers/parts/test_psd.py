"""Photoshop documents: their composite, and the metadata in their image resources (Photoshop File Formats)."""

from __future__ import annotations

import io
import struct
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.progress import Outcome
from app.domain.report import Kind, Step
from app.readers.containers.parts.psd import has_transparency, read_header
from tests.readers.support import (
    DESCRIBED_EXIF,
    DESCRIBED_XMP,
    IMAGE,
    check_described,
    encoded,
    picture,
    psd,
    read_bytes,
    reasons,
    resource,
)

KEYWORD = b"\x1c\x02\x19\0\3sea"


def test_the_composite_is_shown(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.psd", psd(picture()))
    assert (report.kind, report.format, report.width, report.height) == (Kind.IMAGE, "psd", 320, 240)
    assert report.failures == ()
    assert report.provenance["format"] == "signature of the bytes"
    assert report.thumbnail is not None
    shown = np.asarray(Image.open(io.BytesIO(report.thumbnail.data))).astype(int)
    assert np.abs(shown - picture()).mean() < 12


def test_a_composite_has_the_pixel_hash_of_the_same_picture(tmp_path: Path) -> None:
    ours, theirs = (read_bytes(tmp_path, "a", data).hashes for data in (psd(picture()), encoded(IMAGE, "PNG")))
    assert ours is not None and theirs is not None
    assert ours.pixels == theirs.pixels


def test_resources_are_read(tmp_path: Path) -> None:
    described = resource(1058, DESCRIBED_EXIF) + resource(4000, b"odd") + resource(1060, DESCRIBED_XMP)
    check_described(read_bytes(tmp_path, "a.psd", psd(picture(), resources=described)))
    report = read_bytes(tmp_path, "a.psd", psd(picture(), resources=resource(1028, KEYWORD)))
    assert report.keywords == ("sea",)


def test_a_document_without_a_composite_says_so(tmp_path: Path) -> None:
    for has_composite, said in (
        (0, ["the document was saved without a composite picture; what is shown may be empty"]),
        (1, []),
    ):
        version = resource(1057, struct.pack(">IB", 1, has_composite) + bytes(8))
        assert reasons(read_bytes(tmp_path, "a.psd", psd(picture(), resources=version)), Step.METADATA) == said


LAYERS = {
    "negative count": struct.pack(">Ih", 2, -1),
    "negative count of 16 bits": bytes(8) + b"8BIMLr16" + struct.pack(">Ih2x", 2, -3),
    "a block of its own": bytes(8) + b"8BIMabcd" + struct.pack(">I", 3) + b"xyz\0" + b"8BIMMtrn" + bytes(4),
}


@pytest.mark.parametrize("layers", LAYERS.values(), ids=LAYERS.keys())
def test_transparency_is_what_the_layers_say_it_is(layers: bytes) -> None:
    document = psd(picture(), layers=layers)
    assert has_transparency(document, read_header(document))


def test_transparency_of_a_large_document_has_wider_lengths() -> None:
    for layers in (
        struct.pack(">Qh", 2, -1),
        bytes(12) + b"8BIMabcd" + struct.pack(">I", 4) + b"wxyz" + b"8B64Mt32" + bytes(8),
        bytes(12) + b"8B64Lr32" + struct.pack(">Qh2x", 2, -1),
    ):
        document = psd(picture(), layers=layers, large=True)
        assert has_transparency(document, read_header(document))


@pytest.mark.parametrize("layers", [b"", struct.pack(">Ih", 2, 1), bytes(8) + b"8BIMabcd" + struct.pack(">I", 2**31)])
def test_a_further_channel_alone_is_no_transparency(layers: bytes) -> None:
    document = psd(picture(), layers=layers)
    assert not has_transparency(document, read_header(document))


@cache
def described(*, packed: bool) -> bytes:
    return psd(picture(), resources=resource(1060, DESCRIBED_XMP), packed=packed)


@pytest.mark.parametrize("percent", range(0, 100, 7))
@pytest.mark.parametrize("packed", [False, True])
def test_one_that_is_cut_off_fails(tmp_path: Path, percent: int, packed: bool) -> None:
    whole = described(packed=packed)
    report = read_bytes(tmp_path, "a.psd", whole[: max(1, len(whole) * percent // 100)])
    assert report.outcome is Outcome.FAILED
    if percent > 10:
        assert reasons(report, Step.DECODE)[0].startswith("the file is cut off")
