"""From parsed metadata to the fields of the report, by the order of precedence that each field has."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.report import Failure, Step
from app.readers.generation import GenerationFinding, parse_generation
from app.readers.limits import Limits
from app.readers.metadata.keywords import join_keywords
from app.readers.metadata.parsed import SIDECAR_BLOCK, ParsedMetadata
from app.readers.metadata.raw import RawMetadata
from app.readers.options import ReadOptions
from app.readers.report.report_builder import ReportBuilder
from app.readers.report.versions import sign_origin
from app.readers.sidecars import Score, Sidecars

_SCORE_SIDECAR = ".scores sidecar"


def report_problems(report: ReportBuilder, raw: RawMetadata, parsed: ParsedMetadata) -> None:
    """Report what could not be read of the embedded metadata."""
    report.fail(raw.failure)
    for problem in parsed.problems:
        report.fail(Failure(Step.METADATA, problem))


def fill_report(
    report: ReportBuilder, parsed: ParsedMetadata, sidecars: Sidecars, options: ReadOptions, limits: Limits
) -> None:
    """Fill in metadata, keywords and score, each only if `options` ask for it."""
    report.fail(parsed.sidecar_failure)
    finding = report.attempt(Step.GENERATION, lambda: parse_generation(parsed.blocks, limits))
    if options.metadata:
        _put_metadata(report, finding, parsed)
    if options.keywords:
        report.attempt(Step.METADATA, lambda: _put_keywords(report, finding, parsed, limits))
    if options.scores:
        _put_score(report, parsed, sidecars.score)


def _put_metadata(report: ReportBuilder, finding: GenerationFinding | None, parsed: ParsedMetadata) -> None:
    report.put(blocks=parsed.blocks)
    if finding is not None:
        report.put(generation=finding.generation)
        for problem in finding.problems:
            report.fail(Failure(Step.GENERATION, problem))
        report.provenance.update({name: origin for name, origin in finding.provenance.items() if name != "keywords"})
    report.attempt(Step.METADATA, lambda: _put_camera(report, parsed))


def _put_camera(report: ReportBuilder, parsed: ParsedMetadata) -> None:
    if camera := parsed.find_camera():
        report.put(camera[1], camera=camera[0])
    if dated := parsed.find_capture_date():
        report.put(dated[1], captured_at=dated[0])
    if place := parsed.find_place():
        report.put(place[1], gps=place[0])
    if identified := parsed.find_content_identifier():
        report.put(identified[1], content_identifier=identified[0])
    for refusal in [*parsed.list_refused_dates(), *parsed.list_refused_places()]:
        report.fail(Failure(Step.METADATA, refusal))


def _put_keywords(
    report: ReportBuilder, finding: GenerationFinding | None, parsed: ParsedMetadata, limits: Limits
) -> None:
    """Put the terms of the prompt first, then the keywords that people wrote."""
    sources: list[tuple[str, Iterable[str]]] = parsed.list_keyword_sources()
    if finding is not None:
        sources.insert(0, (finding.provenance.get("keywords", "generation"), finding.keywords))
    joined = join_keywords(sources, limits)
    report.put(joined.origins, keywords=joined.words)
    if joined.problem is not None:
        report.fail(Failure(Step.METADATA, joined.problem))


def _put_score(report: ReportBuilder, parsed: ParsedMetadata, sidecar: Score | Failure | None) -> None:
    """Put the score sidecar's score, else an XMP rating (the sidecar's before an embedded one), else Windows stars.

    Where a later source disagrees, the provenance names it, and a warning states which one counts and why.
    """
    if isinstance(sidecar, Failure):
        report.fail(sidecar)
        sidecar = None
    candidates = [(_SCORE_SIDECAR, sidecar.score)] if sidecar is not None else []
    packets = sorted(parsed.packets, key=lambda packet: packet[0] != SIDECAR_BLOCK)
    candidates += [(f"{block} xmp:Rating", packet.find_rating()) for block, packet in packets]
    candidates.append(("exif:Rating", parsed.find_windows_rating()))
    said = [(origin, score) for origin, score in candidates if score is not None]
    if said:
        origin, score = said[0]
        others = [f"{name} says {other}" for name, other in said[1:] if other != score]
        report.put("; ".join([sign_origin(origin), *others]), score=score)
        if others:
            conflict = _describe_conflict([(name, value) for name, value in said if value != score], said[0])
            report.fail(Failure(Step.METADATA, conflict))
    for refusal in parsed.list_refused_ratings():
        report.fail(Failure(Step.METADATA, refusal))
    if sidecar is not None:
        report.put(sign_origin(_SCORE_SIDECAR), favourite=sidecar.favourite)


def _describe_conflict(others: list[tuple[str, int]], counting: tuple[str, int]) -> str:
    """Describe a disagreement and the rule of precedence in the words of `_PLACES`."""
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
"""Where a score may come from, in the order of precedence."""
