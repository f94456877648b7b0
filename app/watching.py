"""Watching a session from a terminal: the page's stream, folded by the page's rules."""

from __future__ import annotations

import copy
import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
from httpx_sse import EventSource, ServerSentEvent
from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from app.domain.pace import Pace
from app.live import CompactDecoder
from app.terminal import printable

SILENCE_S = 5.0
"""Keepalives come every second, so this long without a byte means the connection is dead."""

RECONNECT_S = 1.0
ERRORS_SHOWN = 8

Document = dict[str, Any]


class WatchError(RuntimeError):
    """The server answered that there is nothing to watch; the text is its answer."""


def documents(url: str, session_id: str) -> Iterator[Document | None]:
    """Each state of the session until its terminal one; None whenever the connection was lost.

    Raises `WatchError` when the server knows no such session.
    """
    decoder, last_id = CompactDecoder(), ""
    with httpx.Client(base_url=url, timeout=SILENCE_S) as client:
        while not decoder.has_ended:
            try:
                for event in _events(client, session_id, last_id):
                    last_id = event.id or last_id
                    document = decoder.apply(event.event, event.data)
                    if document is not None and event.event != "keepalive":
                        yield copy.deepcopy(document)
                    if decoder.has_ended:
                        return
            except httpx.TransportError:
                yield None
            time.sleep(RECONNECT_S)


def _events(client: httpx.Client, session_id: str, last_id: str) -> Iterator[ServerSentEvent]:
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_id} if last_id else {})
    path = f"/api/ingest/stream/{session_id}"
    with client.stream("GET", path, params={"format": "compact"}, headers=headers) as response:
        if response.status_code == 200:
            yield from EventSource(response).iter_sse()
            return
        response.read()
    if response.status_code == 204:
        yield ServerSentEvent("snapshot", json.dumps(_answer(client.get(f"/api/ingest/status/{session_id}"))))
        yield ServerSentEvent("end", "{}")
    else:
        _answer(response)


def _answer(response: httpx.Response) -> Document:
    try:
        body = response.json()
    except ValueError:
        raise WatchError(f"{response.url} is not a Headrace server") from None
    if response.is_error:
        error = body.get("error", {})
        raise WatchError(f"{error.get('message', response.status_code)} {error.get('cure', '')}".strip())
    assert isinstance(body, dict)
    return body


def print_lines(url: str, session_id: str) -> Document | None:
    """Every state as one line of JSON; the last one."""
    last = None
    for document in documents(url, session_id):
        if document is not None:
            last = document
            print(json.dumps(document), flush=True)
    return last


def draw(url: str, session_id: str) -> Document | None:
    """A live view until the session is over; its last state."""
    last, pace = None, Pace()
    with Live(Text(f"Connecting to {url} …"), console=Console(file=sys.stdout), refresh_per_second=20) as live:
        for document in documents(url, session_id):
            last = document or last
            if last is not None:
                pace = paced(pace, last)
                live.update(view(last, pace, "LIVE" if document is not None else "reconnecting …"))
            else:
                live.update(Text(f"{url} does not answer; trying again …"))
    return last


def paced(pace: Pace, document: Document) -> Pace:
    """The pace after one more state of the session."""
    if document["status"] != "processing":
        return pace
    return pace.observe(document["elapsed_s"], document["processed_files"], document["total_files"])


def view(document: Document, pace: Pace, line: str) -> Group:
    """A state of a session for people; `line` says how fresh it is."""
    head = Text.assemble(
        (f" {'waiting' if document['waiting'] else document['status']} ", "reverse"),
        f" {document['progress']} % of {document['total_files']} files  ",
        (line, "bold green" if line == "LIVE" else "bold yellow"),
        f"  {_time_left(document, pace)}",
    )
    return Group(
        head,
        ProgressBar(total=100, completed=document["progress"], width=60),
        Text(printable(document["current_file"]), overflow="ellipsis", no_wrap=True),
        _counters(document["stats"]),
        _sums(document["ledger"]),
        *(_failure(error) for error in document["errors"][-ERRORS_SHOWN:]),
        *(Text(printable(document[name])) for name in ("message", "discovery_message") if document[name]),
    )


def _time_left(document: Document, pace: Pace) -> str:
    if document["status"] == "starting":
        return "counting files"
    left = pace.time_left(document["elapsed_s"]) if document["status"] == "processing" else None
    return "" if left is None else f"{pace.rate:.3g} files/s, about {timedelta(seconds=round(left))} left"


def _sums(ledger: dict[str, int]) -> Text:
    """The ledger, in red should it ever not add up."""
    parts = {name: ledger[name] for name in ("ok", "failed", "skipped", "pending")}
    holds = ledger["discovered"] == sum(parts.values()) and min(parts.values()) >= 0
    sums = f"{ledger['discovered']} discovered = {' + '.join(f'{number} {name}' for name, number in parts.items())}"
    return Text(sums, "dim") if holds else Text(f"{sums}: this does not add up; please report it", "bold red")


def _counters(stats: dict[str, int]) -> Table:
    table = Table(box=None, padding=(0, 3, 0, 0), show_header=False)
    table.add_row(*(Text.assemble((f"{number} ", "bold"), name.replace("_", " ")) for name, number in stats.items()))
    return table


def _failure(error: dict[str, Any]) -> Text:
    at = time.strftime("%H:%M:%S", time.localtime(error["at"]))
    return Text(printable(f"{at} {error['file']}: {error['step']}: {error['reason']}"), style="red")
