"""Damaged XML: what can be read of it counts, half a value does not, and what was wrong is said."""

from __future__ import annotations

import contextlib
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.readers.limits import LIMITS
from app.readers.metadata.xmp import Xmp, parse_xmp, parse_xmp_text
from app.readers.reasons import UnreadableError
from tests.readers.support import bag, xmp

DATE = 'xmp:CreateDate="2025-02-03T04:05:06Z"'
SOUND = xmp(bag("dc:subject", "tulip", "rose"), f'xmp:Rating="4" {DATE}').decode()


def check(text: str, *damage: str) -> None:
    """Check that the values around the damage are read, and that the damage is said."""
    found = parse_xmp_text(text, LIMITS)
    assert found.find_rating() == 4
    assert found.find_first("xmp:CreateDate") == "2025-02-03T04:05:06Z"
    assert found.list_keywords() == ["tulip", "rose"]
    assert found.damage == damage


@pytest.mark.parametrize(
    ("old", "new", "damage"),
    [
        # prefixes that are not declared: unknown ones, and those that the specification uses itself
        ("xmp:Rating", 'foo:bar="1" xmp:Rating', "prefixes are not declared: foo"),
        ("<dc:subject>", "<foo:bar>1</foo:bar><dc:subject>", "prefixes are not declared: foo"),
        (' xmlns:xmp="http://ns.adobe.com/xap/1.0/"', "", "prefixes are not declared: xmp"),
        (' xmlns:dc="http://purl.org/dc/elements/1.1/"', "", "prefixes are not declared: dc"),
        (' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"', "", "prefixes are not declared: rdf"),
        # signs that XML does not allow
        ("</rdf:Bag>", "<rdf:li>\x01</rdf:li></rdf:Bag>", "control characters"),
        ("xmp:Rating", 'tiff:Artist="a\x1b[31mb" xmp:Rating', "control characters"),
        ("xmp:Rating", 'tiff:Artist="salt & pepper" xmp:Rating', "“&” that is not escaped"),
        ("xmp:Rating", 'tiff:Artist="&nbsp;&eacute" xmp:Rating', "“&” that is not escaped"),
        ("<dc:subject>", "<dc:title>I <3 it</dc:title><dc:subject>", "“<” that is not escaped"),
        # elements that do not fit
        ("</rdf:Bag>", "", "mismatched tag"),
        ("<dc:subject>", "<dc:subject><dc:title>", "mismatched tag"),
        ("</dc:subject>", "</dc:subject></dc:title>", "mismatched tag"),
        ("xmp:Rating", 'tiff:Make="A" tiff:Make="A" xmp:Rating', "duplicate attribute"),
        # more than one document, and bytes around it
        ('<?xpacket end="w"?>', "<x/>", "junk after document element"),
        ('<?xpacket end="w"?>', "and so on", "junk after document element"),
        ('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>', "Xpacket", "syntax error"),
        ("<rdf:RDF", '<?xml version="1.0"?><rdf:RDF', "XML or text declaration not at start of entity"),
    ],
)
def test_damage_costs_no_more_than_itself(old: str, new: str, damage: str) -> None:
    assert old in SOUND
    check(SOUND.replace(old, new, 1), damage)


def test_a_packet_that_lost_its_frame_is_read() -> None:
    start, end = SOUND.index("<rdf:RDF"), SOUND.index("</x:xmpmeta>")
    check(SOUND[start:end])
    check(
        SOUND[:start].replace('adobe:ns:meta/">', 'adobe:ns:meta/"/>') + SOUND[start:end], "junk after document element"
    )
    description = SOUND[SOUND.index("<rdf:Description") : SOUND.index("</rdf:RDF>")]
    check(description, "prefixes are not declared: rdf")


def test_several_kinds_of_damage_are_all_said() -> None:
    text = SOUND.replace("xmp:Rating", 'foo:a="\x01" bar:b="&" xmp:Rating')
    check(text, "control characters", "“&” that is not escaped", "prefixes are not declared: foo, bar")


def test_values_with_damage_inside_are_as_near_to_the_file_as_they_can_be() -> None:
    found = parse_xmp_text(xmp(bag("dc:subject", "salt & pepper", "a&nbsp;b", "I <3 it", "tu\x01lip")).decode(), LIMITS)
    assert found.list_keywords() == ["salt & pepper", "a&nbsp;b", "I <3 it", "tulip"]


