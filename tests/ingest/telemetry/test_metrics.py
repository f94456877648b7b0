"""The metrics of sessions, and the ids in their log lines."""

from __future__ import annotations

from prometheus_client import CollectorRegistry
from structlog.contextvars import bound_contextvars, get_contextvars

from app.domain.progress import Ledger, Progress, Status
from app.ingest.telemetry.ingest_metrics import IngestMetrics
from app.ingest.telemetry.log_context import session_context


def test_sessions_are_counted_by_state_and_those_in_an_outage_wait() -> None:
    registry = CollectorRegistry()
    running = [
        Progress("a", status=Status.PROCESSING, ledger=Ledger(discovered=10, ok=3, failed=1)),
        Progress("b", status=Status.PAUSED, waiting=True, ledger=Ledger(discovered=5)),
        Progress("c", status=Status.PAUSED),
    ]
    IngestMetrics(registry).watch_sessions(lambda: running)
    states = {
        state: registry.get_sample_value("headrace_ingest_sessions", {"state": state})
        for state in ("starting", "processing", "paused", "waiting", "committing")
    }
    assert states == {"starting": 0, "processing": 1, "paused": 1, "waiting": 1, "committing": 0}
    assert registry.get_sample_value("headrace_ingest_pending_files") == 11


def test_files_are_counted_by_outcome_and_failures_by_step() -> None:
    registry = CollectorRegistry()
    IngestMetrics(registry).add_files(5, ["decode", "decode"], 700)
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in registry.collect()
        for sample in family.samples
    }
    assert found["headrace_ingest_files_total", "ok"] == 3
    assert found["headrace_ingest_files_total", "failed"] == 2
    assert found["headrace_ingest_failures_total", "decode"] == 2
    assert found["headrace_ingest_failures_total", "open"] == 0, "there before the first, so that its rate is right"
    assert found["headrace_ingest_bytes_total",] == 700


def test_lines_of_a_session_do_not_have_the_id_of_the_request_that_started_it() -> None:
    with bound_contextvars(request_id="r"):
        context = session_context("s", "t")
        assert context.run(get_contextvars) == {"session_id": "s", "trace_id": "t"}
        assert session_context("s", "").run(get_contextvars) == {"session_id": "s"}
