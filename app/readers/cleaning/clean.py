"""Finds the pieces of a copy without metadata, for an open file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.domain.pictures.clean_copy import CleanCopy, Piece, join_pieces
from app.domain.report import Failure, Step
from app.readers.cleaning.boxes import clean_jxl
from app.readers.cleaning.gif import clean_gif
from app.readers.cleaning.heif import clean_heif
from app.readers.cleaning.jpeg import clean_jpeg
from app.readers.cleaning.mp4 import clean_mp4
from app.readers.cleaning.png import clean_png
from app.readers.cleaning.refusal import UncleanableError
from app.readers.cleaning.tiff import clean_tiff
from app.readers.cleaning.webp import clean_webp
from app.readers.containers.reading import read_container
from app.readers.formats import Format, identify
from app.readers.limits import LIMITS, Limits
from app.readers.pixels.decode import decode_samples
from app.readers.reasons import UnreadableError, capture_failure
from app.readers.rendering.render import find_orientation
from app.readers.source import OpenFile, examine_open_file

_PICTURES: dict[str, Callable[[bytes, int, Limits], Iterator[Piece]]] = {
    "png": clean_png,
    "jpeg": clean_jpeg,
    "webp": clean_webp,
    "gif": clean_gif,
    "jxl": clean_jxl,
    "heic": clean_heif,
    "avif": clean_heif,
    "tiff": clean_tiff,
}
_NEVER_TURNED = frozenset({"gif", "tiff"})
"""Formats whose copies have no place for an orientation that only XMP states."""
_VIDEOS = frozenset({"mp4", "mov"})
CLEANED_FORMATS = frozenset({*_PICTURES, *_VIDEOS})
"""Formats of which copies without metadata can be made."""


def find_clean_pieces(descriptor: int, limits: Limits = LIMITS) -> CleanCopy | Failure:
    """Return the pieces of the open file that a copy without metadata has.

    Never raises, whatever the file contains. `Step.IDENTIFY` fails where the format, or this file, allows no such copy;
    `Step.DECODE` where the file is damaged.
    """
    return capture_failure(Step.DECODE, lambda: _find_or_refuse(descriptor, limits))


def _find_or_refuse(descriptor: int, limits: Limits) -> CleanCopy | Failure:
    try:
        return _find(descriptor, limits)
    except UncleanableError as refusal:
        return Failure(Step.IDENTIFY, str(refusal))


def _find(descriptor: int, limits: Limits) -> CleanCopy | Failure:
    source = examine_open_file(descriptor, limits)
    try:
        found = identify(source.read_head(), source.read_at)
    except UnreadableError as error:
        return Failure(Step.IDENTIFY, str(error))
    if found.name in _VIDEOS:
        return join_pieces(clean_mp4(source.read_at, source.size, limits))
    if found.name not in _PICTURES:
        return Failure(Step.IDENTIFY, f"metadata cannot be taken out of {found.name.upper()} files here")
    return _find_in_picture(source, found, limits)


def _find_in_picture(source: OpenFile, found: Format, limits: Limits) -> CleanCopy | Failure:
    data = source.read_all()
    raw = read_container(found.name, data, limits)
    # A damaged picture is refused here, in the words of its decoder.
    if decode_samples(found.name, data, raw, limits, 1).hidden_bits is not None:
        return Failure(
            Step.IDENTIFY,
            "settings are hidden in its pixels themselves, so no copy with equal pixels can be without them",
        )
    orientation = find_orientation(raw, limits)
    if orientation != 1 and found.name in _NEVER_TURNED:
        return Failure(Step.IDENTIFY, "its XMP says how it is turned, which no copy without metadata can say")
    return join_pieces(_PICTURES[found.name](data, orientation, limits))
