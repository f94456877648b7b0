"""The readers written in Python. Runs in the peers' virtual environment."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable
from typing import Any

from benchmarks.readers.answers import Finding, answer_requests


def load_nothing() -> Callable[[str], Finding]:
    """Return a function that reads nothing, to measure the pipe and the loop alone."""
    return lambda _: {"read": True}


def load_exifread() -> Callable[[str], Finding]:
    """Return a function that reads EXIF only, without maker notes."""
    library: Any = __import__("exifread")

    def read(path: str) -> Finding:
        with open(path, "rb") as file:
            tags = library.process_file(file, details=False)
        return {"read": True, "make": "Image Make" in tags, "date": "EXIF DateTimeOriginal" in tags}

    return read


def load_pillow() -> Callable[[str], Finding]:
    """Return a function that reads text chunks, EXIF with its two directories, and XMP; no pixels."""
    library: Any = __import__("PIL.Image").Image

    def read(path: str) -> Finding:
        with library.open(path) as image:
            exif = image.getexif()
            camera, _ = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
            if hasattr(image, "getxmp"):
                image.getxmp()
            return {"read": True, "make": 0x010F in exif, "date": 0x9003 in camera}

    return read


def load_sd_parsers() -> Callable[[str], Finding]:
    """Return a function that reads generation data only, as the documentation of sd-parsers shows."""
    manager: Any = __import__("sd_parsers").ParserManager()

    def read(path: str) -> Finding:
        found = manager.parse(path)
        return {"read": True, "prompt": bool(found and found.full_prompt)}

    return read


PEERS = {"pipe": load_nothing, "exifread": load_exifread, "pillow": load_pillow, "sd-parsers": load_sd_parsers}

if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    answer_requests(PEERS[sys.argv[1]]())
