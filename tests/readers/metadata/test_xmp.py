"""XMP packets: keywords, ratings, places; and hostile ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.progress import Outcome
from app.domain.report import Camera, Gps, Step
from app.readers.limits import LIMITS
from app.readers.metadata.xmp import parse_xmp
from app.readers.reasons import UnreadableError
from tests.readers.support import bag, jpeg, read_bytes, reasons, xmp, xmp_segment


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
        ("", None),
    ],
)
def test_ratings(attributes: str, score: int | None) -> None:
    assert parse_xmp(xmp("", attributes), LIMITS).find_rating() == score


def test_values_may_be_attributes_or_elements(tmp_path: Path) -> None:
    body = "<tiff:Make>ACME</tiff:Make><exif:GPSLatitude>48,51.5N</exif:GPSLatitude>"
    report = read_bytes(
        tmp_path, "a.jpg", jpeg(xmp_segment(xmp(body, 'tiff:Model="R" exif:GPSLongitude="2,17,40W" xmp:Rating="2"')))
    )
    assert report.camera == Camera("ACME", "R")
    assert report.gps == Gps(48.8583333, -2.2944444)
    assert report.score == 2
    assert report.provenance["score"] == "xmp xmp:Rating / xmp 1"


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


def test_packets_are_bounded_in_number(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(*[xmp_segment(xmp(bag("dc:subject", "x")))] * 20))
    assert len(report.blocks) == 8
    assert "more XMP than is read" in reasons(report, Step.METADATA)[0]
