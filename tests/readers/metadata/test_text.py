"""Metadata text of every encoding becomes text that databases and JSON accept."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.readers.metadata.text import clean_text, decode_text, decode_user_comment, decode_utf16

WORDS = "Füchse, 狐"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"ASCII\0\0\0a cat\0\0", "a cat"),
        (b"UNICODE\0" + WORDS.encode("utf-16-le"), WORDS),
        (b"UNICODE\0" + WORDS.encode("utf-16-be"), WORDS),
        (b"UNICODE\0" + WORDS.encode("utf-16"), WORDS),
        (b"JIS\0\0\0\0\0" + "狐".encode("iso2022_jp"), "狐"),
        (b"JIS\0\0\0\0\0" + "狐".encode("euc_jp"), "狐"),
        (b"\0" * 8 + WORDS.encode(), WORDS),
        (b"a cat without a code", "a cat without a code"),
        (WORDS.encode(), WORDS),
        (b"", ""),
    ],
)
@pytest.mark.parametrize("big_endian", [True, False])
def test_every_encoding_a_user_comment_may_name_is_read(data: bytes, text: str, *, big_endian: bool) -> None:
    """EXIF 2.32, 4.6.5 table 9; writers use either order of UTF-16 whatever the file's is."""
    assert decode_user_comment(data, big_endian=big_endian) == text


def test_text_without_a_hint_of_its_order_is_read_in_the_files() -> None:
    for encoding, big_endian in (("utf-16-be", True), ("utf-16-le", False)):
        assert decode_utf16("狐".encode(encoding), big_endian=big_endian) == "狐"


def test_what_is_no_utf_8_is_latin_1() -> None:
    assert decode_text("Füchse".encode("latin-1")) == "Füchse"
    assert decode_text("Füchse".encode()) == "Füchse"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [("\0 a\0b \r\n\0", "a\ufffdb"), ("\ufeffa", "a"), ("a\ud800b", "a\ufffdb"), ("\ud83e\udd8a", "🦊"), ("\0\0", "")],
)
def test_nuls_and_lone_surrogates_do_not_survive(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


@given(st.text(st.characters(categories=None)) | st.just("\ud800"))
def test_cleaned_text_is_unicode_everywhere(text: str) -> None:
    cleaned = clean_text(text)
    assert cleaned.encode().decode() == cleaned == json.loads(json.dumps(cleaned))
    assert "\0" not in cleaned
    assert clean_text(cleaned) == cleaned


@given(st.binary(), st.booleans())
def test_no_bytes_make_a_decoder_raise(data: bytes, big_endian: bool) -> None:
    for code in (b"", b"ASCII\0\0\0", b"UNICODE\0", b"JIS\0\0\0\0\0", b"\0" * 8):
        assert clean_text(decode_user_comment(code + data, big_endian=big_endian)).encode() is not None
