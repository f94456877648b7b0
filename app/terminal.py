"""What the command line draws: progress bars, summaries and cards. Strangers' text never steers the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from app.domain.progress import Progress

errors = Console(stderr=True)


def bar() -> Bar:
    return Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=errors,
    )


def print_summary(progress: Progress) -> None:
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
        console.print(f"failed: {printable(failure.path)}: {failure.step}: {failure.reason}", markup=False)


def printable(text: str, keep: str = "") -> str:
    """`text` with control characters and half characters escaped, those in `keep` excepted."""
    return "".join(
        char if char.isprintable() or char in keep else char.encode("unicode_escape").decode() for char in text
    )


def print_card(card: dict[str, object]) -> None:
    """One file's findings for people: what was found, then what could not be read."""
    table = Table(title=printable(str(card["path"])), title_justify="left", show_header=False, box=None, padding=(0, 2))
    for name, value in card.items():
        if name not in ("path", "provenance", "failures"):
            table.add_row(Text(name, style="dim"), Text(printable(_plain(value), keep="\n")))
    for failure in _list(card["failures"]):
        table.add_row(Text("failure", style="red"), Text(printable(f"{failure['step']}: {failure['reason']}")))
    Console().print(table)
    print()


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_plain(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(part) for part in value)
    return str(value)


def _list(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value
