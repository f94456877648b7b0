"""Tells raw photographs from other TIFF files: both have the same signature.

Sources: DNG 1.7 (DNGVersion); TIFF/EP (ISO 12234-2), of which NEF, ARW, PEF and SRW are variants.
"""

from __future__ import annotations

from app.readers.embedded.directories import Directory, ReadAt, walk_directories
from app.readers.limits import LIMITS

DNG_VERSION, PHOTOMETRIC = 0xC612, 0x0106
COLOUR_FILTER_ARRAY, LINEAR_RAW = 32803, 34892
_MAKE = 0x010F
_MAKERS: tuple[tuple[bytes, str], ...] = (
    (b"NIKON", "nef"),
    (b"SONY", "arw"),
    (b"PENTAX", "pef"),
    (b"RICOH", "pef"),
    (b"SAMSUNG", "srw"),
)
"""How the maker's name begins, in capitals, and the format of its raw photographs."""


def identify_photograph(read_at: ReadAt) -> str | None:
    """Return the format of the raw photograph in a TIFF structure; None for a TIFF that is a picture itself.

    Cameras and scanners of the same makers write such TIFF files too, so the samples of a sensor must be there.
    """
    directories = walk_directories(read_at, LIMITS)
    first = next(directories, {})
    if DNG_VERSION in first:
        return "dng"
    name = next((name for begins, name in _MAKERS if read_make(first).startswith(begins)), None)
    if name is not None and (has_sensor_samples(first) or any(map(has_sensor_samples, directories))):
        return name
    return None


def has_sensor_samples(directory: Directory) -> bool:
    """Whether a directory describes samples of a sensor, not a picture to show."""
    return directory.get(PHOTOMETRIC, (0,))[0] in (COLOUR_FILTER_ARRAY, LINEAR_RAW)


def read_make(first: Directory) -> bytes:
    """Return how the maker's name begins, in capitals; empty where there is none."""
    letters = first.get(_MAKE, ())
    return bytes(letters).upper() if all(letter < 256 for letter in letters) else b""
