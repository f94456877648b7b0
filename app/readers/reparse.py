"""Reads a stored report again from its raw blocks: what a better parser finds there, without the file.

Generation data and keywords are made of blocks alone, so both are replaced, and what a better parser no longer finds is
removed. Date, camera and place are replaced where the blocks state them; where they came from bytes that are not stored
as text (a video's creation time), the old value stays. Warnings about dates, places and XMP become those of today's
parsers. Scores, NSFW scores, hashes and sizes do not come from parsers of blocks and stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from app.domain.report import Block, Failure, FileReport, Step
from app.readers.generation import parse_generation
from app.readers.limits import LIMITS, Limits
from app.readers.metadata.grammar.refusals import find_refused_origin
from app.readers.metadata.iptc import Iptc, parse_iptc_text
from app.readers.metadata.keywords import is_about_keywords, join_keywords
from app.readers.metadata.packets.tree import NOT_WELL_FORMED
from app.readers.metadata.parsed import REFUSED_METADATA, SIDECAR_BLOCK, ParsedMetadata
from app.readers.metadata.shortening import LEFT_OUT
from app.readers.metadata.video_tags import parse_video_tags
from app.readers.metadata.xmp import DAMAGED, Xmp, parse_xmp_text
from app.readers.reasons import UnreadableError, explain_error
from app.readers.report.versions import strip_parser

_EXIF, _VIDEO = "exif:", "video:"


def reparse_report(report: FileReport, *, keywords: bool = True, limits: Limits = LIMITS) -> FileReport:
    """Return the report as today's parsers make it of `report.blocks`: an equal one when nothing changed.

    With `keywords` False the keywords stay as they are, for a session that did not ask for any. Raises UnreadableError
    when a parser fails on the blocks: the stored report is then the best there is.
    """
    if not report.blocks or any(LEFT_OUT in failure.reason for failure in report.failures):
        return report
    parsed = _parse_blocks(report.blocks, limits)
    try:
        finding = parse_generation(report.blocks, limits)
    except Exception as error:
        raise UnreadableError(explain_error(error)) from error
    values, origins = _find_metadata(report, parsed)
    known = {name: origin for name, origin in report.provenance.items() if not name.startswith("generation.")}
    values["generation"] = finding.generation if finding is not None else None
    failures = _renew_failures(report, parsed)
    if finding is not None:
        failures += [Failure(Step.GENERATION, problem) for problem in finding.problems]
        origins |= {name: origin for name, origin in finding.provenance.items() if name != "keywords"}
    if keywords:
        sources: list[tuple[str, Iterable[str]]] = parsed.list_keyword_sources()
        if finding is not None:
            sources.insert(0, (finding.provenance.get("keywords", "generation"), finding.keywords))
        known.pop("keywords", None)
        joined = join_keywords(sources, limits)
        values["keywords"] = joined.words
        origins |= {"keywords": joined.origins} if joined.words else {}
        failures = [failure for failure in failures if not is_about_keywords(failure.reason)]
        failures += [Failure(Step.METADATA, joined.problem)] if joined.problem is not None else []
    if set(failures) == set(report.failures):
        failures = list(report.failures)  # in the order in which reading met them
    return replace(report, provenance=known | origins, failures=tuple(failures), **values)


def _find_metadata(report: FileReport, parsed: ParsedMetadata) -> tuple[dict[str, Any], dict[str, str]]:
    """Return (values, origins) of camera, date and place where the blocks state them."""
    found: dict[str, tuple[Any, str] | None] = {
        "camera": parsed.find_camera(),
        "captured_at": parsed.find_capture_date(),
        "gps": parsed.find_place(),
        "content_identifier": parsed.find_content_identifier(),
    }
    for name in ("captured_at", "gps"):
        if not _is_stored(report.provenance.get(name, ""), report.blocks):
            found[name] = None
    present = {name: value for name, value in found.items() if value is not None}
    return {name: value for name, (value, _) in present.items()}, {name: at for name, (_, at) in present.items()}


def _is_stored(origin: str, blocks: Sequence[Block]) -> bool:
    """Whether the text that a date or a place was read from is a block, so that it can be read again."""
    first = strip_parser(origin).partition(",")[0]
    return not first.startswith((_VIDEO, _EXIF)) or any(block.name == first for block in blocks)


def _renew_failures(report: FileReport, parsed: ParsedMetadata) -> list[Failure]:
    """Return the failures that stand, and those of today's parsers; the caller adds those of generation data."""
    read = [block for block, _ in parsed.packets].count("xmp") == [block.name for block in report.blocks].count("xmp")
    standing = [
        failure
        for failure in report.failures
        if failure.step is not Step.GENERATION
        and not (read and failure == Failure(Step.METADATA, NOT_WELL_FORMED))
        and not _is_renewed(failure.reason, report.blocks)
    ]
    return standing + [failure for failure in _list_failures(report, parsed) if failure not in standing]


def _is_renewed(reason: str, blocks: Sequence[Block]) -> bool:
    origin = find_refused_origin(reason, REFUSED_METADATA)
    return origin is not None and _is_stored(origin, blocks)


def _list_failures(report: FileReport, parsed: ParsedMetadata) -> list[Failure]:
    """Return what today's parsers say of the blocks. Damage that was said when the bytes were there stays as it is."""
    found: list[Failure] = []
    for block, packet in parsed.packets:
        step = Step.SIDECAR if block == SIDECAR_BLOCK else Step.METADATA
        is_said = any(failure.step is step and failure.reason.startswith(DAMAGED) for failure in report.failures)
        found += [Failure(step, packet.problem)] if packet.problem and not is_said else []
    dates = parsed.list_refused_dates() if _is_stored(report.provenance.get("captured_at", ""), report.blocks) else []
    places = parsed.list_refused_places() if _is_stored(report.provenance.get("gps", ""), report.blocks) else []
    return found + [Failure(Step.METADATA, refusal) for refusal in [*dates, *places]]


def _parse_blocks(blocks: Sequence[Block], limits: Limits) -> ParsedMetadata:
    iptc = [block.text for block in blocks if block.name == "iptc"]
    packets = [
        (block.name, packet)
        for block in blocks
        if block.name in ("xmp", SIDECAR_BLOCK) and (packet := _parse_packet(block.text, limits)) is not None
    ]
    return ParsedMetadata(
        tags=_collect_tags(blocks, _EXIF),
        packets=tuple(packets),
        iptc=parse_iptc_text(iptc[-1]) if iptc else Iptc(),
        video=parse_video_tags(_collect_tags(blocks, _VIDEO)),
    )


def _collect_tags(blocks: Sequence[Block], prefix: str) -> dict[str, str]:
    """Return text by tag name, of several blocks of one name the first."""
    return {block.name.removeprefix(prefix): block.text for block in reversed(blocks) if block.name.startswith(prefix)}


def _parse_packet(text: str, limits: Limits) -> Xmp | None:
    """Parse a stored packet. One that cannot be read was reported when the file was read, and is skipped here."""
    try:
        return parse_xmp_text(text, limits)
    except UnreadableError:
        return None
