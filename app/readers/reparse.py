"""Reads a stored report again from its raw blocks: what a better parser finds there, without the file.

Generation data and keywords are made of blocks alone, so both are replaced, and what a better parser no longer finds is
removed. Date, camera and place are replaced where the blocks state them; where they came from bytes that are not stored
as text (an EXIF position, a video's creation time), the old value stays. Scores, NSFW scores, hashes and sizes do not
come from parsers of blocks and stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from app.domain.report import Block, FileReport, Step
from app.readers.generation import parse_generation
from app.readers.limits import LIMITS, Limits
from app.readers.metadata.iptc import Iptc, parse_iptc_text
from app.readers.metadata.keywords import join_keywords
from app.readers.metadata.parsed import SIDECAR_BLOCK, ParsedMetadata
from app.readers.metadata.video_tags import parse_video_tags
from app.readers.metadata.xmp import Xmp, parse_xmp
from app.readers.reasons import UnreadableError, explain_error
from app.readers.report.versions import strip_parser

_EXIF, _VIDEO = "exif:", "video:"
_LEFT_OUT = "left out"
"""Part of every problem that says a block was not stored."""


def reparse_report(report: FileReport, *, keywords: bool = True, limits: Limits = LIMITS) -> FileReport:
    """Return the report as today's parsers make it of `report.blocks`: an equal one when nothing changed.

    With `keywords` False the keywords stay as they are, for a session that did not ask for any. Raises UnreadableError
    when a parser fails on the blocks: the stored report is then the best there is.
    """
    if not report.blocks or any(_LEFT_OUT in failure.reason for failure in report.failures):
        return report
    parsed = _parse_blocks(report.blocks, limits)
    try:
        finding = parse_generation(report.blocks)
    except Exception as error:
        raise UnreadableError(explain_error(error)) from error
    values, origins = _find_metadata(report, parsed)
    known = {name: origin for name, origin in report.provenance.items() if not name.startswith("generation.")}
    values["generation"] = finding.generation if finding is not None else None
    if finding is not None:
        origins |= {name: origin for name, origin in finding.provenance.items() if name != "keywords"}
    if keywords:
        sources: list[tuple[str, Iterable[str]]] = parsed.list_keyword_sources()
        if finding is not None:
            sources.insert(0, (finding.provenance.get("keywords", "generation"), finding.keywords))
        known.pop("keywords", None)
        values["keywords"], origin = join_keywords(sources, limits)
        origins |= {"keywords": origin} if values["keywords"] else {}
    failures = tuple(failure for failure in report.failures if failure.step is not Step.GENERATION)
    return replace(report, provenance=known | origins, failures=failures, **values)


def _find_metadata(report: FileReport, parsed: ParsedMetadata) -> tuple[dict[str, Any], dict[str, str]]:
    """Return (values, origins) of camera, date and place where the blocks state them."""
    found: dict[str, tuple[Any, str] | None] = {
        "camera": parsed.find_camera(),
        "captured_at": parsed.find_capture_date(),
        "gps": parsed.find_place(),
    }
    kept = {block.name for block in report.blocks}
    for name in ("captured_at", "gps"):
        origin = strip_parser(report.provenance.get(name, ""))
        if (origin.startswith(_VIDEO) and origin not in kept) or (name == "gps" and origin.startswith(_EXIF)):
            found[name] = None
    present = {name: value for name, value in found.items() if value is not None}
    return {name: value for name, (value, _) in present.items()}, {name: at for name, (_, at) in present.items()}


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
        # UTF-16, because its byte order mark makes the parser ignore the encoding that the packet once declared.
        return parse_xmp(text.encode("utf-16"), limits)
    except UnreadableError:
        return None
