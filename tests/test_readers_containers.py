"""WebP, GIF, TIFF, BMP, HEIC, AVIF and JPEG XL: what stands around their pixels."""

from __future__ import annotations

import struct
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from app.domain.progress import Outcome
from app.domain.report import Camera, FileReport, Step
from app.readers.containers.reading import read_container
from app.readers.embedded import Embedded
from app.readers.limits import LIMITS, Limits
from tests.generation_support import manifest, manifest_store
from tests.readers_support import (
    bag,
    block,
    blocks_named,
    chunk,
    encoded,
    every_image_format,
    heic,
    jpeg,
    jxl,
    picture,
    png,
    read_bytes,
    reasons,
    segment,
    tiff_structure,
    xmp,
)

EXIF = tiff_structure([(0x010F, 2, b"ACME\0"), (0x0110, 2, b"Rocket\0")])
XMP = xmp(bag("dc:subject", "cat"), 'xmp:Rating="4"')
IMAGE = Image.fromarray(picture())


def check_described(report: FileReport) -> None:
    assert report.failures == ()
    assert report.camera == Camera("ACME", "Rocket")
    assert (report.keywords, report.score) == (("cat",), 4)
    assert block(report, "xmp") is not None


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def test_webp_chunks_are_read(tmp_path: Path) -> None:
    check_described(read_bytes(tmp_path, "a.webp", encoded(IMAGE, "WEBP", exif=b"Exif\0\0" + EXIF, xmp=XMP)))


def test_avif_items_are_read(tmp_path: Path) -> None:
    check_described(read_bytes(tmp_path, "a.avif", encoded(IMAGE, "AVIF", exif=EXIF, xmp=XMP)))


def test_heic_items_are_read(tmp_path: Path) -> None:
    check_described(read_bytes(tmp_path, "a.heic", heic(IMAGE, exif=b"Exif\0\0" + EXIF, xmp=XMP)))


def test_jpeg_xl_boxes_are_read(tmp_path: Path) -> None:
    data = b"".join([
        box(b"JXL ", b"\r\n\x87\n"),
        box(b"ftyp", b"jxl \0\0\0\0jxl "),
        box(b"Exif", b"\0\0\0\0" + EXIF),
        box(b"xml ", XMP),
        box(b"jxlc", jxl(picture())),
    ])  # fmt: skip
    check_described(read_bytes(tmp_path, "a.jxl", data))


def packed(kind: bytes, body: bytes) -> bytes:
    """A `brob` box, as cjxl writes metadata."""
    return box(b"brob", kind + imagecodecs.brotli_encode(body))


def jpeg_xl(*boxes: bytes) -> bytes:
    head = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    return head + b"".join(boxes) + box(b"jxlc", jxl(picture()))


def test_metadata_packed_with_brotli_is_read(tmp_path: Path) -> None:
    data = jpeg_xl(packed(b"Exif", b"\0\0\0\0" + EXIF), packed(b"xml ", XMP))
    check_described(read_bytes(tmp_path, "a.jxl", data))


@pytest.mark.parametrize("body", [b"xml data", b"xml " + imagecodecs.brotli_encode(b" " * (17 << 20)), b"xml "])
def test_metadata_packed_with_brotli_that_is_damaged_or_a_bomb_is_named(tmp_path: Path, body: bytes) -> None:
    report = read_bytes(tmp_path, "a.jxl", jpeg_xl(box(b"brob", body)))
    assert report.outcome is Outcome.OK
    assert reasons(report, Step.METADATA) == [
        "the compressed text «jxl:xml» is damaged, or larger than 16 MB when unpacked"
    ]


def test_many_bombs_of_brotli_are_bounded_together(tmp_path: Path) -> None:
    bomb = box(b"brob", b"xml " + imagecodecs.brotli_encode(b" " * (17 << 20)))
    report = read_bytes(tmp_path, "a.jxl", jpeg_xl(*[bomb] * 2_000))
    assert "the file carries more metadata text than is read; the rest was left out" in reasons(report, Step.METADATA)


@pytest.mark.parametrize(
    ("width", "height"), [(8, 8), (256, 256), (640, 480), (300, 200), (1, 1), (1921, 1080), (513, 9)]
)
def test_the_size_of_a_jpeg_xl_is_read_from_its_header(width: int, height: int) -> None:
    embedded = Embedded(LIMITS)
    read_container("jxl", jxl(picture(width, height)), embedded)
    assert (embedded.width, embedded.height) == (width, height)


def test_tiff_tags_are_read_as_exif(tmp_path: Path) -> None:
    tags = {0x010F: "ACME", 0x0110: "Rocket", 700: XMP}
    data = encoded(IMAGE, "TIFF", tiffinfo=tags)
    check_described(read_bytes(tmp_path, "a.tif", data))


def test_a_gif_comment_in_many_pieces_is_one(tmp_path: Path) -> None:
    comment = "Steps: 20, " * 60
    report = read_bytes(tmp_path, "a.gif", encoded(IMAGE, "GIF", comment=comment.encode()))
    assert block(report, "gif:comment") == comment.strip()


