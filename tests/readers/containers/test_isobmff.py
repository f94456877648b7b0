"""HEIC and AVIF: items, rotation, and the outermost boxes that a video shares with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from app.readers.containers.isobmff import C2PA_UUID, extract_manifest_store, read_heif, read_outline, walk_boxes
from app.readers.limits import LIMITS
from app.readers.metadata.raw import Embedded
from tests.readers.generation.support import box
from tests.readers.support import (
    DESCRIBED_EXIF,
    DESCRIBED_XMP,
    IMAGE,
    check_described,
    encoded,
    heic,
    picture,
    read_bytes,
)


def test_avif_items_are_read(tmp_path: Path) -> None:
    check_described(read_bytes(tmp_path, "a.avif", encoded(IMAGE, "AVIF", exif=DESCRIBED_EXIF, xmp=DESCRIBED_XMP)))


def test_heic_items_are_read(tmp_path: Path) -> None:
    data = heic(IMAGE, exif=b"Exif\0\0" + DESCRIBED_EXIF, xmp=DESCRIBED_XMP)
    check_described(read_bytes(tmp_path, "a.heic", data))


def test_a_picture_turned_by_its_container_states_the_turned_size(tmp_path: Path) -> None:
    image = Image.fromarray(picture(320, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(image, "AVIF", exif=exif)
    embedded = Embedded(LIMITS)
    read_heif(data, embedded)
    assert (embedded.width, embedded.height) == (200, 320)
    report = read_bytes(tmp_path, "a.avif", data)
    assert (report.width, report.height) == (200, 320)


def test_boxes_of_all_three_lengths_are_walked() -> None:
    """ISO/IEC 14496-12, 4.2: 32 bits, 64 bits behind a 1, and 0 for «to the end»."""
    large = (1).to_bytes(4, "big") + b"free" + (19).to_bytes(8, "big") + b"abc"
    data = box(b"ftyp", b"x") + large + b"\0\0\0\0mdat" + b"rest"
    assert [(kind, data[start:end]) for kind, start, end in walk_boxes(data, 0, len(data))] == [
        (b"ftyp", b"x"),
        (b"free", b"abc"),
        (b"mdat", b"rest"),
    ]


@pytest.mark.parametrize("head", [b"\0\0\0\x07free", b"\0\0\0\x01free" + b"\0" * 8, b"\0\0\0"])
def test_a_box_shorter_than_its_own_head_ends_the_walk(head: bytes) -> None:
    assert list(walk_boxes(head, 0, len(head))) == []


def test_the_outline_says_how_long_a_file_must_be_and_where_its_uuids_are() -> None:
    data = box(b"ftyp", b"isom") + box(b"uuid", C2PA_UUID + b"body") + box(b"mdat", b"0" * 100)
    found = read_outline(lambda count, at: data[at : at + count], len(data) - 40, 1_000)
    assert found.announced == len(data)
    assert found.kinds == {b"ftyp", b"uuid", b"mdat"}
    start, end = found.uuids[C2PA_UUID]
    assert data[start:end] == b"body"


@pytest.mark.parametrize(
    ("body", "store"),
    [
        (b"\0\0\0\0manifest\0" + b"\0" * 8 + b"store", b"store"),
        (b"\0\0\0\0original\0" + b"\0" * 8 + b"store", b"store"),
        (b"\0\0\0\0merkle\0" + b"\0" * 8 + b"store", b""),
        (b"\0\0\0\0manifest", b""),
        (b"", b""),
    ],
)
def test_only_a_box_of_a_manifest_holds_a_store(body: bytes, store: bytes) -> None:
    assert extract_manifest_store(body) == store
