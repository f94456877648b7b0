"""The pixel hash: the same picture under other metadata is found, another picture is not."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.report import Hashes
from tests.readers.support import (
    chunk,
    encoded,
    every_image_format,
    every_video_format,
    exif_segment,
    jpeg,
    picture,
    png,
    read_bytes,
    segment,
    text_chunk,
    tiff_structure,
    xmp_segment,
)


def hashes(folder: Path, name: str, data: bytes) -> Hashes:
    report = read_bytes(folder, name, data)
    assert report.fatal is None, report.fatal
    assert report.hashes is not None
    return report.hashes


def assert_same_picture(folder: Path, extension: str, one: bytes, other: bytes) -> None:
    first, second = hashes(folder, f"1.{extension}", one), hashes(folder, f"2.{extension}", other)
    assert first.content != second.content
    assert first.pixels is not None
    assert first.pixels == second.pixels


def test_a_png_with_another_text_is_the_same_picture(tmp_path: Path) -> None:
    assert_same_picture(tmp_path, "png", png(text_chunk("parameters", b"a cat")), png(text_chunk("parameters", b"dog")))


def test_a_png_packed_anew_is_the_same_picture(tmp_path: Path) -> None:
    image = Image.fromarray(picture())
    assert_same_picture(tmp_path, "png", encoded(image, "PNG", compress_level=0), encoded(image, "PNG", optimize=True))


def test_a_jpeg_with_other_exif_xmp_and_comment_is_the_same_picture(tmp_path: Path) -> None:
    described = jpeg(
        exif_segment(tiff_structure([(0x010F, 2, b"Maker\0")])),
        xmp_segment(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"),
        segment(0xFE, b"a comment"),
    )
    assert_same_picture(tmp_path, "jpg", jpeg(), described)


def test_a_progressive_jpeg_with_restart_markers_and_a_trailer_is_the_same_picture(tmp_path: Path) -> None:
    plain = encoded(Image.fromarray(picture()), "JPEG", progressive=True, restart_marker_blocks=3)
    assert plain.count(b"\xff\xda") > 1
    assert b"\xff\xd1" in plain
    with_comment = plain[:2] + segment(0xFE, b"\xff\xd9") + plain[2:] + jpeg()
    assert_same_picture(tmp_path, "jpg", plain, with_comment)


def test_a_change_in_the_last_scan_of_a_jpeg_is_another_picture(tmp_path: Path) -> None:
    pixels = picture()
    changed = pixels.copy()
    changed[-8:, -8:] = 255 - changed[-8:, -8:]
    made = [encoded(Image.fromarray(array), "JPEG", progressive=True, quality=95) for array in (pixels, changed)]
    assert hashes(tmp_path, "1.jpg", made[0]).pixels != hashes(tmp_path, "2.jpg", made[1]).pixels


def test_the_adobe_segment_counts_because_it_says_what_the_colours_are(tmp_path: Path) -> None:
    adobe = segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, 0))
    assert hashes(tmp_path, "1.jpg", jpeg()).pixels != hashes(tmp_path, "2.jpg", jpeg(adobe)).pixels


def test_one_changed_pixel_is_another_picture(tmp_path: Path) -> None:
    pixels = picture()
    pixels[100, 100, 1] ^= 1
    assert hashes(tmp_path, "1.png", png()).pixels != hashes(tmp_path, "2.png", png(pixels=pixels)).pixels


def test_the_same_samples_in_another_size_are_another_picture(tmp_path: Path) -> None:
    wide, high = np.zeros((20, 40, 3), np.uint8), np.zeros((40, 20, 3), np.uint8)
    assert hashes(tmp_path, "1.png", png(pixels=wide)).pixels != hashes(tmp_path, "2.png", png(pixels=high)).pixels


def test_the_low_bits_of_sixteen_count(tmp_path: Path) -> None:
    deep = np.full((30, 30), 0x1234, np.uint16)
    other = deep.copy()
    other[3, 3] = 0x1235
    made = [encoded(Image.fromarray(array), "PNG") for array in (deep, other)]
    assert hashes(tmp_path, "1.png", made[0]).pixels != hashes(tmp_path, "2.png", made[1]).pixels


def test_what_lies_beneath_transparency_counts_and_opaque_alpha_does_not(tmp_path: Path) -> None:
    image = Image.fromarray(picture())
    opaque, clear, hidden = image.convert("RGBA"), image.convert("RGBA"), image.convert("RGBA")
    clear.putpixel((5, 5), (0, 0, 0, 0))
    hidden.putpixel((5, 5), (9, 9, 9, 0))
    plain, full, first, second = (
        hashes(tmp_path, f"{number}.png", encoded(made, "PNG")).pixels
        for number, made in enumerate((image, opaque, clear, hidden))
    )
    assert plain == full
    assert len({plain, first, second}) == 3


def test_the_same_pixels_in_other_lossless_formats_are_the_same_picture(tmp_path: Path) -> None:
    image = Image.fromarray(picture())
    made = {
        "png": encoded(image, "PNG"),
        "bmp": encoded(image, "BMP"),
        "tiff": encoded(image, "TIFF"),
        "webp": encoded(image, "WEBP", lossless=True),
    }
    found = {hashes(tmp_path, f"x.{name}", data).pixels for name, data in made.items()}
    assert len(found) == 1
    assert None not in found


def test_every_still_format_has_a_pixel_hash(tmp_path: Path) -> None:
    for name, data in every_image_format().items():
        assert hashes(tmp_path, f"x.{name}", data).pixels is not None, name


def test_a_jpeg_xl_in_a_container_is_the_same_picture_as_without(tmp_path: Path) -> None:
    bare = every_image_format()["a.jxl"]
    assert bare[:2] == b"\xff\x0a"
    boxes = [(b"JXL ", b"\r\n\x87\n"), (b"ftyp", b"jxl \0\0\0\0jxl "), (b"xml ", b"<x/>"), (b"jxlc", bare)]
    contained = b"".join(struct.pack(">I", 8 + len(body)) + kind + body for kind, body in boxes)
    assert_same_picture(tmp_path, "jxl", bare, contained)


def animated(kind: str, **options: object) -> bytes:
    frames = [Image.fromarray(picture(64, 64)), Image.fromarray(255 - picture(64, 64))]
    target = io.BytesIO()
    frames[0].save(target, kind, save_all=True, append_images=frames[1:], **options)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "AVIF"])
def test_what_has_more_frames_or_pages_has_none_because_the_first_alone_decides_nothing(
    kind: str, tmp_path: Path
) -> None:
    assert hashes(tmp_path, f"x.{kind.lower()}", animated(kind)).pixels is None


def test_a_video_has_none(tmp_path: Path) -> None:
    assert hashes(tmp_path, "x.mp4", every_video_format()["a.mp4"]).pixels is None


def test_a_picture_that_cannot_be_decoded_has_none(tmp_path: Path) -> None:
    broken = png().replace(chunk(b"IEND", b""), b"")[:4000] + zlib.compress(b"")
    report = read_bytes(tmp_path, "x.png", broken)
    assert report.fatal is not None
    assert report.hashes is not None
    assert report.hashes.pixels is None
