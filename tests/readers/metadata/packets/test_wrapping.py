"""Packets that were encoded once too often."""

from __future__ import annotations

import base64
from html import escape

import pytest

from app.readers.limits import LIMITS
from app.readers.metadata.xmp import parse_xmp
from app.readers.reasons import UnreadableError
from tests.readers.support import bag, xmp

PACKET = xmp(bag("dc:subject", "Größe", "salt &amp; pepper"), 'xmp:Rating="4"')
WORDS = ["Größe", "salt & pepper"]
UNMARKED = PACKET.replace("\ufeff".encode(), b"")


def check(packet: bytes, *damage: str) -> None:
    found = parse_xmp(packet, LIMITS)
    assert (found.list_keywords(), found.find_rating()) == (WORDS, 4)
    assert found.damage == damage


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize("packet", [PACKET, UNMARKED])
def test_text_that_was_encoded_twice_is_decoded_twice(packet: bytes, encoding: str) -> None:
    check(packet.decode(encoding, "replace").encode(), "its text was encoded twice")


def test_quotes_and_dashes_come_back_from_windows_1252() -> None:
    twice = xmp(bag("dc:subject", "“a” – b")).replace(b"\x9d", b"\x9c").decode("cp1252").encode()
    assert parse_xmp(twice, LIMITS).list_keywords() == ["“a“ – b"]


def test_a_right_mark_says_that_strange_text_is_meant() -> None:
    packet = parse_xmp(xmp(bag("dc:subject", "GrÃ¶ÃŸe")), LIMITS)
    assert (packet.list_keywords(), packet.problem) == (["GrÃ¶ÃŸe"], None)


def test_text_with_accents_is_not_decoded_twice() -> None:
    packet = parse_xmp(xmp(bag("dc:subject", "Größe")).replace("\ufeff".encode(), b""), LIMITS)
    assert (packet.list_keywords(), packet.problem) == (["Größe"], None)


@pytest.mark.parametrize("width", [0, 76])
def test_base64_is_decoded(width: int) -> None:
    packed = base64.b64encode(PACKET)
    check(base64.encodebytes(PACKET) if width else packed, "it was encoded as Base64")
    check(base64.b64encode(PACKET.decode().encode("utf-16")), "it was encoded as Base64")


def test_base64_of_anything_else_is_no_packet() -> None:
    with pytest.raises(UnreadableError, match="not well-formed"):
        parse_xmp(base64.b64encode(b"a text that is long enough, but no packet"), LIMITS)


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("frame", ["{}", "<metadata><xmp>{}</xmp></metadata>"])
def test_escaped_xml_is_unescaped(times: int, frame: str) -> None:
    text = PACKET.decode()
    for _ in range(times):
        text = escape(text)
    check(frame.format(text).encode(), "its XML was escaped")


def test_a_packet_that_holds_another_in_a_text_is_itself() -> None:
    inner = escape(xmp("", 'xmp:Rating="1"').decode())
    assert parse_xmp(xmp(f"<dc:description>{inner}</dc:description>", 'xmp:Rating="4"'), LIMITS).find_rating() == 4
    assert parse_xmp(xmp(f"<dc:description>{inner}</dc:description>"), LIMITS).find_rating() is None
