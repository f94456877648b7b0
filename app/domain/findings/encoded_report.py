"""A report as a database keeps it: a finding, what hangs on it, and the columns that a staged file repeats of it.

It is made in the process that read the file, so that the server has nothing left to compute when it stages the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from app.domain.findings.columns import columns_of
from app.domain.findings.digest import digest_of
from app.domain.findings.packed_blocks import pack_blocks
from app.domain.progress import Tally
from app.domain.report import Failure, FileReport, Generation, Kind, Thumbnail, tally
from app.domain.review.stacks import compute_stack_key
from app.domain.text.stored_text import text_hash

SEARCHED_PROMPT = 20_000
"""Characters of a prompt that the filter of the preview searches. The index of the library has 4,000 words."""
CONTENT_KEY_DIGITS = 32
"""Digits of the content hash in a content key. Among a million files, a collision has a chance of about 1 in 10²⁶."""


@dataclass(frozen=True, slots=True)
class EncodedReport:
    """What a database keeps of a report, and what a session counts."""

    finding: Mapping[str, object]
    """The columns of the finding, except for its id."""
    thumbnail: Mapping[str, object] | None
    """The row of the thumbnail."""
    keywords: tuple[tuple[bytes, str], ...]
    """Hash and text of each keyword, in the order of the file."""
    blocks: bytes | None
    """The packed blocks; None when there are none."""
    staged: Mapping[str, object]
    """The columns of the staged file that depend on the report."""
    tally: Tally
    kind: Kind | None
    fatal: Failure | None
    """The failure that failed the file, if one did."""


def encode_report(report: FileReport, *, size: int, mtime_ns: int, nsfw_threshold: float) -> EncodedReport:
    """Encode a report. `size` (bytes) and `mtime_ns` are those of discovery, for a file that failed before it was read.

    `nsfw_threshold` is 0…1.
    """
    if report.fatal is not None:
        report = replace(report, size=size, mtime_ns=mtime_ns)
    counted = tally(report, nsfw_threshold)
    columns = columns_of(report)
    digest = digest_of(columns, report.keywords, report.blocks, is_nsfw=counted.is_nsfw)
    thumbnail = None if report.thumbnail is None else _encode_thumbnail(report.thumbnail)
    thumbnail_id = None if thumbnail is None else thumbnail["thumbnail_id"]
    return EncodedReport(
        finding=columns | {"is_nsfw": counted.is_nsfw, "thumbnail_id": thumbnail_id, "digest": digest},
        thumbnail=thumbnail,
        keywords=tuple((text_hash(word), word) for word in report.keywords),
        blocks=pack_blocks(report.blocks) if report.blocks else None,
        staged=_staged_columns(report, counted),
        tally=counted,
        kind=report.kind,
        fatal=report.fatal,
    )


def build_search_text(path: str, generation: Generation | None, keywords: Iterable[str]) -> str:
    """Return the case-folded search text of a file: path, prompts, model, and keywords that these do not contain.

    Of long prompts it has the beginning, so that there is room for the rest.
    """
    parts = [
        path,
        (generation.prompt or "")[:SEARCHED_PROMPT] if generation else "",
        (generation.model or "") if generation else "",
        "\n".join(generation.other_texts)[:SEARCHED_PROMPT] if generation else "",
    ]
    text = "\n".join(part for part in parts if part).casefold()
    return "\n".join((text, *(word for word in map(str.casefold, keywords) if word not in text)))


def _encode_thumbnail(thumbnail: Thumbnail) -> dict[str, object]:
    digest = blake2b(thumbnail.data, digest_size=16, key=thumbnail.media_type.encode()[:64]).hexdigest()
    return {
        "thumbnail_id": digest,
        "media_type": thumbnail.media_type,
        "width": thumbnail.width,
        "height": thumbnail.height,
        "data": thumbnail.data,
    }


def _staged_columns(report: FileReport, counted: Tally) -> dict[str, object]:
    prompt = report.generation.prompt if report.generation else None
    fatal = report.fatal
    return {
        "outcome": counted.outcome,
        "size": report.size,
        "mtime_ns": report.mtime_ns,
        "kind": report.kind,
        "captured_at": report.captured_at,
        "score": report.score,
        "nsfw_score": report.nsfw.score if report.nsfw else None,
        "is_nsfw": counted.is_nsfw,
        "pixels_read": report.pixels_read,
        "has_metadata": report.has_metadata,
        "has_prompt": bool(prompt),
        "keyword_count": len(report.keywords),
        "warning_count": 0 if fatal else len(report.failures),
        "failure_step": fatal.step if fatal else None,
        "failure_reason": fatal.reason if fatal else None,
        "search_text": build_search_text(report.path, report.generation, report.keywords),
        "content_key": report.hashes.content[:CONTENT_KEY_DIGITS] if report.hashes and fatal is None else None,
        "stack_key": None if fatal else compute_stack_key(report),
    }
