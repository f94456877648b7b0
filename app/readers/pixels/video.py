"""One video: what its container says, and the frames that show it. One PyAV open a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, BinaryIO

import av
import av.error
import numpy as np

from app.readers.limits import Limits
from app.readers.metadata.text import clean
from app.readers.pixels.decode import check_size
from app.readers.pixels.thumbnail import Pixels, turn_upright
from app.readers.reasons import UnreadableError

_DEMUXERS = {"mp4": "mov", "mov": "mov", "webm": "matroska", "mkv": "matroska"}
"""Named, so that a stranger's file cannot choose a demuxer that opens other files (playlists do)."""

_QUICK = {"skip_frame": "all", "probesize": "32"}
"""FFmpeg decodes up to twenty frames while it opens a file, only to guess what MP4 and MOV state in their index: 30 ms
for a phone's video against 1. The frames decoded afterwards are the same ones, byte for byte.
"""

_NOISE = frozenset({
    "major_brand", "minor_version", "compatible_brands", "encoder", "encoding_tool", "handler_name", "vendor_id",
    "language", "duration", "bps", "number_of_frames", "number_of_bytes", "alpha_mode", "creation_time", "timecode",
})  # fmt: skip
LOOKED_AT = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9)
"""Places in a video, as a part of its length, where a frame that shows something is looked for, in this order."""
JUDGED = (0.5, 0.9)
"""Places whose frames an NSFW verdict takes in beside the shown one."""
_BLANK_SPREAD = 6.0
"""Standard deviation of grey values under which a frame shows nothing: black, white, a fade."""
_FRAME_SIDE = 640
_SHORT_FRAMES = 150
"""Up to this many frames, generated clips above all, a video is decoded from its beginning: they have one key frame."""
_DECODE_TRIES = 300
"""Frames decoded after a seek until the wanted one comes out."""


@dataclass(slots=True)
class Video:
    """An open video. Frames come out upright and small."""

    container: Any
    stream: Any
    limits: Limits
    rotation: int = 0
    """Degrees anticlockwise the frames must be turned to stand upright."""
    _seen: set[int | None] = field(default_factory=set)

    @property
    def duration_s(self) -> float | None:
        if self.container.duration:
            return round(float(self.container.duration) / av.time_base, 3)
        if self.stream.duration and self.stream.time_base:
            return round(float(self.stream.duration * self.stream.time_base), 3)
        return None

    @property
    def frame_rate(self) -> float | None:
        rate = self.stream.average_rate or self.stream.guessed_rate
        return round(float(rate), 3) if rate else None

    @property
    def codec(self) -> str | None:
        name: str | None = self.stream.codec_context.name
        return name

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) as shown."""
        width, height = self.stream.codec_context.width, self.stream.codec_context.height
        return (height, width) if self.rotation % 180 else (width, height)

    def tags(self) -> dict[str, str]:
        """All tags of the container, then those of the picture stream it does not have.

        Matroska writes its own names in capitals; they are the same tags and get the same names.
        """
        tags = dict(self.stream.metadata)
        tags.update(self.container.metadata)
        named = {name.lower() if name.isupper() else name: clean(value) for name, value in tags.items()}
        return {name: text for name, text in named.items() if text}

    def frame_at(self, place: float) -> Pixels | None:
        """The frame at `place` (0…1 of the length), as near as a quick look comes; None where it was seen before.

        In a short video that is the very frame; in a long one the key frame before it, because decoding from there
        would take seconds.
        """
        try:
            frame = self._find_frame(place)
        except (av.error.FFmpegError, EOFError):
            return None
        if frame is None or frame.pts in self._seen:
            return None
        self._seen.add(frame.pts)
        return self._to_pixels(frame)

    def _find_frame(self, place: float) -> Any:
        self._seek(place)
        target = self._start_s + (self.duration_s or 0) * place if self._is_short else 0
        newest = None
        for _, frame in zip(range(_DECODE_TRIES), self.container.decode(self.stream), strict=False):
            if not frame.is_corrupt:
                newest = frame
                if frame.time is None or frame.time >= target:
                    break
        return newest

    @property
    def _start_s(self) -> float:
        return float(self.container.start_time or 0) / av.time_base

    @property
    def _is_short(self) -> bool:
        return (self.duration_s or 0) * (self.frame_rate or 0) <= _SHORT_FRAMES

    def _seek(self, place: float) -> None:
        if place == 0 and not self._seen:
            return
        length = self.container.duration or 0
        start = self.container.start_time or 0
        self.container.seek(int(start + length * place), backward=True, any_frame=False)

    def _to_pixels(self, frame: Any) -> Pixels:
        self.rotation = frame.rotation
        scale = min(1.0, _FRAME_SIDE / max(frame.width, frame.height))
        width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
        pixels = frame.to_ndarray(format="rgb24", width=width, height=height, interpolation="AREA")
        quarters = round(self.rotation / 90) % 4
        return turn_upright(np.asarray(pixels, dtype=np.uint8), {0: 1, 1: 8, 2: 3, 3: 6}[quarters])


def open_video(file: BinaryIO, format_name: str, limits: Limits) -> Video:
    """Opens the container and picks its picture stream.

    Raises UnreadableError where there is none or it is too large, av.error.FFmpegError where the container is damaged.
    """
    demuxer = _DEMUXERS[format_name]
    options = _QUICK if demuxer == "mov" else {}
    container: Any = av.open(file, mode="r", format=demuxer, options=options, metadata_errors="replace")
    stream = next((one for one in container.streams.video if one.codec_context is not None), None)
    if stream is None:
        container.close()
        raise UnreadableError("the file has sound but no picture, or a picture in a codec that is not known here")
    stream.codec_context.thread_count = 1
    check_size(stream.codec_context.width, stream.codec_context.height, limits.pixels)
    return Video(container, stream, limits)


def is_blank(pixels: Pixels) -> bool:
    return float(pixels.std()) < _BLANK_SPREAD


def is_noise(tag: str) -> bool:
    """Whether a tag is written by every encoder and says nothing about the picture."""
    name = tag.lower()
    return name in _NOISE or name.startswith("_statistics") or name.rpartition("-")[0] in _NOISE
