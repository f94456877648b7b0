"""What tools write is found in real files, in every container and every encoding that they use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.domain.report import Block
from tests.readers.generation.support import Sample, corpus
from tests.readers.support import (
    Tag,
    chunk,
    encoded,
    exif_segment,
    international_text_chunk,
    jpeg,
    packed_text_chunk,
    picture,
    png,
    read_bytes,
    segment,
    text_chunk,
    tiff_structure,
    video,
    xmp_segment,
)

SMALL = picture(64, 48)
_ASCII_TAGS = {"exif:ImageDescription": 0x010E, "exif:Make": 0x010F, "exif:Model": 0x0110, "exif:Software": 0x0131}


def place(start: str) -> list[Sample]:
    """Return the samples whose blocks are all in one kind of place."""
    return [sample for sample in corpus() if all(block.name.startswith(start) for block in sample.blocks)]


def name_of(sample: Sample) -> str:
    return f"{sample.tool}-{sample.blocks[0].name}"


def check(folder: Path, name: str, data: bytes, sample: Sample) -> None:
    report = read_bytes(folder, name, data)
    assert report.generation == sample.expected
    assert report.provenance["generation.tool"].split(" / ")[0] in {block.name for block in sample.blocks}
    assert not report.failures


def _compressed_international(keyword: str, text: bytes) -> bytes:
    return international_text_chunk(keyword, text.decode(), packed=True)


def _international(keyword: str, text: bytes) -> bytes:
    return international_text_chunk(keyword, text.decode())


@pytest.mark.parametrize("make", [text_chunk, packed_text_chunk, _international, _compressed_international])
@pytest.mark.parametrize("sample", place("png:"), ids=name_of)
def test_png_text_of_every_kind(sample: Sample, make: Callable[[str, bytes], bytes], tmp_path: Path) -> None:
    chunks = [make(block.name.removeprefix("png:"), block.text.encode()) for block in sample.blocks]
    check(tmp_path, "a.png", png(*chunks, pixels=SMALL), sample)


def structure(blocks: tuple[Block, ...], code: str) -> bytes:
    """Return a TIFF structure with the tags that these blocks name; `code` is the encoding of UserComment."""
    comments = {
        "ascii": lambda text: b"ASCII\0\0\0" + text.encode(),
        "undefined": lambda text: bytes(8) + text.encode(),
        "utf-16-be": lambda text: b"UNICODE\0" + text.encode("utf-16-be"),
        "utf-16-le": lambda text: b"UNICODE\0" + text.encode("utf-16-le"),
    }
    tags: list[Tag] = [(_ASCII_TAGS[b.name], 2, b.text.encode() + b"\0") for b in blocks if b.name in _ASCII_TAGS]
    exif: list[Tag] = [(0x9286, 7, comments[code](b.text)) for b in blocks if b.name == "exif:UserComment"]
    return tiff_structure(tags, exif)


@pytest.mark.parametrize("code", ["ascii", "undefined", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("sample", place("exif:"), ids=name_of)
def test_exif_in_jpeg_with_every_encoding(sample: Sample, code: str, tmp_path: Path) -> None:
    data = jpeg(exif_segment(structure(sample.blocks, code)), pixels=SMALL)
    check(tmp_path, "a.jpg", data, sample)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "PNG"])
@pytest.mark.parametrize("sample", place("exif:"), ids=name_of)
def test_exif_in_other_containers(sample: Sample, kind: str, tmp_path: Path) -> None:
    exif = b"Exif\0\0" + structure(sample.blocks, "utf-16-be")
    data = encoded(Image.fromarray(SMALL), kind, exif=exif)
    check(tmp_path, f"a.{kind.lower()}", data, sample)


@pytest.mark.parametrize("sample", place("xmp"), ids=name_of)
def test_xmp_in_jpeg_and_png(sample: Sample, tmp_path: Path) -> None:
    packet = sample.blocks[0].text
    check(tmp_path, "a.jpg", jpeg(xmp_segment(packet.encode()), pixels=SMALL), sample)
    check(tmp_path, "a.png", png(international_text_chunk("XML:com.adobe.xmp", packet), pixels=SMALL), sample)


@pytest.mark.parametrize("sample", place("jpeg:"), ids=name_of)
def test_jpeg_comment(sample: Sample, tmp_path: Path) -> None:
    check(tmp_path, "a.jpg", jpeg(segment(0xFE, sample.blocks[0].text.encode()), pixels=SMALL), sample)


@pytest.mark.parametrize("sample", place("gif:"), ids=name_of)
def test_gif_comment(sample: Sample, tmp_path: Path) -> None:
    data = encoded(Image.fromarray(SMALL), "GIF", comment=sample.blocks[0].text.encode())
    check(tmp_path, "a.gif", data, sample)


@pytest.mark.parametrize(
    ("kind", "codec", "options"),
    [
        ("mp4", "mpeg4", {"movflags": "use_metadata_tags"}),
        ("mov", "mpeg4", {"movflags": "use_metadata_tags"}),
        ("webm", "libvpx", None),
        ("matroska", "mpeg4", None),
    ],
)
@pytest.mark.parametrize("sample", place("video:"), ids=name_of)
def test_video_tags(sample: Sample, kind: str, codec: str, options: dict[str, str] | None, tmp_path: Path) -> None:
    tags = {block.name.removeprefix("video:"): block.text for block in sample.blocks}
    data = video(kind, codec=codec, frames=[SMALL] * 3, tags=tags, options=options)
    report = read_bytes(tmp_path, f"a.{ {'matroska': 'mkv'}.get(kind, kind) }", data)
    assert report.generation == sample.expected


def test_text_behind_the_pixels_is_found_too(tmp_path: Path) -> None:
    sample = place("png:")[0]
    late = [text_chunk(block.name.removeprefix("png:"), block.text.encode()) for block in sample.blocks]
    check(tmp_path, "a.png", png(pixels=SMALL, after=late), sample)


def test_a_plain_picture_was_not_generated(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.png", png(chunk(b"tIME", bytes(7)), pixels=SMALL)).generation is None
