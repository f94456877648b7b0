"""Videos: what their containers state, and which frame becomes the thumbnail."""

from __future__ import annotations

import io
import struct
import tempfile
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.frame import PictureType
from blake3 import blake3
from numpy.typing import NDArray
from PIL import Image

from app.domain.progress import Outcome
from app.domain.report import Camera, Gps, Kind, Step
from app.readers import LIMITS, ReadOptions, nsfw_status, read_file
from app.readers.metadata.raw import PixelLayout
from app.readers.pixels.video import NSFW_PLACES, open_video
from tests.readers.support import (
    bag,
    block,
    blocks_named,
    every_stream_format,
    every_video_format,
    picture,
    read_bytes,
    reasons,
    video,
    xmp,
)

INFOTEXT = "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1"


def test_a_video_states_length_rate_codec_and_hash(tmp_path: Path) -> None:
    data = video("mp4", codec="libx264", rate=25)
    report = read_bytes(tmp_path, "a.mp4", data)
    assert report.kind is Kind.VIDEO
    assert (report.duration_s, report.frame_rate, report.codec) == (0.4, 25.0, "h264")
    assert report.hashes is not None
    assert report.hashes.content == blake3(data).hexdigest()


def test_a_size_missing_from_the_index_is_taken_from_the_frames(tmp_path: Path) -> None:
    """The sample entry (ISO/IEC 14496-12, 12.1.3) and the track header (8.3.2) both state 0 × 0."""
    data = bytearray(video("mp4", codec="libx264"))
    sample, track = data.index(b"avc1", data.index(b"stsd")), data.index(b"tkhd")
    data[sample + 28 : sample + 32], data[track + 80 : track + 88] = bytes(4), bytes(8)
    report = read_bytes(tmp_path, "a.mp4", bytes(data))
    assert (report.width, report.height, report.failures) == (320, 240, ())


def test_an_encoders_noise_is_no_metadata(tmp_path: Path) -> None:
    for name, data in (every_video_format() | every_stream_format()).items():
        report = read_bytes(tmp_path, name, data)
        assert report.blocks == (), name
        assert not report.has_metadata


@pytest.mark.parametrize(
    ("kind", "name"), [("mp4", "a.mp4"), ("mov", "a.mov"), ("matroska", "a.mkv"), ("webm", "a.webm"), ("avi", "a.avi")]
)
def test_comments_are_read_from_every_container(tmp_path: Path, kind: str, name: str) -> None:
    codec = "libvpx" if kind == "webm" else "mpeg4"
    report = read_bytes(tmp_path, name, video(kind, codec=codec, tags={"comment": INFOTEXT}))
    assert blocks_named(report) == ["video:comment"]
    assert report.generation is not None
    assert report.generation.seed == 1


def test_free_tags_of_mp4_are_read(tmp_path: Path) -> None:
    tags = {"prompt": '{"1": {}}', "workflow": "{}"}
    data = video("mp4", tags=tags, options={"movflags": "use_metadata_tags"})
    report = read_bytes(tmp_path, "a.mp4", data)
    assert block(report, "video:prompt") == '{"1": {}}'
    assert block(report, "video:workflow") == "{}"


def test_place_camera_and_local_time_are_read_from_quicktime_keys(tmp_path: Path) -> None:
    tags = {
        "com.apple.quicktime.location.ISO6709": "+32.0929-034.8620+028.516/",
        "com.apple.quicktime.make": "ACME",
        "com.apple.quicktime.model": "Phone",
        "com.apple.quicktime.creationdate": "2019-07-24T11:25:40+0300",
    }
    report = read_bytes(tmp_path, "a.mov", video("mov", tags=tags, options={"movflags": "use_metadata_tags"}))
    assert report.gps == Gps(32.0929, -34.862)
    assert report.camera == Camera("ACME", "Phone")
    assert report.captured_at == "2019-07-24T11:25:40+03:00"


def uuid_box(uuid: str, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 24) + b"uuid" + bytes.fromhex(uuid) + body


def test_xmp_of_an_mp4_gives_keywords_and_rating(tmp_path: Path) -> None:
    packet = uuid_box("be7acfcb97a942e89c71999491e3afac", xmp(bag("dc:subject", "sea"), 'xmp:Rating="3"'))
    report = read_bytes(tmp_path, "a.mp4", video("mp4") + packet)
    assert report.failures == ()
    assert (report.keywords, report.score) == (("sea",), 3)
    assert blocks_named(report) == ["xmp"]


def still(value: int) -> NDArray[np.uint8]:
    return np.full((240, 320, 3), value, np.uint8)


def shown(report: Any) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(report.thumbnail.data)) as image:
        return np.asarray(image.convert("RGB"))


def test_a_black_beginning_is_passed_over(tmp_path: Path) -> None:
    frames = [still(0)] * 12 + [picture()] * 18
    report = read_bytes(tmp_path, "a.mp4", video("mp4", codec="libx264", frames=frames))
    assert report.failures == ()
    assert np.abs(shown(report).astype(int) - picture()).mean() < 25


