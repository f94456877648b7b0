"""Files that are one picture, as cameras write them: RAW + JPEG, and a Live Photo."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from PIL import Image

from tests.readers.photographs.support import bare_tiff_photograph
from tests.readers.support import (
    Tag,
    bag,
    exif_segment,
    heic,
    jpeg,
    picture,
    png,
    text_chunk,
    tiff_structure,
    video,
    xmp,
)
from tests.support.preview import PreviewClient, read
from tests.support.server import HeadraceProcess

IDENTIFIER = "5E1F2C3D-0A1B-4C5D-8E9F-00112233AABB"
NOON = b"2024:05:06 12:00:00\0"
IDENTIFIER_TAG = "com.apple.quicktime.content.identifier"


def apple_note(identifier: str = IDENTIFIER, *, order: str = ">", before: int = 1) -> bytes:
    """Return a maker note with `before` other values before the identifier."""
    text = identifier.encode() + b"\0"
    entries = [struct.pack(order + "HHII", number + 1, 4, 1, number) for number in range(before)]
    at = 14 + 2 + 12 * (before + 1) + 4
    entries.append(struct.pack(order + "HHII", 0x0011, 2, len(text), at))
    mark = b"MM" if order == ">" else b"II"
    directory = struct.pack(order + "H", len(entries)) + b"".join(entries) + b"\0\0\0\0"
    return b"Apple iOS\0\0\1" + mark + directory + text


def exif_of(note: bytes | None = None) -> bytes:
    """Return an EXIF block with a capture time, and with a maker note."""
    exif: list[Tag] = [(0x9003, 2, NOON)]
    if note is not None:
        exif.append((0x927C, 7, note))
    return tiff_structure([(0x010F, 2, b"Apple\0")], exif, order=">")


def live_heic(identifier: str = IDENTIFIER) -> bytes:
    return heic(Image.fromarray(picture(640, 480)[:, ::-1].copy()), exif=b"Exif\0\0" + exif_of(apple_note(identifier)))


def live_mov(identifier: str | None = IDENTIFIER, *, seconds: int = 1) -> bytes:
    frames = [np.roll(picture(), 8 * index, axis=1) for index in range(10 * seconds)]
    tags = {} if identifier is None else {IDENTIFIER_TAG: identifier}
    return video("mov", frames=frames, tags=tags, options={"movflags": "use_metadata_tags"})


def camera_jpeg(width: int = 600, height: int = 400) -> bytes:
    return jpeg(exif_segment(exif_of()), pixels=picture(width, height))


NAMES = [
    "ComfyUI_1.mp4",
    "ComfyUI_1.png",
    "IMG_1.DNG",
    "IMG_1.JPG",
    "IMG_2.HEIC",
    "IMG_2_HEVC.MOV",
    "IMG_3.JPG",
    "IMG_3.MOV",
]
ITEMS = ["ComfyUI_1.mp4", "ComfyUI_1.png", "IMG_1.JPG", "IMG_2.HEIC", "IMG_3.JPG"]
"""What a list shows of them."""


def read_items(server: HeadraceProcess) -> PreviewClient:
    """Return a session with files of every kind that is, or is not, an item."""
    folder = Path(server.roots[0], "items")
    write_items(folder)
    return read(server, folder)


def write_items(folder: Path) -> None:
    """Write RAW + JPEG with a sidecar, Live Photos with and without identifiers, and what is neither."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "IMG_1.JPG": camera_jpeg(),
        "IMG_1.DNG": bare_tiff_photograph("dng"),
        "IMG_1.xmp": xmp(bag("dc:subject", "harbour"), 'xmp:Rating="4"'),
        "IMG_2.HEIC": live_heic(),
        "IMG_2_HEVC.MOV": live_mov(),
        "IMG_3.JPG": camera_jpeg(320, 200),
        "IMG_3.MOV": live_mov(None, seconds=2),
        "ComfyUI_1.png": png(
            text_chunk("parameters", b"a fox\nSteps: 20, Sampler: Euler, Seed: 7"), pixels=picture(64, 48)
        ),
        "ComfyUI_1.mp4": video("mp4", codec="libx264"),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
