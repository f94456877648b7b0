"""Latitudes and longitudes as files write them → degrees, WGS 84; south and west are negative.

EXIF 2.32, 4.6.6 (rationals and a reference), XMP specification part 2 (GPSCoordinate: `48,51.5N`), ISO 6709 annex H
(`+48.1000+011.5000+512/`), and decimals as many writers put them in place of these.
"""

from __future__ import annotations

import re
from fractions import Fraction

_NUMBER = r"[0-9]{1,3}(?:\.[0-9]+)?"
_COORDINATE = re.compile(
    rf"""(?P<before>[NSEW][a-z]*[ ])? (?P<sign>[-+\u2212])?[ ]?
    (?P<degrees>{_NUMBER})
    (?: (?:[ ]?[,:°º][ ]?|[ ]deg[ ]|[ ]) (?P<minutes>{_NUMBER})
      (?: (?:[ ]?[,:'′][ ]?|[ ]) (?P<seconds>{_NUMBER}) )? )?
    [ ]?[°º'′"″]?[ ]? (?P<after>[NSEW][a-z]*)?""",
    re.VERBOSE | re.IGNORECASE,
)
_RATIONAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:/0*[1-9][0-9]*)?")
_ISO6709 = re.compile(
    r"([-+])([0-9]{1,6})((?:[.,][0-9]+)?) ?([-+])([0-9]{1,7})((?:[.,][0-9]+)?) ?"
    r"(?:[-+][0-9]+(?:[.,][0-9]+)?)?(?:CRS([\w:]*))?/?",
    re.IGNORECASE,
)
_WGS_84 = frozenset({"", "wgs84", "wgs_84", "epsg:4326", "epsg4326", "epsg:4979", "epsg4979"})
"""Reference systems that this one is called; coordinates in another one are others."""
_HEMISPHERES = {"n": "N", "north": "N", "s": "S", "south": "S", "e": "E", "east": "E", "w": "W", "west": "W"}
_LONGEST = 100
"""Characters; a longer text is no coordinate, and is not searched for one."""

LATITUDE, LONGITUDE = "NS", "EW"
"""The letters of each axis."""


def parse_coordinate(text: str, reference: str, axis: str) -> float | None:
    """Return the degrees of one coordinate, or None.

    The hemisphere is stated by a letter, by `reference`, a field beside it, or by a sign. Degrees with minutes need one
    of these, decimals without any are positive. What contradicts itself is none.
    """
    match = _COORDINATE.fullmatch(" ".join(text.split())) if len(text.strip()) <= _LONGEST else None
    if match is None or (match["before"] and match["after"]):
        return None
    letter, degrees = match["before"] or match["after"] or "", _add_parts(match["degrees"], *match.group(4, 5))
    if degrees is None or not (letter or reference.strip() or match["sign"] or match["minutes"] is None):
        return None
    return _turn_to_hemisphere(degrees, match["sign"] or "", [letter, reference], axis)


def parse_rationals(text: str, reference: str, axis: str) -> float | None:
    """Return the degrees of one EXIF coordinate: up to three rationals, and a reference that must be there.

    A sign is not foreseen; where a writer has put one, it states the hemisphere, too. A part without a value (`?`) is
    no harm behind one with a fraction, which states all that follows it.
    """
    parts = text.split() if len(text) <= _LONGEST else []
    if len(parts) > 1 and parts[-1] == "?" and "/" in parts[-2]:
        parts.pop()
    if not 1 <= len(parts) <= 3 or not all(map(_RATIONAL.fullmatch, parts)):
        return None
    numbers = [Fraction(part) for part in parts]
    sign = "-" if any(number < 0 for number in numbers) else ""
    if not (sign or reference.strip()):
        return None
    degrees = _add_parts(*(abs(number) for number in numbers))
    return None if degrees is None else _turn_to_hemisphere(degrees, sign, [reference], axis)


def parse_iso6709(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude. The number of digits says whether they are degrees, or have minutes and seconds.

    Zeros in front may be missing. Height is skipped; another reference system than WGS 84 is none.
    """
    match = _ISO6709.fullmatch(text.strip()) if len(text.strip()) <= _LONGEST else None
    if match is None or (match[7] or "").lower() not in _WGS_84:
        return None
    parts = (len(match[2]) + 1) // 2, max(1, len(match[5]) // 2)
    if parts[0] != parts[1]:
        return None
    latitude, longitude = (_add_packed(match[at], match[at + 1], parts[0]) for at in (2, 5))
    if latitude is None or longitude is None:
        return None
    return (-latitude if match[1] == "-" else latitude), (-longitude if match[4] == "-" else longitude)


def _add_packed(digits: str, fraction: str, count: int) -> float | None:
    """`4851`, `.5` in 2 parts → 48° 51.5′: two digits each for minutes and seconds, from the right."""
    first = len(digits) - 2 * (count - 1)
    parts = [digits[:first], *(digits[at : at + 2] for at in range(first, len(digits), 2))]
    return _add_parts(*parts[:-1], parts[-1] + fraction.replace(",", "."))


def _add_parts(*parts: str | Fraction | None) -> float | None:
    """Add degrees, minutes and seconds. Sixty of a part occurs, where a writer rounded; more are no coordinate."""
    numbers = [Fraction(part) for part in parts if part is not None]
    if any(number > 60 for number in numbers[1:]):
        return None
    return float(sum(number / 60**index for index, number in enumerate(numbers)))


def _turn_to_hemisphere(degrees: float, sign: str, letters: list[str], axis: str) -> float | None:
    """Apply sign and letters. `-15.5` and W agree; `-15.5` and E do not."""
    stated = {_HEMISPHERES.get(letter.strip().lower(), "?") for letter in letters if letter.strip()}
    if sign in ("-", "\u2212"):
        stated.add(axis[1])
    if len(stated) > 1 or not stated <= set(axis):
        return None
    return -degrees if axis[1] in stated else degrees
