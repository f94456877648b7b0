"""What holds for every container: the size in its header, Content Credentials, text hidden in pixels."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.readers.containers.isobmff import C2PA_UUID
from app.readers.containers.reading import read_container
from app.readers.embedded import Embedded
from app.readers.limits import LIMITS
from tests.generation_support import CREDENTIALS, box
from tests.readers_support import (
    IMAGE,
    block,
    blocks_named,
    chunk,
    encoded,
    every_image_format,
    gif_application,
    gif_with,
    heic,
    jpeg,
    jpeg_xl,
    picture,
    png,
    read_bytes,
    segment,
)


@pytest.mark.parametrize("name", sorted(every_image_format()))
def test_headers_state_the_size_the_decoder_finds(name: str) -> None:
    embedded = Embedded(LIMITS)
    data = every_image_format()[name]
    read_container({"jpg": "jpeg", "tif": "tiff"}.get(name[-3:], name.rpartition(".")[2]), data, embedded)
    assert (embedded.width, embedded.height) == (320, 240)
    assert embedded.announced <= len(data)
    assert embedded.problems == []


# Content Credentials: where each container keeps the manifest store

UUID_BOX = box(b"uuid", C2PA_UUID + b"\0\0\0\0manifest\0" + b"\0" * 8 + CREDENTIALS)


def riff_with(data: bytes, kind: bytes, body: bytes) -> bytes:
    data += kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


CARRIERS = {
    "a.png": png(chunk(b"caBX", CREDENTIALS)),
    "a.jpg": jpeg(segment(0xEB, b"JP" + struct.pack(">HI", 1, 1) + CREDENTIALS)),
    "a.webp": riff_with(encoded(IMAGE, "WEBP"), b"C2PA", CREDENTIALS),
    "a.avif": encoded(IMAGE, "AVIF") + UUID_BOX,
    "a.heic": heic(IMAGE) + UUID_BOX,
    "a.tif": encoded(IMAGE, "TIFF", tiffinfo={0xCD41: CREDENTIALS}),
    "a.gif": gif_with(encoded(IMAGE, "GIF"), gif_application(b"C2PA_GIF\x01\0\0", CREDENTIALS)),
    "a.jxl": jpeg_xl(CREDENTIALS),
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
