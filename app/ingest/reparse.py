"""Old rows, better parsers: the stored blocks of every file are read again, and what came out better is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.catalog import Catalog, Improvement, StoredFinding
from app.domain.report import FileReport
from app.readers import UnreadableError, reparse_report

WRITE_BATCH = 100
"""Findings a transaction: a program that is ended in between has written whole batches, and the next run goes on."""


@dataclass(slots=True)
class Reparsed:
    """What reading everything again came to."""

    dry_run: bool
    read: int = 0
    changed: int = 0
    generation: int = 0
    keywords: int = 0
    other: int = 0
    """Findings whose date, camera, place, warnings or provenance changed."""
    failed: int = 0
    """Findings on which a parser failed; they stay as they were."""
    rows: Improvement = field(default_factory=Improvement)

    def count(self, before: FileReport, after: FileReport) -> None:
        """One finding that changed."""
        self.changed += 1
        self.generation += before.generation != after.generation
        self.keywords += before.keywords != after.keywords
        same = replace(after, generation=before.generation, keywords=before.keywords)
        self.other += before != same

    def summary(self) -> str:
        lines = [f"{self.read:,} findings with stored metadata were read again."]
        if self.changed:
            verb = "would change" if self.dry_run else "changed"
            lines.append(
                f"{self.changed:,} {verb}: {self.generation:,} in generation data, {self.keywords:,} in keywords, "
                f"{self.other:,} in date, camera, place or where values came from."
            )
            if not self.dry_run:
                lines.append(f"{self.rows.library:,} library files and {self.rows.staged:,} staged files show it.")
        else:
            lines.append("Nothing is to be improved.")
        if self.failed:
            lines.append(f"{self.failed:,} could not be parsed and stay as they were.")
        return "\n".join(lines)


def reparse_all(catalog: Catalog, on_progress: Callable[[int], None], *, dry_run: bool) -> Reparsed:
    """Read every finding again; one file's blocks and one batch of changes are in memory at a time.

    Running it twice changes nothing the second time. Raises CatalogError when the database fails; batches that were
    written before that stay.
    """
    outcome, changes = Reparsed(dry_run), list[tuple[int, FileReport]]()
    for stored in catalog.findings.iterate():
        outcome.read += 1
        if (better := _better(stored, outcome)) is not None:
            outcome.count(stored.report, better)
            changes.append((stored.finding_id, replace(better, blocks=())))
        if len(changes) >= WRITE_BATCH:
            _write(catalog, changes, outcome)
        on_progress(outcome.read)
    _write(catalog, changes, outcome)
    return outcome


def _better(stored: StoredFinding, outcome: Reparsed) -> FileReport | None:
    try:
        better = reparse_report(stored.report, keywords=stored.wants_keywords)
    except UnreadableError:
        outcome.failed += 1
        return None
    return None if better == stored.report else better


def _write(catalog: Catalog, changes: list[tuple[int, FileReport]], outcome: Reparsed) -> None:
    if changes and not outcome.dry_run:
        outcome.rows += catalog.findings.improve(tuple(changes)).result()
    changes.clear()
