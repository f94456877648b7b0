"""Converts a report to one JSON object. What was not found is left out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.domain.parameters import DEFAULT_NSFW_THRESHOLD
from app.domain.report import FileReport

_PLAIN = (
    "kind",
    "format",
    "size",
    "width",
    "height",
    "duration_s",
    "frames",
    "frame_rate",
    "codec",
    "captured_at",
    "content_identifier",
)
_PARTS = ("camera", "gps", "generation")


def as_json(report: FileReport, nsfw_threshold: float = DEFAULT_NSFW_THRESHOLD) -> dict[str, object]:
    """Return plain dicts, lists, strings and numbers.

    Bytes of a path that are not valid text stay lone surrogates, which `json.dumps` writes as escapes.
    """
    document: dict[str, object] = {"path": report.path, "outcome": str(report.outcome)}
    document |= {name: getattr(report, name) for name in _PLAIN if getattr(report, name) not in (None, "")}
    if not report.size:
        del document["size"]  # the file was never opened, or is empty
    document |= {name: _drop_absent(asdict(part)) for name in _PARTS if (part := getattr(report, name)) is not None}
    if report.keywords:
        document["keywords"] = list(report.keywords)
    document |= {name: getattr(report, name) for name in ("score", "favourite") if getattr(report, name) is not None}
    if report.nsfw is not None:
        label = "nsfw" if report.nsfw.score >= nsfw_threshold else "safe"
        document["nsfw"] = {"score": report.nsfw.score, "label": label, "model": report.nsfw.model}
    if report.hashes is not None:
        document["hashes"] = _drop_absent(asdict(report.hashes))
    if not report.pixels_read:
        document["pixels_read"] = False
    document["failures"] = [{"step": str(failure.step), "reason": failure.reason} for failure in report.failures]
    document["provenance"] = dict(report.provenance)
    return document


def _drop_absent(part: dict[str, Any]) -> dict[str, Any]:
    """Drop what was not found, at every depth."""
    kept: dict[str, Any] = {}
    for name, value in part.items():
        plain = [_drop_absent(item) for item in value] if isinstance(value, tuple | list) else value
        if plain not in (None, [], ""):
            kept[name] = plain
    return kept
