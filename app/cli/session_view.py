"""Draws the state of a session in a terminal."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

from rich.console import Group
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from app.cli.messages import print_error
from app.cli.server_answers import Document
from app.cli.session_stream import receive_states
from app.cli.stream_address import StreamAddress
from app.cli.terminal import create_console, create_live_view, plain
from app.domain.pace import Pace
from app.domain.text.counts import count_noun

ERRORS_SHOWN = 8
REFRESHES_PER_SECOND = 20
LONGEST_ESTIMATE = timedelta(days=1000)
"""An estimate beyond it says nothing, and is not shown."""


def print_states(address: StreamAddress) -> Document | None:
    """Print every state as one line of JSON. Return the last one, None if there was none."""
    last, is_connected = None, True
    for document in receive_states(address):
        if document is not None:
            last = document
            print(json.dumps(document), flush=True)
        elif is_connected:
            print_error(f"{address.url} does not respond; trying again")
        is_connected = document is not None
    return last


def draw_session(address: StreamAddress) -> Document | None:
    """Draw a live view until the session is over. Return the last state, None if there was none."""
    last, pace, states = None, Pace(), receive_states(address)
    first = plain(f"Connecting to {address.url} …")
    with create_live_view(first, create_console(), refresh_per_second=REFRESHES_PER_SECOND) as live:
        for document in states:
            last = document or last
            if last is not None:
                pace = update_pace(pace, last)
                live.update(render_session(last, pace, "LIVE" if document is not None else "reconnecting …"))
            else:
                live.update(plain(f"{address.url} does not respond; trying again …"))
    return last


def update_pace(pace: Pace, document: Document) -> Pace:
    """Return the pace after one more state of the session."""
    if document["status"] != "processing":
        return pace
    return pace.observe(document["elapsed_s"], document["processed_files"], document["total_files"])


def render_session(document: Document, pace: Pace, label: str) -> Group:
    """Render a state of a session. `label` says whether it is live, or what the command is doing."""
    head = Text.assemble(
        plain(f" {'waiting' if document['waiting'] else document['status']} ", "reverse"),
        f" {document['progress']}% of {count_noun(document['total_files'], 'file')}  ",
        (label, "bold green" if label == "LIVE" else "bold yellow"),
        f"  {_format_time_left(document, pace)}",
    )
    return Group(
        head,
        ProgressBar(total=100, completed=document["progress"], width=60),
        _render_current_file(document["current_file"]),
        _render_counters(document["stats"]),
        _render_ledger(document["ledger"]),
        *(_render_failure(error) for error in document["errors"][-ERRORS_SHOWN:]),
        *(plain(document[name]) for name in ("message", "discovery_message") if document[name]),
    )


def _render_current_file(path: str) -> Text:
    text = plain(path)
    text.overflow, text.no_wrap = "ellipsis", True
    return text


def _format_time_left(document: Document, pace: Pace) -> str:
    if document["status"] == "starting":
        return "counting files"
    left = pace.time_left(document["elapsed_s"]) if document["status"] == "processing" else None
    if left is None or left > LONGEST_ESTIMATE.total_seconds():
        return ""
    return f"{pace.rate:.3g} files/s, about {timedelta(seconds=round(left))} left"


def _render_ledger(ledger: dict[str, int]) -> Text:
    """Render the ledger, in red if it does not add up."""
    parts = {name: ledger[name] for name in ("ok", "failed", "skipped", "pending")}
    holds = ledger["discovered"] == sum(parts.values()) and min(parts.values()) >= 0
    sums = f"{ledger['discovered']} discovered = {' + '.join(f'{number} {name}' for name, number in parts.items())}"
    return Text(sums, "dim") if holds else Text(f"{sums}: this does not add up; please report it", "bold red")


def _render_counters(stats: dict[str, int]) -> Table:
    table = Table(box=None, padding=(0, 3, 0, 0), show_header=False)
    table.add_row(
        *(Text.assemble(plain(f"{number} ", "bold"), plain(name.replace("_", " "))) for name, number in stats.items())
    )
    return table


def _render_failure(error: dict[str, Any]) -> Text:
    at = time.strftime("%H:%M:%S", time.localtime(error["at"]))
    return plain(f"{at} {error['file']}: {error['step']}: {error['reason']}", "red")
