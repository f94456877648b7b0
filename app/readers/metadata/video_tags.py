"""What the tags of a video's container state of date, place and camera, and of the Live Photo that it is part of.

Sources: Apple QuickTime File Format Specification (`com.apple.quicktime.*` keys); the names under which FFmpeg reports
tags of MP4, MOV and Matroska.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.report import Camera, Gps
from app.readers.metadata.dates import read_video_dates
from app.readers.metadata.device import as_device
from app.readers.metadata.grammar.refusals import Reading
from app.readers.metadata.notes.apple import check_identifier
from app.readers.metadata.place import read_iso6709_place

_PLACE_TAGS = ("com.apple.quicktime.location.ISO6709", "location", "location-eng")
_MAKE_TAGS = ("com.apple.quicktime.make", "com.android.manufacturer", "make")
_MODEL_TAGS = ("com.apple.quicktime.model", "com.android.model", "model")
_IDENTIFIER_TAG = "com.apple.quicktime.content.identifier"
_ENCODER_TAGS = frozenset({
    "major_brand", "minor_version", "compatible_brands", "encoder", "encoding_tool", "handler_name", "vendor_id",
    "language", "duration", "bps", "number_of_frames", "number_of_bytes", "alpha_mode", "creation_time", "timecode",
    "software",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class VideoTags:
    """Each value with the tag it came from, as `video:<tag>`."""

    dates: tuple[Reading[str], ...] = ()
    places: tuple[Reading[Gps], ...] = ()
    camera: tuple[Camera, str] | None = None
    content_identifier: tuple[str, str] | None = None


def parse_video_tags(tags: Mapping[str, str]) -> VideoTags:
    """Return what `tags` (name → text) state of date, place, camera, and the picture that a video belongs to."""
    identifier = check_identifier(tags.get(_IDENTIFIER_TAG, ""))
    return VideoTags(
        tuple(read_video_dates(tags)),
        tuple(_read_places(tags)),
        _find_camera(tags),
        (identifier, f"video:{_IDENTIFIER_TAG}") if identifier else None,
    )


def is_encoder_tag(name: str) -> bool:
    """Whether every encoder writes this tag, so that it says nothing about the picture."""
    name = name.lower()
    return name in _ENCODER_TAGS or name.startswith("_statistics") or name.rpartition("-")[0] in _ENCODER_TAGS


def _read_places(tags: Mapping[str, str]) -> Iterator[Reading[Gps]]:
    for name in _PLACE_TAGS:
        yield from read_iso6709_place(tags.get(name, ""), f"video:{name}")


def _find_camera(tags: Mapping[str, str]) -> tuple[Camera, str] | None:
    make = next((name for name in _MAKE_TAGS if as_device(tags.get(name))), None)
    model = next((name for name in _MODEL_TAGS if as_device(tags.get(name))), None)
    if not (make or model):
        return None
    origin = ", ".join(f"video:{name}" for name in (make, model) if name)
    return Camera(tags.get(make or ""), tags.get(model or "")), origin
