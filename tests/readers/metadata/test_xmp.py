"""XMP packets: keywords, ratings, places; and hostile ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.progress import Outcome
from app.domain.report import Camera, Gps, Step
from app.readers import ReadOptions
from app.readers.limits import LIMITS
from app.readers.metadata.xmp import parse_xmp
from app.readers.reasons import UnreadableError
from tests.readers.support import (
    bag,
    blocks_named,
    exif_segment,
    jpeg,
    read_bytes,
    reasons,
    tiff_structure,
    xmp,
    xmp_segment,
)


def test_keywords_come_from_subjects_then_from_the_leaves_of_hierarchies(tmp_path: Path) -> None:
    body = bag("dc:subject", "Cat", "  two   words ", "") + bag("lr:hierarchicalSubject", "animal|cat", "place|Rome")
    report = read_bytes(tmp_path, "a.jpg", jpeg(xmp_segment(xmp(body))))
    assert report.keywords == ("Cat", "two words", "Rome")


@pytest.mark.parametrize(
    ("attributes", "score"),
    [
        ('xmp:Rating="5"', 5),
        ('xmp:Rating="3.0"', 3),
        ('xmp:Rating="-1"', -1),
        ('xmp:Rating="0"', None),
        ('xmp:Rating="99"', None),
        ('xmp:Rating="NaN"', None),
        ('xmp:Rating="1e999"', None),
        ('xmp:Rating="five"', None),
        ('xmp:Rating=" 4 "', 4),
        ('xmp:Rating="+2"', 2),
        ('xmp:Rating="4,0"', 4),
        ('xmp:Rating="4.5"', None),
        ('xmp:Rating="-2"', None),
        ('xmp:Rating="٤"', None),
        ("", None),
    ],
)
def test_ratings(attributes: str, score: int | None) -> None:
    assert parse_xmp(xmp("", attributes), LIMITS).find_rating() == score


@pytest.mark.parametrize("held", ["five", "99", "4.5", "NaN", "9" * 100])
def test_a_rating_that_is_none_is_quoted(tmp_path: Path, held: str) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(xmp_segment(xmp("", f'xmp:Rating="{held}"'))))
    quoted = held if len(held) < 60 else f"{held[:59]}…"
    assert (report.score, report.outcome) == (None, Outcome.OK)
    assert reasons(report, Step.METADATA) == [f"a rating was there and refused: “{quoted}” (xmp xmp:Rating)"]


@pytest.mark.parametrize(("kind", "value", "held"), [(3, (80,), "80"), (9, (-1,), "-1"), (2, b"five\0", "five")])
def test_a_windows_rating_that_is_none_is_quoted(tmp_path: Path, kind: int, value: object, held: str) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(tiff_structure([(0x4746, kind, value)]))))
    assert report.score is None
    assert reasons(report, Step.METADATA) == [f"a rating was there and refused: “{held}” (exif:Rating)"]


@pytest.mark.parametrize(
    "segment", [xmp_segment(xmp("", 'xmp:Rating="0"')), exif_segment(tiff_structure([(0x4746, 3, (0, 0))]))]
)
def test_not_rated_is_no_warning(tmp_path: Path, segment: bytes) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(segment))
    assert (report.score, report.failures) == (None, ())


def test_a_refused_rating_is_no_warning_where_nobody_asked_for_scores(tmp_path: Path) -> None:
    data = jpeg(xmp_segment(xmp("", 'xmp:Rating="99"')))
    assert read_bytes(tmp_path, "a.jpg", data, ReadOptions(scores=False, nsfw=False)).failures == ()


@pytest.mark.parametrize(
    "value",
    [
        '<{0} rdf:parseType="Resource"><rdf:value>{1}</rdf:value><xmp:Label>x</xmp:Label></{0}>',
        "<{0}><rdf:Description><rdf:value>{1}</rdf:value></rdf:Description></{0}>",
    ],
)
def test_a_value_with_qualifiers_is_the_value(value: str) -> None:
    """ISO 16684-1, 7.8: qualifiers are elements beside rdf:value."""
    subject = f"<dc:subject><rdf:Bag>{value.format('rdf:li', 'cat')}</rdf:Bag></dc:subject>"
    packet = parse_xmp(xmp(subject + value.format("xmp:Rating", "3")), LIMITS)
    assert (packet.list_keywords(), packet.find_rating()) == (["cat"], 3)


@pytest.mark.parametrize("address", ["http://ns.adobe.com/xap/1.0", "http://ns.adobe.com/xap/1.0#"])
def test_a_schema_without_the_sign_at_its_end_is_the_schema(address: str) -> None:
    packet = xmp("", 'xmp:Rating="4"').replace(b"http://ns.adobe.com/xap/1.0/", address.encode())
    assert parse_xmp(packet, LIMITS).find_rating() == 4


def test_values_may_be_attributes_or_elements(tmp_path: Path) -> None:
    body = "<tiff:Make>ACME</tiff:Make><exif:GPSLatitude>48,51.5N</exif:GPSLatitude>"
    report = read_bytes(
        tmp_path, "a.jpg", jpeg(xmp_segment(xmp(body, 'tiff:Model="R" exif:GPSLongitude="2,17,40W" xmp:Rating="2"')))
    )
    assert report.camera == Camera("ACME", "R")
    assert report.gps == Gps(48.8583333, -2.2944444)
    assert report.score == 2
    assert report.provenance["score"] == "xmp xmp:Rating / xmp 2"


def test_utf16_packets_are_read() -> None:
    packet = xmp(bag("dc:subject", "猫")).decode().encode("utf-16")
    assert parse_xmp(packet, LIMITS).list_keywords() == ["猫"]


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>
<x:xmpmeta xmlns:x="adobe:ns:meta/">&lol2;</x:xmpmeta>"""
FOREIGN = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'


