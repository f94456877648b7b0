"""The boxes that HEIC, AVIF, JPEG XL, MP4 and MOV are made of."""

from __future__ import annotations

import pytest

from app.readers.containers.isobmff import C2PA_UUID, extract_manifest_store, read_outline, walk_boxes
from tests.readers.generation.support import box


def test_boxes_of_all_three_lengths_are_walked() -> None:
    """ISO/IEC 14496-12, 4.2: 32 bits, 64 bits behind a 1, and 0 for “to the end”."""
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
    assert found.announced_size == len(data)
    assert set(found.bodies) == {b"ftyp", b"uuid", b"mdat"}
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
