"""One video: what its container states, and its frames. A file is opened once with PyAV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import av
import av.error
import numpy as np
from av.video.reformatter import Colorspace

from app.readers.colours.shown import show_as_srgb
from app.readers.limits import Limits
from app.readers.metadata.raw import CodePoints, ColourDescription, PixelLayout
from app.readers.metadata.text import clean_text
from app.readers.pixels.decode import check_size
from app.readers.pixels.geometry import FrameGeometry, plan_geometry
from app.readers.pixels.thumbnail import Pixels, resize, turn_upright
from app.readers.reasons import UnreadableError

_DEMUXERS = {
    "mp4": "mov",
    "mov": "mov",
    "webm": "matroska",
    "mkv": "matroska",
    "avi": "avi",
    "mpegts": "mpegts",
    "mpeg": "mpeg",
}
"""Fixed by format, so that an untrusted file cannot select a demuxer that opens other files, as playlists do."""

_WITHOUT_INDEX = frozenset({"mpegts", "mpeg"})
"""Here FFmpeg guesses where a place is, and may land behind the last key frame. A short stream is decoded from its
beginning instead.
"""

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
_UNSPECIFIED = 2
_SD_HEIGHT = 576
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
    geometry: FrameGeometry
    """How frames are shown. How they are turned is stated by MP4 and MOV, and known of others once one is decoded."""
    _seen: set[int | None] = field(default_factory=set)
    _frames: Iterator[Any] | None = None
    """What follows the frame that was decoded last; None after an error."""
    _reached: int | None = None
    """Time stamp of that frame, in units of the stream."""
    _needed_from_s: float = 0
    """Time of the next frame that is wanted."""

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) as shown."""
        return self.geometry.size

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
            self._frames = None
            return None
        if frame is None or frame.pts in self._seen:
            return None
        self._seen.add(frame.pts)
        return self._to_pixels(frame)

    def _find_frame(self, place: float) -> Any:
        frames = self._seek(place)
        target = self._start_s + (self._duration_s or 0) * place if self._is_short else 0
        self._needed_from_s = target
        newest = None
        for _, frame in zip(range(_DECODE_TRIES), frames, strict=False):
            if not frame.is_corrupt:
                newest, self._reached = frame, frame.pts
                if frame.time is None or frame.time >= target:
                    break
        return newest

    def _decode(self) -> Iterator[Any]:
        """Decode from where the container is. Frames before the needed one only where others refer to them."""
        for packet in self.container.demux(self.stream):
            is_before = packet.pts is not None and float(packet.pts * packet.time_base) < self._needed_from_s
            self.stream.codec_context.skip_frame = "NONREF" if is_before else "DEFAULT"
            yield from packet.decode()

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

    def _seek(self, place: float) -> Iterator[Any]:
        """Return the frames from the last key frame before `place` on, or those that follow if it was passed before."""
        goal = int((self.container.start_time or 0) + (self.container.duration or 0) * place)
        if self._frames is None or not self._leads_on_to(goal):
            if place > 0 or self._seen:
                begins = 0 if self._is_short and self.container.format.name in _WITHOUT_INDEX else goal
                self.container.seek(begins, backward=True, any_frame=False)
            self._frames = self._decode()
        return self._frames

    def _leads_on_to(self, goal: int) -> bool:
        """Whether a jump to `goal`, in microseconds, would lead back: generated clips have one key frame."""
        index, reached = self.stream.index_entries, self._reached
        if not self._is_short or reached is None:
            return False
        wanted = int(goal / av.time_base / self.stream.time_base)
        found = index.search_timestamp(wanted) if len(index) else -1
        return reached <= wanted and (found < 0 or index[found].timestamp <= reached)

    def _to_pixels(self, frame: Any) -> Pixels:
        self.geometry = self.geometry.turn_by(frame)
        across, down = self.geometry.upright_size
        scale = min(1.0, _FRAME_SIDE / max(across, down))
        shown = _scale(frame, self.geometry, max(1, round(across * scale)), max(1, round(down * scale)))
        points = CodePoints(int(frame.color_primaries), int(frame.color_trc))
        srgb = show_as_srgb(shown, None, ColourDescription(code_points=points)).pixels
        return turn_upright(srgb, self.geometry.orientation)


def _scale(frame: Any, geometry: FrameGeometry, width: int, height: int) -> Pixels:
    """Return what is shown of the frame as RGB of this size; only a part of it is cut out at full size first."""
    colorspace = _find_colorspace(frame)
    if not geometry.is_part:
        pixels = frame.to_ndarray(
            format="rgb24", width=width, height=height, interpolation="AREA", src_colorspace=colorspace
        )
        return np.asarray(pixels, dtype=np.uint8)
    left, top, wide, high = geometry.part
    pixels = frame.to_ndarray(format="rgb24", src_colorspace=colorspace)[top : top + high, left : left + wide]
    return resize(np.ascontiguousarray(pixels, dtype=np.uint8), width, height)


def _find_colorspace(frame: Any) -> int | None:
    """Return BT.709 for a large frame that does not state how its colours are coded, as players take it."""
    is_unstated = int(frame.colorspace) == _UNSPECIFIED
    return int(Colorspace.ITU709) if is_unstated and frame.height > _SD_HEIGHT else None


def open_video(file: BinaryIO, format_name: str, layout: PixelLayout, limits: Limits) -> Video:
    """Open the container and select its picture stream. `layout` is what the readers of containers found.

    Raises UnreadableError where there is none or it is too large, av.error.FFmpegError where the container is damaged.
    """
    demuxer = _DEMUXERS[format_name]
    options = _QUICK if demuxer == "mov" else {}
    container: Any = av.open(file, mode="r", format=demuxer, options=options, metadata_errors="replace")
    stream = next((one for one in container.streams.video if one.codec_context is not None), None)
    if stream is None:
        container.close()
        raise UnreadableError("the file has no video track, or one whose codec is not supported")
    stream.codec_context.thread_count = 1
    width, height = stream.codec_context.width, stream.codec_context.height
    check_size(width, height, limits.pixels)
    aperture, orientation = dict(layout.apertures).get(stream.id), dict(layout.turns).get(stream.id, 1)
    return Video(container, stream, plan_geometry(width, height, stream.sample_aspect_ratio, aperture, orientation))


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
        raise UnreadableError("no frame of the video can be decoded: the file is damaged or cut off")
    return first


def _is_blank(pixels: Pixels) -> bool:
    return float(pixels.std()) < _BLANK_SPREAD
