"""Reading stored blocks again: a new report does not change, an old one becomes what today's parsers find."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.demo import Manifest
from app.domain.report import Block, Camera, Failure, FileReport, Generation, Gps, Step
from app.readers import UnreadableError, reparse_report
from app.readers import reparse as reparse_module
from app.readers.metadata.iptc import Iptc, parse_iptc_text
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
    assert report.provenance["captured_at"] == "video:creation_time / video 1"
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


@pytest.mark.parametrize(
    "change",
    [
        {"blocks": ()},
        {
            "failures": (
                Failure(Step.METADATA, "the file carries more metadata text than is read; the rest was left out"),
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
