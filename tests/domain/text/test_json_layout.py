"""JSON laid out for reading: lines and indents are added, and nothing else is changed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text.json_layout import LAID_OUT_MAX, lay_out_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_a_layout_is_that_of_the_standard_library(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    wanted = json.dumps(value, ensure_ascii=False, indent=2) if isinstance(value, dict | list) else text
    assert lay_out_json(text) == wanted


def test_every_value_stays_as_it_is_written() -> None:
    text = r'{"a" :1e5,"a":0.10, "seed":18446744073709551616,"t":"\u00e4 \"{[, ]}: \\","n":NaN ,"e":[ ] ,"o":{}}'
    assert lay_out_json(text) == "\n".join(
        [
            "{",
            '  "a": 1e5,',
            '  "a": 0.10,',
            '  "seed": 18446744073709551616,',
            r'  "t": "\u00e4 \"{[, ]}: \\",',
            '  "n": NaN,',
            '  "e": [],',
            '  "o": {}',
            "}",
        ]
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a cat, {red|blue} eyes",
        "{red|blue} eyes",
        "[cat:dog:0.5], a fox",
        '{"a": 1',
        '"text"',
        "12.50",
        '{"a": 1} and more',
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_json_object_or_list_stays_as_it_is(text: str) -> None:
    assert lay_out_json(text) == text


def test_a_layout_that_would_be_huge_is_not_made() -> None:
    nested = "[" * 300 + ",".join(["1"] * 100_000) + "]" * 300
    assert json.loads(nested)
    assert lay_out_json(nested) == nested
    assert len(lay_out_json(json.dumps(list(range(100_000))))) < LAID_OUT_MAX
