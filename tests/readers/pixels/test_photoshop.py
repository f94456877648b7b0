"""The composite of Photoshop documents in every depth and mode."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from app.domain.report import FileReport, Step
from tests.readers.support import encoded, picture, psd, read_bytes, reasons, resource

TRANSPARENT = struct.pack(">Ih", 2, -1)


def shown(report: FileReport) -> NDArray[np.int_]:
    assert report.failures == ()
    assert (report.width, report.height) == (320, 240)
    assert report.thumbnail is not None
    image = Image.open(io.BytesIO(report.thumbnail.data)).convert("RGB").resize((320, 240), Image.Resampling.BILINEAR)
    return np.asarray(image).astype(int)


def is_like(report: FileReport, pixels: NDArray[np.uint8]) -> bool:
    """Whether the thumbnail shows these pixels, but for what shrinking and JPEG do to them."""
    return bool(np.abs(shown(report) - pixels.astype(int)).mean() < 14)


def to_light(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Decode sRGB (IEC 61966-2-1)."""
    level = pixels / 255
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4).astype(np.float32)


DEPTHS: dict[int, NDArray[Any]] = {
    8: picture(),
    16: picture().astype(np.uint16) * 257,
    32: to_light(picture()),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("depth", DEPTHS)
def test_every_depth_is_shown(tmp_path: Path, depth: int, large: bool, packed: bool) -> None:
    name = "a.psb" if large else "a.psd"
    report = read_bytes(tmp_path, name, psd(DEPTHS[depth], large=large, packed=packed))
    assert is_like(report, picture())
    assert (report.format, report.provenance["format"]) == ("psd", "signature of the bytes")


def test_the_pixel_hash_is_that_of_the_same_samples_in_another_file(tmp_path: Path) -> None:
    hashes = [
        read_bytes(tmp_path, "a", data).hashes
        for data in (
            psd(picture()),
            psd(picture(), large=True, packed=True),
            encoded(Image.fromarray(picture()), "PNG"),
        )
    ]
    assert len({one.pixels for one in hashes if one is not None}) == 1


def test_grey_of_every_depth_is_shown(tmp_path: Path) -> None:
    grey = picture()[..., :1]
    for pixels in (grey, grey.astype(np.uint16) * 257, to_light(grey)):
        report = read_bytes(tmp_path, "a.psd", psd(pixels, mode=1, packed=True))
        assert is_like(report, np.broadcast_to(grey, (240, 320, 3)))


def test_cmyk_of_sixteen_bits_is_shown(tmp_path: Path) -> None:
    paper = np.full((240, 320, 1), 65535, np.uint16)
    inverted = np.concatenate((picture().astype(np.uint16) * 257, paper), axis=2)
    assert is_like(read_bytes(tmp_path, "a.psd", psd(inverted, mode=4)), picture())


def test_an_indexed_picture_has_its_palette(tmp_path: Path) -> None:
    quantized = Image.fromarray(picture()).quantize(256)
    table = np.zeros((256, 3), np.uint8)
    colours = np.asarray(quantized.getpalette(), np.uint8).reshape(-1, 3)
    table[: len(colours)] = colours
    document = psd(np.asarray(quantized)[..., None], mode=2, palette=table.T.tobytes())
    assert is_like(read_bytes(tmp_path, "a.psd", document), picture())
    without = read_bytes(tmp_path, "b.psd", psd(np.asarray(quantized)[..., None], mode=2))
    assert reasons(without, Step.DECODE) == ["the Photoshop document has no colour table: it is damaged"]


@pytest.mark.parametrize("width", [320, 317])
def test_a_bitmap_is_black_where_a_bit_is_set(tmp_path: Path, width: int) -> None:
    bits = np.zeros((240, width, 1), np.bool_)
    bits[:, : width // 2] = True
    report = read_bytes(tmp_path, "a.psd", psd(bits, mode=0, packed=True))
    assert report.failures == ()
    assert report.thumbnail is not None
    image = np.asarray(Image.open(io.BytesIO(report.thumbnail.data)).convert("L"))
    assert image[:, :40].max() < 20
    assert image[:, -40:].min() > 235


def test_lab_is_shown(tmp_path: Path) -> None:
    profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    lab = ImageCms.profileToProfile(Image.fromarray(picture()), *profiles, outputMode="LAB")
    assert lab is not None
    planes = np.asarray(lab).copy()
    planes[..., 1:] ^= 0x80  # Pillow counts a* and b* from -128, Photoshop from 0
    assert is_like(read_bytes(tmp_path, "a.psd", psd(planes, mode=9)), picture())
    assert is_like(read_bytes(tmp_path, "b.psd", psd(planes.astype(np.uint16) * 257, mode=9)), picture())


@pytest.mark.parametrize("depth", DEPTHS)
def test_only_what_the_document_calls_transparency_is_transparent(tmp_path: Path, depth: int) -> None:
    largest = {8: 255, 16: 65535, 32: 1}[depth]
    alpha = np.full((240, 320, 1), largest, DEPTHS[depth].dtype)
    alpha[:, :160] = 0
    pixels = np.concatenate((DEPTHS[depth], alpha), axis=2)
    kept = read_bytes(tmp_path, "a.psd", psd(pixels, layers=struct.pack(">Ih", 2, 1)))
    assert is_like(kept, picture())
    seen = shown(read_bytes(tmp_path, "b.psd", psd(pixels, layers=TRANSPARENT)))
    assert np.abs(seen[:, :150] - 128).max() < 12
    assert np.abs(seen[:, 170:] - picture()[:, 170:].astype(int)).mean() < 14


def test_a_profile_does_not_count_where_samples_are_light(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"rXYZ", b"----").replace(b"gXYZ", b"rXYZ").replace(b"----", b"gXYZ")
    assert not is_like(read_bytes(tmp_path, "8.psd", psd(DEPTHS[8], resources=resource(1039, profile))), picture())
    report = read_bytes(tmp_path, "a.psd", psd(DEPTHS[32], resources=resource(1039, profile)))
    assert is_like(report, picture())


def test_light_without_a_number_or_beyond_white_is_black_or_white(tmp_path: Path) -> None:
    light = np.full((240, 320, 3), np.nan, np.float32)
    light[:, 160:] = np.inf
    light[0, 160] = 1e30
    seen = shown(read_bytes(tmp_path, "a.psd", psd(light)))
    assert seen[:, :150].max() < 12
    assert seen[:, 170:].min() > 243


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (psd(picture()).replace(b"\0\x03\0\0\0\xf0", b"\0\x02\0\0\0\xf0", 1), "of 2 channels and 8 bits"),
        (psd(picture())[:22] + b"\0\x18" + psd(picture())[24:], "of 3 channels and 24 bits"),
    ],
)
def test_impossible_documents_are_refused(tmp_path: Path, document: bytes, reason: str) -> None:
    assert reason in str(reasons(read_bytes(tmp_path, "a.psd", document + bytes(500_000)), Step.DECODE))


def test_a_composite_that_is_packed_wrongly_is_damaged(tmp_path: Path) -> None:
    whole = psd(picture(), packed=True)
    start = whole.index(b"\0\1", 30) + 2 + 3 * 240 * 2
    for damaged in (
        whole[:start] + b"\x7f" * (len(whole) - start),
        whole[: start - 3 * 240 * 2] + bytes(3 * 240 * 2) + whole[start:],
    ):
        found = reasons(read_bytes(tmp_path, "a.psd", damaged), Step.DECODE)
        assert found, "damage that nobody noticed"
        assert "damaged" in found[0]


def test_one_that_is_packed_in_another_way_is_refused(tmp_path: Path) -> None:
    whole = psd(picture(), packed=True)
    at = whole.index(b"\0\1", 30)
    found = reasons(read_bytes(tmp_path, "a.psd", whole[:at] + b"\0\3" + whole[at + 2 :]), Step.DECODE)
    assert found == ["the composite of the Photoshop document is packed in an unknown way"]