@pytest.mark.parametrize(
    ("cut_behind", "rating", "words"),
    [
        ("<rdf:li>rose</rdf:li>", 4, ["tulip", "rose"]),
        ("<rdf:li>rose</rdf:l", 4, ["tulip", "rose"]),
        ("<rdf:li>rose<", 4, ["tulip"]),
        ("<rdf:li>ros", 4, ["tulip"]),
        ("<rdf:li>rose", 4, ["tulip"]),
        ("<rdf:li>tulip</rdf:li><rdf:li>", 4, ["tulip"]),
        (DATE, 4, []),
        ('xmp:Rating="4" xmp:CreateDate="2025-02', 4, []),
        ('xmp:Rating="4', None, []),
    ],
)
def test_of_a_packet_that_ends_early_only_whole_values_count(
    cut_behind: str, rating: int | None, words: list[str]
) -> None:
    found = parse_xmp_text(SOUND[: SOUND.index(cut_behind) + len(cut_behind)], LIMITS)
    assert (found.find_rating(), found.list_keywords()) == (rating, words)
    assert found.damage[-1] == "it ends early"
    assert found.find_first("xmp:CreateDate") in (None, "2025-02-03T04:05:06Z")


def test_no_cut_makes_up_a_value() -> None:
    whole = parse_xmp_text(SOUND, LIMITS)
    for end in range(len(SOUND.encode())):
        try:
            found = parse_xmp(SOUND.encode()[:end], LIMITS)
        except UnreadableError:
            continue
        assert all(set(texts) <= set(whole.values[name]) for name, texts in found.values.items()), end


# What is not accepted, damaged or not

ENTITY = '<!DOCTYPE x [<!ENTITY e "value">]>'


@pytest.mark.parametrize(
    "text",
    [
        ENTITY + SOUND,
        "& " + ENTITY + SOUND,
        "<a:b/>" + ENTITY + SOUND,
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">' + SOUND.replace("tulip", "&"),
        SOUND.replace("tulip", "\x01<!doctype x>"),
    ],
)
def test_a_document_type_is_refused_in_damaged_xml_too(text: str) -> None:
    with pytest.raises(UnreadableError, match="declares entities or a document type"):
        parse_xmp_text(text, LIMITS)


@pytest.mark.parametrize("text", ["&" + "<a>" * 200, "&<a>" + "<b/>" * 300_000 + "</a>", "&" + "<a>" * 1_000_000])
def test_damaged_xml_is_bounded_too(text: str) -> None:
    with pytest.raises(UnreadableError, match="too deeply nested or too long"):
        parse_xmp_text(text, LIMITS)


@pytest.mark.parametrize("text", ["<x:xmpmeta>", "&", "not xml", "", "<" * 1000, "<!--", "<![CDATA["])
def test_what_states_nothing_is_not_well_formed(text: str) -> None:
    with pytest.raises(UnreadableError, match="not well-formed"):
        parse_xmp_text(text, LIMITS)


@pytest.mark.parametrize(
    "text",
    [
        "A" + " " * 1_000_000 + "!",
        "<" * 1_000_000,
        "&amp;" * 200_000 + "lt;RDF &",
        "<a " + 'b="c" ' * 200_000,
        "<a" + " b" * 500_000,
        "</RDF" + " " * 1_000_000 + "<",
        "<!" + " " * 1_000_000,
        " a:" * 300_000,
        "<a:b>" * 90 + " x:y =" * 200_000,
    ],
)
def test_long_damage_takes_no_long_time(text: str) -> None:
    start = time.process_time()
    with pytest.raises(UnreadableError):
        parse_xmp_text(text, LIMITS)
    assert time.process_time() - start < 2


@given(st.integers(0, 2**32))
def test_no_damage_makes_the_parser_raise_anything_else(seed: int) -> None:
    chance, data = random.Random(seed), bytearray(SOUND.encode())
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(4)] = chance.choice(
            (b"<", b">", b"&", b"\0", b"\xff", b'"', b"x:y", b"<!", b"]]>")
        )
    with contextlib.suppress(UnreadableError):
        assert isinstance(parse_xmp(bytes(data), LIMITS), Xmp)
