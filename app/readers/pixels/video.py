"""One video: what its container states, and its frames. A file is opened once with PyAV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import av
import av.error
import numpy as np

from app.readers.limits import Limits
from app.readers.metadata.text import clean_text
from app.readers.pixels.decode import check_size
from app.readers.pixels.thumbnail import Pixels, turn_upright
from app.readers.reasons import UnreadableError

_DEMUXERS = {"mp4": "mov", "mov": "mov", "webm": "matroska", "mkv": "matroska"}
"""Fixed by format, so that an untrusted file cannot select a demuxer that opens other files, as playlists do."""

_QUICK = {"skip_frame": "all", "probesize": "32"}
"""While it opens a file, FFmpeg decodes up to twenty frames only to guess what MP4 and MOV state in their index: that
takes 30 ms instead of 1 for a phone's video. The frames decoded afterwards are the same, byte for byte.
"""

_THUMBNAIL_PLACES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9)
"""Places in a video, as a fraction of its length, tried in this order for a frame that shows something."""
NSFW_PLACES = (0.5, 0.9)
"""Places whose frames are scored in addition to the shown one."""
_BLANK_SPREAD = 6.0
"""Standard deviation of sample values below which a frame shows nothing: black, white, a fade."""
_FRAME_SIDE = 640
_SHORT_FRAMES = 150
"""A video of up to this many frames is decoded to the very frame: generated clips, above all, have one key frame."""
_DECODE_TRIES = 300
"""Frames decoded after a seek, at most, until the wanted one is found."""


@dataclass(frozen=True, slots=True)
class VideoHeader:
    """What the container states about its picture stream."""

    duration_s: float | None
    frame_rate: float | None
    codec: str | None


@dataclass(slots=True)
class Video:
    """An open video. Frames are returned upright and small."""

    container: Any
    stream: Any
    rotation: int = 0
    """Degrees anticlockwise by which frames must be rotated to be upright; known once a frame has been decoded."""
    _seen: set[int | None] = field(default_factory=set)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) as shown."""
        width, height = self.stream.codec_context.width, self.stream.codec_context.height
        return (height, width) if self.rotation % 180 else (width, height)

    def read_header(self) -> VideoHeader:
        codec: str | None = self.stream.codec_context.name
        return VideoHeader(self._duration_s, self._frame_rate, codec)

    def read_tags(self) -> dict[str, str]:
        """Return all tags of the container, and those of the picture stream that the container lacks.

        Matroska writes tag names in capitals; they are the same tags and get the same names.
        """
        tags = dict(self.stream.metadata)
        tags.update(self.container.metadata)
        named = {name.lower() if name.isupper() else name: clean_text(value) for name, value in tags.items()}
        return {name: text for name, text in named.items() if text}

    def read_frames(self, places: Iterable[float]) -> Iterator[Pixels]:
        """Yield the frames at `places` (0…1 of the length), without those that were read before or are damaged."""
        for place in places:
            if (pixels := self._read_frame(place)) is not None:
                yield pixels

    def _read_frame(self, place: float) -> Pixels | None:
        """Return the frame at `place`, or None where it was read before.

        In a short video that is the exact frame; in a long one the key frame before it, because decoding from there
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
        target = self._start_s + (self._duration_s or 0) * place if self._is_short else 0
        newest = None
        for _, frame in zip(range(_DECODE_TRIES), self.container.decode(self.stream), strict=False):
            if not frame.is_corrupt:
                newest = frame
                if frame.time is None or frame.time >= target:
                    break
        return newest

    @property
    def _duration_s(self) -> float | None:
        if self.container.duration:
            return round(float(self.container.duration) / av.time_base, 3)
        if self.stream.duration and self.stream.time_base:
            return round(float(self.stream.duration * self.stream.time_base), 3)
        return None

    @property
    def _frame_rate(self) -> float | None:
        rate = self.stream.average_rate or self.stream.guessed_rate
        return round(float(rate), 3) if rate else None

    @property
    def _start_s(self) -> float:
        return float(self.container.start_time or 0) / av.time_base

    @property
    def _is_short(self) -> bool:
        return (self._duration_s or 0) * (self._frame_rate or 0) <= _SHORT_FRAMES

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
    """Open the container and select its picture stream.

    Raises UnreadableError where there is none or it is too large, av.error.FFmpegError where the container is damaged.
    """
    demuxer = _DEMUXERS[format_name]
    options = _QUICK if demuxer == "mov" else {}
    container: Any = av.open(file, mode="r", format=demuxer, options=options, metadata_errors="replace")
    stream = next((one for one in container.streams.video if one.codec_context is not None), None)
    if stream is None:
        container.close()
        raise UnreadableError("the file has sound but no picture, or its picture is in a codec that is not supported")
    stream.codec_context.thread_count = 1
    check_size(stream.codec_context.width, stream.codec_context.height, limits.pixels)
    return Video(container, stream)


def find_shown_frame(video: Video) -> Pixels:
    """Return the first frame that shows something, or the first frame where none does.

    Raises UnreadableError when no frame can be decoded.
    """
    first: Pixels | None = None
    for pixels in video.read_frames(_THUMBNAIL_PLACES):
        if not _is_blank(pixels):
            return pixels
        first = pixels if first is None else first
    if first is None:
        raise UnreadableError("no frame of the video can be decoded: it is damaged or ends early")
    return first


def _is_blank(pixels: Pixels) -> bool:
    return float(pixels.std()) < _BLANK_SPREAD
