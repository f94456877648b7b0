"""Tags of a video's container: date, place and camera; tags that every encoder writes are recognised."""

from __future__ import annotations

import pytest

from app.domain.report import Camera, Gps
from app.readers.metadata.grammar.refusals import choose_first
from app.readers.metadata.video_tags import is_encoder_tag, parse_video_tags


def test_a_phones_tags_give_date_place_and_camera() -> None:
    found = parse_video_tags({
        "com.apple.quicktime.creationdate": "2023-05-06T07:08:09+0200",
        "com.apple.quicktime.location.ISO6709": "+48.1000+011.5000/",
        "com.apple.quicktime.make": "ACME",
    })  # fmt: skip
    assert choose_first(found.dates) == ("2023-05-06T07:08:09+02:00", "video:com.apple.quicktime.creationdate")
    assert choose_first(found.places) == (Gps(48.1, 11.5), "video:com.apple.quicktime.location.ISO6709")
    assert found.camera == (Camera("ACME", None), "video:com.apple.quicktime.make")


def test_no_tags_give_nothing() -> None:
    found = parse_video_tags({})
    assert (found.dates, found.places, found.camera) == ((), (), None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("major_brand", True), ("BPS-eng", True), ("_STATISTICS_TAGS", True), ("comment", False), ("title", False)],
)
def test_tags_of_encoders_are_recognised(name: str, *, expected: bool) -> None:
    assert is_encoder_tag(name) == expected
