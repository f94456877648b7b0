"""Which files are one picture, decided by names, identifiers, formats and times; and what such an item shows."""

from __future__ import annotations

from itertools import permutations

import pytest

from app.domain.items import (
    KEYWORDS,
    KEYWORDS_LENGTH,
    LIVE_MOTION,
    LIVE_PICTURES,
    MOST_FILES,
    RAW_FORMATS,
    ItemFile,
    find_main_files,
    merge_reports,
)
from app.domain.report import FileReport, Kind
from app.readers import LIMITS
from app.readers.formats import FORMATS, KIND_BY_EXTENSION, PHOTOGRAPHS

NOON = "2024-05-06T12:00:00"
ONE, OTHER = "0A1B2C3D-0000-4000-8000-00000000AAAA", "0A1B2C3D-0000-4000-8000-00000000BBBB"
FORMAT_BY_EXTENSION = {extension: known.name for known in FORMATS for extension in known.extensions}


def a(name: str, **known: object) -> ItemFile:
    """Return a file of the folder `/media` whose format is that of its name."""
    extension = name[name.rindex(".") :].lower()
    kind = KIND_BY_EXTENSION[extension]
    values: dict[str, object] = {
        "captured_at": NOON,
        "duration_s": 3.0 if kind is Kind.VIDEO else None,
        "is_generated": False,
        "content_identifier": None,
    }
    path = name if name.startswith("/") else f"/media/{name}"
    return ItemFile(0, path, kind, FORMAT_BY_EXTENSION[extension], **(values | known))  # type: ignore[arg-type]


def pairs(*files: ItemFile) -> dict[str, str]:
    """Return companion → main file by name. The order of the files must not matter."""
    found = set()
    for order in permutations(files[:4]):
        numbered = [file._replace(file_id=number) for number, file in enumerate((*order, *files[4:]), 1)]
        names = {file.file_id: file.path.removeprefix("/media/") for file in numbered}
        mains = find_main_files(numbered)
        found.add(frozenset((names[companion], names[main]) for companion, main in mains.items()))
    assert len(found) == 1
    return dict(found.pop())


@pytest.mark.parametrize("raw", sorted(FORMAT_BY_EXTENSION[known.extensions[0]] for known in PHOTOGRAPHS))
def test_a_raw_photograph_belongs_to_the_picture_of_its_name(raw: str) -> None:
    for picture in ("jpg", "JPEG", "heic", "tif", "avif", "jxl", "png"):
        assert pairs(a(f"IMG_1.{raw}"), a(f"IMG_1.{picture}")) == {f"IMG_1.{raw}": f"IMG_1.{picture}"}


def test_three_files_of_one_name_are_one_item() -> None:
    files = a("IMG_1.JPG"), a("IMG_1.CR2"), a("IMG_1.MOV")
    assert pairs(*files) == {"IMG_1.CR2": "IMG_1.JPG", "IMG_1.MOV": "IMG_1.JPG"}


def test_two_raw_files_of_one_name_belong_to_the_same_picture() -> None:
    assert pairs(a("x.nef"), a("x.dng"), a("x.jpg")) == {"x.nef": "x.jpg", "x.dng": "x.jpg"}


@pytest.mark.parametrize(
    "files",
    [
        (a("IMG_1.CR2"), a("IMG_1.MOV")),
        (a("IMG_1.CR2"), a("IMG_1.DNG")),
        (a("IMG_1.CR2"), a("IMG_2.JPG")),
        (a("/media/a/IMG_1.CR2"), a("/media/b/IMG_1.JPG")),
        (a("/media/a/IMG_1.HEIC", content_identifier=ONE), a("/media/b/IMG_1.MOV", content_identifier=ONE)),
        (a("IMG_1.jpg"), a("IMG_1.jpeg")),
        (a("IMG_1.jpg"), a("IMG_1.jpeg"), a("IMG_1.cr2"), a("IMG_1.mov")),
        (a("IMG_1.heic"), a("IMG_1.jpg"), a("IMG_1.mov")),
        (a("IMG_1.cr2"), a("img_1.jpg")),
    ],
)
def test_what_is_not_certain_is_left_alone(files: tuple[ItemFile, ...]) -> None:
    assert pairs(*files) == {}


@pytest.mark.parametrize(
    ("picture", "video"),
    [
        ("ComfyUI_1.png", "ComfyUI_1.mp4"),
        ("a.png", "a.mov"),
        ("a.webp", "a.mov"),
        ("a.jpg", "a.mp4"),
        ("a.heic", "a.webm"),
    ],
)
def test_a_video_beside_a_picture_is_no_live_photo_by_its_name_alone(picture: str, video: str) -> None:
    assert pairs(a(picture), a(video)) == {}


def test_what_was_generated_is_in_no_item() -> None:
    assert pairs(a("x.jpg", is_generated=True), a("x.mov")) == {}
    assert pairs(a("x.png", is_generated=True), a("x.cr2")) == {}
    assert pairs(a("x.jpg"), a("x.mov", is_generated=True)) == {}
    # The generated picture beside a photograph does not make it uncertain whose the RAW file is.
    assert pairs(a("x.png", is_generated=True), a("x.jpg"), a("x.cr2")) == {"x.cr2": "x.jpg"}


