"""What the tags of a video's container state of date, place and camera.

Sources: Apple QuickTime File Format Specification (`com.apple.quicktime.*` keys); the names under which FFmpeg reports
tags of MP4, MOV and Matroska.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.report import Camera, Gps
from app.readers.metadata.dates import Dated, find_video_date
from app.readers.metadata.place import parse_iso6709_place

_PLACE_TAGS = ("com.apple.quicktime.location.ISO6709", "location", "location-eng")
_MAKE_TAGS = ("com.apple.quicktime.make", "com.android.manufacturer", "make")
_MODEL_TAGS = ("com.apple.quicktime.model", "com.android.model", "model")
_ENCODER_TAGS = frozenset({
    "major_brand", "minor_version", "compatible_brands", "encoder", "encoding_tool", "handler_name", "vendor_id",
    "language", "duration", "bps", "number_of_frames", "number_of_bytes", "alpha_mode", "creation_time", "timecode",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class VideoTags:
    """Each value with the tag it came from, as `video:<tag>`."""

    dated: Dated | None = None
    place: tuple[Gps, str] | None = None
    camera: tuple[Camera, str] | None = None


def parse_video_tags(tags: Mapping[str, str]) -> VideoTags:
    """Return what `tags` (name → text) state of date, place and camera."""
    return VideoTags(find_video_date(tags), _find_place(tags), _find_camera(tags))


def is_encoder_tag(name: str) -> bool:
    """Whether every encoder writes this tag, so that it says nothing about the picture."""
    name = name.lower()
    return name in _ENCODER_TAGS or name.startswith("_statistics") or name.rpartition("-")[0] in _ENCODER_TAGS


def _find_place(tags: Mapping[str, str]) -> tuple[Gps, str] | None:
    for name in _PLACE_TAGS:
        if (gps := parse_iso6709_place(tags.get(name, ""))) is not None:
            return gps, f"video:{name}"
    return None


def _find_camera(tags: Mapping[str, str]) -> tuple[Camera, str] | None:
    make = next((name for name in _MAKE_TAGS if name in tags), None)
    model = next((name for name in _MODEL_TAGS if name in tags), None)
    if not (make or model):
        return None
    origin = ", ".join(f"video:{name}" for name in (make, model) if name)
    return Camera(tags.get(make or ""), tags.get(model or "")), origin
