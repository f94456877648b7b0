"""Clean copies as bytes, and what a picture or video shows."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import av
import imagecodecs
import numpy as np
import pillow_heif
from PIL import Image, ImageSequence

from app.domain.pictures.clean_copy import CleanCopy, Kept, Zeros
from app.domain.report import Failure
from app.readers.cleaning.clean import find_clean_pieces


def clean(folder: Path, data: bytes) -> bytes | Failure:
    """Return the clean copy of a file with these bytes."""
    path = folder / "original"
    path.write_bytes(data)
    with path.open("rb") as file:
        found = find_clean_pieces(file.fileno())
    return assemble(found, data) if isinstance(found, CleanCopy) else found


def assemble(copy: CleanCopy, data: bytes) -> bytes:
    parts = []
    for piece in copy.pieces:
        if isinstance(piece, Kept):
            parts.append(data[piece.start : piece.end])
        else:
            parts.append(bytes(piece.length) if isinstance(piece, Zeros) else piece)
    assert sum(map(len, parts)) == copy.size
    return b"".join(parts)


def look(format_name: str, data: bytes) -> Any:
    """Return everything that can be seen and heard: samples of every frame, times, profile, and how it is turned."""
    if format_name in ("mp4", "mov"):
        return _play(data)
    if format_name == "jxl":
        return imagecodecs.jpegxl_decode(data).tobytes()
    if format_name == "heic":
        image: Any = pillow_heif.open_heif(io.BytesIO(data))
        return np.asarray(image).tobytes(), image.info.get("icc_profile")
    with Image.open(io.BytesIO(data)) as image:
        pages = ImageSequence.Iterator(image) if format_name != "jpeg" else [image]  # behind a JPEG may be others
        frames = [(np.asarray(one).tobytes(), one.info.get("duration")) for one in pages]
        return frames, image.mode, image.info.get("icc_profile"), image.getexif().get(0x0112, 1), image.info.get("loop")


def _play(data: bytes) -> list[tuple[str, int | None, str]]:
    seen: list[tuple[str, int | None, str]] = []
    opened: Any = av.open(io.BytesIO(data))
    with opened as container:
        for stream in container.streams:
            if stream.type in ("video", "audio"):
                container.seek(0)
                for frame in container.decode(stream):
                    seen.append((stream.type, frame.pts, hashlib.sha256(frame.to_ndarray().tobytes()).hexdigest()))
    return seen
