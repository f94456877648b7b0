"""The content identifier that both files of a Live Photo have, as Apple's cameras write it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.readers import reparse_report
from app.readers.metadata.notes.apple import find_content_identifier
from tests.readers.support import blocks_named, exif_segment, jpeg, read_bytes
from tests.support.items import IDENTIFIER, IDENTIFIER_TAG, apple_note, exif_of, live_heic, live_mov


@pytest.mark.parametrize(
    ("name", "data", "origin"),
    [
        ("a.heic", live_heic(), "exif:ContentIdentifier"),
        ("a.jpg", jpeg(exif_segment(exif_of(apple_note()))), "exif:ContentIdentifier"),
        ("a.mov", live_mov(), f"video:{IDENTIFIER_TAG}"),
        ("a.mov", live_mov(IDENTIFIER.lower()), f"video:{IDENTIFIER_TAG}"),
    ],
)
def test_both_files_of_a_live_photo_state_it(tmp_path: Path, name: str, data: bytes, origin: str) -> None:
    report = read_bytes(tmp_path, name, data)
    assert report.failures == ()
    assert report.content_identifier == IDENTIFIER
    assert report.provenance["content_identifier"].startswith(origin)
    assert origin in blocks_named(report)
    assert reparse_report(replace(report, content_identifier=None, provenance={})).content_identifier == IDENTIFIER


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("before", [0, 1, 40])
def test_it_is_found_wherever_it_is_in_the_note(order: str, before: int) -> None:
    assert find_content_identifier(apple_note(order=order, before=before)) == IDENTIFIER


def test_a_damaged_note_states_nothing(tmp_path: Path) -> None:
    note = apple_note()
    for length in range(len(note) - 1 - len(IDENTIFIER)):
        assert find_content_identifier(note[:length]) is None
    for text in ("", "short", "G" * 36, "A" * 65, "-" * 36):
        assert find_content_identifier(apple_note(text)) is None
    endless = note[:14] + b"\xff\xff" + note[16:]
    assert find_content_identifier(endless) == IDENTIFIER
    report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(exif_of(note[:40]))))
    assert (report.content_identifier, report.failures) == (None, ())


def test_notes_of_other_makers_are_not_read(tmp_path: Path) -> None:
    for note in (b"Nikon\0\2\x10\0\0MM\0*\0\0\0\x08", b"Apple", b"\0" * 200):
        report = read_bytes(tmp_path, "a.jpg", jpeg(exif_segment(exif_of(note))))
        assert (report.content_identifier, report.failures) == (None, ())


def test_a_video_with_another_text_there_has_none(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.mov", live_mov("a holiday")).content_identifier is None
