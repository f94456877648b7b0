"""One picture: read once, hashed, its metadata taken, decoded once, shown."""

from __future__ import annotations

from dataclasses import replace

from blake3 import blake3

from app.domain.report import Hashes, Step
from app.readers.containers.reading import read_container
from app.readers.derived import judge, show
from app.readers.formats import Format
from app.readers.metadata.parsed import ParsedMetadata, describe
from app.readers.metadata.raw import Embedded
from app.readers.options import ReadOptions
from app.readers.pixels.decode import check_size, check_whole, decode_image
from app.readers.pixels.thumbnail import Pixels, turn_upright
from app.readers.precedence import fill_report
from app.readers.report.report_builder import ReportBuilder
from app.readers.report.versions import sign_origin
from app.readers.source import Source


def read_image(report_builder: ReportBuilder, source: Source, found: Format, options: ReadOptions) -> None:
    """Runs every step that can run: a picture that cannot be decoded still says what its metadata holds."""
    data: bytes | None = None
    with report_builder.attempt(Step.OPEN):
        data = source.read_all()
    report_builder.note_source(source.size, source.mtime_ns)
    if data is None:
        return
    with report_builder.attempt(Step.HASH):
        report_builder.put(hashes=Hashes(blake3(data).hexdigest()))
    embedded, described = Embedded(source.limits), ParsedMetadata()
    with report_builder.attempt(Step.METADATA):
        read_container(found.name, data, embedded)
        described = describe(embedded)
    for problem in described.problems or embedded.problems:
        report_builder.fail(Step.METADATA, problem)
    orientation = 1 if embedded.rotated_by_container else described.orientation
    _put_size(report_builder, embedded.width, embedded.height, orientation)
    # Some tools hide their text in the pixels, so these come before what the metadata says is put together.
    pixels = _decoded(report_builder, found, data, embedded, orientation, options)
    fill_report(report_builder, embedded, described, options)
    if pixels is not None:
        show(report_builder, pixels, options)
        judge(report_builder, [pixels], options)


def _decoded(
    report_builder: ReportBuilder,
    found: Format,
    data: bytes,
    embedded: Embedded,
    orientation: int,
    options: ReadOptions,
) -> Pixels | None:
    with report_builder.attempt(Step.DECODE):
        check_whole(len(data), embedded.announced)
        check_size(embedded.width, embedded.height, embedded.limits.pixels)
        pixels, (width, height) = decode_image(found.name, data, embedded, options.thumbnail_px)
        _put_size(report_builder, width, height, orientation)
        if (hashes := report_builder.values.get("hashes")) is not None:
            report_builder.put(hashes=replace(hashes, pixels=embedded.pixels))
        if note := embedded.notes.get("decode"):
            report_builder.provenance["decode"] = note
        return turn_upright(pixels, orientation)
    return None


def _put_size(report_builder: ReportBuilder, width: int | None, height: int | None, orientation: int) -> None:
    """Orientations 5 to 8 lay the picture on its side."""
    if width and height:
        width, height = (height, width) if orientation >= 5 else (width, height)
        report_builder.put(sign_origin("header"), width=width, height=height)
