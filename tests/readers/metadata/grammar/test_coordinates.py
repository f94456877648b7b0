"""Coordinates in the notations of EXIF, XMP and ISO 6709; what is impossible or contradicts itself is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.readers.metadata.grammar.coordinates import (
    LATITUDE,
    LONGITUDE,
    parse_coordinate,
    parse_iso6709,
    parse_rationals,
)


@pytest.mark.parametrize(
    ("text", "reference", "axis", "degrees"),
    [
        # as XMP prescribes
        ("27,54.02738N", "", LATITUDE, 27.9004563),
        ("27,54,1.6N", "", LATITUDE, 27.9004444),
        ("15,30.0074W", "", LONGITUDE, -15.5001233),
        # decimals, signed or with a reference
        ("27.900456333", "", LATITUDE, 27.9004563),
        ("-15.5001235", "", LONGITUDE, -15.5001235),
        ("+15.5", "", LONGITUDE, 15.5),
        ("\u221215.5", "", LONGITUDE, -15.5),
        ("15.500123499999999", "W", LONGITUDE, -15.5001235),
        ("15.5", "west", LONGITUDE, -15.5),
        ("33.5", "South", LATITUDE, -33.5),
        ("15.5W", "", LONGITUDE, -15.5),
        ("-15.5", "W", LONGITUDE, -15.5),
        ("15.5W", "W", LONGITUDE, -15.5),
        # degrees, minutes and seconds as people write them
        ("27 54 1.6", "N", LATITUDE, 27.9004444),
        ("27° 54' 1.6\" N", "", LATITUDE, 27.9004444),
        ("27 deg 54' 1.60\" N", "", LATITUDE, 27.9004444),
        ("27°54′1.6″S", "", LATITUDE, -27.9004444),
        ("N 27.5", "", LATITUDE, 27.5),
        ("27,59,60N", "", LATITUDE, 28.0),
        # a hemisphere that is not stated, or twice and not the same
        ("27,54", "", LATITUDE, None),
        ("15.5W", "E", LONGITUDE, None),
        ("-15.5", "E", LONGITUDE, None),
        ("15.5N", "", LONGITUDE, None),
        ("15.5", "N", LONGITUDE, None),
        ("15.5", "K", LONGITUDE, None),
        ("15.5", "Ost", LONGITUDE, None),
        ("N 15.5 N", "", LATITUDE, None),
        # a comma that may be that of a decimal
        ("27,9004563", "N", LATITUDE, None),
        # more than sixty
        ("27,61N", "", LATITUDE, None),
        ("27,30,61N", "", LATITUDE, None),
        ("north of here", "", LATITUDE, None),
        ("٢٧", "", LATITUDE, None),
        ("nan", "N", LATITUDE, None),
        ("1e1", "N", LATITUDE, None),
        ("", "N", LATITUDE, None),
        ("27" + " " * 1000 + "54N", "", LATITUDE, None),
    ],
)
def test_coordinates_of_xmp(text: str, reference: str, axis: str, degrees: float | None) -> None:
    found = parse_coordinate(text, reference, axis)
    assert found == (None if degrees is None else pytest.approx(degrees, abs=1e-7))


@pytest.mark.parametrize(
    ("text", "reference", "degrees"),
    [
        ("48 51 59/2", "N", 48.8581944),
        ("48 3059/60 0", "n", 48.8497222),
        ("97/2", "North", 48.5),
        ("48 30", " s", -48.5),
        ("-48 30 0", "S", -48.5),
        ("-48 30 0", "", -48.5),
        ("48.5", "N", 48.5),
        ("48 60 0", "N", 49.0),
        ("48 2666179/50000 ?", "N", 48.8887263),
        ("? 30 0", "N", None),
        ("? ? ?", "N", None),
        ("-48 30 0", "N", None),
        ("48 30 0", "", None),
        ("48 30 0", "E", None),
        ("48 30 0", "?", None),
        ("48 61 0", "N", None),
        ("48 30 ?", "N", None),
        ("48 30 0 0", "N", None),
        ("48/0", "N", None),
        ("1e999999999", "N", None),
        ("", "N", None),
    ],
)
def test_rationals_of_exif(text: str, reference: str, degrees: float | None) -> None:
    found = parse_rationals(text, reference, LATITUDE)
    assert found == (None if degrees is None else pytest.approx(degrees, abs=1e-7))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("+32.0929+034.8620+028.516/", (32.0929, 34.862)),
        ("-32.0929-034.8620/", (-32.0929, -34.862)),
        ("+48+002/", (48, 2)),
        # without zeros in front, without the sign at the end
        ("+5.1+2.5/", (5.1, 2.5)),
        ("-5.1-120.25", (-5.1, -120.25)),
        ("+48+2", (48, 2)),
        # height and reference system
        ("+48.5+002.5-12/", (48.5, 2.5)),
        ("+48.5+002.5CRSWGS_84/", (48.5, 2.5)),
        ("+48.5+002.5+150.7CRSWGS_84/", (48.5, 2.5)),
        ("+48.5+002.5CRSEPSG:4326/", (48.5, 2.5)),
        ("+48,5+002,5/", (48.5, 2.5)),
        # minutes and seconds
        ("+4851.5+00217.6/", (48.8583333, 2.2933333)),
        ("+4851.5-0217.6/", (48.8583333, -2.2933333)),
        ("-485130+0021736+35/", (-48.8583333, 2.2933333)),
        ("+485130.6-0021736.6/", (48.8585, -2.2935)),
        # the two do not fit together, or no such place
        ("+4851+217/", None),
        ("+48+0021736/", None),
        ("+4861+00217/", None),
        ("+48.5+002.5CRSNTF/", None),
        ("48.5, 2.5", None),
        ("+48.5/", None),
        ("+48.5+002.5/+48.6+002.6/", None),
        ("", None),
    ],
)
def test_iso_6709(text: str, place: tuple[float, float] | None) -> None:
    assert parse_iso6709(text) == (None if place is None else pytest.approx(place, abs=1e-7))


@given(st.text(max_size=200), st.text(max_size=20))
def test_no_text_makes_a_coordinate_raise(text: str, reference: str) -> None:
    parse_coordinate(text, reference, LONGITUDE)
    parse_rationals(text, reference, LATITUDE)
    parse_iso6709(text)


@given(st.text(alphabet="0123456789 ,.+-NW°'/?", max_size=40))
def test_no_text_of_such_signs_makes_a_coordinate_raise(text: str) -> None:
    parse_coordinate(text, "", LONGITUDE)
    parse_rationals(text, "", LATITUDE)
    parse_iso6709(text)
