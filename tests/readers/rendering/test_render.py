"""Renditions: upright, small, in true colours, with alpha, of whatever format."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.domain.pictures.rendition import RENDITION_SIZES, Rendition, snap_size
from app.domain.report import Failure, Step
from app.readers.pixels.thumbnail import turn_upright
from app.readers.rendering.render import render_picture
from tests.readers.embedded.support import raw_photograph
from tests.readers.support import (
    IMAGE,
    chunk,
    encoded,
    every_image_format,
    exif_segment,
    heic,
    jpeg,
    picture,
    png,
    tiff_structure,
)

SIZE = 1280


def render(folder: Path, data: bytes, size: int = SIZE) -> Rendition | Failure:
    path = folder / "file"
    path.write_bytes(data)
    with path.open("rb") as file:
        return render_picture(file.fileno(), size)


def shown(folder: Path, data: bytes, size: int = SIZE) -> Image.Image:
    found = render(folder, data, size)
    assert isinstance(found, Rendition), found
    image = Image.open(io.BytesIO(found.data))
    assert found.media_type == f"image/{str(image.format).lower()}"
    image.load()
    return image


def assert_looks_like(image: Image.Image, expected: np.ndarray, tolerance: float = 12) -> None:
    assert image.size == (expected.shape[1], expected.shape[0])
    assert np.abs(np.asarray(image.convert("RGB")).astype(int) - expected).mean() < tolerance


@pytest.mark.parametrize("name", every_image_format())
def test_every_format_is_shown(tmp_path: Path, name: str) -> None:
    assert_looks_like(shown(tmp_path, every_image_format()[name]), picture(), 20 if name == "a.gif" else 12)


@pytest.fixture(scope="module")
def wide() -> np.ndarray:
    return picture(4500, 450)


@pytest.mark.parametrize("size", RENDITION_SIZES[:2])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_the_longer_side_has_the_size_and_the_shape_stays(
    tmp_path: Path, wide: np.ndarray, kind: str, size: int
) -> None:
    image = shown(tmp_path, encoded(Image.fromarray(wide), kind), size)
    assert image.size == (size, round(size / 10))
    small = cv2.resize(wide, image.size, interpolation=cv2.INTER_AREA)
    assert_looks_like(image, small)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_picture_is_turned_once(tmp_path: Path, orientation: int) -> None:
    structure = tiff_structure([(0x0112, 3, (orientation,))])
    upright = turn_upright(picture(), orientation)
    for data in (
        jpeg(exif_segment(structure)),
        png(chunk(b"eXIf", structure)),
        encoded(IMAGE, "WEBP", exif=structure, quality=90),
        encoded(IMAGE, "TIFF", tiffinfo={0x0112: orientation}),
        # These containers turn the picture themselves, so what EXIF says of it counts no second time.
        heic(IMAGE.copy(), exif=b"Exif\0\0" + structure),
        encoded(IMAGE, "AVIF", exif=structure, quality=90),
    ):
        assert_looks_like(shown(tmp_path, data), upright)


def test_alpha_is_kept_and_no_fringe_appears(tmp_path: Path) -> None:
    """Half of the picture is transparent black: where it is shrunk, the white beside it must stay white."""
    pixels = np.zeros((2600, 2600, 4), np.uint8)
    pixels[:, :1301] = 255
    image = shown(tmp_path, encoded(Image.fromarray(pixels), "PNG"))
    assert (image.format, image.mode, image.size) == ("WEBP", "RGBA", (1280, 1280))
    found = np.asarray(image)
    assert found[..., 3].min() == 0 and found[..., 3].max() == 255
    assert found[found[..., 3] > 40][:, :3].min() > 235


def test_a_picture_whose_alpha_is_opaque_is_a_jpeg(tmp_path: Path) -> None:
    opaque = np.dstack([picture(), np.full((240, 320), 255, np.uint8)])
    image = shown(tmp_path, encoded(Image.fromarray(opaque), "PNG"))
    assert image.format == "JPEG"
    assert_looks_like(image, picture())


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16"])
def test_every_kind_of_samples_is_shown(tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        data = bytes(imagecodecs.png_encode(picture()[..., 0].astype(np.uint16) * 257))
        image = shown(tmp_path, data)
        assert_looks_like(image, np.dstack([picture()[..., 0]] * 3))
        return
    image = shown(tmp_path, encoded(IMAGE.convert(mode), "PNG"))
    assert_looks_like(image, np.asarray(IMAGE.convert(mode).convert("RGB")))


def test_cmyk_is_shown_as_its_thumbnail_is(tmp_path: Path) -> None:
    assert_looks_like(shown(tmp_path, encoded(IMAGE.convert("CMYK"), "JPEG", quality=95)), picture(), 25)


@pytest.mark.parametrize("first_page", [True, False], ids=["small first page", "raw first page"])
def test_a_raw_photograph_is_shown_by_its_preview(tmp_path: Path, first_page: bool) -> None:
    data = raw_photograph(encoded(Image.fromarray(picture(800, 600)), "JPEG", quality=92), first_page=first_page)
    assert_looks_like(shown(tmp_path, data), picture(800, 600))


@pytest.mark.parametrize(
    ("data", "step"),
    [
        (b"just a text", Step.IDENTIFY),
        (every_image_format()["a.heic"][:2000], Step.DECODE),
        (b"", Step.DECODE),
    ],
)
def test_what_cannot_be_shown_is_a_failure_with_its_step(tmp_path: Path, data: bytes, step: Step) -> None:
    found = render(tmp_path, data)
    assert isinstance(found, Failure)
    assert found.step is step and found.reason


@pytest.mark.slow
@given(
    name=st.sampled_from(sorted(every_image_format())),
    cut=st.floats(0, 1),
    at=st.floats(0, 0.999),
    byte=st.binary(min_size=1, max_size=3),
)
def test_damage_never_raises(
    tmp_path_factory: pytest.TempPathFactory, name: str, cut: float, at: float, byte: bytes
) -> None:
    data = bytearray(every_image_format()[name])
    place = int(at * len(data))
    data[place : place + len(byte)] = byte
    found = render(tmp_path_factory.getbasetemp(), bytes(data[: int(cut * len(data))]))
    assert isinstance(found, Rendition | Failure)


@given(st.integers(1, 20_000))
def test_a_wish_is_satisfied_by_the_smallest_size_that_can(wish: int) -> None:
    size = snap_size(wish)
    assert size in RENDITION_SIZES
    assert size >= min(wish, RENDITION_SIZES[-1])
    assert all(smaller < wish for smaller in RENDITION_SIZES if smaller < size)
