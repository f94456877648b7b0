"""How a picture must be turned to be upright, by its metadata: EXIF, else XMP's copy of it.

Sources: EXIF 2.32, 4.6.4 A; XMP specification part 2, 3.3 (`tiff:Orientation`).
"""

from __future__ import annotations

from collections.abc import Iterable

from app.readers.limits import Limits
from app.readers.metadata.exif import IFD0, ORIENTATION, Exif, parse_exif
from app.readers.metadata.parsed import SIDECAR_BLOCK, ParsedMetadata
from app.readers.metadata.raw import RawMetadata
from app.readers.metadata.xmp import Xmp, parse_xmp
from app.readers.reasons import UnreadableError


def find_stated_orientation(parsed: ParsedMetadata) -> int:
    """Return the orientation, 1…8, by the file's own metadata; 1 where none is stated that is valid.

    A sidecar's orientation does not count: it says how its editor shows the picture, not how browsers do.
    """
    return _choose(parsed.exif, (packet for block, packet in parsed.packets if block != SIDECAR_BLOCK))


def read_orientation(raw: RawMetadata, limits: Limits) -> int:
    """Return the same of metadata that was not parsed for anything else."""
    if raw.failure is not None:
        return 1
    exif = parse_exif(raw.exif, limits) if raw.exif is not None else Exif()
    return _choose(exif, _parse_packets(raw, limits))


def _choose(exif: Exif, packets: Iterable[Xmp]) -> int:
    stated = [exif.find_integer(IFD0, ORIENTATION), *(_read_number(packet) for packet in packets)]
    return next((value for value in stated if value is not None and 1 <= value <= 8), 1)


def _parse_packets(raw: RawMetadata, limits: Limits) -> Iterable[Xmp]:
    for packet in raw.xmp:
        try:
            yield parse_xmp(packet, limits)
        except UnreadableError:
            continue  # reported when the file was read


def _read_number(packet: Xmp) -> int | None:
    text = packet.find_first("tiff:Orientation") or ""
    return int(text) if text.isascii() and text.isdigit() else None
