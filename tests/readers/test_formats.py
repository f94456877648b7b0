"""Identification by the first bytes: names and extensions prove nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.progress import Outcome
from app.domain.report import Kind, Step
from app.readers.formats import FORMATS, identify
from app.readers.reasons import UnreadableError
from tests.readers.support import every_image_format, every_video_format, jpeg, png, read_bytes, reasons

EXPECTED = {
    "a.png": "png", "a.jpg": "jpeg", "progressive.jpg": "jpeg", "a.webp": "webp", "lossless.webp": "webp",
    "a.gif": "gif", "a.bmp": "bmp", "a.tif": "tiff", "raw.tif": "tiff", "a.avif": "avif", "a.heic": "heic",
    "a.jxl": "jxl", "a.mp4": "mp4", "fast.mp4": "mp4", "a.mov": "mov", "a.webm": "webm", "a.mkv": "mkv",
}  # fmt: skip


def test_every_format_is_read_whole(tmp_path: Path) -> None:
    found = {}
    for name, data in (every_image_format() | every_video_format()).items():
        report = read_bytes(tmp_path, name, data)
        assert report.failures == (), name
        assert (report.width, report.height) == (320, 240), name
        assert report.thumbnail is not None, name
        assert report.hashes is not None, name
        assert report.hashes.perceptual is not None, name
        found[name] = report.format
    assert found == EXPECTED


def test_every_known_format_has_a_sample_above() -> None:
    assert {known.name for known in FORMATS} == set(EXPECTED.values())


def test_a_jpeg_named_png_is_read_and_the_name_is_noted(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.png", jpeg())
    assert report.outcome is Outcome.OK
    assert report.format == "jpeg"
    assert report.provenance["format"] == "signature of the bytes; the name says .png"


def test_a_picture_without_extension_is_read(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "picture", png())
    assert report.format == "png"
    assert report.provenance["format"] == "signature of the bytes; the name says nothing"


def test_a_polyglot_is_what_its_first_bytes_say(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.gif", png() + b"PK\x03\x04 and a whole archive" + jpeg())
    assert report.format == "png"
    assert report.outcome is Outcome.OK


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<!DOCTYPE html><title>404", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "git lfs pull"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04\x14\0", "a ZIP archive"),
        (b'{"error": "not found"}', "a JSON text"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', "SVG"),
        (b"\0" * 4096, "only zeros"),
        (b"BM it begins like a bitmap", "42 4d 20 69"),
        (b"\xff\xd8\x00\x10JFIF", "damaged JPEG"),
        (b"x", "begins with 78"),
    ],
)
def test_what_is_no_picture_says_what_it_is(tmp_path: Path, data: bytes, words: str) -> None:
    report = read_bytes(tmp_path, "a.png", data)
    assert report.outcome is Outcome.FAILED
    assert words in reasons(report, Step.IDENTIFY)[0]
    assert report.kind is None


def brand(major: bytes, *compatible: bytes) -> bytes:
    body = major + b"\0\0\0\0" + b"".join(compatible)
    return (len(body) + 8).to_bytes(4, "big") + b"ftyp" + body


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (brand(b"mif1", b"avif", b"miaf"), "avif"),
        (brand(b"mif1", b"heic"), "heic"),
        (brand(b"qt  "), "mov"),
        (brand(b"isom", b"mp42"), "mp4"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "mov"),
        (b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska", "mkv"),
        (b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm", "webm"),
        (b"II+\0\x08\0\0\0", "tiff"),
    ],
)
def test_containers_with_many_formats_are_told_apart_by_their_brands(head: bytes, name: str) -> None:
    assert identify(head).name == name


def test_kinds_follow_formats() -> None:
    assert identify(brand(b"isom")).kind is Kind.VIDEO
    assert identify(brand(b"avif")).kind is Kind.IMAGE


def test_nothing_is_not_identified() -> None:
    with pytest.raises(UnreadableError):
        identify(b"")
