"""Reads one video: hashed in pieces, opened once; its first frame that shows something becomes the thumbnail."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from blake3 import blake3

from app.domain.report import Failure, Hashes, Step
from app.readers.containers.reading import read_video_container
from app.readers.derived import put_content_hash, put_nsfw_score, put_thumbnail
from app.readers.formats import Format
from app.readers.metadata.parse import parse_metadata
from app.readers.metadata.raw import RawMetadata
from app.readers.options import ReadOptions
from app.readers.pixels.decode import check_complete
from app.readers.pixels.video import NSFW_PLACES, VideoHeader, find_shown_frame, open_video
from app.readers.precedence import fill_report, report_problems
from app.readers.reasons import UnreadableError, capture_failure
from app.readers.report.report_builder import ReportBuilder
from app.readers.report.versions import sign_origin
from app.readers.sidecars import read_sidecars
from app.readers.source import PIECE, Source


def read_video(report: ReportBuilder, source: Source, found: Format, options: ReadOptions) -> None:
    """Run every step that can run."""
    content_hash = put_content_hash(report, source.size, lambda: _hash_content(source), options)
    raw = read_video_container(found.name, source.read_at, source.size, source.limits)
    report.fail(raw.failure)
    report.attempt(Step.DECODE, lambda: _check_structure(raw, source.size))
    perceptual_hash = report.attempt(Step.DECODE, lambda: _read_open_video(report, source, found, raw, options))
    if content_hash is not None:
        report.put(hashes=Hashes(content_hash, perceptual_hash))


def read_video_metadata(report: ReportBuilder, source: Source, found: Format, options: ReadOptions) -> None:
    """Report what the container states, without decoding a frame."""
    raw = read_video_container(found.name, source.read_at, source.size, source.limits)
    with source.stream() as stream:
        video = open_video(stream, found.name, raw.layout, source.limits)
        with video.container:
            _put_header(report, video.read_header(), video.size)
            _put_metadata(report, raw, video.read_tags(), source, options)


def _hash_content(source: Source) -> str:
    hasher = blake3()
    source.progress.begin_pass(source.size)
    with source.stream() as stream:
        while piece := stream.read(PIECE):
            hasher.update(piece)
            source.progress.add(len(piece))
    return hasher.hexdigest()


def _check_structure(raw: RawMetadata, size: int) -> None:
    """Raise UnreadableError for a cut-off video. Many play up to the cut, so only the structure reveals it."""
    check_complete(size, raw.announced_size)
    if not raw.layout.has_index:
        raise UnreadableError("the video has no index (moov): it was not completely recorded or copied")


def _read_open_video(
    report: ReportBuilder, source: Source, found: Format, raw: RawMetadata, options: ReadOptions
) -> str | None:
    """Report metadata, thumbnail and NSFW score. Return the perceptual hash of the thumbnail, if there is to be one."""
    with source.stream() as stream:
        video = open_video(stream, found.name, raw.layout, source.limits)
        with video.container:
            header, tags = video.read_header(), video.read_tags()
            shown = capture_failure(Step.DECODE, lambda: find_shown_frame(video)) if options.pixels else None
            _put_header(report, header, video.size)
            _put_metadata(report, raw, tags, source, options)
            if shown is None:
                return None
            if isinstance(shown, Failure):
                report.fail(shown)
                return None
            perceptual_hash = put_thumbnail(report, shown, options)
            put_nsfw_score(report, chain([shown], video.read_frames(NSFW_PLACES)), options)
            return perceptual_hash


def _put_header(report: ReportBuilder, header: VideoHeader, size: tuple[int, int]) -> None:
    """Put what the header states. `size` is as shown: by the rotation of the track, or, in a container that does not
    say, of the first frame."""
    report.put(
        sign_origin("header"),
        width=size[0],
        height=size[1],
        duration_s=header.duration_s,
        frame_rate=header.frame_rate,
        codec=header.codec,
    )


def _put_metadata(
    report: ReportBuilder, raw: RawMetadata, tags: Mapping[str, str], source: Source, options: ReadOptions
) -> None:
    sidecars = read_sidecars(source, options)
    parsed = parse_metadata(raw, source.limits, sidecar=sidecars.xmp, video_tags={**raw.tags, **tags})
    report_problems(report, raw, parsed)
    fill_report(report, parsed, sidecars, options, source.limits)