def test_a_video_of_one_colour_shows_that_colour(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.mp4", video("mp4", codec="libx264", frames=[still(200)] * 5))
    assert report.outcome is Outcome.OK
    assert shown(report).mean() == pytest.approx(200, abs=4)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_video_is_shown_upright(tmp_path: Path, degrees: int) -> None:
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        stream.set_display_rotation(degrees)
        for _ in range(3):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture(), format="rgb24")))
        container.mux(stream.encode())
    report = read_file(str(path), ReadOptions(nsfw=False))
    assert (report.width, report.height) == ((320, 240) if degrees == 180 else (240, 320))
    expected = np.rot90(picture(), degrees // 90)
    assert np.abs(shown(report).astype(int) - expected).mean() < 25


@pytest.mark.skipif(not nsfw_status().available, reason="no NSFW model is installed")
def test_a_verdict_comes_from_several_frames(tmp_path: Path) -> None:
    frames = [np.roll(picture(), 30 * index, axis=1) for index in range(40)]
    report = read_bytes(tmp_path, "a.mp4", video("mp4", codec="libx264", frames=frames), ReadOptions())
    assert report.nsfw is not None
    assert report.provenance["nsfw"] == "the highest of 3 frames"


@pytest.mark.parametrize("distance", [8, 250], ids=["key frames", "one key frame"])
def test_frames_are_those_of_a_player_that_decodes_everything(distance: int) -> None:
    """Frames that nothing refers to are not decoded on the way, and no jump leads back."""
    frames = [np.roll(picture(), 3 * index, axis=1) for index in range(40)]
    data = video("mp4", codec="libx264", frames=frames, rate=10, gop=distance)
    with av.open(io.BytesIO(data), "r") as container:
        decoded = list(container.decode(video=0))
        assert {frame.pict_type for frame in decoded} == {PictureType.I, PictureType.P, PictureType.B}
        wanted = [next(frame for frame in decoded if frame.time >= 4 * place) for place in (0, 0.5, 0.9)]
        expected = [frame.to_ndarray(format="rgb24") for frame in wanted]
    opened = open_video(io.BytesIO(data), "mp4", PixelLayout(), LIMITS)
    with opened.container:
        read = [*opened.read_frames([0]), *opened.read_frames(NSFW_PLACES)]
    assert [np.array_equal(*pair) for pair in zip(read, expected, strict=True)] == [True] * 3


@pytest.mark.skipif(not nsfw_status().available, reason="no NSFW model is installed")
def test_a_video_of_one_frame_is_judged_once(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.mp4", video("mp4", codec="libx264", frames=[picture()]), ReadOptions())
    assert report.provenance["nsfw"] == "the picture"


# Damage


def test_a_video_without_its_index_says_so(tmp_path: Path) -> None:
    data = video("mp4", codec="libx264")
    report = read_bytes(tmp_path, "a.mp4", data[: data.rindex(b"moov") - 4])
    assert reasons(report, Step.DECODE) == ["the video has no index (moov): it was not completely recorded or copied"]


@pytest.mark.parametrize("name", ["fast.mp4", "a.mov", "a.webm", "a.mkv", "a.avi"])
def test_a_video_that_plays_to_its_cut_is_still_cut_off(tmp_path: Path, name: str) -> None:
    data = every_video_format()[name]
    report = read_bytes(tmp_path, name, data[: len(data) * 95 // 100])
    assert report.outcome is Outcome.FAILED
    assert "cut off: only" in reasons(report, Step.DECODE)[0]


def test_what_a_cut_video_still_shows_is_shown(tmp_path: Path) -> None:
    data = every_video_format()["fast.mp4"]
    report = read_bytes(tmp_path, "a.mp4", data[: len(data) * 95 // 100])
    assert report.thumbnail is not None
    assert report.duration_s is not None


def test_sound_without_picture_is_no_video(tmp_path: Path) -> None:
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        with av.open(file.name, "w") as container:
            stream: Any = container.add_stream("aac", rate=44100)
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate = 44100
            container.mux(stream.encode(frame))
            container.mux(stream.encode())
        report = read_bytes(tmp_path, "a.mp4", Path(file.name).read_bytes())
    assert "no video track" in reasons(report, Step.DECODE)[0]


def test_a_playlist_in_a_videos_clothes_opens_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "other.ts").write_bytes(b"secret")
    playlist = b"\0\0\0\x18ftypisom\n#EXTM3U\n#EXTINF:1,\nother.ts\n"
    report = read_bytes(tmp_path, "a.mp4", playlist)
    assert report.outcome is Outcome.FAILED
    assert report.thumbnail is None


STREAMS: dict[str, tuple[str, str, dict[str, str] | None]] = {
    "a.ts": ("mpegts", "libx264", None),
    "a.m2ts": ("mpegts", "mpeg2video", {"mpegts_m2ts_mode": "1"}),
    "a.mpg": ("mpeg", "mpeg1video", None),
    "a.vob": ("vob", "mpeg2video", None),
}
"""Container and codec, as FFmpeg calls them, and options."""


@pytest.mark.parametrize("name", STREAMS)
def test_an_mpeg_stream_is_shown_with_its_length(tmp_path: Path, name: str) -> None:
    kind, codec, options = STREAMS[name]
    frames = [still(0)] * 15 + [picture()] * 15
    report = read_bytes(tmp_path, "a.png", video(kind, codec=codec, frames=frames, rate=25, options=options))
    assert report.failures == ()
    assert (report.codec, report.frame_rate) == (codec.replace("libx264", "h264"), 25.0)
    assert report.duration_s == pytest.approx(1.2, abs=0.2)
    assert np.abs(shown(report).astype(int) - picture()).mean() < 30, "the black beginning is passed over"


@pytest.mark.parametrize("name", STREAMS)
def test_an_mpeg_stream_that_is_cut_is_shown_as_far_as_it_goes(tmp_path: Path, name: str) -> None:
    kind, codec, options = STREAMS[name]
    data = video(kind, codec=codec, frames=[picture()] * 50, rate=25, options=options)
    report = read_bytes(tmp_path, name, data[: len(data) * 3 // 4 | 1])
    assert reasons(report, Step.DECODE) == ["the file is cut off: it ends within a packet; copy or download it again"]
    assert np.abs(shown(report).astype(int) - picture()).mean() < 30
