"""What is printed of a session that is over."""

from __future__ import annotations

from rich.table import Table

from app.catalog import Totals
from app.cli.terminal import TITLE_STYLE, create_console, plain, print_text
from app.domain.progress import Progress


def print_summary(progress: Progress, totals: Totals) -> None:
    """Print the ledger, the counters, the messages and the newest failures of a session."""
    ledger, counters = progress.ledger, progress.counters
    table = Table(title=plain(f"Session {progress.session_id}: {progress.status}", TITLE_STYLE), show_header=False)
    for name, number in (
        ("discovered", ledger.discovered),
        ("ok", ledger.ok),
        ("failed", ledger.failed),
        ("skipped", ledger.skipped),
        ("pending", ledger.pending),
        ("with metadata", counters.metadata_extracted),
        ("keywords", counters.keywords_added),
        ("scores", counters.scores_imported),
        ("NSFW", counters.nsfw_detected),
        *([("pictures not read yet", totals.without_pixels)] if totals.without_pixels else []),
    ):
        table.add_row(name, str(number))
    create_console().print(table)
    for message in filter(None, (progress.discovery_message, progress.message)):
        print_text(message)
    for failure in progress.errors:
        print_text(f"failed: {failure.path}: {failure.step}: {failure.reason}")
