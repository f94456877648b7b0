"""MP4 and MOV: what the boxes carry, and how long the file must be."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from app.domain.report import Gps
from app.readers.containers.isobmff import C2PA_UUID, XMP_UUID
from app.readers.containers.reading import read_video_container
from app.readers.limits import LIMITS, Limits
from app.readers.metadata.raw import RawMetadata
from tests.readers.carriers import with_user_data
from tests.readers.generation.support import box
from tests.readers.support import bag, block, every_video_format, read_bytes, xmp

PARTS = (
    box(b"ftyp", b"isom"),
    box(b"uuid", XMP_UUID + b"<x/>"),
    box(b"uuid", C2PA_UUID + b"\0\0\0\0manifest\0" + bytes(8) + b"store"),
    box(b"moov", b""),
)


def read(data: bytes, limits: Limits = LIMITS) -> RawMetadata:
    return read_video_container("mp4", lambda count, at: data[at : at + count], len(data), limits)


def test_xmp_and_content_credentials_are_read() -> None:
    raw = read(b"".join(PARTS))
    assert (raw.xmp, raw.c2pa, raw.failure) == ((b"<x/>",), b"store", None)
    assert (raw.announced_size, raw.layout.has_index) == (sum(map(len, PARTS)), True)


def with_movie(*boxes: bytes) -> bytes:
    return box(b"ftyp", b"qt  ") + box(b"moov", box(b"mvhd", bytes(100)) + b"".join(boxes)) + box(b"mdat", b"pixels")


@pytest.mark.parametrize(
    "data",
    [
        with_movie(box(b"udta", box(b"XMP_", b"<x/>"))),
        with_movie(box(b"udta", box(b"name", b"n") + box(b"XMP_", b"<x/>") + bytes(4))),
        with_movie(box(b"trak", bytes(50)), box(b"udta", box(b"XMP_", b"<x/>"))),
        with_movie(box(b"udta", box(b"name", b"n")), box(b"udta", box(b"XMP_", b"<x/>"))),
        with_movie(box(b"uuid", XMP_UUID + b"<x/>")),
        with_movie(box(b"udta", box(b"uuid", XMP_UUID + b"<x/>"))),
        with_movie() + box(b"uuid", C2PA_UUID + b"other") + box(b"uuid", XMP_UUID + b"<x/>"),
        with_movie() + box(b"XMP_", b"<x/>"),
        box(b"uuid", XMP_UUID + b"<x/>") + with_movie(),
        box(b"uuid", XMP_UUID + b"<x/>") + with_movie(box(b"udta", box(b"XMP_", b"<x/>"))),
        with_movie()[:-14] + struct.pack(">I4sQ", 1, b"uuid", 36) + XMP_UUID + b"<x/>",
    ],
)
def test_xmp_is_found_in_every_place_that_writers_use(data: bytes) -> None:
    raw = read(data)
    assert (raw.xmp, raw.failure, raw.problems) == ((b"<x/>",), None, ())


def test_packets_that_differ_are_all_kept() -> None:
    data = box(b"uuid", XMP_UUID + b"<a/>") + with_movie(
        box(b"uuid", XMP_UUID + b"<b/>"), box(b"udta", box(b"XMP_", b"<c/>"))
    )
    assert read(data).xmp == (b"<a/>", b"<b/>", b"<c/>")


def test_the_same_letters_elsewhere_are_no_packet() -> None:
    data = with_movie(box(b"trak", box(b"udta", box(b"XMP_", b"<x/>")))) + box(b"udta", box(b"XMP_", b"<y/>"))
    assert read(data).xmp == ()


def test_a_box_that_claims_more_than_the_one_around_it_ends_with_that() -> None:
    data = with_movie(box(b"udta", struct.pack(">I4s", 1000, b"XMP_") + b"<x/>"))
    assert read(data).xmp == (b"<x/>",)


def test_a_movie_that_is_cut_gives_what_is_there() -> None:
    data = box(b"ftyp", b"qt  ") + box(b"moov", box(b"udta", box(b"XMP_", b"<x/>")))
    for end in range(len(data)):
        raw = read(data[:end])
        assert (raw.failure, raw.problems) == (None, ())
        assert all(b"<x/>".startswith(packet) for packet in raw.xmp)


def test_a_movie_with_a_million_boxes_is_bounded() -> None:
    raw = read(with_movie(box(b"free", b"") * 100_000, box(b"udta", box(b"XMP_", b"<x/>"))), Limits(chunks=1_000))
    assert raw.xmp == ()


def test_values_of_the_movies_xmp_count_as_those_of_any_other(tmp_path: Path) -> None:
    packet = xmp(
        bag("dc:subject", "cat"),
        'xmp:Rating="4" xmp:CreateDate="2024-02-29T12:34:56+01:00" exif:GPSLatitude="48,30N" exif:GPSLongitude="9,0E"',
    )
    report = read_bytes(tmp_path, "a.mov", with_user_data(every_video_format()["a.mov"], box(b"XMP_", packet)))
    assert report.failures == ()
    assert (report.keywords, report.score, report.gps) == (("cat",), 4, Gps(48.5, 9.0))
    assert report.captured_at == "2024-02-29T12:34:56+01:00"
    assert block(report, "xmp") is not None


def test_a_box_beyond_the_limit_is_not_read() -> None:
    raw = read(b"".join(PARTS), Limits(item_bytes=3))
    assert raw.xmp == ()
    assert raw.problems == ("a metadata box is too large to be read and was left out",)


def test_a_file_without_its_index_is_recognised() -> None:
    assert not read(b"".join(PARTS[:-1])).layout.has_index


def test_a_read_error_is_a_failure_and_not_an_exception() -> None:
    def read_nothing(_count: int, _at: int) -> bytes:
        raise OSError(5, "Input/output error")

    raw = read_video_container("mov", read_nothing, 100, LIMITS)
    assert raw.failure is not None
    assert "read error" in raw.failure.reason
