"""Which reader walks which container."""

from __future__ import annotations

from collections.abc import Callable

from app.readers.containers.bmp import read_bmp
from app.readers.containers.gif import read_gif
from app.readers.containers.isobmff import read_heif
from app.readers.containers.jpeg import read_jpeg
from app.readers.containers.jxl import read_jxl
from app.readers.containers.png import read_png
from app.readers.containers.tiff import read_tiff
from app.readers.containers.webp import read_webp
from app.readers.metadata.raw import Embedded

_READERS: dict[str, Callable[[bytes, Embedded], None]] = {
    "png": read_png,
    "jpeg": read_jpeg,
    "webp": read_webp,
    "gif": read_gif,
    "bmp": read_bmp,
    "tiff": read_tiff,
    "avif": read_heif,
    "heic": read_heif,
    "jxl": read_jxl,
}


def read_container(format_name: str, data: bytes, embedded: Embedded) -> None:
    """Fills `embedded` with everything a picture's container says around its pixels. Damage is in its `problems`."""
    _READERS[format_name](data, embedded)
