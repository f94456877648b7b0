"""A stored report, read again from its raw blocks: what a better parser finds there, without the file.

The blocks are all that generation data and keywords are made of, so both are put anew, and what a better parser no
longer finds is taken back. Date, camera and place are put anew where the blocks give them; where they came from bytes
that are not kept as text (an EXIF position, a video's creation time), the old value stands. Scores, NSFW scores,
hashes and sizes are none of a parser's findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from app.domain.report import Block, FileReport, Step
from app.readers.generation import parse_generation
from app.readers.limits import LIMITS, Limits
from app.readers.metadata.iptc import parse_iptc_text
from app.readers.metadata.parsed import SIDECAR_BLOCK, ParsedMetadata, join_keywords
from app.readers.read_video import add_tags
from app.readers.reasons import UnreadableError, explain_error
from app.readers.report.versions import strip_parser

_EXIF, _VIDEO = "exif:", "video:"
_LEFT_OUT = "left out"
"""Said by every problem for which a block was not kept."""


def reparse_report(report: FileReport, *, keywords: bool = True, limits: Limits = LIMITS) -> FileReport:
    """The report as today's parsers make it of `report.blocks`; the same report when nothing changed.

    `keywords` False leaves them as they are, for a session that did not ask for any. Raises UnreadableError when a
    parser fails on the blocks: the stored report is then the best there is.
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
    """Camera, date and place where the blocks give them: (values, where each came from)."""
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
    parsed = ParsedMetadata()
    tags: dict[str, str] = {}
    for block in blocks:
        if block.name.startswith(_EXIF):
            parsed.tags.setdefault(block.name.removeprefix(_EXIF), block.text)
        elif block.name.startswith(_VIDEO):
            tags.setdefault(block.name.removeprefix(_VIDEO), block.text)
        elif block.name in ("xmp", SIDECAR_BLOCK):
            _add_packet(parsed, block, limits)
        elif block.name == "iptc":
            parsed.iptc = parse_iptc_text(block.text)
    if tags:
        add_tags(parsed, tags)
    return parsed


def _add_packet(parsed: ParsedMetadata, block: Block, limits: Limits) -> None:
    """A packet that cannot be read was said when the file was read; it says no more today."""
    try:
        # UTF-16, because its mark is what makes the parser pass over the encoding that the packet once declared.
        parsed.add_packet(block.name, block.text.encode("utf-16"), limits)
    except UnreadableError as error:
        parsed.problems.append(str(error))
