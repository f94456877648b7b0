"""Makes a library of many small real files, all different, each with the metadata its tool or camera writes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random

import cv2
import numpy as np

from app.demo.drawing.canvas import Canvas
from app.demo.drawing.scenes import SCENES
from app.demo.encode import EXIF_MARK, XMP_MARK, jpeg, png, webp
from app.demo.metadata.comfy import write_workflow
from app.demo.metadata.exif import (
    Tags,
    ascii_entry,
    rational_entry,
    short_entry,
    tiff_block,
    undefined_entry,
    user_comment,
    xmp_packet,
)
from app.demo.metadata.prompts import write_negative, write_prompt

SIDE = 96
"""Pixels. A picture of this size takes almost no time to decode, so that the cost of everything else shows."""

PATCHES = 8
FOLDER_FILES = 1_000
MODELS = ("juggernautXL_v9", "dreamshaper_8", "flux1-dev", "sd_xl_base_1.0")
CAMERAS = (("FUJIFILM", "X-T30"), ("Canon", "EOS R6"), ("Apple", "iPhone 14"))
USER_COMMENT, APP1 = 0x9286, 0xE1


MakeFile = Callable[[int], tuple[str, bytes]]
"""Returns name and bytes of the file with an index from 0; always the same ones."""


def make_files(folder: Path, count: int, make: MakeFile | None = None, per_folder: int = FOLDER_FILES) -> None:
    """Make `count` files below `folder` with `make` (None for small ones), `per_folder` in each subfolder.

    Files of an earlier call with the same count are kept.
    """
    done = folder / f".{count}-files"
    if done.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        fill = partial(_make_folder, folder, count, make or make_file, per_folder)
        list(pool.map(fill, range(-(-count // per_folder))))
    done.touch()


def _make_folder(top: Path, count: int, make: MakeFile, per_folder: int, number: int) -> None:
    folder = top / f"{number:04d}"
    folder.mkdir(exist_ok=True)
    for index in range(number * per_folder, min(count, (number + 1) * per_folder)):
        name, data = make(index)
        (folder / name).write_bytes(data)


def make_file(index: int) -> tuple[str, bytes]:
    """Return name and bytes of one file. Of ten, five are A1111 PNGs, two ComfyUI PNGs, two photos and one a WebP."""
    rng = Random(index)
    canvas = paint_patches(index)
    turn = index % 10
    if turn < 5:
        return f"{index:06d}.png", png(canvas, [("parameters", write_parameters(rng))])
    if turn < 7:
        return f"{index:06d}.png", png(canvas, write_graphs(rng))
    if turn < 9:
        return f"{index:06d}.jpg", jpeg(canvas, make_camera_segments(rng))
    comment = tiff_block(Tags(exif=[undefined_entry(USER_COMMENT, user_comment(write_parameters(rng)))]))
    return f"{index:06d}.webp", webp(canvas, exif=comment)


def paint_patches(index: int) -> Canvas:
    """Paint soft patches of random colours, so that perceptual hashes differ as well."""
    patches = np.random.default_rng(index).integers(0, 256, (PATCHES, PATCHES, 3), np.uint8)
    return np.asarray(cv2.resize(patches, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.uint8)


def write_graphs(rng: Random, side: int = SIDE) -> list[tuple[str, str]]:
    """Return ComfyUI's two texts, as (keyword, text), for a square picture."""
    graph = write_workflow(rng, write_prompt(rng, rng.choice(SCENES), webui=False), (side, side))
    return [("prompt", json.dumps(graph.prompt)), ("workflow", json.dumps(graph.workflow))]


def write_parameters(rng: Random, side: int = SIDE) -> str:
    """Return A1111's text for a square picture."""
    prompt = write_prompt(rng, rng.choice(SCENES), webui=True)
    seed, model = rng.randrange(2**32), rng.choice(MODELS)
    pairs = f"Steps: 28, Sampler: Euler a, CFG scale: 6.5, Seed: {seed}, Size: {side}x{side}, Model: {model}"
    return f"{prompt.text}\nNegative prompt: {write_negative(rng)}\n{pairs}"


def make_camera_segments(rng: Random) -> list[tuple[int, bytes]]:
    """Return a camera's EXIF and XMP as JPEG segments (marker, data)."""
    make, model = rng.choice(CAMERAS)
    taken = f"2026:{rng.randint(1, 12):02d}:{rng.randint(1, 28):02d} {rng.randint(0, 23):02d}:30:00"
    tags = Tags(
        image=[ascii_entry(0x010F, make), ascii_entry(0x0110, model), short_entry(0x0112, 1)],
        exif=[rational_entry(0x829A, Fraction(1, 250)), ascii_entry(0x9003, taken)],
    )
    packet = xmp_packet(subjects=rng.sample(rng.choice(SCENES).terms, 3), rating=rng.randint(1, 5), creator="")
    return [(APP1, EXIF_MARK + tiff_block(tags)), (APP1, XMP_MARK + packet.encode())]
