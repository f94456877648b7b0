"""What counts as the name of a camera, in EXIF, XMP and the tags of videos."""

from __future__ import annotations

import pytest

from app.domain.report import Camera
from app.readers.metadata.device import as_device
from app.readers.metadata.video_tags import parse_video_tags


@pytest.mark.parametrize(
    ("text", "name"),
    [("ACME", "ACME"), ("x" * 100, "x" * 100), ("x" * 101, None), ('workflow:{"nodes": []}', None), ("", None)],
)
def test_a_name_is_short_and_no_graph(text: str, name: str | None) -> None:
    assert as_device(text) == name


def test_a_long_text_in_a_videos_tag_is_no_camera() -> None:
    found = parse_video_tags({"make": "x" * 1_000_000, "com.android.model": "Phone"})
    assert found.camera == (Camera(None, "Phone"), "video:com.android.model")
    assert parse_video_tags({"make": "{}"}).camera is None
