"""Where a picture was taken: degrees, WGS 84. What is impossible or contradicts itself is left out, not corrected.

Each function yields one reading where the fields hold something. Cameras without a fix write 0/0 in both coordinates,
which is no place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from app.domain.report import Gps
from app.readers.metadata.grammar.coordinates import (
    LATITUDE,
    LONGITUDE,
    parse_coordinate,
    parse_iso6709,
    parse_rationals,
)
from app.readers.metadata.grammar.refusals import Reading
from app.readers.metadata.xmp import Xmp

PLACE = "a place"
"""What a warning calls a value that was refused."""

_NOTHING = re.compile(r"[0\s?/.,:°'\"+\-NSEW]*", re.IGNORECASE)
"""Zeros, blanks and rationals without a value, with or without a reference."""
_NAMES = ("GPSLatitude", "GPSLatitudeRef", "GPSLongitude", "GPSLongitudeRef")


def read_exif_place(tags: Mapping[str, str]) -> Iterator[Reading[Gps]]:
    """Yield the place in EXIF GPS tags 1–4 (name → text: rationals, a space between them)."""
    latitude, north, longitude, east = (tags.get(name, "") for name in _NAMES)
    origin, held = "exif:GPSLatitude, exif:GPSLongitude", _join_held(latitude, north, longitude, east)
    if _says_something(latitude, longitude):
        lat, lon = parse_rationals(latitude, north, LATITUDE), parse_rationals(longitude, east, LONGITUDE)
        yield Reading(origin, held, _make_gps(lat, lon))


def read_xmp_places(packets: Iterable[tuple[str, Xmp]]) -> Iterator[Reading[Gps]]:
    """Yield the places in `exif:GPSLatitude` and its kin of XMP packets, each given with the name of its block."""
    for block, packet in packets:
        latitude, north, longitude, east = (packet.find_first(f"exif:{name}") or "" for name in _NAMES)
        if _says_something(latitude, longitude):
            lat, lon = parse_coordinate(latitude, north, LATITUDE), parse_coordinate(longitude, east, LONGITUDE)
            origin = f"{block} exif:GPSLatitude, exif:GPSLongitude"
            yield Reading(origin, _join_held(latitude, north, longitude, east), _make_gps(lat, lon))


def read_iso6709_place(text: str, origin: str) -> Iterator[Reading[Gps]]:
    """Yield the place in `+32.0929+034.8620+028.516/`, as phones write it into videos."""
    place = parse_iso6709(text)
    if text.strip() and place != (0, 0):
        yield Reading(origin, text, _make_gps(*place) if place else None)


def _says_something(*texts: str) -> bool:
    return any(_NOTHING.fullmatch(text) is None for text in texts)


def _join_held(*texts: str) -> str:
    latitude, north, longitude, east = texts
    return f"{latitude} {north}, {longitude} {east}"


def _make_gps(lat: float | None, lon: float | None) -> Gps | None:
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180 or (lat == 0 and lon == 0):
        return None
    return Gps(round(lat, 7), round(lon, 7))
