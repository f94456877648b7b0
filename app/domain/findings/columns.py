"""The columns of a finding that hold one value each, made of a report and read back."""

from __future__ import annotations

import json
from typing import Any

from app.domain.report import (
    Camera,
    Failure,
    FileReport,
    Generation,
    Gps,
    Hashes,
    Kind,
    NsfwScore,
    Step,
    restore_generation,
)

_NEWER_LISTS = ("prompts", "passes", "models")


def columns_of(report: FileReport) -> dict[str, object]:
    """Return the columns of a finding that depend on the report alone."""
    generation, camera, gps = report.generation, report.camera, report.gps
    return {
        "size": report.size,
        "mtime_ns": report.mtime_ns,
        "kind": report.kind,
        "format": report.format,
        "width": report.width,
        "height": report.height,
        "duration_s": report.duration_s,
        "frame_rate": report.frame_rate,
        "codec": report.codec,
        "captured_at": report.captured_at,
        "content_identifier": report.content_identifier,
        "camera_make": camera.make if camera else None,
        "camera_model": camera.model if camera else None,
        "gps_lat": gps.lat if gps else None,
        "gps_lon": gps.lon if gps else None,
        "tool": generation.tool if generation else None,
        "model": generation.model if generation else None,
        "generation": _write_generation(generation) if generation else None,
        "score": report.score,
        "favourite": report.favourite,
        "nsfw_score": report.nsfw.score if report.nsfw else None,
        "nsfw_model": report.nsfw.model if report.nsfw else None,
        "content_hash": report.hashes.content if report.hashes else None,
        "perceptual_hash": report.hashes.perceptual if report.hashes else None,
        "pixel_hash": report.hashes.pixels if report.hashes else None,
        "pixels_read": report.pixels_read,
        "failures": json.dumps([[failure.step, failure.reason] for failure in report.failures]),
        "provenance": json.dumps(report.provenance),
    }


def report_of(path: str, row: Any, words: tuple[str, ...]) -> FileReport:
    """Return the report from a row written by `columns_of` and its keywords, without blocks and thumbnail."""
    return FileReport(
        path=path,
        size=row.size,
        mtime_ns=row.mtime_ns,
        kind=Kind(row.kind) if row.kind else None,
        format=row.format,
        width=row.width,
        height=row.height,
        duration_s=row.duration_s,
        frame_rate=row.frame_rate,
        codec=row.codec,
        captured_at=row.captured_at,
        content_identifier=row.content_identifier,
        camera=Camera(row.camera_make, row.camera_model) if row.camera_make or row.camera_model else None,
        gps=Gps(row.gps_lat, row.gps_lon) if row.gps_lat is not None and row.gps_lon is not None else None,
        generation=restore_generation(json.loads(row.generation)) if row.generation else None,
        keywords=words,
        score=row.score,
        favourite=row.favourite,
        nsfw=NsfwScore(row.nsfw_score, row.nsfw_model) if row.nsfw_score is not None else None,
        hashes=Hashes(row.content_hash, row.perceptual_hash, row.pixel_hash) if row.content_hash else None,
        pixels_read=row.pixels_read,
        failures=tuple(Failure(Step(step), reason) for step, reason in json.loads(row.failures)),
        provenance=json.loads(row.provenance),
    )


def _write_generation(generation: Generation) -> str:
    """Return JSON. Lists of newer versions are left out while they are empty, as in rows of earlier ones.

    So the fingerprint of a finding that has none of them stays the same.
    """
    values = _list_values(generation)
    return json.dumps(
        {name: value for name, value in values.items() if value or name not in _NEWER_LISTS}, default=_list_values
    )


def _list_values(part: Any) -> dict[str, object]:
    """Return the values of a dataclass by name. `asdict` would copy each of them, too, at ten times the cost."""
    return {name: getattr(part, name) for name in part.__slots__}
