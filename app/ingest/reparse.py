"""Parse the stored metadata blocks of every file again with today's parsers, and write what has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.catalog import Catalog, Improvement, StoredFinding
from app.domain.report import FileReport
from app.readers import UnreadableError, reparse_report

WRITE_BATCH = 100
"""Findings per transaction. A program that is killed leaves whole batches, and the next run continues."""


@dataclass(slots=True)
class ReparseSummary:
    """The counts of one run."""

    dry_run: bool
    read: int = 0
    changed: int = 0
    generation: int = 0
    keywords: int = 0
    other: int = 0
    """Findings whose date, camera, place, warnings or sources of values changed."""
    failed: int = 0
    """Findings on which a parser failed; they were not changed."""
    rows: Improvement = field(default_factory=Improvement)

    def count(self, before: FileReport, after: FileReport) -> None:
        """Count a finding that changed."""
        self.changed += 1
        self.generation += before.generation != after.generation
        self.keywords += before.keywords != after.keywords
        same = replace(after, generation=before.generation, keywords=before.keywords)
        self.other += before != same

    def summarize(self) -> str:
        """Return the counts as lines for a user."""
        lines = [f"Findings parsed again: {self.read:,}."]
        if self.changed:
            verb = "that would change" if self.dry_run else "changed"
            lines.append(
                f"Findings {verb}: {self.changed:,} ({self.generation:,} in generation data, {self.keywords:,} in "
                f"keywords, {self.other:,} in date, camera, place or provenance)."
            )
            if not self.dry_run:
                lines.append(f"Library files updated: {self.rows.library:,}. Staged files: {self.rows.staged:,}.")
        else:
            lines.append("Nothing has changed.")
        if self.failed:
            lines.append(f"Findings that could not be parsed, and were not changed: {self.failed:,}.")
        return "\n".join(lines)


def reparse_all(catalog: Catalog, on_progress: Callable[[int], None], *, dry_run: bool) -> ReparseSummary:
    """Parse every finding again and return the counts. A second run changes nothing.

    At most one file's blocks and one batch of changes are in memory. `on_progress` gets the number of findings parsed.
    Raises CatalogError when the database fails; batches written before stay written.
    """
    outcome, changes = ReparseSummary(dry_run), list[tuple[int, FileReport]]()
    for stored in catalog.findings.iterate():
        outcome.read += 1
        if (better := _reparse(stored, outcome)) is not None:
            outcome.count(stored.report, better)
            changes.append((stored.finding_id, replace(better, blocks=())))
        if len(changes) >= WRITE_BATCH:
            _write(catalog, changes, outcome)
        on_progress(outcome.read)
    _write(catalog, changes, outcome)
    return outcome


def _reparse(stored: StoredFinding, outcome: ReparseSummary) -> FileReport | None:
    try:
        better = reparse_report(stored.report, keywords=stored.wants_keywords)
    except UnreadableError:
        outcome.failed += 1
        return None
    return None if better == stored.report else better


def _write(catalog: Catalog, changes: list[tuple[int, FileReport]], outcome: ReparseSummary) -> None:
    if changes and not outcome.dry_run:
        outcome.rows += catalog.findings.improve(tuple(changes)).result()
    changes.clear()
