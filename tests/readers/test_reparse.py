"""Reading stored blocks again: a new report does not change, an old one becomes what today's parsers find."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from app.demo import Manifest
from app.domain.report import Block, Camera, Failure, FileReport, Generation, Gps, Step, restore_generation
from app.readers import UnreadableError, reparse_report
from app.readers import reparse as reparse_module
from app.readers.metadata.iptc import Iptc, parse_iptc_text
from tests.readers.generation.support import Sample, corpus
from tests.readers.support import (
    SAMPLES,
    bag,
    exif_segment,
    iptc_segment,
    jpeg,
    needs_samples,
    png,
    read,
    read_bytes,
    text_chunk,
    tiff_structure,
    video,
    xmp,
    xmp_segment,
)

PARAMETERS = (
    b"a cat, (on a mat:1.2)\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Model: m"
)


def generated(folder: Path) -> FileReport:
    return read_bytes(folder, "a.png", png(text_chunk("parameters", PARAMETERS)))


def test_every_file_of_the_demo_library_stays_what_it_is(demo: tuple[Path, Manifest]) -> None:
    reports = [read(demo[0] / file.path) for file in demo[1].files]
    assert sum(bool(report.generation) for report in reports) > 20
    for report in reports:
        assert reparse_report(report) == report, report.path


@pytest.mark.slow
@needs_samples
def test_every_real_sample_stays_what_it_is() -> None:
    for path in sorted(path for path in SAMPLES.rglob("*") if path.is_file()):
        report = read(path)
        assert reparse_report(report) == report, path


def test_metadata_of_every_kind_stays_what_it_is(tmp_path: Path) -> None:
    structure = tiff_structure(
        [(0x010F, 2, b"Maker\0"), (0x9C9E, 1, "one;two".encode("utf-16-le") + b"\0\0")],
        [(0x9003, 2, b"2020:01:02 03:04:05\0"), (0x9011, 2, b"+02:00\0")],
    )
    packet = xmp(
        bag("dc:subject", "three", "vier\nfünf"), 'xmp:Rating="4" exif:GPSLatitude="48,30N" exif:GPSLongitude="9,0E"'
    )
    data = jpeg(
        exif_segment(structure),
        xmp_segment(packet),
        iptc_segment((2, 25, b"six"), (2, 120, b"a caption\nKeywords of two lines"), (2, 25, b"seven = 7")),
    )
    report = read_bytes(tmp_path, "a.jpg", data)
    assert len(report.keywords) == 6
    assert report.gps == Gps(48.5, 9.0)
    assert reparse_report(report) == report


def test_a_videos_date_that_is_no_block_is_kept(tmp_path: Path) -> None:
    tags = {"creation_time": "2021-02-03T04:05:06Z", "comment": "hello"}
    report = read_bytes(tmp_path, "a.mp4", video("mp4", tags=tags))
    assert report.provenance["captured_at"] == "video:creation_time / video 2"
    dated = replace(report, blocks=(*report.blocks, Block("xmp", xmp("", 'xmp:CreateDate="1999-01-01"').decode())))
    assert reparse_report(dated).captured_at == report.captured_at


def test_an_old_report_becomes_what_todays_parsers_say(tmp_path: Path) -> None:
    report = generated(tmp_path)
    old = replace(
        report,
        generation=Generation(tool="unknown", prompt="wrong", steps=1),
        keywords=("wrong",),
        provenance={"score": "a hand", "generation.prompt": "x", "generation.gone": "y", "keywords": "x"},
        failures=(Failure(Step.GENERATION, "the old parser failed"), Failure(Step.SIDECAR, "kept")),
        camera=None,
        score=3,
    )
    better = reparse_report(old)
    assert better.generation == report.generation
    assert better.keywords == ("a cat", "on a mat")
    assert better.failures == (Failure(Step.SIDECAR, "kept"),)
    assert better.provenance["score"] == "a hand"
    assert "generation.gone" not in better.provenance
    assert (better.score, better.hashes, better.nsfw) == (3, report.hashes, report.nsfw)
    assert reparse_report(better) == better


@pytest.mark.parametrize("sample", corpus(), ids=lambda sample: f"{sample.tool}-{sample.blocks[0].name}")
def test_what_every_tool_wrote_is_found_in_old_reports(sample: Sample) -> None:
    """A parser that was written later reads the texts that were kept: prompts with roles, passes, merges, LoRAs."""
    old = FileReport(path="a", blocks=tuple(sample.blocks), generation=Generation("an earlier name"))
    assert reparse_report(old).generation == sample.expected


def test_a_stored_pass_of_an_earlier_version_becomes_one_with_upscaler_and_part(tmp_path: Path) -> None:
    settings = b", Denoising strength: 0.4, Hires upscale: 2, Hires upscaler: Latent, ADetailer model: face.pt"
    report = read_bytes(tmp_path, "a.png", png(text_chunk("parameters", PARAMETERS + settings)))
    assert report.generation is not None
    stored = json.loads(json.dumps(asdict(report.generation)))
    stored["passes"] = [
        {name: value for name, value in one.items() if name not in ("upscaler", "part")} for one in stored["passes"][:2]
    ]
    old = replace(report, generation=restore_generation(stored))
    assert old.generation != report.generation
    assert reparse_report(old) == report
    assert [(one.upscaler, one.part) for one in report.generation.passes] == [
        *((None, None), ("Latent", None), (None, "face.pt"))
    ]


def test_what_is_made_of_the_file_itself_waits_for_a_rescan(tmp_path: Path) -> None:
    """Size, duration, frames, a cut and a camcorder's date: none of them is in a text that is kept."""
    report = generated(tmp_path)
    old = replace(report, width=1, height=2, duration_s=3.0, captured_at=None, thumbnail=None, hashes=None)
    assert reparse_report(old) == old


