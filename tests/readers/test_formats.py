"""Identification by the first bytes: names and extensions prove nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.domain.pattern import parse_pattern
from app.domain.progress import Outcome
from app.domain.report import Kind, Step
from app.readers.formats import DEFAULT_PATTERN, FORMATS, KIND_BY_EXTENSION, identify
from app.readers.reasons import UnreadableError
from tests.readers.photographs.support import every_photograph
from tests.readers.support import (
    every_image_format,
    every_stream_format,
    every_video_format,
    jpeg,
    png,
    read_bytes,
    reasons,
)
from tests.support.paths import REPOSITORY

EXPECTED = {
    "a.png": "png", "a.jpg": "jpeg", "progressive.jpg": "jpeg", "a.webp": "webp", "lossless.webp": "webp",
    "a.gif": "gif", "a.bmp": "bmp", "a.tif": "tiff", "raw.tif": "tiff", "a.avif": "avif", "a.heic": "heic",
    "a.jxl": "jxl", "a.psd": "psd", "a.mp4": "mp4", "fast.mp4": "mp4", "a.mov": "mov", "a.webm": "webm", "a.mkv": "mkv",
    "a.avi": "avi", "a.ts": "mpegts", "a.m2ts": "mpegts", "a.mpg": "mpeg", "a.vob": "mpeg",
    "a.dng": "dng", "a.nef": "nef", "a.cr2": "cr2", "a.cr3": "cr3", "a.arw": "arw", "a.raf": "raf", "a.orf": "orf",
    "a.rw2": "rw2", "a.pef": "pef", "a.srw": "srw",
}  # fmt: skip


def test_every_format_is_read_whole(tmp_path: Path) -> None:
    found = {}
    photographs = every_photograph()
    for name, data in (every_image_format() | every_video_format() | every_stream_format() | photographs).items():
        report = read_bytes(tmp_path, name, data)
        assert report.failures == (), name
        assert name in photographs or (report.width, report.height) == (320, 240), name
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
        (b"\xff\xd8\x00\x10JFIF", "only the JPEG signature is intact"),
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


# One list of extensions


@pytest.mark.parametrize("extension", [extension for each in FORMATS for extension in each.extensions])
def test_the_default_pattern_takes_every_extension_that_is_read(extension: str) -> None:
    pattern = parse_pattern(DEFAULT_PATTERN)
    assert pattern.matches(f"x{extension}") and pattern.matches(f"X{extension.upper()}")


def test_the_default_pattern_takes_nothing_else() -> None:
    assert {glob.removeprefix("*") for glob in DEFAULT_PATTERN.split("|")} == set(KIND_BY_EXTENSION)
    assert len(DEFAULT_PATTERN.split("|")) == len(KIND_BY_EXTENSION), "no extension belongs to two formats"


def test_no_other_source_lists_extensions() -> None:
    """Two lists differ one day. Examples name two extensions at most; `delivery` knows the page's own files."""
    app = REPOSITORY / "app"
    word = re.compile(rf"(?<![\w/.])[.*]*\.({'|'.join(each[1:] for each in KIND_BY_EXTENSION)})\b")
    listing = [
        f"{path.relative_to(app)}:{number}"
        for suffix in (".py", ".js", ".html", ".ftl")
        for path in app.rglob(f"*{suffix}")
        if path != app / "readers" / "formats.py" and not {"vendor", "delivery"} & {*path.parts}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len({found[1] for found in word.finditer(line)}) > 2
    ]
    assert listing == []


def test_the_document_lists_the_extensions_of_every_format() -> None:
    page = (REPOSITORY / "docs" / "FORMATS.md").read_text()
    missing = [
        each.name
        for each in FORMATS
        if f"| {each.name} | {' '.join(f'`{extension}`' for extension in each.extensions)} |" not in page
    ]
    assert missing == []
