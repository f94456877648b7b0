"""Places in the three notations that files use; an impossible place is left out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.report import Gps, Step
from app.readers.limits import LIMITS
from app.readers.metadata.exif import parse_exif
from app.readers.metadata.grammar.refusals import choose_first
from app.readers.metadata.place import read_exif_place, read_iso6709_place, read_xmp_places
from app.readers.metadata.xmp import Xmp
from tests.readers.support import exif_segment, jpeg, read_bytes, reasons, tiff_structure, video, xmp, xmp_segment


def exif_place(lat: list[object], lat_ref: bytes, lon: list[object], lon_ref: bytes) -> Gps | None:
    tags = [(1, 2, lat_ref), (2, 5, lat), (3, 2, lon_ref), (4, 5, lon)]
    named = dict(parse_exif(tiff_structure(gps=tags), LIMITS).list_named_tags())
    place = choose_first(read_exif_place(named))
    return place[0] if place else None


def xmp_place(lat: str, lon: str, lat_ref: str = "", lon_ref: str = "") -> Gps | None:
    values = {"Latitude": lat, "LatitudeRef": lat_ref, "Longitude": lon, "LongitudeRef": lon_ref}
    packet = Xmp({f"exif:GPS{name}": (text,) for name, text in values.items() if text})
    place = choose_first(read_xmp_places([("xmp", packet)]))
    return place[0] if place else None


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
        ("48.5", "2,17.6E", Gps(48.5, 2.2933333)),
        ("0,0N", "0,0E", None),
        ("", "", None),
    ],
)
def test_xmp_coordinates_are_read(lat: str, lon: str, place: Gps | None) -> None:
    assert xmp_place(lat, lon) == place


def test_a_reference_beside_an_xmp_coordinate_counts() -> None:
    assert xmp_place("27.900456333333335", "15.500123499999999", "N", "W") == Gps(27.9004563, -15.5001235)
    assert xmp_place("27.9", "15.5", "S", "E") == Gps(-27.9, 15.5)


def test_a_place_of_a_video_may_be_impossible() -> None:
    assert choose_first(read_iso6709_place("+32.0929+034.8620/", "video:location")) == (
        Gps(32.0929, 34.862),
        "video:location",
    )
    assert choose_first(read_iso6709_place("+91+002/", "video:location")) is None


@pytest.mark.parametrize("text", ["", "+00.0000+000.0000/", "+00.0000+000.0000+012.3/"])
def test_a_video_without_a_fix_says_nothing(text: str) -> None:
    assert list(read_iso6709_place(text, "video:location")) == []


# What is said of a place that is not understood


def gps_segment(*tags: tuple[int, int, object]) -> bytes:
    return exif_segment(tiff_structure(gps=tags))


DEGREES = [Fraction(48), Fraction(30), Fraction(0)]
ZERO = [Fraction(0)] * 3
UNKNOWN = [(0, 0)] * 3


@pytest.mark.parametrize(
    ("segment", "quoted"),
    [
        (gps_segment((2, 5, DEGREES), (4, 5, DEGREES)), "48 30 0 , 48 30 0"),
        (gps_segment((1, 2, b"N\0"), (2, 5, DEGREES)), "48 30 0 N,"),
        (gps_segment((1, 2, b"X\0"), (2, 5, DEGREES), (3, 2, b"E\0"), (4, 5, DEGREES)), "48 30 0 X, 48 30 0 E"),
        (
            gps_segment((1, 2, b"N\0"), (2, 5, [(48, 1), (30, 1), (1, 0)]), (3, 2, b"E\0"), (4, 5, DEGREES)),
            "48 30 ? N, 48 30 0 E",
        ),
        (gps_segment((1, 2, b"N\0"), (2, 5, [Fraction(91)]), (3, 2, b"E\0"), (4, 5, ZERO)), "91 N, 0 0 0 E"),
    ],
)
def test_an_exif_place_that_is_none_is_quoted(tmp_path: Path, segment: bytes, quoted: str) -> None:
    packet = xmp_segment(xmp("", 'exif:GPSLatitude="1,30N" exif:GPSLongitude="2,30E"'))
    report = read_bytes(tmp_path, "a.jpg", jpeg(segment, packet))
    assert report.gps == Gps(1.5, 2.5)
    assert reasons(report, Step.METADATA) == [
        f"a place was there and refused: “{quoted}” (exif:GPSLatitude, exif:GPSLongitude)"
    ]


@pytest.mark.parametrize(
    "tags",
    [
        [(1, 2, b"N\0"), (2, 5, ZERO), (3, 2, b"E\0"), (4, 5, ZERO)],
        [(1, 2, b"N\0"), (2, 5, UNKNOWN), (3, 2, b"E\0"), (4, 5, UNKNOWN)],
        [(1, 2, b"N\0"), (3, 2, b"E\0")],
        [(2, 5, ZERO), (4, 5, ZERO)],
    ],
)
def test_a_camera_without_a_fix_says_nothing(tmp_path: Path, tags: list[tuple[int, int, object]]) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(gps_segment(*tags)))
    assert (report.gps, reasons(report, Step.METADATA)) == (None, [])


def test_an_xmp_place_that_is_none_is_quoted(tmp_path: Path) -> None:
    packet = xmp("", 'exif:GPSLatitude="48,30" exif:GPSLongitude="somewhere"')
    report = read_bytes(tmp_path, "a.jpg", jpeg(xmp_segment(packet)))
    assert report.gps is None
    assert reasons(report, Step.METADATA) == [
        "a place was there and refused: “48,30 , somewhere” (xmp exif:GPSLatitude, exif:GPSLongitude)"
    ]


def test_a_videos_place_that_is_none_is_quoted(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.mkv", video("matroska", tags={"location": "Paris"}))
    assert [reason for reason in reasons(report, Step.METADATA) if "Paris" in reason] == [
        "a place was there and refused: “Paris” (video:location)"
    ]