def test_the_walk_through_a_gif_is_bounded() -> None:
    comments = b"".join(b"\x21\xfe\x04" + f"{index:04}".encode() + b"\0" for index in range(100))
    data = b"GIF89a\x01\0\x01\0\0\0\0" + comments + b"\x3b"
    for sub_blocks, found in ((4_000_000, 100), (20, 10)):
        embedded = Embedded(Limits(sub_blocks=sub_blocks))
        read_container("gif", data, embedded)
        assert len(embedded.blocks) == found


def test_xmp_in_a_gif_is_read(tmp_path: Path) -> None:
    """XMP specification part 3, 1.1.2: the packet stands unpacked, a trailer of 258 bytes lets readers skip it."""
    data = encoded(IMAGE, "GIF")
    trailer = bytes([1, *range(255, -1, -1), 0])
    start = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    with_xmp = data[:start] + b"\x21\xff\x0bXMP DataXMP" + XMP + trailer + data[start:]
    report = read_bytes(tmp_path, "a.gif", with_xmp)
    assert (report.keywords, report.score) == (("cat",), 4)


@pytest.mark.parametrize("name", sorted(every_image_format()))
def test_headers_state_the_size_the_decoder_finds(name: str) -> None:
    embedded = Embedded(LIMITS)
    data = every_image_format()[name]
    read_container({"jpg": "jpeg", "tif": "tiff"}.get(name[-3:], name.rpartition(".")[2]), data, embedded)
    assert (embedded.width, embedded.height) == (320, 240)
    assert embedded.announced <= len(data)
    assert embedded.problems == []


def test_a_picture_turned_by_its_container_states_the_turned_size(tmp_path: Path) -> None:
    image = Image.fromarray(picture(320, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(image, "AVIF", exif=exif)
    embedded = Embedded(LIMITS)
    read_container("avif", data, embedded)
    assert (embedded.width, embedded.height) == (200, 320)
    report = read_bytes(tmp_path, "a.avif", data)
    assert (report.width, report.height) == (200, 320)


# Content Credentials: where each container keeps the manifest store

STORE = manifest_store(
    manifest(
        "urn:c2pa:1",
        {"claim_generator_info": [{"name": "ChatGPT"}]},
        (
            "c2pa.actions",
            {
                "actions": [
                    {
                        "action": "c2pa.created",
                        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
                    }
                ]
            },
        ),
    )
)
UUID_BOX = box(b"uuid", bytes.fromhex("d8fec3d61b0e483c92975828877ec481") + b"\0\0\0\0manifest\0" + b"\0" * 8 + STORE)


def riff_with(data: bytes, kind: bytes, body: bytes) -> bytes:
    data += kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


CARRIERS = {
    "a.png": png(chunk(b"caBX", STORE)),
    "a.jpg": jpeg(segment(0xEB, b"JP" + struct.pack(">HI", 1, 1) + STORE)),
    "a.webp": riff_with(encoded(IMAGE, "WEBP"), b"C2PA", STORE),
    "a.avif": encoded(IMAGE, "AVIF") + UUID_BOX,
    "a.heic": heic(IMAGE) + UUID_BOX,
    "a.tif": encoded(IMAGE, "TIFF", tiffinfo={0xCD41: STORE}),
}


@pytest.mark.parametrize("name", sorted(CARRIERS))
def test_content_credentials_are_found_in_every_container(tmp_path: Path, name: str) -> None:
    report = read_bytes(tmp_path, name, CARRIERS[name])
    assert report.failures == ()
    assert blocks_named(report) == ["c2pa"]
    assert report.generation is not None
    assert report.generation.tool == "ChatGPT"


# Text hidden in pixels


def with_hidden(text: bytes, signature: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """RGBA with `text` in the lowest bits of alpha, column by column."""
    bits = np.unpackbits(np.frombuffer(signature + struct.pack(">I", len(text) * 8) + text, np.uint8))
    pixels = np.dstack([picture(), np.full((240, 320), 255, np.uint8)])
    alpha = pixels[..., 3].T.ravel().copy()
    alpha[: bits.size] = alpha[: bits.size] & 0xFE | bits
    pixels[..., 3] = alpha.reshape(320, 240).T
    return pixels


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("WEBP", {"lossless": True, "exact": True})])
def test_text_hidden_in_alpha_is_found(tmp_path: Path, kind: str, options: dict[str, bool]) -> None:
    infotext = b"a hidden cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 8x8"
    image = Image.fromarray(with_hidden(infotext, b"stealth_pnginfo"))
    report = read_bytes(tmp_path, "a.x", encoded(image, kind, **options))
    assert report.failures == ()
    assert block(report, "stealth:alpha") == infotext.decode()
    assert report.generation is not None
    assert report.generation.prompt == "a hidden cat"


def test_a_picture_with_transparency_and_nothing_hidden_has_no_block(tmp_path: Path) -> None:
    pixels = np.dstack([picture(), picture()[..., 0]])
    assert read_bytes(tmp_path, "a.png", encoded(Image.fromarray(pixels), "PNG")).blocks == ()
