"""Fuzzing for a given time: `python -m tests.readers.fuzz --minutes 60 [--seed N] [--keep FOLDER]`.

Valid files of every format, generation texts of every tool and the real samples, where available, are damaged at
random and read in a real worker, so that native crashes, hangs and unbounded memory are found as well. Files that
cause a fault are kept, named by the number that recreates them from the same samples. `./test` runs the same for a
few files (`tests/readers/test_fuzz.py`), and `tests/readers/test_hostile.py` cuts every format at every percent.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import ImageCms

from app.domain.report import Step
from app.ingest.workers.worker import Worker, WorkerLimits, worker_context
from app.readers import ReadOptions
from tests.readers.containers.parts.support import heic_with
from tests.readers.generation.support import corpus
from tests.readers.photographs.support import dng, every_photograph
from tests.readers.support import (
    IMAGE,
    SAMPLES,
    chunk,
    encoded,
    every_image_format,
    every_stream_format,
    every_video_format,
    exif_segment,
    heic,
    jpeg,
    picture,
    png,
    psd,
    tiff_structure,
)
from tests.readers.test_hostile import check_is_a_report

OPTIONS = ReadOptions(nsfw=False)
LIMITS = WorkerLimits(file_timeout_s=20, memory_bytes=3 << 30)
SAMPLE_BYTES = 400_000
"""Larger samples would only make each try slower."""
TELLING = (b"\0", b"\xff", b"\x7f", b"\x80", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"\xff\xd8\xff\xda",
           b"IDAT", b"[" * 200, b"{" * 200, b'"', b"\\u0000", b"\xed\xa0\x80", b"NaN", b"1e999", b"<!DOCTYPE x>",
           b"&a;" * 50)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What a run did, and what it found."""

    tried: int = 0
    failed: int = 0
    """Files that were reported as unreadable, as they should be."""
    found: list[str] = field(default_factory=list)
    """Faults of the readers, each with the number that recreates its file."""


def seeds() -> list[tuple[str, bytes]]:
    """Return (name, bytes) of the files to damage, always in the same order."""
    sound = every_image_format() | every_video_format() | every_stream_format() | every_photograph()
    sound |= _list_rarer_kinds()
    real = sorted(path for path in SAMPLES.rglob("*") if path.is_file() and path.stat().st_size < SAMPLE_BYTES)
    return [*sorted(sound.items()), *((path.name, path.read_bytes()) for path in real)]


def _list_rarer_kinds() -> dict[str, bytes]:
    """Return files of the same formats that take another way through the readers."""
    animation = np.stack([picture(64, 48), 255 - picture(64, 48)])
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with_profile = encoded(IMAGE, "JPEG", icc_profile=profile)
    return {
        "developed.dng": dng(with_preview=False),
        "deep.psd": psd(picture().astype(np.uint16) * 257, packed=True),
        "light.psd": psd((picture() / 255).astype(np.float32)),
        "large.psb": psd(picture(), large=True, packed=True),
        "moving.jxl": bytes(imagecodecs.jpegxl_encode(animation, level=50)),
        "recompressed.jxl": bytes(imagecodecs.jpegxl_encode_jpeg(with_profile)),
        "aperture.heic": heic_with(heic(IMAGE.copy()), struct.pack(">I4s8I", 40, b"clap", 200, 1, 160, 1, 40, 1, 9, 1)),
    }


def damaged(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Return `data` after one to twelve changes: bytes set, cut, repeated, or taken from another file."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        size = len(changed)
        at = chance.randrange(min(size, chance.choice((32, 512, 4096, size))) + 1)
        length = chance.choice((1, 2, 4, 16, 300, 5000))
        kind = chance.randrange(6)
        if kind == 0 and at < size:
            changed[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            telling = chance.choice(TELLING)
            changed[at : at + len(telling)] = telling
        elif kind == 2:
            del changed[at : at + length]
        elif kind == 3:
            changed[at:at] = changed[at : at + length] * chance.choice((1, 2, 50))
        elif kind == 4:
            other = chance.choice(others)
            begin = chance.randrange(len(other))
            changed[at:at] = other[begin : begin + length]
        else:
            del changed[chance.randrange(size + 1) :]
    return bytes(changed)


def with_text(chance: random.Random, texts: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Return (name, bytes) of a valid picture with a damaged generation text."""
    keyword, text = chance.choice(texts)
    text = damaged(chance, text, [other for _, other in texts])
    if chance.randrange(2):
        body = keyword.encode("latin-1", "replace")[:79] + b"\0" + text
        return "text.png", png(chunk(b"tEXt", body), pixels=picture(16, 12))
    comment = chance.choice((b"ASCII\0\0\0", b"UNICODE\0", b"")) + text
    exif = tiff_structure([(0x010F, 2, text), (0x9C9E, 1, text)], [(0x9286, 7, comment)])
    return "text.jpg", jpeg(exif_segment(exif[:65_000]))


def made(number: int, files: Sequence[tuple[str, bytes]], texts: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Return file name and bytes of try `number`: always the same."""
    chance = random.Random(number)
    if chance.randrange(3) == 0:
        return with_text(chance, texts)
    name, data = chance.choice(files)
    return name, damaged(chance, data, [other for _, other in files])


def fuzz(numbers: Iterable[int], keep: Path, say: Callable[[str], None]) -> Tally:
    """Try the files of `numbers`. Files that cause a fault are written to `keep`; `say` is called for each of them."""
    files, tally = seeds(), Tally()
    texts = [(block.name.partition(":")[2], block.text.encode()) for sample in corpus() for block in sample.blocks]
    worker = Worker(worker_context(), LIMITS)
    try:
        with tempfile.TemporaryDirectory() as folder:
            for number in numbers:
                name, data = made(number, files, texts)
                fault = _fault(worker, Path(folder) / name, data, tally)
                tally.tried += 1
                if fault is not None:
                    kept = keep / f"{number}-{name}"
                    keep.mkdir(parents=True, exist_ok=True)
                    kept.write_bytes(data)
                    tally.found.append(f"{number}: {fault}; kept as {kept}")
                    say(tally.found[-1])
    finally:
        worker.stop()
    return tally


def count_until(end: float, seed: int) -> Iterator[int]:
    """Yield numbers from `seed` on until the monotonic clock reaches `end`."""
    for number in itertools.count(seed):
        if time.monotonic() >= end:
            return
        yield number


def _fault(worker: Worker, path: Path, data: bytes, tally: Tally) -> str | None:
    path.write_bytes(data)
    os.utime(path, (0, 0))  # a new file that looks damaged is given a moment before it is reported
    report = worker.read(str(path), OPTIONS)
    tally.failed += report.fatal is not None
    if report.fatal is not None and report.fatal.step is Step.WORKER:
        return report.fatal.reason
    try:
        check_is_a_report(report)
    except (AssertionError, UnicodeError, ValueError) as error:
        return f"not a report: {error}"
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.readers.fuzz", description="Read damaged files until the time is up."
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, help="number of the first try; by default a random one")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "headrace-fuzz", metavar="FOLDER")
    options = parser.parse_args(arguments)
    seed = random.SystemRandom().randrange(1 << 40) if options.seed is None else options.seed
    numbers = count_until(time.monotonic() + options.minutes * 60, seed)
    tally = fuzz(numbers, options.keep, lambda found: print(found, file=sys.stderr))
    print(f"{tally.tried:,} files from number {seed} on, {tally.failed:,} unreadable, {len(tally.found)} faults")
    return 1 if tally.found else 0


if __name__ == "__main__":
    sys.exit(main())
