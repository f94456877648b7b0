"""Hostile files: cut at every percent, changed at random, compressed bombs. Each of them gives a report."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import struct
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.domain.progress import Outcome
from app.domain.report import FileReport, Step
from app.readers import Limits, as_json, read_file
from app.readers.containers.reading import _READERS, read_container
from app.readers.limits import LIMITS
from app.readers.metadata import parse as parse_module
from app.readers.metadata.exif import parse_exif
from app.readers.metadata.iptc import extract_photoshop_iptc, parse_iptc
from app.readers.metadata.parse import parse_metadata
from app.readers.metadata.text import clean_text, decode_user_comment
from app.readers.photographs.structure import TIFF_PHOTOGRAPHS
from tests.readers.photographs.support import CANON_UUID, every_photograph
from tests.readers.support import (
    PLAIN,
    chunk,
    encoded,
    every_image_format,
    every_stream_format,
    every_video_format,
    jpeg,
    picture,
    png,
    segment,
)

HURRIED = Limits(settle_seconds=0, fresh_seconds=0)
"""Files are damaged on purpose here, so waiting for a writer to finish them would only take time."""

SOUND = every_image_format() | every_video_format() | every_stream_format() | every_photograph()
UNNOTICED = {*every_stream_format(), "a.arw", "a.srw", "a.rw2"}
"""Files whose format does not say, or not reliably, how long they must be."""
NEEDS_LITTLE = st.binary(max_size=2000)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_hurried(folder: Path, name: str, data: bytes) -> FileReport:
    path = folder / name
    path.write_bytes(data)
    return read_file(str(path), PLAIN, HURRIED)


def check_is_a_report(report: FileReport) -> None:
    """Check that a report can be stored, shown and understood, whatever the file contains."""
    for failure in report.failures:
        assert failure.reason
        said = re.sub("“.*”", "", failure.reason, flags=re.DOTALL)  # what is quoted are the file's own words
        assert not re.search(r"Error\b|Exception|Traceback|0x[0-9a-f]{6,}|b'|<class", said), failure.reason
    json.dumps(as_json(report)).encode()
    for found in report.blocks:
        assert "\0" not in found.text
        found.text.encode("utf-8")
    assert (report.fatal is None) == (report.outcome is Outcome.OK)
    if report.fatal is None:
        assert report.thumbnail is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SOUND.keys() - UNNOTICED))
def test_a_file_cut_at_any_percent_is_never_shown_as_whole(tmp_path: Path, name: str) -> None:
    data = SOUND[name]
    for percent in range(1, 100):
        report = read_hurried(tmp_path, name, data[: max(1, len(data) * percent // 100)])
        check_is_a_report(report)
        assert report.outcome is Outcome.FAILED, f"{name} cut at {percent} %"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SOUND))
def test_a_mutated_file_gives_a_report(tmp_path: Path, name: str) -> None:
    data, chance = SOUND[name], random.Random(name)
    for _ in range(60):
        mutated = bytearray(data)
        for _ in range(chance.choice((1, 2, 8))):
            at = chance.randrange(min(len(data), chance.choice((64, 600, len(data)))))
            mutated[at : at + 4] = chance.choice((b"\xff" * 4, b"\0" * 4, b"\x7f", bytes([chance.randrange(256)]), b""))
        check_is_a_report(read_hurried(tmp_path, name, bytes(mutated)))


@pytest.mark.parametrize("format_name", sorted(_READERS))
@QUICK
@given(data=NEEDS_LITTLE)
def test_no_bytes_make_a_container_reader_raise(format_name: str, data: bytes) -> None:
    head = {
        "png": b"\x89PNG\r\n\x1a\n",
        "jpeg": b"\xff\xd8\xff\xe1",
        "webp": b"RIFF\0\0\0\0WEBP",
        "gif": b"GIF89a",
        "tiff": b"II*\0\x08\0\0\0",
        "avif": b"\0\0\0\x10ftypavif\0\0\0\0\0\0\x01\0meta\0\0\0\0",
        "heic": b"\0\0\0\x10ftypheic\0\0\0\0\0\0\x01\0meta\0\0\0\0",
        **dict.fromkeys(TIFF_PHOTOGRAPHS, b"II*\0\x08\0\0\0"),
        "rw2": b"IIU\0\x08\0\0\0",
        "raf": b"FUJIFILMCCD-RAW ".ljust(84, b"\0"),
        "cr3": b"\0\0\0\x10ftypcrx \0\0\0\0" + b"\0\0\1\0moov\0\0\0\xf0uuid" + CANON_UUID + b"\0\0\0\x80CMT1",
    }
    raw = read_container(format_name, head.get(format_name, b"") + data, LIMITS)
    assert raw.failure is None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parse_module, "capture_failure", lambda _step, action: action())
        parse_metadata(raw, LIMITS)


@QUICK
@given(data=NEEDS_LITTLE, big_endian=st.booleans())
def test_no_bytes_make_a_metadata_parser_raise(data: bytes, *, big_endian: bool) -> None:
    parse_exif((b"MM\0*" if big_endian else b"II*\0") + data, LIMITS).list_named_tags()
    parse_iptc(b"\x1c\x02" + data)
    extract_photoshop_iptc(b"8BIM" + data)
    clean_text(decode_user_comment(data, big_endian=big_endian)).encode()


# Bombs. They attack memory, so memory is measured.


def peak_bytes() -> int:
    factor = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * factor


@pytest.mark.slow
def test_a_megabyte_that_unpacks_to_a_gigabyte_cost_little_memory(tmp_path: Path) -> None:
    packer = zlib.compressobj(9)
    piece = b"\0" * (1 << 20)
    body = b"".join(packer.compress(piece) for _ in range(1024)) + packer.flush()
    before = peak_bytes()
    for kind, head in ((b"zTXt", b"bomb\0\0"), (b"iTXt", b"bomb\0\1\0\0\0"), (b"iCCP", b"bomb\0\0")):
        report = read_hurried(tmp_path, "a.png", png(chunk(kind, head + body)))
        assert report.outcome is Outcome.OK, kind
        assert report.blocks == ()
    assert peak_bytes() - before < 200 << 20


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", png().replace(png()[16:24], struct.pack(">II", 60_000, 60_000), 1)),
        ("a.jpg", jpeg().replace(struct.pack(">HH", 240, 320), struct.pack(">HH", 65_000, 65_000), 1)),
        ("a.gif", encoded(Image.fromarray(picture()), "GIF").replace(struct.pack("<HH", 320, 240), b"\xff" * 4, 1)),
        (
            "a.bmp",
            encoded(Image.fromarray(picture()), "BMP").replace(struct.pack("<II", 320, 240), b"\0\0\1\0\0\0\1\0"),
        ),
    ],
)
def test_a_header_that_claims_billions_of_pixels_is_refused_unread(tmp_path: Path, name: str, data: bytes) -> None:
    before = peak_bytes()
    report = read_hurried(tmp_path, name, data)
    said = [failure.reason for failure in report.failures if failure.step is Step.DECODE]
    assert len(said) == 1
    assert "at most 200 million are decoded" in said[0]
    assert peak_bytes() - before < 64 << 20


def test_a_million_empty_chunks_end_the_walk(tmp_path: Path) -> None:
    data = png(chunk(b"teXt", b"") * 1_000_000)
    report = read_hurried(tmp_path, "a.png", data)
    check_is_a_report(report)
    assert "the file has more chunks than are read; metadata after them was left out" in [
        failure.reason for failure in report.failures
    ]


def test_ten_thousand_segments_of_xmp_are_bounded(tmp_path: Path) -> None:
    packet = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + b"<a>" * 20_000)
    data = jpeg(*[packet] * 500)
    report = read_hurried(tmp_path, "a.jpg", data)
    assert report.outcome is Outcome.OK
    assert len(report.failures) <= 5


def test_an_iloc_box_that_promises_billions_of_extents_is_walked_to_its_end() -> None:
    iloc = b"\x01\0\0\0\x44\0" + b"\xff\xff" + b"\0\x01\0\0\0\0\xff\xff" * 50
    inner = struct.pack(">I", len(iloc) + 8) + b"iloc" + iloc
    meta = b"\0\0\0\0" + inner
    data = b"\0\0\0\x10ftypheic\0\0\0\0" + struct.pack(">I", len(meta) + 8) + b"meta" + meta
    raw = read_container("heic", data, LIMITS)
    assert raw.failure is None
    assert raw.width is None


def test_the_reader_leaves_nothing_behind_in_the_folder(tmp_path: Path) -> None:
    for name, data in SOUND.items():
        read_hurried(tmp_path, name, data[: len(data) // 2])
    assert sorted(os.listdir(tmp_path)) == sorted(SOUND)
