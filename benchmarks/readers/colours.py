"""What colours cost: `python -m benchmarks.readers.colours [--repeats 15]`.

Reads the same picture without a profile, with one of sRGB, and with one that is not sRGB, and compares the processor
time of reading and rendering with that of the first. The kinds are interleaved; the figures are medians.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image, ImageCms

from app.readers import ReadOptions, prepare_worker, read_file, render_picture

SIZES = {"PNG": (1024, 1024), "JPEG": (2048, 1536), "WEBP": (1024, 1024)}
OPTIONS = ReadOptions(nsfw=False)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    repeats = parser.parse_args(arguments).repeats
    prepare_worker()
    print(f"{'':6}{'colours':14}{'read, ms':>10}{'ratio':>8}{'render, ms':>12}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for kind in SIZES:
            report(kind, write_pictures(Path(folder), kind), repeats)
    return 0


def write_pictures(folder: Path, kind: str) -> dict[str, Path]:
    """Return one picture without a profile, with sRGB's, and with one whose red and green are swapped."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"----").replace(b"gXYZ", b"rXYZ").replace(b"----", b"gXYZ")
    made = {}
    for name, profile in (("no profile", None), ("sRGB", srgb), ("not sRGB", swapped)):
        made[name] = folder / f"{name}.{kind.lower()}"
        made[name].write_bytes(encode(kind, profile))
    return made


def encode(kind: str, profile: bytes | None) -> bytes:
    width, height = SIZES[kind]
    y, x = np.mgrid[0:height, 0:width]
    noise = np.random.default_rng(1).integers(0, 30, (height, width))
    pixels = np.stack([x * 200 // width + noise, y * 200 // height + noise, (x // 32 + y // 32) % 2 * 150 + noise], -1)
    out = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(out, kind, icc_profile=profile, quality=88)
    return out.getvalue()


def report(kind: str, files: dict[str, Path], repeats: int) -> None:
    read, rendered = measure(files, read_whole, repeats), measure(files, render, repeats)
    for name in files:
        ratios = read[name] / read["no profile"], rendered[name] / rendered["no profile"]
        print(f"{kind:6}{name:14}{read[name]:10.2f}{ratios[0]:8.2f}{rendered[name]:12.2f}{ratios[1]:8.2f}")


def measure(files: dict[str, Path], action: Callable[[Path], object], repeats: int) -> dict[str, float]:
    """Return the median processor time of `action` for each file, in milliseconds. The first round warms up."""
    times: dict[str, list[float]] = {name: [] for name in files}
    for _ in range(repeats + 1):
        for name, path in files.items():
            start = time.process_time()
            action(path)
            times[name].append((time.process_time() - start) * 1000)
    return {name: median(taken[1:]) for name, taken in times.items()}


def read_whole(path: Path) -> object:
    return read_file(str(path), OPTIONS)


def render(path: Path) -> object:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return render_picture(descriptor, 2048)
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    raise SystemExit(main())