@pytest.mark.parametrize("picture", sorted(LIVE_PICTURES))
def test_a_live_photo_without_identifiers_needs_a_short_mov_of_the_same_time(picture: str) -> None:
    still = a(f"x.{picture}")
    assert pairs(still, a(f"x.{LIVE_MOTION}")) == {"x.mov": still.path.removeprefix("/media/")}
    assert pairs(still, a("x.mov", duration_s=5.1)) == {}
    assert pairs(still, a("x.mov", duration_s=None)) == {}
    assert pairs(still, a("x.mov", captured_at="2024-05-06T12:00:11")) == {}
    assert pairs(still, a("x.mov", captured_at=None)) == {"x.mov": f"x.{picture}"}


def test_identifiers_prove_a_live_photo_whatever_its_name_length_and_format() -> None:
    video = a("other name.mp4", content_identifier=ONE, duration_s=60.0, captured_at="1999-01-01T00:00:00")
    assert pairs(a("x.heic", content_identifier=ONE), video) == {"other name.mp4": "x.heic"}


def test_identifiers_that_differ_disprove_a_live_photo() -> None:
    assert pairs(a("x.heic", content_identifier=ONE), a("x.mov", content_identifier=OTHER)) == {}
    assert pairs(a("x.heic", content_identifier=ONE), a("x.mov")) == {"x.mov": "x.heic"}


def test_of_several_pictures_with_an_identifier_the_one_of_the_same_name_counts() -> None:
    original, edited = a("IMG_1.heic", content_identifier=ONE), a("IMG_E1.jpg", content_identifier=ONE)
    assert pairs(original, edited, a("IMG_1.mov", content_identifier=ONE)) == {"IMG_1.mov": "IMG_1.heic"}
    assert pairs(original, edited, a("IMG_E1.mov", content_identifier=ONE)) == {"IMG_E1.mov": "IMG_E1.jpg"}
    assert pairs(original, edited, a("IMG_1_HEVC.mov", content_identifier=ONE)) == {}


@pytest.mark.parametrize(
    ("one", "other", "fit"),
    [
        (NOON, "2024-05-06T12:00:02", True),
        (NOON, "2024-05-06T12:00:02.5", True),
        (NOON, "2024-05-07T12:00:00", False),
        (f"{NOON}+02:00", "2024-05-06T10:00:01+00:00", True),
        (f"{NOON}+02:00", "2024-05-06T12:00:00+00:00", False),
        (NOON, "2024-05-06T10:00:01+00:00", True),
        (NOON, "2024-05-06T10:07:01Z", False),
        (NOON, "2024-05-05T12:00:00Z", False),
        (NOON, "2024-05-06", True),
        (NOON, "2024", True),
        (NOON, None, True),
        (NOON, "2024-05-06T12:00:60", True),
    ],
)
def test_capture_times_may_disprove_an_item(one: str, other: str | None, fit: bool) -> None:
    assert bool(pairs(a("x.cr2", captured_at=one), a("x.jpg", captured_at=other))) is fit
    assert bool(pairs(a("x.cr2", captured_at=other), a("x.jpg", captured_at=one))) is fit


def test_an_identifier_that_many_files_have_says_nothing() -> None:
    videos = [a(f"{number}.mov", content_identifier=ONE) for number in range(MOST_FILES)]
    picture = a("x.heic", content_identifier=ONE)
    assert len(pairs(picture, *videos[1:])) == MOST_FILES - 1
    assert pairs(picture, *videos) == {}


def test_the_rule_knows_the_formats_and_bounds_of_the_readers() -> None:
    assert {known.name for known in PHOTOGRAPHS} == RAW_FORMATS
    assert {known.name for known in FORMATS} >= {*LIVE_PICTURES, LIVE_MOTION}
    assert (LIMITS.keywords, LIMITS.keywords_length) == (KEYWORDS, KEYWORDS_LENGTH)


def test_an_item_has_the_values_of_its_main_file_and_what_only_companions_state() -> None:
    main = FileReport("/m/x.jpg", keywords=("Cat",), captured_at=NOON, provenance={"keywords": "xmp"})
    raw = FileReport(
        "/m/x.cr2", score=4, keywords=("cat", "dog"), captured_at="1999", provenance={"score": "sidecar:xmp"}
    )
    motion = FileReport("/m/x.mov", score=1, favourite=True)
    merged = merge_reports(main, [raw, motion])
    assert (merged.score, merged.favourite, merged.keywords) == (4, True, ("Cat", "dog"))
    assert (merged.captured_at, merged.path) == (NOON, main.path)
    assert merged.provenance == {
        "score": "x.cr2: sidecar:xmp",
        "favourite": "x.mov: favourite",
        "keywords": "xmp; x.cr2",
    }
    assert merge_reports(main, [FileReport("/m/x.cr2")]) == main


def test_an_item_has_no_more_keywords_than_a_file_may_have() -> None:
    many = [FileReport("/m/x", keywords=tuple(f"{letter}{number}" for number in range(600))) for letter in "ab"]
    assert len(merge_reports(many[0], many[1:]).keywords) == KEYWORDS
    long = [FileReport("/m/x", keywords=tuple(letter * 100 + str(number) for number in range(150))) for letter in "ab"]
    assert sum(map(len, merge_reports(long[0], long[1:]).keywords)) <= KEYWORDS_LENGTH