def test_what_a_better_parser_no_longer_finds_is_taken_back(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.png", png(text_chunk("Comment", b"no prompt at all")))
    wrong = replace(
        report,
        generation=Generation(tool="guessed", prompt="x"),
        keywords=("x",),
        provenance={**report.provenance, "generation.prompt": "png:Comment", "keywords": "png:Comment"},
    )
    assert reparse_report(wrong) == report


def test_keywords_that_nobody_asked_for_do_not_come(tmp_path: Path) -> None:
    report = replace(generated(tmp_path), keywords=())
    assert reparse_report(report, keywords=False).keywords == ()
    assert reparse_report(report).keywords == ("a cat", "on a mat")


def test_a_position_from_exif_whose_bytes_are_not_kept_stands(tmp_path: Path) -> None:
    packet = xmp("", 'exif:GPSLatitude="48,30N" exif:GPSLongitude="9,0E"')
    report = read_bytes(tmp_path, "a.jpg", jpeg(xmp_segment(packet)))
    exact = replace(
        report, gps=Gps(1.0, 2.0), provenance={**report.provenance, "gps": "exif:GPSLatitude, exif:GPSLongitude"}
    )
    assert reparse_report(exact) == exact


def test_a_better_camera_and_date_replace_what_stood_there(tmp_path: Path) -> None:
    structure = tiff_structure([(0x010F, 2, b"Maker\0")], [(0x9003, 2, b"2020:01:02 03:04:05\0")])
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(structure)))
    old = replace(report, camera=Camera("x", "y"), captured_at=None, provenance={})
    assert (reparse_report(old).camera, reparse_report(old).captured_at) == (
        Camera("Maker", None),
        "2020-01-02T03:04:05",
    )


# What today's parsers read, and those of before did not: dates, places, damaged XMP


def forget(report: FileReport, *failures: Failure) -> FileReport:
    """Return the report as a parser wrote it that understood neither date, place nor XMP."""
    kept = {
        name: origin for name, origin in report.provenance.items() if name not in ("captured_at", "gps", "keywords")
    }
    return replace(report, captured_at=None, gps=None, keywords=(), provenance=kept, failures=failures)


def rationals(*numbers: int) -> list[tuple[int, int]]:
    return [(number, 1) for number in numbers]


def test_an_exif_place_and_a_date_with_its_zone_are_found_in_old_reports(tmp_path: Path) -> None:
    gps = [(1, 2, b"north\0"), (2, 5, rationals(48, 30, 0)), (3, 2, b"W\0"), (4, 5, rationals(9, 0, 0))]
    structure = tiff_structure([], [(0x9003, 2, b"2020:01:02 24:00:00+0100\0")], gps)
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(structure)))
    assert (report.captured_at, report.gps) == ("2020-01-03T00:00:00+01:00", Gps(48.5, -9.0))
    assert reparse_report(forget(report)) == report


