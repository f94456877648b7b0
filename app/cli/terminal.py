"""Terminal output: progress bars and cards.

Untrusted text is escaped, and nothing in it is ever markup: it gets into a table only as `plain(text)`, and onto a
line only with `print_text`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table
from rich.text import Text

from app.domain.text.counts import count_noun
from app.domain.text.json_layout import lay_out_json
from app.domain.text.plain_text import escape_controls

stderr = Console(stderr=True)
TITLE_STYLE = "italic"
BLOCK_LINES = 40
BLOCK_LENGTH = 4_000
"""Lines and characters of a metadata block on a terminal; a longer one is folded."""


def create_console() -> Console:
    """Return a console on standard output that draws only what its encoding has."""
    return Console(file=sys.stdout)


def plain(text: str, style: str = "", keep: str = "") -> Text:
    """Return `text` for a table, a title or a live view: escaped, except the characters in `keep`."""
    return Text(escape_controls(text, keep), style=style)


def print_text(text: str, keep: str = "") -> None:
    """Print `text` to standard output: escaped, except the characters in `keep`, and not wrapped."""
    create_console().print(plain(text, keep=keep), soft_wrap=True)


def print_notice(text: str) -> None:
    """Print `text` to standard error: escaped and not wrapped."""
    stderr.print(plain(text), soft_wrap=True)


def create_live_view(first: Text, console: Console, *, refresh_per_second: float, transient: bool = False) -> Live:
    """Return a view that is drawn again and again, `first` to begin with.

    What others print meanwhile is not redirected through rich, which would obey the escape sequences in it.
    """
    return Live(
        first,
        console=console,
        refresh_per_second=refresh_per_second,
        transient=transient,
        redirect_stdout=False,
        redirect_stderr=False,
    )


def create_progress_bar() -> ProgressBar:
    """Return a progress bar on standard error if that is a terminal; like a live view, it redirects nothing."""
    return ProgressBar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=stderr,
        disable=not stderr.is_terminal,
        redirect_stdout=False,
        redirect_stderr=False,
    )


def print_card(card: dict[str, object]) -> None:
    """Print the findings of one file, then its failures."""
    title = plain(str(card["path"]), TITLE_STYLE)
    table = Table(title=title, title_justify="left", show_header=False, box=None, padding=(0, 2))
    for name, value in card.items():
        if name not in ("path", "provenance", "failures"):
            table.add_row(plain(name, "dim"), plain(_format_value(value), keep="\n"))
    for failure in _as_rows(card["failures"]):
        table.add_row(Text("failure", style="red"), plain(f"{failure['step']}: {failure['reason']}"))
    create_console().print(table)
    print()


def print_blocks(blocks: Sequence[Mapping[str, str]]) -> None:
    """Print metadata blocks: name and place, then the text, JSON laid out, long ones folded."""
    for block in blocks:
        text = lay_out_json(block["text"])
        shown = "\n".join(text[:BLOCK_LENGTH].split("\n")[:BLOCK_LINES])
        size = count_noun(len(block["text"]), "character")
        create_console().print(plain(f"{block['name']} ({block['place']}, {size})", TITLE_STYLE), soft_wrap=True)
        print_text(shown, keep="\n\t")
        if len(shown) < len(text):
            print_text(f"… {count_noun(len(text) - len(shown), 'more character')}; --json prints all of it.")
        print()


def _format_value(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_format_value(part)}" for name, part in value.items())
    if isinstance(value, list):
        if any(isinstance(part, dict) for part in value):
            return "".join(f"\n- {_format_entry(part)}" for part in value)
        return ", ".join(_format_value(part) for part in value)
    return str(value)


def _format_entry(entry: object) -> str:
    """Return one entry of a list on one line, as far as its texts have no lines of their own."""
    return ", ".join(f"{name}: {part}" for name, part in entry.items()) if isinstance(entry, dict) else str(entry)


def _as_rows(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value
