"""JPEG segments: EXIF, XMP in one and many parts, IPTC, comments; and what counts as damage."""

from __future__ import annotations

import hashlib
import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from app.domain.progress import Outcome
from app.domain.report import Step
from app.readers.reasons import CUT_OFF
from tests.readers.support import (
    bag,
    block,
    blocks_named,
    exif_segment,
    iptc_segment,
    jpeg,
    picture,
    read_bytes,
    reasons,
    segment,
    tiff_structure,
    xmp,
    xmp_segment,
)


def test_comment_exif_xmp_and_iptc_are_read(tmp_path: Path) -> None:
    data = jpeg(
        exif_segment(tiff_structure([(0x010F, 2, b"ACME\0"), (0x0110, 2, b"Rocket\0")])),
        xmp_segment(xmp(bag("dc:subject", "cat"))),
        iptc_segment((2, 25, b"dog"), (2, 25, b"bird"), (2, 120, b"a caption")),
        segment(0xFE, b"a comment"),
    )
    report = read_bytes(tmp_path, "a.jpg", data)
    assert report.failures == ()
    assert blocks_named(report) == ["jpeg:comment", "exif:Make", "exif:Model", "xmp", "iptc"]
    assert block(report, "iptc") == "Keywords=dog\nKeywords=bird\nCaption=a caption"
    assert report.keywords == ("cat", "dog", "bird")
    assert report.provenance["keywords"] == "xmp / xmp 2, iptc / iptc 2"


def extended(packet: bytes, guid: bytes, size: int) -> list[bytes]:
    """XMP specification part 3, 1.1.3.1: GUID, full length, offset, portion."""
    return [
        segment(
            0xE1,
            b"http://ns.adobe.com/xmp/extension/\0"
            + guid
            + struct.pack(">II", len(packet), at)
            + packet[at : at + size],
        )
        for at in range(0, len(packet), size)
    ]


def test_extended_xmp_is_put_together_in_any_order(tmp_path: Path) -> None:
    packet = xmp(bag("dc:subject", *(f"word{index}" for index in range(300))))
    guid = hashlib.md5(packet, usedforsecurity=False).hexdigest().upper().encode()
    note = f"xmlns:xmpNote='http://ns.adobe.com/xmp/note/' xmpNote:HasExtendedXMP='{guid.decode()}'"
    main = xmp(bag("dc:subject", "main"), note)
    parts = extended(packet, guid, 2000)
    report = read_bytes(tmp_path, "a.jpg", jpeg(*parts[::-1], xmp_segment(main)))
    assert report.failures == ()
    assert len(report.keywords) == 301
    foreign = extended(packet, b"0" * 32, 2000)
    assert read_bytes(tmp_path, "b.jpg", jpeg(*foreign, xmp_segment(main))).keywords == ("main",)


def test_a_hole_in_extended_xmp_is_said(tmp_path: Path) -> None:
    packet, guid = xmp(bag("dc:subject", "lost")), b"A" * 32
    main = xmp("", f"xmlns:xmpNote='http://ns.adobe.com/xmp/note/' xmpNote:HasExtendedXMP='{guid.decode()}'")
    report = read_bytes(tmp_path, "a.jpg", jpeg(xmp_segment(main), extended(packet, guid, 300)[1]))
    assert reasons(report, Step.METADATA) == ["a part of the extended XMP is missing"]


def test_a_missing_end_marker_alone_is_no_damage(tmp_path: Path) -> None:
    whole = read_bytes(tmp_path, "whole.jpg", jpeg())
    report = read_bytes(tmp_path, "a.jpg", jpeg()[:-2])
    assert report.outcome is Outcome.OK
    assert report.provenance["decode"] == "the end marker is missing; the picture is complete"
    assert report.thumbnail == whole.thumbnail


@pytest.mark.parametrize("progressive", [False, True])
def test_one_missing_byte_of_the_picture_is_damage(tmp_path: Path, *, progressive: bool) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(progressive=progressive)[:-40])
    assert report.outcome is Outcome.FAILED
    assert reasons(report, Step.DECODE) == [CUT_OFF]
    assert report.thumbnail is None


def test_a_progressive_picture_that_lacks_whole_scans_is_damage(tmp_path: Path) -> None:
    """Cut exactly between two scans, the file still decodes, but coarsely."""
    data = jpeg(progressive=True)
    report = read_bytes(tmp_path, "a.jpg", data[: data.rindex(b"\xff\xc4")])
    assert reasons(report, Step.DECODE) == [CUT_OFF]


def test_a_height_that_stands_behind_the_picture_is_found(tmp_path: Path) -> None:
    """ITU-T T.81 B.2.5: the frame states 0 lines, a DNL segment after the first scan states how many."""
    data = jpeg().replace(struct.pack(">HH", 240, 320), struct.pack(">HH", 0, 320), 1)
    report = read_bytes(tmp_path, "a.jpg", data[:-2] + segment(0xDC, struct.pack(">H", 240)) + data[-2:])
    assert report.failures == ()
    assert (report.width, report.height) == (320, 240)
    assert read_bytes(tmp_path, "none.jpg", data).outcome is Outcome.FAILED


def test_bytes_behind_the_picture_do_no_harm(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.jpg", jpeg() + b"PK\x03\x04 motion photo").outcome is Outcome.OK


def test_padding_of_fill_bytes_between_segments_is_walked_quickly(tmp_path: Path) -> None:
    data = jpeg(segment(0xFE, b"found"))
    padded = data[:2] + b"\xff" * (4 << 20) + data[2:]
    assert block(read_bytes(tmp_path, "a.jpg", padded), "jpeg:comment") == "found"


def test_a_cmyk_jpeg_shows_its_colours(tmp_path: Path) -> None:
    red = Image.new("RGB", (64, 48), (220, 20, 30)).convert("CMYK")
    buffer = io.BytesIO()
    red.save(buffer, "JPEG", quality=95)
    report = read_bytes(tmp_path, "a.jpg", buffer.getvalue())
    assert report.thumbnail is not None
    with Image.open(io.BytesIO(report.thumbnail.data)) as shown:
        colour = shown.convert("RGB").getpixel((30, 20))
    assert isinstance(colour, tuple)
    assert colour[0] > 180
    assert max(colour[1:3]) < 80


def test_a_grey_jpeg_is_shown_grey(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(mode="L", pixels=picture()))
    assert report.outcome is Outcome.OK
    assert (report.width, report.height) == (320, 240)
