"""What operators watch: metrics, alerts, the dashboard, the log and traces, on one real server that has worked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.demo import Manifest
from tests.monitoring.support import (
    FILES,
    METRIC,
    Collector,
    Prometheus,
    alerts,
    panels,
    promtool,
    running_prometheus,
    variables,
)
from tests.support.docs import printed_part
from tests.support.paths import REPOSITORY
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

pytestmark = pytest.mark.server

QUIET = {"Refused per second"}
"""Panels that show nothing on a server where nothing went wrong."""


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


@pytest.fixture(scope="module")
def environ(collector: Collector) -> dict[str, str]:
    return {
        "HEADRACE_LOG_JSON": "true",
        "HEADRACE_OTLP_ENDPOINT": f"{collector.url}/",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
        "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test",
    }


@pytest.fixture(scope="module")
def session_id(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> str:
    """A session that was watched, read and committed."""
    body = {"parameters": {"directories": [str(demo[0])]}}
    with server.client() as client:
        started = client.post("/api/ingest/process", json=body, headers={"X-Request-ID": "press"})
        session_id = started.json()["session_id"]
        with server.client() as watcher:  # the server closes a stream's connection at its end
            stream = watcher.get(f"/api/ingest/stream/{session_id}", headers={"X-Request-ID": "watch"})
        assert '"status":"completed"' in stream.text
        client.get("/static/icon.svg")
        server.commit(session_id)
        server.wait_for(session_id, "it is committed", lambda state: state["status"] == "committed")
    assert isinstance(session_id, str)
    return session_id


@pytest.fixture(scope="module")
def prometheus(
    server: HeadraceProcess, session_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Prometheus]:
    """A Prometheus that has looked at the server often enough for a rate, and has evaluated every alert."""
    assert session_id
    target = server.url.removeprefix("http://")
    with running_prometheus(target, tmp_path_factory.mktemp("prometheus")) as prometheus:
        looks = "count_over_time(headrace_http_requests_in_progress[5m])"
        wait_until(
            lambda: prometheus.query(looks),
            "Prometheus has looked at the server",
            holds=lambda found: found and int(found[0]["value"][1]) > 2,
        )
        wait_until(
            lambda: [rule["health"] for group in prometheus.get("rules")["groups"] for rule in group["rules"]],
            "Prometheus has evaluated all rules",
            holds=lambda health: "unknown" not in health,
        )
        yield prometheus


def series(server: HeadraceProcess) -> dict[str, float]:
    with server.client() as client:
        lines = client.get("/metrics").text.splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


def entries(server: HeadraceProcess) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.log.read_text().splitlines()]


def test_promtool_accepts_the_files_and_every_alert_fires_when_it_must() -> None:
    promtool("check", "config", "prometheus.yml")
    promtool("check", "rules", "--lint=all", "--lint-fatal", "alerts.yml")
    promtool("test", "rules", "alerts-test.yml")


def test_every_alert_is_tested_and_explained() -> None:
    tested = {test["name"] for test in yaml.safe_load((FILES / "alerts-test.yml").read_text())["tests"]}
    section = (REPOSITORY / "docs" / "OPERATIONS.md").read_text().split("\n### Alerts\n")[1].split("\n## ")[0]
    explained = set(re.findall(r"^\| `(Headrace\w+)` \|", section, re.MULTILINE))
    assert tested == explained == set(alerts())


def test_prometheus_evaluates_every_alert_and_none_fires_on_a_server_that_is_well(prometheus: Prometheus) -> None:
    rules = [rule for group in prometheus.get("rules")["groups"] for rule in group["rules"]]
    assert {rule["name"] for rule in rules} == set(alerts())
    assert {rule["name"]: rule.get("lastError") for rule in rules if rule["health"] != "ok"} == {}
    # A full disk and a processor that others keep busy are the machine's, not the server's.
    of_the_machine = {"HeadraceDiskAlmostFull", "HeadraceEventLoopBlocked"}
    assert {rule["name"] for rule in rules if rule["state"] != "inactive"} <= of_the_machine


def test_alerts_and_panels_name_only_metrics_that_the_server_has(server: HeadraceProcess, session_id: str) -> None:
    assert session_id
    with server.client() as client:
        text = client.get("/metrics").text
    documented = set(re.findall(r"^\| `(\w+)`", printed_part("METRICS.md"), re.MULTILINE))
    types = dict(re.findall(r"^# TYPE (\S+)(?<!_created) (\S+)$", text, re.MULTILINE))  # those times nobody asks for
    assert set(types) == documented
    suffixes = {"histogram": ("_bucket", "_count", "_sum"), "counter": ("",), "gauge": ("",)}
    there = {f"{name}{suffix}" for name, kind in types.items() for suffix in suffixes[kind]} | {"up"}
    expressions = [*alerts().values(), *(each for panel in panels().values() for each in panel)]
    expressions += [metric for metric, _ in variables().values()]
    named = {name for expression in expressions for name in METRIC.findall(expression)}
    assert named - there == set()
    unused = {
        name for name in types if name.startswith("headrace_") and not any(each.startswith(name) for each in named)
    }
    assert unused == set(), "a metric that nobody sees"


def test_every_panel_shows_data_of_a_server_that_was_chosen_and_has_worked(
    server: HeadraceProcess, prometheus: Prometheus
) -> None:
    offered = {
        name: prometheus.get(f"label/{label}/values", **{"match[]": metric})
        for name, (metric, label) in variables().items()
    }
    assert offered == {"instance": [server.url.removeprefix("http://")]}
    shown = panels(instance=offered["instance"][0])
    of_all = panels()
    assert len(shown) > 30
    assert [title for title in shown if shown[title] == of_all[title]] == [], "panels that ignore the choice"
    empty = {
        title: expression
        for title, expressions in shown.items()
        for expression in expressions
        if not prometheus.query(expression) and title.partition(" ")[2] not in QUIET
    }
    assert empty == {}


def test_all_of_the_server_is_measured(server: HeadraceProcess, session_id: str, demo: tuple[Path, Manifest]) -> None:
    assert session_id
    found, expected = series(server), demo[1]
    failed = found['headrace_ingest_files_total{outcome="failed"}']
    assert (found['headrace_ingest_files_total{outcome="ok"}'], failed) == (expected.ok, expected.failed)
    assert sum(v for name, v in found.items() if name.startswith("headrace_ingest_failures_total{")) == failed
    sizes = sum(path.stat().st_size for path in demo[0].rglob("*") if path.is_file())
    assert 0 < found["headrace_ingest_bytes_total"] <= sizes
    ended = {name: value for name, value in found.items() if "sessions_ended_total" in name and value}
    assert set(ended.values()) == {1} and len(ended) == 2, "completed and committed"
    assert found["headrace_ingest_sessions_started_total"] == found["headrace_ingest_commit_seconds_count"] == 1
    assert found["headrace_database_up"] == 1
    assert found["headrace_database_changes_total"] >= found["headrace_database_write_seconds_count"] > 0
    requests = {name for name in found if name.startswith("headrace_http_requests_total{")}
    for route in ("/api/ingest/process", "/api/ingest/stream/{session_id}", "/static"):
        assert any(f'route="{route}"' in name for name in requests), requests
    assert not any(session_id in name for name in found)


def test_every_line_says_to_which_session_and_request_it_belongs(server: HeadraceProcess, session_id: str) -> None:
    lines = {
        f"{entry['event']} {entry.get('status', '')}".strip(): (entry.get("session_id"), entry.get("request_id"))
        for entry in entries(server)
        if entry["event"] != "audit"
    }
    assert lines["session created"] == (session_id, "press")
    assert lines["session started starting"] == (session_id, None), "it goes on when the request is over"
    assert lines["session status completed"] == (session_id, None)
    assert lines["stream opened"] == (session_id, "watch")
    assert lines["stream closed"] == (session_id, None)
    (audit,) = (entry for entry in entries(server) if entry["event"] == "audit")
    assert len(audit["request_id"]) == 32
    assert audit["target"] == session_id


def test_a_session_is_one_trace_from_press_to_commit(
    server: HeadraceProcess, session_id: str, collector: Collector
) -> None:
    wait_until(
        lambda: [span.name for span in collector.spans],
        "the commit is traced",
        holds=lambda names: "session.commit" in names,
    )
    spans = {span.span_id: span for span in collector.spans}
    (root,) = (span for span in spans.values() if not span.parent_span_id)
    (created,) = (entry for entry in entries(server) if entry["event"] == "session committed")
    assert {span.trace_id.hex() for span in spans.values()} == {created["trace_id"]}
    above = {(span.name, spans[span.parent_span_id].name) for span in spans.values() if span.parent_span_id}
    assert (root.name, above) == (
        "session.start",
        {
            ("session.run", "session.start"),
            ("session.discover", "session.run"),
            ("session.read", "session.run"),
            ("session.read_batch", "session.read"),
            ("session.stage", "session.read_batch"),
            ("session.relate", "session.run"),
            ("session.commit", "session.start"),
            ("session.relate", "session.commit"),
            ("session.write_library", "session.commit"),
        },
    )
    resource = collector.resources[0]
    assert (resource["service.name"], resource["deployment.environment.name"]) == ("headrace", "test")
    sent = " ".join(str(span) for span in spans.values())
    assert str(server.roots[0]) not in sent, "no path leaves the server"


def test_a_server_stops_soon_when_nobody_takes_its_traces(server: HeadraceProcess, collector: Collector) -> None:
    """The last test: it stops the collector, then the server."""
    collector.__exit__()
    server.wait_until_over(server.process_folders(Path(server.roots[0])))
    assert server.stop() == 0
