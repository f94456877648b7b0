"""One of the readers written in Python, or none of them: runs under the Python of the peers' virtual environment."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable
from typing import Any

from benchmarks.readers.answering import Finding, answer


def nothing() -> Callable[[str], Finding]:
    """What the pipe and the loop cost alone."""
    return lambda _: {"read": True}


def exifread() -> Callable[[str], Finding]:
    """EXIF alone, without maker notes."""
    library: Any = __import__("exifread")

    def read(path: str) -> Finding:
        with open(path, "rb") as file:
            tags = library.process_file(file, details=False)
        return {"read": True, "make": "Image Make" in tags, "date": "EXIF DateTimeOriginal" in tags}

    return read


def pillow() -> Callable[[str], Finding]:
    """Text chunks, EXIF with its two directories, and XMP; no pixels."""
    library: Any = __import__("PIL.Image").Image

    def read(path: str) -> Finding:
        with library.open(path) as image:
            exif = image.getexif()
            camera, _ = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
            if hasattr(image, "getxmp"):
                image.getxmp()
            return {"read": True, "make": 0x010F in exif, "date": 0x9003 in camera}

    return read


def sd_parsers() -> Callable[[str], Finding]:
    """Generation data alone, as its documentation shows."""
    manager: Any = __import__("sd_parsers").ParserManager()

    def read(path: str) -> Finding:
        found = manager.parse(path)
        return {"read": True, "prompt": bool(found and found.full_prompt)}

    return read


PEERS = {"pipe": nothing, "exifread": exifread, "pillow": pillow, "sd-parsers": sd_parsers}

if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    answer(PEERS[sys.argv[1]]())