def test_a_damaged_packet_is_recovered_in_old_reports(tmp_path: Path) -> None:
    packet = xmp(bag("dc:subject", "salt & pepper"), 'xmp:CreateDate="1999-01-01"')
    report = read_bytes(tmp_path, "a.jpg", jpeg(xmp_segment(packet)))
    assert (report.keywords, report.captured_at) == (("salt & pepper",), "1999-01-01")
    assert reparse_report(report) == report
    unread = Failure(Step.METADATA, "the XMP packet is not well-formed XML")
    assert reparse_report(forget(report, unread)) == report


def test_a_packet_that_is_still_unreadable_stays_said(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(xmp_segment(b"<x:xmpmeta> cut"), xmp_segment(xmp(""))))
    assert [failure.reason for failure in report.failures] == ["the XMP packet is not well-formed XML"]
    assert reparse_report(report) == report


@pytest.mark.parametrize(
    "packet",
    [
        xmp(bag("dc:subject", "gr*n", "&")).replace(b"*", b"\xfc"),
        xmp(bag("dc:subject", "cat")).replace(b"cat", b"c\0at"),
        b'<?xml version="1.0" encoding="windows-1252"?>' + xmp(bag("dc:subject", "*")).replace(b"*", b"\x93")[42:],
        xmp(bag("dc:subject", "cat", "dog")).decode().encode("utf-16-be")[:-200],
        xmp(bag("dc:subject", "Größe")).decode("latin-1").encode(),
    ],
)
def test_damage_that_only_the_bytes_show_stays_said(tmp_path: Path, packet: bytes) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(xmp_segment(packet)))
    assert report.keywords
    assert reparse_report(report) == report


def test_a_damaged_sidecar_stays_said(tmp_path: Path) -> None:
    (tmp_path / "a.xmp").write_bytes(xmp(bag("dc:subject", "salt & pepper")))
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(tiff_structure([(0x010F, 2, b"Maker\0")]))))
    assert [failure.step for failure in report.failures] == [Step.SIDECAR]
    assert reparse_report(report) == report


def test_what_was_refused_is_quoted_in_old_reports_and_no_longer_once_it_is_understood(tmp_path: Path) -> None:
    gps = [(2, 5, rationals(48, 30, 0)), (4, 5, rationals(9, 0, 0))]
    packet = xmp("", 'xmp:CreateDate="soon" exif:GPSLatitude="x" xmp:Rating="99"')
    data = jpeg(exif_segment(tiff_structure([], [(0x9003, 2, b"never\0")], gps)), xmp_segment(packet))
    report = read_bytes(tmp_path, "a.jpg", data)
    assert len(report.failures) == 5
    assert reparse_report(report) == report
    rating = [failure for failure in report.failures if "rating" in failure.reason]
    outdated = Failure(Step.METADATA, "a capture date was there and refused: “20:20” (xmp xmp:CreateDate)")
    assert set(reparse_report(forget(report, *rating, outdated)).failures) == set(report.failures)


def test_what_was_refused_of_bytes_that_are_not_kept_stays_said(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.mkv", video("matroska", tags={"comment": "hello"}))
    refused = Failure(Step.METADATA, "a capture date was there and refused: “soon” (video:creation_time)")
    said = replace(report, failures=(refused,), captured_at=None, provenance={})
    assert refused in reparse_report(said).failures


@pytest.mark.parametrize(
    "change",
    [
        {"blocks": ()},
        {
            "failures": (
                Failure(
                    Step.METADATA,
                    "the file has more metadata text than can be kept; the rest was left out",
                ),
            )
        },
    ],
)
def test_without_all_the_blocks_nothing_is_taken_away(change: dict[str, object], tmp_path: Path) -> None:
    report = replace(generated(tmp_path), keywords=("kept",), **change)  # type: ignore[arg-type]
    assert reparse_report(report) == report


def test_a_parser_that_fails_is_said_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_blocks: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(reparse_module, "parse_generation", failing)
    with pytest.raises(UnreadableError):
        reparse_report(generated(tmp_path))


def test_kept_iptc_text_gives_the_data_sets_it_was_made_of() -> None:
    entries = (("Keywords", "a=b"), ("Caption", "two\nlines, and one with = in it"), ("Keywords", ""))
    assert parse_iptc_text(Iptc(entries).to_text()) == Iptc(entries)
