from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from app.readers.generation.values import (
    DEPTH_MAX,
    as_cfg,
    as_int,
    as_name,
    as_number,
    as_seed,
    as_share,
    as_size,
    as_text,
    read_json,
)
from tests.readers.generation.support import JSON


@given(JSON)
def test_what_python_writes_as_json_is_read_back(value: object) -> None:
    assert read_json(json.dumps(value)) == value


@pytest.mark.parametrize("depth", [DEPTH_MAX - 1, DEPTH_MAX + 1, 10_000])
@pytest.mark.parametrize("bracket", ["[]", '{"a":}'])
def test_depth_is_bounded_alike_everywhere(depth: int, bracket: str) -> None:
    text = bracket[:-1] * depth + ("1" if bracket != "[]" else "") + bracket[-1] * depth
    assert (read_json(text) is None) == (depth > DEPTH_MAX)


def test_brackets_inside_strings_are_not_depth() -> None:
    text = json.dumps(["[{" * 500, '\\"[[' * 500])
    assert read_json(text) == json.loads(text)


def test_nan_infinity_and_endless_integers_do_not_hide_their_neighbours() -> None:
    value: Any = read_json('{"a": NaN, "b": -Infinity, "c": ' + "9" * 5000 + ', "d": 1}')
    assert value["c"] is None
    assert value["d"] == 1
    assert as_number(value["a"]) is None
    assert as_number(value["b"]) is None


@pytest.mark.parametrize("text", ["", "{", '{"a": }', "\ud800", '"' + "\\" * 1001, "[1,]", "\0"])
def test_malformed_json_is_none(text: str) -> None:
    assert read_json(text) is None


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (1, 1),
        ("1", 1),
        (" 7 ", 7),
        (2.0, 2),
        (2.5, None),
        (True, None),
        ("1.0", None),
        ("1_0", None),
        ("", None),
        (1e300, None),
        (float("nan"), None),
        ("٣", None),
        (None, None),
        ([1], None),
        (10**30, 10**30),
    ],
)
def test_integers_are_exact_or_none(value: object, number: int | None) -> None:
    assert as_int(value) == number


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (1, 1.0),
        ("7.5", 7.5),
        ("1e2", 100.0),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        (10**400, None),
        (True, None),
        ("", None),
        (".", None),
        ("1,5", None),
        ({}, None),
    ],
)
def test_numbers_are_finite_or_none(value: object, number: float | None) -> None:
    assert as_number(value) == number


def test_seeds_scales_texts_and_names_stay_in_their_bounds() -> None:
    assert (as_seed(-1), as_seed(2**64), as_seed("18446744073709551615")) == (None, None, 2**64 - 1)
    assert (as_cfg(-1), as_cfg(0), as_cfg("1e9")) == (None, 0.0, None)
    assert (as_text(" \0x\n"), as_text("  "), as_text(5)) == ("x", None, None)
    assert (as_name("a\nb"), as_name("x" * 1001), as_name(" euler ")) == (None, None, "euler")


@pytest.mark.parametrize(
    ("value", "share"), [(0, 0.0), ("0.5", 0.5), (1, 1.0), (1.01, None), (-0.1, None), ("all", None), (True, None)]
)
def test_a_share_is_a_number_from_0_to_1(value: object, share: float | None) -> None:
    assert as_share(value) == share


@pytest.mark.parametrize(
    ("value", "pixels"), [(512, 512), ("768", 768), (8.0, 8), (0, None), (-8, None), (1_000_000, None), (8.5, None)]
)
def test_a_side_is_a_whole_number_of_pixels(value: object, pixels: int | None) -> None:
    assert as_size(value) == pixels
