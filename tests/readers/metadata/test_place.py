"""Places in the three notations that files use; an impossible place is left out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.report import Gps
from app.readers.limits import LIMITS
from app.readers.metadata.exif import parse_exif
from app.readers.metadata.place import find_exif_place, find_xmp_place, parse_iso6709_place
from app.readers.metadata.xmp import Xmp
from tests.readers.support import tiff_structure


def exif_place(lat: list[object], lat_ref: bytes, lon: list[object], lon_ref: bytes) -> Gps | None:
    tags = [(1, 2, lat_ref), (2, 5, lat), (3, 2, lon_ref), (4, 5, lon)]
    return find_exif_place(parse_exif(tiff_structure(gps=tags), LIMITS))


def xmp_place(lat: str, lon: str) -> Gps | None:
    return find_xmp_place(Xmp({"exif:GPSLatitude": (lat,), "exif:GPSLongitude": (lon,)}))


@given(st.integers(-90 * 3600, 90 * 3600), st.integers(-180 * 3600, 180 * 3600))
def test_degrees_minutes_and_seconds_of_exif_are_added_up(lat: int, lon: int) -> None:
    def parts(seconds: int) -> list[object]:
        seconds = abs(seconds)
        return [Fraction(seconds // 3600), Fraction(seconds // 60 % 60), Fraction(seconds % 60)]

    place = exif_place(parts(lat), b"S\0" if lat < 0 else b"N\0", parts(lon), b"W\0" if lon < 0 else b"E\0")
    wanted = None if lat == lon == 0 else Gps(round(lat / 3600, 7), round(lon / 3600, 7))
    assert place == wanted


@pytest.mark.parametrize(
    ("lat", "lat_ref"),
    [
        ([Fraction(91), Fraction(0), Fraction(0)], b"N\0"),
        ([Fraction(0), Fraction(0), Fraction(0)], b"N\0"),
        ([(48, 0), (51, 1), (29, 1)], b"N\0"),
    ],
)
def test_an_exif_place_that_cannot_be_is_absent(lat: list[object], lat_ref: bytes) -> None:
    zero: list[object] = [Fraction(0)] * 3
    assert exif_place(lat, lat_ref, zero, b"E\0") is None


@pytest.mark.parametrize(
    ("lat", "lon", "place"),
    [
        ("48,51.5N", "2,17.6E", Gps(48.8583333, 2.2933333)),
        ("48,51,30S", "2,17,36W", Gps(-48.8583333, -2.2933333)),
        ("48,51.5E", "2,17.6E", None),
        ("48.5", "2,17.6E", None),
        ("0,0N", "0,0E", None),
        ("", "", None),
    ],
)
def test_xmp_coordinates_are_read(lat: str, lon: str, place: Gps | None) -> None:
    assert xmp_place(lat, lon) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("+32.0929+034.8620+028.516/", Gps(32.0929, 34.862)),
        ("-32.0929-034.8620/", Gps(-32.0929, -34.862)),
        ("+48+002/", Gps(48.0, 2.0)),
        ("+48.5+002.5CRSWGS_84/", Gps(48.5, 2.5)),
        ("+91+002/", None),
        ("48.5, 2.5", None),
    ],
)
def test_iso_6709_is_read(text: str, place: Gps | None) -> None:
    assert parse_iso6709_place(text) == place
