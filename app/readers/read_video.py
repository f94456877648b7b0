"""One video: hashed in pieces, opened once, its tags read, its first good frame shown."""

from __future__ import annotations

from blake3 import blake3

from app.domain.report import Camera, Hashes, Step
from app.readers.containers.isobmff import C2PA_UUID, XMP_UUID, Outline, extract_manifest_store, read_outline
from app.readers.containers.matroska import read_announced_size
from app.readers.derived import judge, show
from app.readers.formats import Format
from app.readers.metadata.dates import find_video_date
from app.readers.metadata.parsed import ParsedMetadata, describe
from app.readers.metadata.place import parse_iso6709_place
from app.readers.metadata.raw import Embedded
from app.readers.options import ReadOptions
from app.readers.pixels.decode import check_whole
from app.readers.pixels.thumbnail import Pixels
from app.readers.pixels.video import JUDGED, LOOKED_AT, Video, is_blank, is_noise, open_video
from app.readers.precedence import fill_report
from app.readers.reasons import UnreadableError
from app.readers.report.report_builder import ReportBuilder
from app.readers.report.versions import sign_origin
from app.readers.source import Source

_HASH_PIECE = 4 << 20
_PLACE_TAGS = ("com.apple.quicktime.location.ISO6709", "location", "location-eng")
_MAKE_TAGS = ("com.apple.quicktime.make", "com.android.manufacturer", "make")
_MODEL_TAGS = ("com.apple.quicktime.model", "com.android.model", "model")


def read_video(report_builder: ReportBuilder, source: Source, found: Format, options: ReadOptions) -> None:
    """Runs every step that can run."""
    with report_builder.attempt(Step.HASH):
        report_builder.put(hashes=Hashes(_hash(source)))
    embedded = Embedded(source.limits)
    with report_builder.attempt(Step.DECODE):
        _walk(source, found, embedded)
    with report_builder.attempt(Step.DECODE), source.stream() as stream:
        video = open_video(stream, found.name, source.limits)
        with video.container:
            _describe(report_builder, video, embedded, options)
            _show(report_builder, video, options)


def read_tags(report_builder: ReportBuilder, source: Source, found: Format, options: ReadOptions) -> None:
    """What the container says, without a frame."""
    embedded = Embedded(source.limits)
    _walk(source, found, embedded)
    with source.stream() as stream:
        video = open_video(stream, found.name, source.limits)
        with video.container:
            _describe(report_builder, video, embedded, options)


def _walk(source: Source, found: Format, embedded: Embedded) -> None:
    """A cut-off video often plays to its cut, so nothing but its structure tells that there was more."""
    if found.name in ("webm", "mkv"):
        check_whole(source.size, read_announced_size(source.head))
        return
    file = read_outline(source.read_at, source.size, source.limits.chunks)
    if (body := _uuid_body(source, file, XMP_UUID)) is not None:
        embedded.add_xmp(body)
    if (body := _uuid_body(source, file, C2PA_UUID)) is not None:
        embedded.c2pa = extract_manifest_store(body)
    check_whole(source.size, file.announced)
    if b"moov" not in file.kinds:
        raise UnreadableError("the video has no index (moov): its recording or copy was not finished")


def _uuid_body(source: Source, file: Outline, uuid: bytes) -> bytes | None:
    start, end = file.uuids.get(uuid, (0, 0))
    return source.read_at(end - start, start) if 0 < end - start <= source.limits.text_bytes else None


def _hash(source: Source) -> str:
    hasher = blake3()
    with source.stream() as stream:
        while piece := stream.read(_HASH_PIECE):
            hasher.update(piece)
    return hasher.hexdigest()


def _describe(report_builder: ReportBuilder, video: Video, embedded: Embedded, options: ReadOptions) -> None:
    width, height = video.size
    report_builder.put(
        sign_origin("header"),
        width=width,
        height=height,
        duration_s=video.duration_s,
        frame_rate=video.frame_rate,
        codec=video.codec,
    )
    tags, described = video.tags(), ParsedMetadata()
    with report_builder.attempt(Step.METADATA):
        described = describe(embedded)
        for name, text in tags.items():
            if not is_noise(name):
                embedded.add_text(f"video:{name}", text)
        add_tags(described, tags)
    for problem in described.problems or embedded.problems:
        report_builder.fail(Step.METADATA, problem)
    fill_report(report_builder, embedded, described, options)


def add_tags(described: ParsedMetadata, tags: dict[str, str]) -> None:
    """What a container's tags say of date, place and camera."""
    described.dated = find_video_date(tags)
    for name in _PLACE_TAGS:
        if described.place is None and (gps := parse_iso6709_place(tags.get(name, ""))) is not None:
            described.place = gps, f"video:{name}"
    make = next((name for name in _MAKE_TAGS if name in tags), None)
    model = next((name for name in _MODEL_TAGS if name in tags), None)
    if make or model:
        origin = ", ".join(f"video:{name}" for name in (make, model) if name)
        described.shot_with = Camera(tags.get(make or ""), tags.get(model or "")), origin


def _show(report_builder: ReportBuilder, video: Video, options: ReadOptions) -> None:
    """The first frame that shows something; where none does, the first."""
    frames = _until_good(video)
    if not frames:
        raise UnreadableError("no frame of the video can be decoded: it is damaged or ends early")
    shown = frames[0] if is_blank(frames[-1]) else frames[-1]
    width, height = video.size
    report_builder.put(width=width, height=height)
    show(report_builder, shown, options)
    if options.nsfw:
        others = [pixels for place in JUDGED if (pixels := video.frame_at(place)) is not None]
        judge(report_builder, [shown, *others], options)


def _until_good(video: Video) -> list[Pixels]:
    frames: list[Pixels] = []
    for place in LOOKED_AT:
        pixels = video.frame_at(place)
        if pixels is not None:
            frames.append(pixels)
            if not is_blank(pixels):
                break
    return frames
