"""From parsed metadata to the fields of the report, by the order of precedence each field has."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.report import Block, Step
from app.readers.generation import GenerationFinding, parse_generation
from app.readers.limits import Limits
from app.readers.metadata.parsed import SIDECAR_BLOCK, ParsedMetadata, blocks_of, join_keywords
from app.readers.metadata.raw import Embedded
from app.readers.options import ReadOptions
from app.readers.report.report_builder import ReportBuilder
from app.readers.report.versions import sign_origin
from app.readers.sidecars import Score, read_score_sidecar, read_xmp_sidecar

_SCORE_SIDECAR = ".scores sidecar"


def fill_report(
    report_builder: ReportBuilder, embedded: Embedded, described: ParsedMetadata, options: ReadOptions
) -> None:
    """Metadata, keywords and score, each only as far as `options` asks for it."""
    sidecar = _add_sidecar(report_builder, described, embedded.limits)
    blocks = blocks_of(embedded, sidecar)
    finding = _find_generation(report_builder, blocks)
    if options.metadata:
        report_builder.put(blocks=blocks)
        if finding is not None:
            report_builder.put(generation=finding.generation)
            report_builder.provenance.update(
                {name: origin for name, origin in finding.provenance.items() if name != "keywords"}
            )
        _put_camera(report_builder, described)
    if options.keywords:
        _put_keywords(report_builder, finding, described, embedded.limits)
    if options.scores:
        _put_score(report_builder, described, embedded.limits)


def _add_sidecar(report_builder: ReportBuilder, described: ParsedMetadata, limits: Limits) -> bytes | None:
    with report_builder.attempt(Step.SIDECAR):
        sidecar = read_xmp_sidecar(report_builder.path, limits)
        if sidecar is not None:
            described.add_packet(SIDECAR_BLOCK, sidecar, limits)
        return sidecar
    return None


def _find_generation(report_builder: ReportBuilder, blocks: tuple[Block, ...]) -> GenerationFinding | None:
    with report_builder.attempt(Step.GENERATION):
        return parse_generation(blocks)
    return None


def _put_camera(report_builder: ReportBuilder, described: ParsedMetadata) -> None:
    with report_builder.attempt(Step.METADATA):
        if camera := described.find_camera():
            report_builder.put(camera[1], camera=camera[0])
        if dated := described.find_capture_date():
            report_builder.put(dated[1], captured_at=dated[0])
        if place := described.find_place():
            report_builder.put(place[1], gps=place[0])


def _put_keywords(
    report_builder: ReportBuilder, finding: GenerationFinding | None, described: ParsedMetadata, limits: Limits
) -> None:
    """Prompt terms first, then what people wrote."""
    with report_builder.attempt(Step.METADATA):
        sources: list[tuple[str, Iterable[str]]] = described.list_keyword_sources()
        if finding is not None:
            sources.insert(0, (finding.provenance.get("keywords", "generation"), finding.keywords))
        keywords, origins = join_keywords(sources, limits)
        report_builder.put(origins, keywords=keywords)


def _put_score(report_builder: ReportBuilder, described: ParsedMetadata, limits: Limits) -> None:
    """The score sidecar, else an XMP rating (the sidecar's before an embedded one), else Windows stars.

    Where a lower one says something else, provenance names it, and a warning says which counts by which rule.
    """
    sidecar: Score | None = None
    with report_builder.attempt(Step.SIDECAR):
        sidecar = read_score_sidecar(report_builder.path, limits)
    candidates = [(_SCORE_SIDECAR, sidecar.score)] if sidecar is not None else []
    packets = sorted(described.packets, key=lambda packet: packet[0] != SIDECAR_BLOCK)
    candidates += [(f"{block} xmp:Rating", packet.find_rating()) for block, packet in packets]
    candidates.append(("exif:Rating", described.find_windows_rating()))
    said = [(origin, score) for origin, score in candidates if score is not None]
    if said:
        origin, score = said[0]
        others = [f"{name} says {other}" for name, other in said[1:] if other != score]
        report_builder.put("; ".join([sign_origin(origin), *others]), score=score)
        if others:
            report_builder.fail(
                Step.METADATA, _describe_conflict([(name, value) for name, value in said if value != score], said[0])
            )
    if sidecar is not None:
        report_builder.put(sign_origin(_SCORE_SIDECAR), favourite=sidecar.favourite)


def _describe_conflict(others: list[tuple[str, int]], counting: tuple[str, int]) -> str:
    """The rule of precedence in the words of `_PLACES`, which stand in its order."""
    places = dict(_PLACES)
    said = ", ".join(f"{places[origin]} says {score}" for origin, score in others)
    order = ", then ".join(places.values())
    return f"the scores disagree: {counting[1]} counts, from {places[counting[0]]}; {said} (first {order})"


_PLACES = (
    (_SCORE_SIDECAR, "the score sidecar"),
    (f"{SIDECAR_BLOCK} xmp:Rating", "the XMP sidecar"),
    ("xmp xmp:Rating", "XMP in the file"),
    ("exif:Rating", "the Windows rating"),
)
