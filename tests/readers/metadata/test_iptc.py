"""IPTC data sets in Photoshop blocks (IIM 4.2)."""

from __future__ import annotations

import struct

from app.readers.metadata.iptc import extract_photoshop_iptc, parse_iptc


def data_set(record: int, number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def test_keywords_keep_their_order_and_encoding() -> None:
    latin = parse_iptc(data_set(2, 25, "für".encode("latin-1")) + data_set(2, 25, b"second"))
    assert latin.find_all("Keywords") == ["für", "second"]
    utf8 = parse_iptc(data_set(1, 90, b"\x1b%G") + data_set(2, 25, "猫".encode()))
    assert utf8.find_all("Keywords") == ["猫"]


def test_extended_data_sets_state_their_length_in_more_bytes() -> None:
    data = struct.pack(">BBBHI", 0x1C, 2, 120, 0x8004, 5) + b"hello"
    assert parse_iptc(data).find_first("Caption") == "hello"


def test_a_block_that_ends_early_says_so_and_keeps_what_was_whole() -> None:
    iptc = parse_iptc(data_set(2, 25, b"whole") + data_set(2, 25, b"cut off")[:-3])
    assert iptc.find_all("Keywords") == ["whole"]
    assert iptc.problem == "the IPTC block ends early"


def test_resources_before_the_iptc_one_are_passed_over() -> None:
    other = b"8BIM" + struct.pack(">H", 0x03ED) + b"\x04name\0" + struct.pack(">I", 3) + b"abc\0"
    iptc = b"8BIM" + struct.pack(">H", 0x0404) + b"\0\0" + struct.pack(">I", 4) + b"data"
    assert extract_photoshop_iptc(other + iptc) == b"data"
    assert extract_photoshop_iptc(other) is None
    assert extract_photoshop_iptc(b"") is None


def test_zeros_between_data_sets_end_the_reading() -> None:
    assert parse_iptc(data_set(2, 25, b"a") + b"\0\0\0\0\0\0").find_all("Keywords") == ["a"]
