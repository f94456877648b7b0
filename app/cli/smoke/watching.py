"""Watches a session twice: as the page does, and as a plain client that notes when each state arrives."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, field
from threading import Thread

import httpx
from httpx_sse import EventSource

from app.cli.connection.server_client import open_client, require_success
from app.cli.server_answers import Document, WatchError
from app.cli.session_stream import receive_states
from app.cli.stream_address import StreamAddress
from app.domain.progress import TERMINAL

WAIT_S = 10.0
"""How long the plain client may go on after the session was seen to end."""


@dataclass
class Watched:
    """What was seen of a session."""

    started_at: float
    """When it was started, by the monotonic clock."""
    last: Document | None = None
    states: int = 0
    lost: int = 0
    """How often the page's stream broke off."""
    first_sign_s: float | None = None
    """From the start to the first state that shows files."""
    has_intermediate: bool = False
    """Whether a state was seen in which some files were read and others not."""
    longest_silence_s: float = 0.0
    """Of the plain stream, between two events of any kind."""
    moments: list[tuple[float, float]] = field(default_factory=list)
    """Of each state while files were read: the session's clock in it, and when it arrived."""

    def lateness_ms(self, percent: float) -> float:
        """Return how much later than the fastest so many of the states were, at most."""
        if not self.moments:
            return 0.0
        delays = sorted(arrived - elapsed for elapsed, arrived in self.moments)
        return (delays[math.ceil(len(delays) * percent / 100) - 1] - delays[0]) * 1000

    def add_state(self, document: Document | None) -> None:
        """Note a state of the page's stream; None: it broke off."""
        if document is None:
            self.lost += 1
            return
        self.states += 1
        ledger = document["ledger"]
        if self.first_sign_s is None and ledger["discovered"]:
            self.first_sign_s = time.monotonic() - self.started_at
        self.has_intermediate |= ledger["ok"] + ledger["failed"] > 0 and ledger["pending"] > 0
        self.last = document


def watch_session(url: str, token: str | None, session_id: str, started_at: float) -> Watched:
    """Watch the session until it ends. Raises `WatchError` and httpx's errors."""
    watched = Watched(started_at)
    plain = Thread(target=_watch_plainly, args=(url, token, session_id, watched), daemon=True)
    plain.start()
    for document in receive_states(StreamAddress(url, session_id, token)):
        watched.add_state(document)
    plain.join(WAIT_S)
    return watched


def _watch_plainly(url: str, token: str | None, session_id: str, watched: Watched) -> None:
    """Note when each state arrives. What breaks this stream off, breaks the page's off, too, which is counted."""
    path = f"/api/ingest/stream/{StreamAddress(url, session_id, token).path_name}"
    try:
        with open_client(url, token) as client, client.stream("GET", path) as response:
            require_success(response)
            _note_events(response, watched)
    except (WatchError, httpx.HTTPError):
        return


def _note_events(response: httpx.Response, watched: Watched) -> None:
    before = time.monotonic()
    for event in EventSource(response).iter_sse():
        now = time.monotonic()
        watched.longest_silence_s = max(watched.longest_silence_s, now - before)
        before = now
        if event.event != "message":
            continue
        document = json.loads(event.data)
        if document["status"] == "processing":
            watched.moments.append((document["elapsed_s"], now))
        if document["status"] in TERMINAL:
            return
