"""The rollout changes while the server runs, from the API and the command line; pages report, admins look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import Request, Response
from httpx_sse import EventSource, ServerSentEvent
from typer.testing import CliRunner

from app.cli import app as command_line
from app.demo import Manifest
from app.rollout.page_reports import FEEDBACK_PER_MINUTE
from app.routers.shared.rollout_place import ROLLOUT_COOKIE, keep_place, rollout_place
from tests.http.rollout.answers import BEACON, FEEDBACK
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def own_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command would change the log of the tests, too."""
    monkeypatch.setattr("app.cli.accounts.shared.configure_logging", lambda **_: None)


@pytest.fixture(scope="module")
def paused(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> str:
    """A session whose streams stay open."""
    session_id = server.process_folders(demo[0], skip_existing=False)
    with server.client() as client:
        assert client.post(f"/api/ingest/pause/{session_id}").status_code == 200
    return session_id


@pytest.fixture
def client(server: HeadraceProcess) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client
        set_percent(client, 100)


def set_percent(client: httpx.Client, percent: int) -> None:
    client.put("/api/admin/rollout", json={"percent": percent}).raise_for_status()


def shown_rollout(browser: httpx.Client) -> dict[str, int]:
    config = browser.get("/ingest-v2").text.split('id="page-config">')[1].split("</script>")[0]
    found: dict[str, int] = json.loads(config)["rollout"]
    return found


def metric(client: httpx.Client, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    [value] = [line.rpartition(" ")[2] for line in lines if line.rpartition(" ")[0] == name]
    return float(value)


def page_metrics(client: httpx.Client) -> list[str]:
    found = [line for line in client.get("/metrics").text.splitlines() if line.startswith("headrace_page_")]
    assert found, "the metrics that pages report are published"
    return found


@contextmanager
def watched(client: httpx.Client, session_id: str, **headers: str) -> Iterator[Iterator[ServerSentEvent]]:
    url = f"/api/ingest/stream/{session_id}?format=compact"
    with client.stream("GET", url, headers=headers) as response:
        yield EventSource(response).iter_sse()


def next_rollout(events: Iterator[ServerSentEvent]) -> str:
    return next(event.data for event in events if event.event == "rollout")


def test_a_change_reaches_new_pages_open_streams_and_the_audit_log(
    server: HeadraceProcess, client: httpx.Client, paused: str
) -> None:
    with server.client() as browser, watched(client, paused) as events:
        place = shown_rollout(browser)["place"]
        assert next_rollout(events) == "100", "a stream begins with the share"
        assert metric(client, "headrace_rollout_percent") == 100
        set_percent(client, 0)
        assert next_rollout(events) == "0"
        assert shown_rollout(browser) == {"percent": 0, "place": place}, "a browser keeps its place"
    assert client.get("/api/rollout").json() == {"percent": 0}
    assert metric(client, "headrace_rollout_percent") == 0
    [entry, *_] = client.get("/api/audit").json()["entries"]
    assert (entry["action"], entry["target"], entry["details"]) == ("change rollout", "0 %", {"before": 100})
    for refused in (-1, 101, 1.5, "10", None):
        assert client.put("/api/admin/rollout", json={"percent": refused}).status_code == 422, refused


def test_the_command_line_changes_a_running_server(server: HeadraceProcess, client: httpx.Client) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(command_line, ["rollout", *arguments, "--data", str(server.data)])
        assert done.exit_code == 0, done.output
        return done.stdout

    set_percent(client, 30)
    assert run() == "30\n"
    assert run("10") == "10\n"
    wait_until(lambda: client.get("/api/rollout").json()["percent"] == 10, "the server follows", seconds=5)
    assert run() == "10\n"


def test_browsers_spread_evenly_and_keep_their_place() -> None:
    places = [rollout_place(Request({"type": "http", "headers": []})) for _ in range(10_000)]
    for percent in (10, 50, 90):
        share = sum(place < percent for place in places) / len(places) * 100
        assert abs(share - percent) < 3, "six standard deviations at most"
    keep_place(answer := Response(), places[0])
    cookie = answer.headers["set-cookie"].partition(";")[0].encode()
    assert cookie.startswith(ROLLOUT_COOKIE.encode())
    assert rollout_place(Request({"type": "http", "headers": [(b"cookie", cookie)]})) == places[0]


REPORTED = {
    'sessions_total{ending="finished",transport="%s"}': 1,
    'failures_total{transport="%s"}': 1,
    'reconnects_total{transport="%s"}': 1,
    'session_seconds_sum{transport="%s"}': 12.5,
    'event_to_screen_seconds_count{transport="%s"}': 2,
}
"""What `BEACON` adds."""


def test_reports_of_pages_become_metrics_by_transport(client: httpx.Client) -> None:
    def counted(transport: str) -> list[float]:
        return [metric(client, f"headrace_page_{name % transport}") for name in REPORTED]

    stream, poll = counted("stream"), counted("poll")
    client.post("/api/beacon", json=BEACON).raise_for_status()
    assert counted("stream") == [before + more for before, more in zip(stream, REPORTED.values(), strict=True)]
    assert counted("poll") == poll


@pytest.mark.parametrize(
    "wrong",
    [
        {"session_id": "x"},
        {"failures": 1001},
        {"failures": -1},
        {"transport": "pigeon"},
        {"ending": "file.png"},
        {"to_screen_ms": [1] * 51},
        {"to_screen_ms": [float(10**9)]},
        {"followed_s": "long"},
    ],
)
def test_a_report_takes_numbers_within_bounds_and_nothing_else(client: httpx.Client, wrong: dict[str, Any]) -> None:
    assert client.post("/api/beacon", json=BEACON | wrong).status_code == 422


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["origin", "opaque-origin", "fetch-site"],
)
def test_another_sites_page_cannot_report(client: httpx.Client, headers: dict[str, str]) -> None:
    """Each header alone is enough for a refusal, and nothing is counted."""
    for path, body in (("/api/beacon", BEACON), ("/api/live-feedback", FEEDBACK)):
        before = page_metrics(client)
        answer = client.post(path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "foreign_origin")
        assert page_metrics(client) == before


def test_feedback_goes_into_the_log_with_the_state_of_the_connection(
    server: HeadraceProcess, client: httpx.Client
) -> None:
    before = metric(client, 'headrace_page_feedback_total{transport="poll"}')
    client.post("/api/live-feedback", json=FEEDBACK).raise_for_status()
    assert metric(client, 'headrace_page_feedback_total{transport="poll"}') == before + 1
    [line] = [line for line in server.log.read_text().splitlines() if "a user says that live is off" in line]
    for fact in ("transport=poll", "line=polling", "ready_state=None", "last_event=status", "since_ms=812"):
        assert fact in line
    answers = [client.post("/api/live-feedback", json=FEEDBACK) for _ in range(2 * FEEDBACK_PER_MINUTE)]
    assert answers[-1].status_code == 429 and int(answers[-1].headers["Retry-After"]) > 0


def test_the_inspector_shows_who_follows_and_a_dropped_stream_resumes(client: httpx.Client, paused: str) -> None:
    def followers() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = client.get("/api/admin/streams").json()["clients"]
        return found

    with watched(client, paused) as events:
        first = next(event for event in events if event.id)
        [shown] = followers()
        assert (shown["transport"], shown["start"], shown["format"]) == ("stream", "snapshot", "compact")
        assert shown["session_id"] == paused and shown["is_own"] and shown["lag"] == 0 and shown["bytes"] > 0
        assert client.delete(f"/api/admin/streams/{shown['number']}").status_code == 204
        with pytest.raises(httpx.RemoteProtocolError):
            list(events)
    assert followers() == []
    with watched(client, paused, **{"Last-Event-ID": first.id}) as events:
        next(events)
        assert [one["start"] for one in followers()] == ["resumed"]
    for _ in range(2):
        client.get(f"/api/ingest/status/{paused}")
    assert "poll" in [one["transport"] for one in followers()]
