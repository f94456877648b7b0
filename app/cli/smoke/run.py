"""The smoke test from beginning to end. `run_smoke` reads like its table of contents."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from app.cli.connection.diagnosis_text import describe_problem
from app.cli.connection.probe import probe
from app.cli.connection.server_client import RefusedError, ask
from app.cli.server_answers import WatchError
from app.cli.smoke.checks import Check, check_connection, check_counters, check_end, check_live, check_log
from app.cli.smoke.demo_files import SharedFolder, place_files
from app.cli.smoke.server_metrics import Metrics, read_metrics
from app.cli.smoke.watching import watch_session
from app.domain.connection.diagnosis import diagnose

NEEDED_ROLE = "admin"
_SCRIPT = re.compile(r'<script[^>]* src="(/static/[^"]+)"')

Report = Callable[[Check], None]


@dataclass(frozen=True, slots=True)
class SmokeTest:
    """What to test, and with what."""

    url: str
    token: str | None
    files: int
    shared: SharedFolder | None
    expected_version: str | None


def run_smoke(client: httpx.Client, test: SmokeTest, report: Report) -> str:
    """Test the deployment, report each check as it is made, and return what its processor and memory did.

    Raises `WatchError` when it cannot be tested, and httpx's errors when it goes away meanwhile.
    """
    _require_admin(client)
    before, began = read_metrics(client), time.monotonic()  # what the first requests and the clean-up log counts, too
    report(_check_ready(client))
    report(_check_version(client, test.expected_version))
    report(_check_page(client))
    way = probe(client, quiet_s=0).observations
    problems = diagnose(way)
    report(check_connection(problems, [describe_problem(problem) for problem in problems]))
    with (
        _reporting_clean_up(report),
        place_files(client, test.files, test.shared) as placed,
        _session(client, placed.path) as (session_id, started_at),
    ):
        watched = watch_session(test.url, test.token, session_id, started_at)
        polled = ask(client, "GET", f"/api/ingest/status/{session_id}")
        for check in (
            *check_end(watched, polled),
            *check_counters(polled, placed.manifest),
            *check_live(watched, way.network_ms),
        ):
            report(check)
    after, took = read_metrics(client), time.monotonic() - began
    report(check_log(before, after))
    return _describe_load(before, after, took)


def _require_admin(client: httpx.Client) -> None:
    role = ask(client, "GET", "/api/account")["role"]
    if role != NEEDED_ROLE:
        raise WatchError(
            f"the token is that of {role}; the test deletes its session and its files, so it needs one with the role "
            f"admin: headrace token create --role admin --name smoke --days 1"
        )


def _check_ready(client: httpx.Client) -> Check:
    name = "the server is ready"
    try:
        ask(client, "GET", "/readyz")
    except RefusedError as error:
        return Check(name, str(error))
    return Check(name)


def _check_version(client: httpx.Client, expected: str | None) -> Check:
    version = ask(client, "GET", "/api/ingest/capabilities")["version"]
    is_other = expected is not None and version != expected
    return Check("the version", f"it is {version} instead of {expected}" if is_other else None, version)


def _check_page(client: httpx.Client) -> Check:
    """Whether the page and its scripts are there: the front end is deployed, too."""
    name = "the page and its scripts"
    answer = client.get("/ingest-v2")
    if not answer.is_success:
        return Check(name, f"/ingest-v2 answers with status {answer.status_code}")
    scripts = _SCRIPT.findall(answer.text)
    missing = [path for path in scripts if not client.get(path).is_success]
    if not scripts:
        return Check(name, "the page names no script")
    return Check(name, f"{', '.join(missing)} cannot be fetched" if missing else None)


@contextmanager
def _session(client: httpx.Client, folder: str) -> Iterator[tuple[str, float]]:
    """Start a session over the folder; yield its id and when it was started. Delete it when the block ends."""
    parameters = {"directories": [folder], "skip_existing": False}
    started_at = time.monotonic()
    session_id = ask(client, "POST", "/api/ingest/process", json={"parameters": parameters})["session_id"]
    try:
        yield session_id, started_at
    finally:
        ask(client, "DELETE", f"/api/ingest/session/{session_id}")


@contextmanager
def _reporting_clean_up(report: Report) -> Iterator[None]:
    yield
    report(Check("the session and the files are deleted again"))


def _describe_load(before: Metrics, after: Metrics, took_s: float) -> str:
    if before.cpu_s is None or after.cpu_s is None or after.memory_bytes is None:
        return "processor and memory: not published by this server"
    busy = (after.cpu_s - before.cpu_s) / took_s
    grown = (after.memory_bytes - (before.memory_bytes or 0.0)) / 1e6
    return (
        f"server process: {busy:.0%} of a core for {took_s:.1f} s, {after.memory_bytes / 1e6:.0f} MB resident "
        f"({grown:+.0f} MB); its workers are processes of their own"
    )
