"""Where a picture was taken: degrees, WGS 84. Impossible coordinates are left out, not corrected."""

from __future__ import annotations

import re
from fractions import Fraction

from app.domain.report import Gps
from app.readers.metadata.exif import GPS, Exif
from app.readers.metadata.xmp import Xmp

_XMP_COORDINATE = re.compile(r"(\d{1,3}),(\d{1,2}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?([NSEW])$")
_ISO6709 = re.compile(r"([+-]\d{2}(?:\.\d+)?)([+-]\d{3}(?:\.\d+)?)(?:[+-]\d+(?:\.\d+)?)?(?:CRS\w+)?/?$")


def find_exif_place(exif: Exif) -> Gps | None:
    """Return the place in EXIF GPS tags 1–4. Cameras without a fix write 0/0 in both, which is no place."""
    lat = _to_degrees(exif.values.get((GPS, 2)), exif.values.get((GPS, 1)), b"S")
    lon = _to_degrees(exif.values.get((GPS, 4)), exif.values.get((GPS, 3)), b"W")
    return _make_gps(lat, lon)


def find_xmp_place(packet: Xmp) -> Gps | None:
    """Return the place in exif:GPSLatitude `48,51.5N` or `48,51,30N` (XMP specification part 2, GPSCoordinate)."""
    return _make_gps(
        _parse_xmp_degrees(packet.find_first("exif:GPSLatitude"), "NS"),
        _parse_xmp_degrees(packet.find_first("exif:GPSLongitude"), "EW"),
    )


def parse_iso6709_place(text: str) -> Gps | None:
    """Parse `+32.0929+034.8620+028.516/`, as phones write it into videos (ISO 6709 annex H, degrees only)."""
    match = _ISO6709.match(text.strip())
    return _make_gps(float(match[1]), float(match[2])) if match else None


def _to_degrees(value: object, reference: object, negative: bytes) -> float | None:
    if not isinstance(value, tuple) or not 1 <= len(value) <= 3 or not isinstance(reference, bytes):
        return None
    parts = [part for part in value if isinstance(part, Fraction | int | float)]
    if len(parts) != len(value):
        return None
    degrees = float(sum(Fraction(part) / 60**index for index, part in enumerate(parts)))
    return -degrees if reference[:1].upper() == negative else degrees


def _parse_xmp_degrees(text: str | None, letters: str) -> float | None:
    match = _XMP_COORDINATE.match(text or "")
    if match is None or match[4] not in letters:
        return None
    degrees = float(match[1]) + float(match[2]) / 60 + float(match[3] or 0) / 3600
    return -degrees if match[4] in "SW" else degrees


def _make_gps(lat: float | None, lon: float | None) -> Gps | None:
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180 or (lat == 0 and lon == 0):
        return None
    return Gps(round(lat, 7), round(lon, 7))