@pytest.mark.parametrize(
    ("packet", "words"),
    [
        (LAUGHS, "declares entities or a document type"),
        (FOREIGN, "declares entities or a document type"),
        (b"<x:xmpmeta>", "not well-formed"),
        (b"", "not well-formed"),
        (b"not xml", "not well-formed"),
        (b'<?xml version="1.0" encoding="klingon"?><x/>', "not well-formed"),
        (b"<a>" * 200 + b"</a>" * 200, "too deeply nested or too long"),
        (b"<a>" * 1_000_000, "too deeply nested or too long"),
        (b"<a>" + b"<b/>" * 300_000 + b"</a>", "too deeply nested or too long"),
    ],
)
def test_a_packet_that_wants_to_hurt_is_refused_with_a_reason(packet: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        parse_xmp(packet, LIMITS)


def test_a_damaged_packet_is_a_warning_and_its_text_is_kept(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(xmp_segment(b"<x:xmpmeta> cut")))
    assert report.outcome is Outcome.OK
    assert [found.name for found in report.blocks] == ["xmp"]
    assert reasons(report, Step.METADATA) == ["the XMP packet is not well-formed XML"]


def test_a_packet_that_was_recovered_is_said_to_be_damaged(tmp_path: Path) -> None:
    packet = xmp(bag("dc:subject", "salt & pepper"), 'foo:bar="1" xmp:Rating="4"')
    warning = (
        "the XMP packet is damaged (“&” that is not escaped; prefixes are not declared: foo); what could be read of it "
        "counts"
    )
    report = read_bytes(tmp_path, "a.jpg", jpeg(xmp_segment(packet)))
    assert (report.outcome, report.score, report.keywords) == (Outcome.OK, 4, ("salt & pepper",))
    assert reasons(report, Step.METADATA) == [warning]
    (tmp_path / "b.jpg.xmp").write_bytes(packet)
    beside = read_bytes(tmp_path, "b.jpg", jpeg())
    assert (beside.score, beside.keywords, blocks_named(beside)) == (4, ("salt & pepper",), ["sidecar:xmp"])
    assert (reasons(beside, Step.SIDECAR), reasons(beside, Step.METADATA)) == ([warning], [])


def test_packets_are_bounded_in_number(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(*[xmp_segment(xmp(bag("dc:subject", "x")))] * 20))
    assert len(report.blocks) == 8
    assert "more XMP than is read" in reasons(report, Step.METADATA)[0]
