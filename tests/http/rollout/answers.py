"""The part of the API scenario about the rollout: asks for every answer that its routes describe."""

from __future__ import annotations

from typing import Any

import httpx

from app.rollout.page_reports import FEEDBACK_PER_MINUTE
from tests.http.access.answers import Ask
from tests.support.waiting import wait_until

BEACON: dict[str, Any] = {
    "transport": "stream",
    "ending": "finished",
    "followed_s": 12.5,
    "failures": 1,
    "reconnects": 1,
    "to_screen_ms": [4.2, 11],
}
FEEDBACK: dict[str, Any] = {
    "transport": "poll",
    "line": "polling",
    "ready_state": None,
    "last_event": "status",
    "since_ms": 812,
}
WITH_BODIES = ("PUT /api/admin/rollout", "POST /api/beacon", "POST /api/live-feedback")


def ask_about_rollout(ask: Ask) -> None:
    ask("GET /api/rollout", expect=200)
    ask("GET /api/admin/rollout", expect=200)
    ask("PUT /api/admin/rollout", expect=200, json={"percent": 100})
    for operation in WITH_BODIES:
        ask(operation, expect=422, json={"unknown": 1})
        ask(operation, expect=400, content=b"\xff", headers={"Content-Type": "application/json"})
    ask("POST /api/beacon", expect=204, json=BEACON)

    def is_refused() -> bool:
        try:
            ask("POST /api/beacon", expect=429, json=BEACON)
        except AssertionError:  # it was accepted: one a second is
            return False
        return True

    wait_until(is_refused, "a report is above the limit", pause=0)
    for _ in range(FEEDBACK_PER_MINUTE):
        ask("POST /api/live-feedback", expect=204, json=FEEDBACK)
    ask("POST /api/live-feedback", expect=429, json=FEEDBACK)


def ask_about_streams(ask: Ask, client: httpx.Client, session_id: str) -> None:
    """The session is running, so that its stream stays open."""
    drop = "DELETE /api/admin/streams/{number}"
    with client.stream("GET", f"/api/ingest/stream/{session_id}") as stream:
        parts = stream.iter_raw()  # kept, because without it the client closes the stream
        next(parts)
        [shown] = ask("GET /api/admin/streams", expect=200)["clients"][:1]
        ask(drop, expect=204, number=shown["number"])
    ask(drop, expect=404, number=shown["number"])
    ask(drop, expect=422, number=0)
