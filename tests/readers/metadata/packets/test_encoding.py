"""The encodings of XMP packets: marked, unmarked, declared, and none."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.readers.limits import LIMITS
from app.readers.metadata.packets.encoding import decode_packet
from app.readers.metadata.xmp import parse_xmp
from tests.readers.support import bag, xmp

TEXT = xmp(bag("dc:subject", "Größe", "猫", "🐈")).decode()
WORDS = ["Größe", "猫", "🐈"]
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@pytest.mark.parametrize("padding", ["", " ", "\n\n"])
@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", *WIDE])
def test_every_form_of_unicode_is_read_with_and_without_a_mark(encoding: str, *, marked: bool, padding: str) -> None:
    packet = parse_xmp((("\ufeff" if marked else "") + padding + TEXT).encode(encoding), LIMITS)
    assert packet.list_keywords() == WORDS
    assert packet.problem is None


@pytest.mark.parametrize("encoding", WIDE)
def test_a_declaration_of_another_encoding_does_not_matter_where_the_bytes_show_it(encoding: str) -> None:
    text = '<?xml version="1.0" encoding="UTF-8"?>' + TEXT
    assert parse_xmp(text.encode(encoding), LIMITS).list_keywords() == WORDS


@pytest.mark.parametrize(
    ("encoding", "word"),
    [("ISO-8859-1", "Größe"), ("windows-1252", "“Größe”"), ("Shift_JIS", "猫"), ("GBK", "猫"), ("KOI8-R", "кошка")],
)
def test_a_declared_character_set_counts(encoding: str, word: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + xmp(bag("dc:subject", word)).decode().replace("\ufeff", "")
    packet = parse_xmp(text.encode(encoding), LIMITS)
    assert packet.list_keywords() == [word]
    assert packet.problem is None


def test_bytes_that_are_no_utf8_are_read_as_latin_1_and_this_is_said() -> None:
    packet = parse_xmp(xmp(bag("dc:subject", "Größe", "gr*n")).replace(b"*", b"\xfc"), LIMITS)
    assert packet.list_keywords() == ["Größe", "grün"]
    assert packet.problem == (
        "the XMP packet is damaged (some of its bytes are not UTF-8); what could be read of it counts"
    )


def test_a_character_that_is_cut_in_two_is_no_other_damage() -> None:
    data = xmp(bag("dc:subject", "Größe", "grün")).partition(b"n</rdf:li>")[0][:-1]
    packet = parse_xmp(data, LIMITS)
    assert data.endswith(b"gr\xc3")
    assert (packet.list_keywords(), packet.damage) == (["Größe"], ("it ends early",))


def test_bytes_that_are_no_utf16_are_replaced_and_this_is_said() -> None:
    data = xmp(bag("dc:subject", "a*b", "c")).decode().encode("utf-16-le").replace(b"*\0", b"\0\xd8")
    packet = parse_xmp(data, LIMITS)
    assert packet.list_keywords() == ["a\ufffdb", "c"]
    assert packet.damage == ("some of its bytes are not UTF-16",)


def test_an_unknown_encoding_is_said_and_the_packet_is_read_by_its_bytes() -> None:
    packet = parse_xmp(b'<?xml version="1.0" encoding="klingon"?>' + TEXT.encode(), LIMITS)
    assert packet.list_keywords() == WORDS
    assert packet.damage == ("it declares the unknown encoding “klingon”",)


def test_a_declared_character_set_that_is_not_that_of_the_bytes_is_said() -> None:
    packet = parse_xmp(b'<?xml version="1.0" encoding="shift_jis"?>' + xmp(bag("dc:subject", "x")) + b"\xff", LIMITS)
    assert packet.list_keywords() == ["x"]
    assert packet.damage[0] == "it is not in the encoding it declares, shift_jis"


@pytest.mark.parametrize("text", [b"", b"\0", codecs.BOM_UTF16_LE, codecs.BOM_UTF8, b"<\0", b"\0\0\0<\0\0"])
def test_a_few_bytes_are_no_error(text: bytes) -> None:
    assert decode_packet(text).damage == ()


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xfe", b"\xff\xfe\0\0", b"<\0", b"<?xml encoding='gbk'?>"]))
def test_no_bytes_make_the_decoding_raise(data: bytes, head: bytes) -> None:
    decode_packet(head + data)
