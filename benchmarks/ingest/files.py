"""A library of many small real files: no two alike, every one with what its tool or camera writes into it."""

from __future__ import annotations

import json
import os
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
"""Pixels. A picture of this size costs the decoder next to nothing, so that everything around it shows."""

PATCHES = 8
FOLDER_FILES = 1_000
MODELS = ("juggernautXL_v9", "dreamshaper_8", "flux1-dev", "sd_xl_base_1.0")
CAMERAS = (("FUJIFILM", "X-T30"), ("Canon", "EOS R6"), ("Apple", "iPhone 14"))
USER_COMMENT, APP1 = 0x9286, 0xE1


def make_files(folder: Path, count: int) -> None:
    """`count` files below `folder`, a thousand a folder; those of an earlier call with the same count stay."""
    done = folder / f".{count}-files"
    if done.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        list(pool.map(partial(_make_folder, folder, count), range(-(-count // FOLDER_FILES))))
    done.touch()


def _make_folder(top: Path, count: int, number: int) -> None:
    folder = top / f"{number:04d}"
    folder.mkdir(exist_ok=True)
    for index in range(number * FOLDER_FILES, min(count, (number + 1) * FOLDER_FILES)):
        name, data = made(index)
        (folder / name).write_bytes(data)


def made(index: int) -> tuple[str, bytes]:
    """Name and bytes of one file: of ten files five are A1111's, two ComfyUI's, two photographs, one a WebP."""
    dice = Random(index)
    canvas = painted(index)
    turn = index % 10
    if turn < 5:
        return f"{index:06d}.png", png(canvas, [("parameters", _parameters(dice))])
    if turn < 7:
        graph = write_workflow(dice, write_prompt(dice, dice.choice(SCENES), webui=False), (SIDE, SIDE))
        texts = [("prompt", json.dumps(graph.prompt)), ("workflow", json.dumps(graph.workflow))]
        return f"{index:06d}.png", png(canvas, texts)
    if turn < 9:
        return f"{index:06d}.jpg", jpeg(canvas, _camera_segments(dice))
    comment = tiff_block(Tags(exif=[undefined_entry(USER_COMMENT, user_comment(_parameters(dice)))]))
    return f"{index:06d}.webp", webp(canvas, exif=comment)


def painted(index: int) -> Canvas:
    """Soft patches of chance colours, so that no two pictures look alike to a perceptual hash either."""
    patches = np.random.default_rng(index).integers(0, 256, (PATCHES, PATCHES, 3), np.uint8)
    return np.asarray(cv2.resize(patches, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.uint8)


def _parameters(dice: Random) -> str:
    prompt = write_prompt(dice, dice.choice(SCENES), webui=True)
    seed, model = dice.randrange(2**32), dice.choice(MODELS)
    pairs = f"Steps: 28, Sampler: Euler a, CFG scale: 6.5, Seed: {seed}, Size: {SIDE}x{SIDE}, Model: {model}"
    return f"{prompt.text}\nNegative prompt: {write_negative(dice)}\n{pairs}"


def _camera_segments(dice: Random) -> list[tuple[int, bytes]]:
    make, model = dice.choice(CAMERAS)
    taken = f"2026:{dice.randint(1, 12):02d}:{dice.randint(1, 28):02d} {dice.randint(0, 23):02d}:30:00"
    tags = Tags(
        image=[ascii_entry(0x010F, make), ascii_entry(0x0110, model), short_entry(0x0112, 1)],
        exif=[rational_entry(0x829A, Fraction(1, 250)), ascii_entry(0x9003, taken)],
    )
    packet = xmp_packet(subjects=dice.sample(dice.choice(SCENES).terms, 3), rating=dice.randint(1, 5), creator="")
    return [(APP1, EXIF_MARK + tiff_block(tags)), (APP1, XMP_MARK + packet.encode())]
