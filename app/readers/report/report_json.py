"""A report as one JSON object: what was not found is absent."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.domain.parameters import DEFAULT_NSFW_THRESHOLD
from app.domain.report import FileReport

_PLAIN = ("kind", "format", "size", "width", "height", "duration_s", "frame_rate", "codec", "captured_at")
_PARTS = ("camera", "gps", "generation")


def as_json(report: FileReport, nsfw_threshold: float = DEFAULT_NSFW_THRESHOLD) -> dict[str, object]:
    """Plain dicts, lists, strings and numbers. A path with bytes that are no text keeps them as lone surrogates,
    which `json.dumps` writes as escapes.
    """
    card: dict[str, object] = {"path": report.path, "outcome": str(report.outcome)}
    card |= {name: getattr(report, name) for name in _PLAIN if getattr(report, name) not in (None, "")}
    if not report.size:
        del card["size"]  # never looked at: of an empty file nothing is read either
    card |= {name: _drop_absent(asdict(part)) for name in _PARTS if (part := getattr(report, name)) is not None}
    if report.keywords:
        card["keywords"] = list(report.keywords)
    card |= {name: getattr(report, name) for name in ("score", "favourite") if getattr(report, name) is not None}
    if report.nsfw is not None:
        label = "nsfw" if report.nsfw.score >= nsfw_threshold else "safe"
        card["nsfw"] = {"score": report.nsfw.score, "label": label, "model": report.nsfw.model}
    if report.hashes is not None:
        card["hashes"] = _drop_absent(asdict(report.hashes))
    card["failures"] = [{"step": str(failure.step), "reason": failure.reason} for failure in report.failures]
    card["provenance"] = dict(report.provenance)
    return card


def _drop_absent(part: dict[str, Any]) -> dict[str, Any]:
    """Without what was not found, at every depth."""
    kept: dict[str, Any] = {}
    for name, value in part.items():
        plain = [_drop_absent(item) for item in value] if isinstance(value, tuple | list) else value
        if plain not in (None, [], ""):
            kept[name] = plain
    return kept
