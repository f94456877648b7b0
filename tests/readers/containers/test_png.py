"""PNG chunks: tEXt, zTXt, iTXt, eXIf and raw profiles, each written byte by byte."""

from __future__ import annotations

import binascii
import struct
import zlib
from pathlib import Path

from app.domain.progress import Outcome
from app.domain.report import Step
from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.limits import LIMITS
from tests.readers.support import (
    bag,
    block,
    blocks_named,
    chunk,
    international_text_chunk,
    packed_text_chunk,
    png,
    read_bytes,
    reasons,
    text_chunk,
    tiff_structure,
    xmp,
)


def test_texts_of_all_three_kinds_are_kept_as_they_stand(tmp_path: Path) -> None:
    data = png(
        text_chunk("parameters", b"a cat"),
        packed_text_chunk("workflow", b'{"nodes": []}'),
        international_text_chunk("Title", "猫と🐟"),
        international_text_chunk("Description", "gepackt ä", packed=True),
    )
    report = read_bytes(tmp_path, "a.png", data)
    assert [(found.name, found.text) for found in report.blocks] == [
        ("png:parameters", "a cat"),
        ("png:workflow", '{"nodes": []}'),
        ("png:Title", "猫と🐟"),
        ("png:Description", "gepackt ä"),
    ]
    assert report.has_metadata


def test_texts_behind_the_pixels_are_found(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.png", png(after=[text_chunk("parameters", b"late")]))
    assert block(report, "png:parameters") == "late"


def test_a_png_without_texts_has_no_metadata(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.png", png())
    assert report.blocks == ()
    assert not report.has_metadata
    assert report.failures == ()


def test_utf8_in_a_latin1_chunk_is_read_as_the_utf8_it_is(tmp_path: Path) -> None:
    data = png(text_chunk("utf8", "über 猫".encode()), text_chunk("latin1", "über".encode("latin-1")))
    report = read_bytes(tmp_path, "a.png", data)
    assert block(report, "png:utf8") == "über 猫"
    assert block(report, "png:latin1") == "über"


def test_exif_and_xmp_chunks_are_read(tmp_path: Path) -> None:
    data = png(
        chunk(b"eXIf", tiff_structure([(0x010F, 2, b"ACME\0")])),
        international_text_chunk("XML:com.adobe.xmp", xmp(bag("dc:subject", "cat")).decode()),
    )
    report = read_bytes(tmp_path, "a.png", data)
    assert report.camera is not None
    assert report.camera.make == "ACME"
    assert report.keywords == ("cat",)
    assert blocks_named(report) == ["exif:Make", "xmp"]


def test_raw_profiles_of_imagemagick_are_read(tmp_path: Path) -> None:
    profile = b"Exif\0\0" + tiff_structure([(0x0110, 2, b"Profile Cam\0")])
    text = b"\nexif\n" + str(len(profile)).encode().rjust(8) + b"\n" + binascii.hexlify(profile) + b"\n"
    report = read_bytes(tmp_path, "a.png", png(packed_text_chunk("Raw profile type exif", text)))
    assert report.camera is not None
    assert report.camera.model == "Profile Cam"


def test_damaged_texts_are_said_and_cost_nothing_else(tmp_path: Path) -> None:
    data = png(
        chunk(b"zTXt", b"broken\0\0not zlib at all"),
        chunk(b"iTXt", b"short\0\0"),
        packed_text_chunk("Raw profile type exif", b"\nexif\n 4\nzz"),
        text_chunk("parameters", b"still here"),
    )
    report = read_bytes(tmp_path, "a.png", data)
    assert report.outcome is Outcome.OK
    assert block(report, "png:parameters") == "still here"
    said = reasons(report, Step.METADATA)
    assert said == [
        "the compressed text “png:broken” is damaged",
        "the text “png:short” is damaged",
        "the raw profile “exif” is damaged",
    ]


def test_of_a_text_that_unpacks_beyond_the_limit_the_beginning_is_kept_and_said(tmp_path: Path) -> None:
    bomb = zlib.compress(b"a" * (64 << 20), 9)
    report = read_bytes(tmp_path, "a.png", png(chunk(b"zTXt", b"bomb\0\0" + bomb)))
    assert block(report, "png:bomb") == "a" * LIMITS.text_bytes
    assert reasons(report, Step.METADATA) == [
        "the text “png:bomb” has more than 4,194,304 bytes; the first 4,194,304 are kept"
    ]


def test_a_bomb_of_nuls_leaves_nothing_but_its_name(tmp_path: Path) -> None:
    bomb = zlib.compress(b"\0" * (64 << 20), 9)
    data = png(chunk(b"zTXt", b"bomb\0\0" + bomb), text_chunk("parameters", b"still here"))
    report = read_bytes(tmp_path, "a.png", data)
    assert report.outcome is Outcome.OK
    assert blocks_named(report) == ["png:parameters"]
    assert reasons(report, Step.METADATA) == ["the text “png:bomb” has more than 4,194,304 bytes; the first 0 are kept"]


def test_many_small_bombs_share_one_bound(tmp_path: Path) -> None:
    bomb = chunk(b"zTXt", b"bomb\0\0" + zlib.compress(b"x" * (15 << 20), 9))
    report = read_bytes(tmp_path, "a.png", png(*[bomb] * 40))
    assert len(report.blocks) <= 2
    assert "the file has more metadata text than can be kept; the rest was left out" in reasons(report, Step.METADATA)


def test_unpacking_stops_when_the_bound_of_the_file_is_reached() -> None:
    builder, bomb = RawMetadataBuilder(LIMITS), zlib.compress(b"x" * (15 << 20), 9)
    assert sum(builder.inflate(bomb, "bomb") is not None for _ in range(20)) == 2


def test_ten_thousand_texts_are_read_up_to_the_limit(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.png", png(*[text_chunk("k", str(index).encode()) for index in range(10_000)]))
    assert len(report.blocks) == 2_000
    assert reasons(report, Step.METADATA) == ["the file has more metadata text than can be kept; the rest was left out"]


def test_nuls_and_lone_surrogates_in_texts_become_replacement_characters(tmp_path: Path) -> None:
    data = png(text_chunk("parameters", b"a\0b"), text_chunk("surrogate", b"x\xed\xa0\x80y"))
    report = read_bytes(tmp_path, "a.png", data)
    for found in report.blocks:
        assert "\0" not in found.text
        found.text.encode("utf-8")


def test_a_cut_off_picture_says_how_much_of_it_is_there(tmp_path: Path) -> None:
    data = png()
    report = read_bytes(tmp_path, "a.png", data[: len(data) // 2])
    said = reasons(report, Step.DECODE)[0]
    percent = int(said.removeprefix("the file is cut off: only ").partition("%")[0])
    assert said == f"the file is cut off: only {percent}% of the image rows are there; copy or download it again"
    assert 40 <= percent <= 60


def test_a_damaged_and_cut_off_picture_claims_no_percentage(tmp_path: Path) -> None:
    data = bytearray(png()[:60_000])
    data[33 + 8 : 33 + 40] = b"\xff" * 32
    report = read_bytes(tmp_path, "a.png", bytes(data))
    said = reasons(report, Step.DECODE)[0]
    assert "%" not in said
    assert "compressed data" not in said


def test_a_chunk_longer_than_the_file_ends_the_walk(tmp_path: Path) -> None:
    data = png()[:-12] + struct.pack(">I", 0xFFFFFFFF) + b"tEXt" + b"parameters\0x"
    report = read_bytes(tmp_path, "a.png", data)
    assert report.blocks == ()
