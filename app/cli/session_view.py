"""Draws the state of a session in a terminal."""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from app.cli.session_stream import Document, receive_states
from app.cli.terminal import escape_controls
from app.domain.pace import Pace

ERRORS_SHOWN = 8


def print_states(url: str, session_id: str) -> Document | None:
    """Print every state as one line of JSON. Return the last one, None if there was none."""
    last = None
    for document in receive_states(url, session_id):
        if document is not None:
            last = document
            print(json.dumps(document), flush=True)
    return last


def draw_session(url: str, session_id: str) -> Document | None:
    """Draw a live view until the session is over. Return the last state, None if there was none."""
    last, pace = None, Pace()
    with Live(Text(f"Connecting to {url} …"), console=Console(file=sys.stdout), refresh_per_second=20) as live:
        for document in receive_states(url, session_id):
            last = document or last
            if last is not None:
                pace = update_pace(pace, last)
                live.update(render_session(last, pace, "LIVE" if document is not None else "reconnecting …"))
            else:
                live.update(Text(f"{url} does not respond; trying again …"))
    return last


def update_pace(pace: Pace, document: Document) -> Pace:
    """Return the pace after one more state of the session."""
    if document["status"] != "processing":
        return pace
    return pace.observe(document["elapsed_s"], document["processed_files"], document["total_files"])


def render_session(document: Document, pace: Pace, label: str) -> Group:
    """Render a state of a session. `label` says whether it is live, or what the command is doing."""
    head = Text.assemble(
        (f" {'waiting' if document['waiting'] else document['status']} ", "reverse"),
        f" {document['progress']} % of {document['total_files']} files  ",
        (label, "bold green" if label == "LIVE" else "bold yellow"),
        f"  {_format_time_left(document, pace)}",
    )
    return Group(
        head,
        ProgressBar(total=100, completed=document["progress"], width=60),
        Text(escape_controls(document["current_file"]), overflow="ellipsis", no_wrap=True),
        _render_counters(document["stats"]),
        _render_ledger(document["ledger"]),
        *(_render_failure(error) for error in document["errors"][-ERRORS_SHOWN:]),
        *(Text(escape_controls(document[name])) for name in ("message", "discovery_message") if document[name]),
    )


def _format_time_left(document: Document, pace: Pace) -> str:
    if document["status"] == "starting":
        return "counting files"
    left = pace.time_left(document["elapsed_s"]) if document["status"] == "processing" else None
    return "" if left is None else f"{pace.rate:.3g} files/s, about {timedelta(seconds=round(left))} left"


def _render_ledger(ledger: dict[str, int]) -> Text:
    """Render the ledger, in red if it does not add up."""
    parts = {name: ledger[name] for name in ("ok", "failed", "skipped", "pending")}
    holds = ledger["discovered"] == sum(parts.values()) and min(parts.values()) >= 0
    sums = f"{ledger['discovered']} discovered = {' + '.join(f'{number} {name}' for name, number in parts.items())}"
    return Text(sums, "dim") if holds else Text(f"{sums}: this does not add up; please report it", "bold red")


def _render_counters(stats: dict[str, int]) -> Table:
    table = Table(box=None, padding=(0, 3, 0, 0), show_header=False)
    table.add_row(*(Text.assemble((f"{number} ", "bold"), name.replace("_", " ")) for name, number in stats.items()))
    return table


def _render_failure(error: dict[str, Any]) -> Text:
    at = time.strftime("%H:%M:%S", time.localtime(error["at"]))
    return Text(escape_controls(f"{at} {error['file']}: {error['step']}: {error['reason']}"), style="red")
