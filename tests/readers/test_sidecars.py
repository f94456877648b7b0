"""Sidecar files, and which score counts when several disagree."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.domain.progress import Outcome
from app.domain.report import Step
from app.readers import ReadOptions
from tests.readers.support import (
    PLAIN,
    bag,
    block,
    exif_segment,
    jpeg,
    png,
    read_bytes,
    reasons,
    tiff_structure,
    xmp,
    xmp_segment,
)


def give_score(folder: Path, name: str, text: str) -> None:
    (folder / ".scores").mkdir(exist_ok=True)
    (folder / ".scores" / f"{name}.json").write_text(text)


def test_a_score_sidecar_gives_score_and_favourite(tmp_path: Path) -> None:
    give_score(tmp_path, "a.png", '{"score": 4, "favourite": true}')
    report = read_bytes(tmp_path, "a.png", png())
    assert (report.score, report.favourite) == (4, True)
    assert report.provenance["score"] == ".scores sidecar / scores 1"
    assert not report.has_metadata


@pytest.mark.parametrize("score", range(-1, 6))
def test_every_score_of_the_scale_is_taken_zero_too(tmp_path: Path, score: int) -> None:
    give_score(tmp_path, "a.png", json.dumps({"score": score}))
    report = read_bytes(tmp_path, "a.png", png())
    assert report.score == score
    assert report.favourite is None


def test_the_sidecar_wins_over_xmp_and_xmp_over_windows_and_the_conflict_is_named(tmp_path: Path) -> None:
    windows = exif_segment(tiff_structure([(0x4746, 3, (1,))]))
    data = jpeg(windows, xmp_segment(xmp("", 'xmp:Rating="2"')))
    report = read_bytes(tmp_path, "a.jpg", data)
    assert report.score == 2
    assert report.provenance["score"] == "xmp xmp:Rating / xmp 1; exif:Rating says 1"
    assert reasons(report, Step.METADATA) == [
        "the scores disagree: 2 counts, from XMP in the file; the Windows rating says 1 "
        "(first the score sidecar, then the XMP sidecar, then XMP in the file, then the Windows rating)"
    ]
    assert report.outcome is Outcome.OK
    (tmp_path / "a.jpg.xmp").write_bytes(xmp("", 'xmp:Rating="3"'))
    report = read_bytes(tmp_path, "a.jpg", data)
    assert report.score == 3
    assert report.provenance["score"] == "sidecar:xmp xmp:Rating / xmp 1; xmp xmp:Rating says 2; exif:Rating says 1"
    give_score(tmp_path, "a.jpg", '{"score": -1}')
    report = read_bytes(tmp_path, "a.jpg", data)
    assert report.score == -1
    assert report.provenance["score"].startswith(".scores sidecar / scores 1; sidecar:xmp xmp:Rating says 3")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "not a JSON object"),
        ('{"score": 6}', "whole number from -1 to 5"),
        ('{"score": 2.5}', "whole number from -1 to 5"),
        ('{"score": NaN}', "whole number from -1 to 5"),
        ('{"score": 1e999}', "whole number from -1 to 5"),
        ('{"score": "5"}', "whole number from -1 to 5"),
        ('{"score": true}', "whole number from -1 to 5"),
        ('{"score": ' + "9" * 5000 + "}", "not valid JSON"),
        ('{"favourite": "yes"}', "neither true nor false"),
    ],
)
def test_a_sidecar_that_says_nothing_valid_is_a_warning(tmp_path: Path, text: str, words: str) -> None:
    give_score(tmp_path, "a.png", text)
    report = read_bytes(tmp_path, "a.png", png())
    assert report.outcome is Outcome.OK
    assert report.score is None
    assert words in reasons(report, Step.SIDECAR)[0]


@pytest.mark.timeout(10)
def test_a_pipe_in_place_of_a_sidecar_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / ".scores").mkdir()
    os.mkfifo(tmp_path / ".scores" / "a.png.json")
    report = read_bytes(tmp_path, "a.png", png())
    assert report.outcome is Outcome.OK
    assert "a pipe" in reasons(report, Step.SIDECAR)[0]


def test_a_sidecar_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.xmp").open("wb") as file:
        file.truncate(100 << 20)
    report = read_bytes(tmp_path, "a.png", png())
    assert reasons(report, Step.SIDECAR) == ["the sidecar is larger than 4 MB"]


@pytest.mark.parametrize("name", ["a.png.xmp", "a.xmp", "a.XMP"])
def test_an_xmp_sidecar_adds_keywords_but_is_not_embedded(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(xmp(bag("dc:subject", "beside")))
    report = read_bytes(tmp_path, "a.png", png())
    assert report.keywords == ("beside",)
    assert block(report, "sidecar:xmp") is not None
    assert not report.has_metadata


def test_the_sidecar_with_the_whole_name_goes_before_the_short_one(tmp_path: Path) -> None:
    (tmp_path / "a.png.xmp").write_bytes(xmp(bag("dc:subject", "long")))
    (tmp_path / "a.xmp").write_bytes(xmp(bag("dc:subject", "short")))
    assert read_bytes(tmp_path, "a.png", png()).keywords == ("long",)


def test_a_damaged_xmp_sidecar_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "a.xmp").write_bytes(b"<x:xmpmeta>")
    report = read_bytes(tmp_path, "a.png", png())
    assert report.outcome is Outcome.OK
    assert reasons(report, Step.SIDECAR) == ["the XMP packet is not well-formed XML"]


def test_a_name_with_bytes_that_are_no_text_has_sidecars_too(tmp_path: Path) -> None:
    name = os.fsdecode(b"a\xff.png")
    give_score(tmp_path, name, '{"score": 1}')
    assert read_bytes(tmp_path, name, png()).score == 1


def test_each_switch_turns_off_its_own_findings_only(tmp_path: Path) -> None:
    data = jpeg(
        exif_segment(tiff_structure([(0x010F, 2, b"ACME\0")], [(0x9003, 2, b"2024:01:01 00:00:00\0")])),
        xmp_segment(xmp(bag("dc:subject", "word"), 'xmp:Rating="3"')),
    )
    no_metadata = read_bytes(tmp_path, "a.jpg", data, ReadOptions(metadata=False, nsfw=False))
    assert (no_metadata.blocks, no_metadata.camera, no_metadata.captured_at) == ((), None, None)
    assert (no_metadata.keywords, no_metadata.score, no_metadata.width) == (("word",), 3, 320)
    no_keywords = read_bytes(tmp_path, "a.jpg", data, ReadOptions(keywords=False, nsfw=False))
    assert (no_keywords.keywords, no_keywords.score) == ((), 3)
    no_scores = read_bytes(tmp_path, "a.jpg", data, ReadOptions(scores=False, nsfw=False))
    assert (no_scores.keywords, no_scores.score) == (("word",), None)
    assert read_bytes(tmp_path, "a.jpg", data, PLAIN).has_metadata
