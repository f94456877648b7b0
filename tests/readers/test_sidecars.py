"""Sidecar files, and which score counts when several disagree."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
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
    read,
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
    assert report.provenance["score"] == "xmp xmp:Rating / xmp 2; exif:Rating says 1"
    assert reasons(report, Step.METADATA) == [
        "the scores disagree: 2 counts, from XMP in the file; the Windows rating says 1 "
        "(first the score sidecar, then the XMP sidecar, then XMP in the file, then the Windows rating)"
    ]
    assert report.outcome is Outcome.OK
    (tmp_path / "a.jpg.xmp").write_bytes(xmp("", 'xmp:Rating="3"'))
    report = read_bytes(tmp_path, "a.jpg", data)
    assert report.score == 3
    assert report.provenance["score"] == "sidecar:xmp xmp:Rating / xmp 2; xmp xmp:Rating says 2; exif:Rating says 1"
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


# Whose x.xmp is it?

SHORT = xmp(bag("dc:subject", "mine"))


def name_owner(extension: str, *, is_element: bool = False) -> bytes:
    """Return a sidecar that says to which extension it belongs, as Adobe's programs write it."""
    words = bag("dc:subject", "mine")
    if is_element:
        return xmp(f"{words}<photoshop:SidecarForExtension>{extension}</photoshop:SidecarForExtension>")
    return xmp(words, f'photoshop:SidecarForExtension="{extension}"')


def list_owners(folder: Path, sidecar: bytes, *names: str) -> set[str]:
    """Return which of these files, which lie together, read the sidecar `a.xmp`."""
    (folder / "a.xmp").write_bytes(sidecar)
    for name in names:
        (folder / name).write_bytes(png())
    return {name for name in names if read(folder / name).keywords == ("mine",)}


@pytest.mark.parametrize(
    ("names", "owners"),
    [
        # a file alone, of whatever kind
        (["a.jpg"], ["a.jpg"]),
        (["a.mov"], ["a.mov"]),
        (["a.CR2"], ["a.CR2"]),
        (["a.unknown"], ["a.unknown"]),
        # RAW before pictures, pictures before videos
        (["a.CR2", "a.JPG"], ["a.CR2"]),
        (["a.nef", "a.heic", "a.mov"], ["a.nef"]),
        (["a.Dng", "a.Jpg"], ["a.Dng"]),
        (["a.HEIC", "a.MOV"], ["a.HEIC"]),
        (["a.jpeg", "a.mp4"], ["a.jpeg"]),
        # several of one rank: nothing says which one is meant
        (["a.png", "a.webp"], ["a.png", "a.webp"]),
        (["a.mov", "a.mp4"], ["a.mov", "a.mp4"]),
        # other names are other files
        (["a.mov", "b.heic", "a.b.heic"], ["a.mov"]),
    ],
)
def test_a_short_sidecar_belongs_to_the_raw_photograph_else_to_the_picture_else_to_the_video(
    tmp_path: Path, names: list[str], owners: list[str]
) -> None:
    assert list_owners(tmp_path, SHORT, *names) == set(owners)


@pytest.mark.parametrize("is_element", [True, False])
@pytest.mark.parametrize(
    ("extension", "owner"),
    [("heic", "a.HEIC"), ("HEIC", "a.HEIC"), ("MOV", "a.MOV"), ("JPG", "a.jpg"), ("cr2", "a.cr2")],
)
def test_what_a_sidecar_says_itself_comes_first(
    tmp_path: Path, extension: str, owner: str, *, is_element: bool
) -> None:
    sidecar = name_owner(extension, is_element=is_element)
    assert list_owners(tmp_path, sidecar, "a.HEIC", "a.MOV", "a.jpg", "a.cr2") == {owner}
    assert reasons(read(tmp_path / "a.jpg"), Step.SIDECAR) == []


@pytest.mark.parametrize(
    "encode", [lambda text: text.encode("utf-16"), lambda text: text.replace("</rdf:Bag>", "").encode()]
)
def test_what_an_unusual_or_damaged_sidecar_says_counts_too(tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    assert list_owners(tmp_path, encode(name_owner("MOV").decode()), "a.HEIC", "a.MOV") == {"a.MOV"}


def test_a_sidecar_of_a_file_that_is_not_there_is_not_read_and_this_is_said(tmp_path: Path) -> None:
    assert list_owners(tmp_path, name_owner("ARW"), "a.jpg") == set()
    assert reasons(read(tmp_path / "a.jpg"), Step.SIDECAR) == [
        "the XMP sidecar says that it belongs to the ARW file of this name, which is not here, so it was not read"
    ]


@pytest.mark.parametrize("sidecar", [SHORT, name_owner("MOV")])
def test_a_sidecar_with_the_whole_name_belongs_to_that_file_alone(tmp_path: Path, sidecar: bytes) -> None:
    (tmp_path / "a.HEIC.xmp").write_bytes(sidecar)
    for name in ("a.HEIC", "a.MOV"):
        (tmp_path / name).write_bytes(png())
    assert read(tmp_path / "a.HEIC").keywords == ("mine",)
    assert read(tmp_path / "a.MOV").keywords == ()


def test_each_of_a_pair_may_have_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.MOV.xmp").write_bytes(xmp(bag("dc:subject", "moving")))
    assert list_owners(tmp_path, SHORT, "a.HEIC", "a.MOV") == {"a.HEIC"}
    assert read(tmp_path / "a.MOV").keywords == ("moving",)


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


def test_a_folder_of_scores_that_is_a_link_is_not_followed_and_says_so(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.png.json").write_text('{"score": 5}')
    (tmp_path / ".scores").symlink_to(elsewhere)
    report = read_bytes(tmp_path, "a.png", png())
    assert report.outcome is Outcome.OK
    assert report.score is None
    [reason] = reasons(report, Step.SIDECAR)
    assert "leads through a symbolic link, which is not followed" in reason
