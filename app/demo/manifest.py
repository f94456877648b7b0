"""The manifest: what a correct reader must find in a demo library, per file and in total.

It comes from the decisions of the generator, never from reading a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.domain.progress import Outcome
from app.domain.report import Camera, Generation, Gps, Kind, restore_generation

MARK_FOLDER = ".headrace-demo"
"""Folder inside the library; discovery skips it because of the leading dot."""
MANIFEST_NAME = "manifest.json"
GENERATOR_VERSION = 1
"""Increased when the same seed no longer gives the same files."""


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One file. For a file that must fail, only path, outcome and damage are set."""

    path: str
    """Relative to the library, separated by `/`."""
    outcome: Outcome
    damage: str | None = None
    """What was done to a failed file."""
    kind: Kind | None = None
    format: str | None = None
    width: int | None = None
    """Pixels, after applying the orientation."""
    height: int | None = None
    duration_s: float | None = None
    has_metadata: bool = False
    captured_at: str | None = None
    camera: Camera | None = None
    gps: Gps | None = None
    generation: Generation | None = None
    keywords: tuple[str, ...] = ()
    score: int | None = None
    favourite: bool | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A demo library: the ledger and the six counters that a finished session must have, and the files."""

    count: int
    seed: int
    version: int
    total_files: int
    ok: int
    failed: int
    metadata_extracted: int
    keywords_added: int
    scores_imported: int
    nsfw_detected: int
    errors: int
    files: tuple[DemoFile, ...]


def build_manifest(files: Iterable[DemoFile], *, count: int, seed: int) -> Manifest:
    """Build the manifest of `files`. All demo pictures are harmless, so none may be labelled NSFW."""
    listed = tuple(sorted(files, key=lambda file: file.path))
    good = [file for file in listed if file.outcome is Outcome.OK]
    return Manifest(
        count=count,
        seed=seed,
        version=GENERATOR_VERSION,
        total_files=len(listed),
        ok=len(good),
        failed=len(listed) - len(good),
        metadata_extracted=sum(file.has_metadata for file in good),
        keywords_added=sum(len(file.keywords) for file in good),
        scores_imported=sum(file.score is not None for file in good),
        nsfw_detected=0,
        errors=len(listed) - len(good),
        files=listed,
    )


def manifest_path(folder: Path) -> Path:
    return folder / MARK_FOLDER / MANIFEST_NAME


def manifest_text(manifest: Manifest) -> str:
    return json.dumps(asdict(manifest), indent=1)


def load_manifest(folder: Path) -> Manifest:
    """Read the manifest of the demo library in `folder`.

    Raises FileNotFoundError if there is none or the library is incomplete, ValueError if it cannot be read.
    """
    try:
        stated = json.loads(manifest_path(folder).read_text("utf-8"))
        return Manifest(**{**stated, "files": tuple(_parse_file(row) for row in stated["files"])})
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{manifest_path(folder)} is not the manifest of a demo library: {error}") from error


def _parse_file(row: dict[str, Any]) -> DemoFile:
    return DemoFile(
        **{
            **row,
            "outcome": Outcome(row["outcome"]),
            "kind": Kind(row["kind"]) if row["kind"] else None,
            "camera": Camera(**row["camera"]) if row["camera"] else None,
            "gps": Gps(**row["gps"]) if row["gps"] else None,
            "generation": restore_generation(row["generation"]) if row["generation"] else None,
            "keywords": tuple(row["keywords"]),
        }
    )
