"""From parsed metadata to the fields of the report, by the order of precedence each field has."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.report import Block, Step
from app.readers.generation import GenerationFinding, parse_generation
from app.readers.limits import Limits
from app.readers.metadata.parsed import SIDECAR_BLOCK, Described, blocks_of, joined_keywords
from app.readers.metadata.raw import Embedded
from app.readers.options import ReadOptions
from app.readers.report.report_builder import ReportDraft
from app.readers.report.versions import signed
from app.readers.sidecars import Score, read_score_sidecar, read_xmp_sidecar

_SCORE_SIDECAR = ".scores sidecar"


def put_findings(draft: ReportDraft, embedded: Embedded, described: Described, options: ReadOptions) -> None:
    """Metadata, keywords and score, each only as far as `options` asks for it."""
    sidecar = _add_sidecar(draft, described, embedded.limits)
    blocks = blocks_of(embedded, sidecar)
    finding = _generation(draft, blocks)
    if options.metadata:
        draft.put(blocks=blocks)
        if finding is not None:
            draft.put(generation=finding.generation)
            draft.provenance.update({name: origin for name, origin in finding.provenance.items() if name != "keywords"})
        _put_camera(draft, described)
    if options.keywords:
        _put_keywords(draft, finding, described, embedded.limits)
    if options.scores:
        _put_score(draft, described, embedded.limits)


def _add_sidecar(draft: ReportDraft, described: Described, limits: Limits) -> bytes | None:
    with draft.attempt(Step.SIDECAR):
        sidecar = read_xmp_sidecar(draft.path, limits)
        if sidecar is not None:
            described.add_packet(SIDECAR_BLOCK, sidecar, limits)
        return sidecar
    return None


def _generation(draft: ReportDraft, blocks: tuple[Block, ...]) -> GenerationFinding | None:
    with draft.attempt(Step.GENERATION):
        return parse_generation(blocks)
    return None


def _put_camera(draft: ReportDraft, described: Described) -> None:
    with draft.attempt(Step.METADATA):
        if camera := described.camera():
            draft.put(camera[1], camera=camera[0])
        if dated := described.captured_at():
            draft.put(dated[1], captured_at=dated[0])
        if place := described.taken_at():
            draft.put(place[1], gps=place[0])


def _put_keywords(draft: ReportDraft, finding: GenerationFinding | None, described: Described, limits: Limits) -> None:
    """Prompt terms first, then what people wrote."""
    with draft.attempt(Step.METADATA):
        sources: list[tuple[str, Iterable[str]]] = described.keyword_sources()
        if finding is not None:
            sources.insert(0, (finding.provenance.get("keywords", "generation"), finding.keywords))
        keywords, origins = joined_keywords(sources, limits)
        draft.put(origins, keywords=keywords)


def _put_score(draft: ReportDraft, described: Described, limits: Limits) -> None:
    """The score sidecar, else an XMP rating (the sidecar's before an embedded one), else Windows stars.

    Where a lower one says something else, provenance names it, and a warning says which counts by which rule.
    """
    sidecar: Score | None = None
    with draft.attempt(Step.SIDECAR):
        sidecar = read_score_sidecar(draft.path, limits)
    candidates = [(_SCORE_SIDECAR, sidecar.score)] if sidecar is not None else []
    packets = sorted(described.packets, key=lambda packet: packet[0] != SIDECAR_BLOCK)
    candidates += [(f"{block} xmp:Rating", packet.rating()) for block, packet in packets]
    candidates.append(("exif:Rating", described.windows_rating()))
    said = [(origin, score) for origin, score in candidates if score is not None]
    if said:
        origin, score = said[0]
        others = [f"{name} says {other}" for name, other in said[1:] if other != score]
        draft.put("; ".join([signed(origin), *others]), score=score)
        if others:
            draft.fail(Step.METADATA, _conflict([(name, value) for name, value in said if value != score], said[0]))
    if sidecar is not None:
        draft.put(signed(_SCORE_SIDECAR), favourite=sidecar.favourite)


def _conflict(others: list[tuple[str, int]], counting: tuple[str, int]) -> str:
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
