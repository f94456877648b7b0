"""CBOR of claims: decoded as RFC 8949 says, within bounds, and without exceptions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.readers.generation.credentials.cbor import read_cbor
from tests.readers.generation.support import cbor


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (cbor({"a": [1, "x", b"y", 300]}), {"a": [1, "x", b"y", 300]}),
        (b"\xbf\x61a\x9f\x01\x02\xff\xff", {"a": [1, 2]}),
        (b"\x7f\x61a\x61b\xff", "ab"),
        (b"\xc0\x61x", "x"),
        (b"\x20", -1),
        (b"\xf4", False),
        (b"\xf6", None),
        (b"\xf9\x3c\x00", 1.0),
        (b"\xfb\x40\x09\x21\xfb\x54\x44\x2d\x18", 3.141592653589793),
        (b"\x1b" + b"\xff" * 8, 2**64 - 1),
        (b"\x9f" * 100, None),
        (b"\x9b" + b"\xff" * 8, None),
        (b"\x5b" + b"\x7f" * 8 + b"x", None),
        (b"\xff", None),
        (b"\x1c", None),
        (b"\x81" * 40 + b"\x01", None),
    ],
)
def test_cbor_is_read_as_rfc_8949_says(data: bytes, value: object) -> None:
    assert read_cbor(data) == value


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    read_cbor(data)


VALUES = st.recursive(
    st.integers(0, 60_000) | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)


@given(VALUES)
def test_what_was_written_is_read(value: object) -> None:
    assert read_cbor(cbor(value)) == value
