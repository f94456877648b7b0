"""Makes files that cost as much to decode as real pictures of their kind: of ten, seven PNGs, two JPEGs and an MP4.

A picture is noise whose octaves fall off as those of photographs do, with the grain of a sensor. How its bytes per
pixel and its decoding time were checked against real pictures is in `benchmarks/README.md`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from random import Random

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.demo.drawing.canvas import Canvas
from app.demo.encode import insert_segments, mp4
from benchmarks.ingest.files import make_camera_segments, make_files, write_graphs, write_parameters

PNG_SIDE, PHOTO_SIZE, VIDEO_SIZE = 1024, (2048, 1536), (1280, 720)
VIDEO_FRAMES = 36
"""Three seconds."""
PNG_LEVEL, PHOTO_QUALITY = 4, 92
"""Level 4 is ComfyUI's."""
SHEET_SIDE = 3072
FIRST_OCTAVE, OCTAVE_CONTRAST, FALL = 4, 85, 0.8
PNG_GRAIN, PHOTO_GRAIN, VIDEO_GRAIN = 1.4, 4.0, 3.0
"""Standard deviation of sample values."""
FILES_PER_FOLDER = 50


def make_mixed_files(folder: Path, count: int) -> None:
    """Make `count` files below `folder`, 50 per subfolder. Files of an earlier call with the same count are kept."""
    make_files(folder, count, make_mixed_file, FILES_PER_FOLDER)


def make_mixed_file(index: int) -> tuple[str, bytes]:
    """Return name and bytes of one file, with the metadata of its tool or camera."""
    rng, turn = Random(index), index % 10
    if turn < 4:
        return f"{index:06d}.png", _encode_png(index, [("parameters", write_parameters(rng, PNG_SIDE))])
    if turn < 7:
        return f"{index:06d}.png", _encode_png(index, write_graphs(rng, PNG_SIDE))
    if turn < 9:
        canvas = paint_picture(index, *PHOTO_SIZE, PHOTO_GRAIN)
        data = simplejpeg.encode_jpeg(canvas, PHOTO_QUALITY, "RGB", "420")
        return f"{index:06d}.jpg", insert_segments(data, make_camera_segments(rng))
    return f"{index:06d}.mp4", mp4(_paint_frames(index), {"comment": write_parameters(rng)})


def paint_picture(index: int, width: int, height: int, grain: float) -> Canvas:
    """Return RGB of this size: a part of a sheet that many pictures share, with grain of its own."""
    rng = np.random.default_rng(index)
    top, left = int(rng.integers(SHEET_SIDE - height)), int(rng.integers(SHEET_SIDE - width))
    part = _paint_sheet(index // FILES_PER_FOLDER)[top : top + height, left : left + width]
    return _add_grain(part, rng, grain)


@lru_cache(maxsize=1)
def _paint_sheet(number: int) -> NDArray[np.float32]:
    """Return RGB from which pictures are cut: octaves of noise, from four waves across the sheet to single pixels."""
    rng = np.random.default_rng(number)
    sheet = np.full((SHEET_SIDE, SHEET_SIDE, 3), 128, np.float32)
    side = FIRST_OCTAVE
    while side <= SHEET_SIDE:
        waves = rng.standard_normal((side, side, 3), np.float32)
        waves += 1.5 * waves.mean(axis=2, keepdims=True)  # brightness varies more than hue
        contrast = OCTAVE_CONTRAST * (FIRST_OCTAVE / side) ** FALL
        sheet += contrast * cv2.resize(waves, (SHEET_SIDE, SHEET_SIDE), interpolation=cv2.INTER_LINEAR)
        side *= 2
    return sheet


def _paint_frames(index: int) -> Iterator[Canvas]:
    """Yield the frames of a slow pan."""
    rng = np.random.default_rng(index)
    width, height = VIDEO_SIZE
    sheet = _paint_sheet(index // FILES_PER_FOLDER)
    left, top = int(rng.integers(SHEET_SIDE - width - 4 * VIDEO_FRAMES)), int(rng.integers(SHEET_SIDE - height))
    for frame in range(VIDEO_FRAMES):
        at = left + 4 * frame
        yield _add_grain(sheet[top : top + height, at : at + width], rng, VIDEO_GRAIN)


def _add_grain(part: NDArray[np.float32], rng: np.random.Generator, grain: float) -> Canvas:
    noise = rng.standard_normal((*part.shape[:2], 1), np.float32) * grain
    return np.clip(part + noise, 0, 255).astype(np.uint8)


def _encode_png(index: int, texts: list[tuple[str, str]]) -> bytes:
    """Encode as the tools do, with Pillow."""
    chunks, target = PngInfo(), io.BytesIO()
    for keyword, text in texts:
        chunks.add_text(keyword, text)
    picture = Image.fromarray(paint_picture(index, PNG_SIDE, PNG_SIDE, PNG_GRAIN))
    picture.save(target, "PNG", compress_level=PNG_LEVEL, pnginfo=chunks)
    return target.getvalue()
