"""Every orientation, by whatever states it, is applied once: in size, thumbnail, rendition and perceptual hash."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.domain.pictures.clean_copy import CleanCopy
from app.domain.pictures.rendition import Rendition
from app.domain.report import Failure
from app.readers import find_clean_pieces, read_file, render_picture
from app.readers.pixels.thumbnail import compute_perceptual_hash, turn_upright
from tests.readers.cleaning.support import assemble
from tests.readers.containers.parts.support import heic_with, jxl_turned
from tests.readers.support import (
    IMAGE,
    PLAIN,
    chunk,
    encoded,
    exif_segment,
    gif_with,
    heic,
    international_text_chunk,
    jpeg,
    picture,
    png,
    psd,
    read_bytes,
    resource,
    tiff_structure,
    video,
    xmp,
    xmp_segment,
)

ORIENTATIONS = range(1, 9)
QUARTERS_AND_AXIS = {1: (0, None), 2: (0, 1), 3: (2, None), 4: (0, 0), 5: (1, 0), 6: (3, None), 7: (3, 0), 8: (1, None)}
"""Orientation → anticlockwise quarter turns (`irot`), then the axis of a mirror (`imir`, 23008-12, 6.5.12)."""


def exif(orientation: int) -> bytes:
    return tiff_structure([(0x0112, 3, (orientation,))])


def packet(orientation: int) -> bytes:
    return xmp("", f'tiff:Orientation="{orientation}"')


def xmp_of_gif(orientation: int) -> bytes:
    body = packet(orientation)
    trailer = b"\1" + bytes(range(255, -1, -1)) + b"\0"
    extension = b"\x21\xff\x0bXMP DataXMP" + body + trailer
    return gif_with(encoded(IMAGE, "GIF"), extension)


def properties(orientation: int) -> list[bytes]:
    quarters, axis = QUARTERS_AND_AXIS[orientation]
    turn = [struct.pack(">I4sB", 9, b"irot", quarters)] if quarters else []
    return turn + ([struct.pack(">I4sB", 9, b"imir", axis)] if axis is not None else [])


BY: dict[str, Callable[[int], bytes]] = {
    "jpeg by EXIF": lambda turn: jpeg(exif_segment(exif(turn))),
    "png by EXIF": lambda turn: png(chunk(b"eXIf", exif(turn))),
    "webp by EXIF": lambda turn: encoded(IMAGE, "WEBP", exif=exif(turn), quality=90),
    "tiff by its tag": lambda turn: encoded(IMAGE, "TIFF", tiffinfo={0x0112: turn}),
    "tiff with LZW": lambda turn: encoded(IMAGE, "TIFF", tiffinfo={0x0112: turn}, compression="tiff_lzw"),
    "psd by EXIF": lambda turn: psd(picture(), resources=resource(1058, exif(turn))),
    "jpeg by XMP": lambda turn: jpeg(xmp_segment(packet(turn))),
    "png by XMP": lambda turn: png(international_text_chunk("XML:com.adobe.xmp", packet(turn).decode())),
    "webp by XMP": lambda turn: encoded(IMAGE, "WEBP", xmp=packet(turn), quality=90),
    "tiff by XMP": lambda turn: encoded(IMAGE, "TIFF", tiffinfo={700: packet(turn)}),
    "gif by XMP": xmp_of_gif,
    "avif by irot and imir": lambda turn: encoded(IMAGE, "AVIF", exif=exif(turn), quality=90),
    "heic by irot and imir": lambda turn: heic_with(heic(IMAGE.copy()), *properties(turn)),
    "jxl by its codestream": jxl_turned,
}


def look(data: bytes) -> NDArray[np.int64]:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB")).astype(np.int64)


def assert_looks_like(found: NDArray[np.int64], expected: NDArray[np.uint8]) -> None:
    assert found.shape == expected.shape
    assert np.abs(found - expected).mean() < 25


HASHES = {turn: compute_perceptual_hash(turn_upright(picture(), turn)) for turn in ORIENTATIONS}


def find_nearest(digits: str) -> int:
    """Return the orientation in which the picture has the perceptual hash that is nearest to this one."""
    return min(HASHES, key=lambda turn: (int(HASHES[turn], 16) ^ int(digits, 16)).bit_count())


def check(folder: Path, data: bytes, orientation: int) -> None:
    upright = turn_upright(picture(), orientation)
    report = read_bytes(folder, "a", data)
    assert report.failures == ()
    assert (report.height, report.width) == upright.shape[:2]
    bare = read_file(report.path, replace(PLAIN, pixels=False))
    assert (bare.height, bare.width) == upright.shape[:2], "the matrix is read without decoding a frame, too"
    assert report.thumbnail is not None
    assert_looks_like(look(report.thumbnail.data), upright)
    assert report.hashes is not None and report.hashes.perceptual is not None
    assert find_nearest(report.hashes.perceptual) == orientation
    with (folder / "a").open("rb") as file:
        rendition = render_picture(file.fileno(), 1280)
    assert isinstance(rendition, Rendition)
    assert_looks_like(look(rendition.data), upright)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("name", BY)
def test_a_picture_is_turned_once(tmp_path: Path, name: str, orientation: int) -> None:
    check(tmp_path, BY[name](orientation), orientation)


def test_the_pixel_hash_of_a_jpeg_or_png_does_not_depend_on_how_it_is_turned(tmp_path: Path) -> None:
    for name in ("jpeg by EXIF", "png by EXIF", "webp by EXIF", "jpeg by XMP"):
        hashes = [read_bytes(tmp_path, "a", BY[name](turn)).hashes for turn in (1, 6)]
        assert len({one.pixels if one else None for one in hashes}) == 1, name


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_exif_counts_before_xmp(tmp_path: Path, orientation: int) -> None:
    other = orientation % 8 + 1
    check(tmp_path, jpeg(exif_segment(exif(orientation)), xmp_segment(packet(other))), orientation)
    data = encoded(IMAGE, "TIFF", tiffinfo={0x0112: orientation, 700: packet(other)})
    check(tmp_path, data, orientation)


@pytest.mark.parametrize("said", [0, 9, 600])
def test_a_number_that_is_no_orientation_does_not_count(tmp_path: Path, said: int) -> None:
    check(tmp_path, jpeg(exif_segment(exif(said))), 1)
    check(tmp_path, jpeg(exif_segment(exif(said)), xmp_segment(packet(6))), 6)
    check(tmp_path, jpeg(xmp_segment(packet(said))), 1)


UNKNOWN, ORIENTATION = b"\x13\x01\x03\0", b"\x12\x01\x03\0"
"""Tag and type. Encoders turn an orientation into irot and imir, and leave a tag alone that they do not know."""


def contradict(data: bytes) -> bytes:
    """Return the file with what its encoder did not know as an orientation, in EXIF and in XMP."""
    assert data.count(UNKNOWN) == data.count(b"tiff:Unfamiliar_=") == 1
    return data.replace(UNKNOWN, ORIENTATION).replace(b"tiff:Unfamiliar_=", b"tiff:Orientation=")


def both(orientation: int) -> bytes:
    return tiff_structure([(0x0112, 3, (orientation,)), (0x0113, 3, (8,))])


OTHER = tiff_structure([(0x0113, 3, (8,))])
OTHER_XMP = packet(3).replace(b"tiff:Orientation=", b"tiff:Unfamiliar_=")
CONTRADICTED: dict[str, Callable[[int], bytes]] = {
    "avif": lambda turn: contradict(encoded(IMAGE, "AVIF", exif=both(turn), xmp=OTHER_XMP, quality=90)),
    "heic": lambda turn: contradict(
        heic_with(heic(IMAGE.copy(), exif=b"Exif\0\0" + OTHER, xmp=OTHER_XMP), *properties(turn))
    ),
    "jxl": lambda turn: jxl_turned(turn, exif(8), packet(3)),
}


@pytest.mark.parametrize("turn", [1, 6])
@pytest.mark.parametrize("kind", CONTRADICTED)
def test_where_the_container_turns_the_picture_neither_exif_nor_xmp_turn_it_again(
    tmp_path: Path, kind: str, turn: int
) -> None:
    check(tmp_path, CONTRADICTED[kind](turn), turn)


def test_an_avif_without_exif_is_not_turned_by_its_xmp(tmp_path: Path) -> None:
    check(tmp_path, encoded(IMAGE, "AVIF", xmp=packet(6), quality=90), 1)


def test_a_sidecar_does_not_turn_the_picture(tmp_path: Path) -> None:
    (tmp_path / "a.xmp").write_bytes(packet(6))
    check(tmp_path, jpeg(), 1)


@pytest.mark.parametrize("name", ["jpeg by XMP", "png by XMP", "webp by XMP"])
def test_a_clean_copy_keeps_what_only_xmp_states(tmp_path: Path, name: str) -> None:
    check(tmp_path, clean(tmp_path, BY[name](6)), 6)


@pytest.mark.parametrize("name", ["gif by XMP", "tiff by XMP"])
def test_a_copy_that_could_not_be_turned_is_refused(tmp_path: Path, name: str) -> None:
    found = find_pieces(tmp_path, BY[name](6))
    assert isinstance(found, Failure)
    assert found.reason == "its XMP says how it is turned, which no copy without metadata can say"
    assert isinstance(find_pieces(tmp_path, BY[name](1)), CleanCopy)


def find_pieces(folder: Path, data: bytes) -> CleanCopy | Failure:
    (folder / "original").write_bytes(data)
    with (folder / "original").open("rb") as file:
        return find_clean_pieces(file.fileno())


def clean(folder: Path, data: bytes) -> bytes:
    found = find_pieces(folder, data)
    assert isinstance(found, CleanCopy)
    return assemble(found, data)


# Videos: ISO/IEC 14496-12, 6.2.2: a, b, u, c, d, v, x, y, w

ONE, W = 1 << 16, 1 << 30
MATRICES = {
    1: (ONE, 0, 0, ONE),
    2: (-ONE, 0, 0, ONE),
    3: (-ONE, 0, 0, -ONE),
    4: (ONE, 0, 0, -ONE),
    5: (0, ONE, ONE, 0),
    6: (0, ONE, -ONE, 0),
    7: (0, -ONE, -ONE, 0),
    8: (0, -ONE, ONE, 0),
}


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("kind", ["mp4", "mov"])
def test_a_video_is_turned_by_its_matrix(tmp_path: Path, kind: str, orientation: int) -> None:
    a, b, c, d = MATRICES[orientation]
    data = video(kind, codec="libx264", frames=[picture()] * 2, matrix=(a, b, 0, c, d, 0, 0, 0, W))
    report = read_bytes(tmp_path, f"a.{kind}", data)
    upright = turn_upright(picture(), orientation)
    assert report.failures == ()
    assert (report.height, report.width) == upright.shape[:2]
    assert report.thumbnail is not None
    assert_looks_like(look(report.thumbnail.data), upright)
