"""Terminal output: progress bars, summaries and cards. Control characters in untrusted text are escaped."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table
from rich.text import Text

from app.domain.progress import Progress

stderr = Console(stderr=True)


def create_progress_bar() -> ProgressBar:
    return ProgressBar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=stderr,
    )


def print_summary(progress: Progress) -> None:
    """Print the ledger, the counters, the messages and the newest failures of a session."""
    console = Console()
    ledger, counters = progress.ledger, progress.counters
    table = Table(title=f"Session {progress.session_id}: {progress.status}", show_header=False)
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
    ):
        table.add_row(name, str(number))
    console.print(table)
    for message in filter(None, (progress.discovery_message, progress.message)):
        console.print(message, markup=False)
    for failure in progress.errors:
        console.print(f"failed: {escape_controls(failure.path)}: {failure.step}: {failure.reason}", markup=False)


def escape_controls(text: str, keep: str = "") -> str:
    """Return `text` with control characters and lone surrogates escaped, except those in `keep`."""
    return "".join(
        char if char.isprintable() or char in keep else char.encode("unicode_escape").decode() for char in text
    )


def print_card(card: dict[str, object]) -> None:
    """Print the findings of one file, then its failures."""
    table = Table(
        title=escape_controls(str(card["path"])), title_justify="left", show_header=False, box=None, padding=(0, 2)
    )
    for name, value in card.items():
        if name not in ("path", "provenance", "failures"):
            table.add_row(Text(name, style="dim"), Text(escape_controls(_format_value(value), keep="\n")))
    for failure in _as_rows(card["failures"]):
        table.add_row(Text("failure", style="red"), Text(escape_controls(f"{failure['step']}: {failure['reason']}")))
    Console().print(table)
    print()


def _format_value(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_format_value(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(_format_value(part) for part in value)
    return str(value)


def _as_rows(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value
