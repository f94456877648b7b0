"""Colour profiles, written byte by byte (ICC.1:2022, 7 and 10), and pictures of one colour in every format."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.domain.report import FileReport
from tests.readers.support import chunk, encoded, heic, png, psd, resource

Columns = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

DISPLAY_P3: Columns = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
ADOBE_RGB: Columns = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
SRGB: Columns = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))
"""XYZ of red, green and blue, adapted to D50."""
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def icc(space: bytes, tags: Mapping[bytes, bytes]) -> bytes:
    """Return a profile: header, tag table, tags."""
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += b"\0" * (-len(data) % 4)  # noqa: PLW2901
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    device, connection = (b"prtr", b"Lab ") if space == b"CMYK" else (b"mntr", b"XYZ ")
    header = struct.pack(
        ">I4sI4s4s4s12s4s", at + len(body), b"none", 0x02400000, device, space, connection, b"", b"acsp"
    )
    header = header.ljust(68, b"\0") + struct.pack(">3i", *(round(65536 * part) for part in (0.9642, 1, 0.8249)))
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(65536 * value) for value in values))


def gamma_curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(256 * gamma))


def parametric_curve() -> bytes:
    """The curve of sRGB (10.18, type 3)."""
    return b"para\0\0\0\0" + struct.pack(">HH5i", 3, 0, *(round(65536 * value) for value in SRGB_CURVE))


def rgb_profile(
    columns: Columns = DISPLAY_P3, curve: bytes | None = None, extra: Mapping[bytes, bytes] | None = None
) -> bytes:
    curve = curve or parametric_curve()
    names = (b"rXYZ", b"gXYZ", b"bXYZ")
    tags = {name: xyz(column) for name, column in zip(names, columns, strict=True)}
    tags |= {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve, b"wtpt": xyz((0.9642, 1, 0.8249))}
    return icc(b"RGB ", tags | dict(extra or {}))


SWAPPED = rgb_profile((SRGB[1], SRGB[0], SRGB[2]))
"""Its red is green, and its green red."""
CICP_PQ = b"cicp\0\0\0\0" + bytes([9, 16, 0, 1])


def grey_profile(gamma: float) -> bytes:
    return icc(b"GRAY", {b"kTRC": gamma_curve(gamma), b"wtpt": xyz((0.9642, 1, 0.8249))})


def ink_profile(lab_of_cyan: tuple[int, int, int]) -> bytes:
    """A CMYK profile (10.10, lut8Type): paper is white, cyan is what is said, all other inks are black."""
    corners = b""
    for number in range(16):
        lab = (255, 128, 128) if number == 0 else lab_of_cyan if number == 8 else (0, 128, 128)
        corners += bytes(lab)
    ramp = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 * (place % 4 == 0) for place in range(9)))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + matrix + ramp * 4 + corners + ramp * 3
    return icc(b"CMYK", {b"A2B0": table, b"wtpt": xyz((0.9642, 1, 0.8249))})


def plain(colour: tuple[int, ...], width: int = 64, height: int = 48) -> NDArray[np.uint8]:
    return np.full((height, width, len(colour)), colour, np.uint8)


def with_profile(kind: str, image: Image.Image, profile: bytes) -> bytes:
    """Return the picture in the format `kind`, as well kept as that allows."""
    if kind == "png":
        return png(chunk(b"iCCP", b"name\0\0" + zlib.compress(profile)), pixels=np.asarray(image))
    if kind == "heic":
        return heic(image.copy(), icc_profile=profile)
    if kind == "psd":
        return psd(np.asarray(image), resources=resource(1039, profile))
    options: dict[str, Any] = {}
    if kind == "jpeg":
        options = {"quality": 95, "subsampling": 0}
    elif kind == "webp":
        options = {"lossless": True}
    return encoded(image, kind.upper(), icc_profile=profile, **options)


KINDS = ("png", "jpeg", "webp", "tiff", "avif", "heic", "psd")


def middle(report: FileReport) -> list[int]:
    """Return the colour in the middle of the thumbnail."""
    assert report.thumbnail is not None, report.failures
    with Image.open(io.BytesIO(report.thumbnail.data)) as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    y, x = pixels.shape[0] // 2, pixels.shape[1] // 2
    return [round(float(value)) for value in pixels[y - 2 : y + 2, x - 2 : x + 2].mean((0, 1))]
