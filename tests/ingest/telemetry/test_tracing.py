"""The trace of a session: one, whoever works on it and when."""

from __future__ import annotations

from collections import Counter

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from app.ingest.telemetry.opentelemetry_tracing import OpenTelemetryTracing
from app.ingest.telemetry.read_batches import ReadBatches
from app.ingest.telemetry.tracing import FinishedSpan, NoTracing
from app.settings import UnusableSettingError, load_settings
from tests.support.paths import REPOSITORY
from tests.test_floors import imports_of, sources

SESSION = "20260131-154500-1f3a9c"


class Recorded:
    """A server's tracing, and the spans that it made."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.tracing = OpenTelemetryTracing(SimpleSpanProcessor(self.exporter))

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self.exporter.get_finished_spans()


def test_a_session_that_another_server_continues_stays_one_trace() -> None:
    first, second = Recorded(), Recorded()
    with first.tracing.start_session(SESSION):
        pass
    with second.tracing.span_of(SESSION, "session.commit"), second.tracing.span("session.write_library") as span:
        span.set({"headrace.files": 3})
    (start,), (write, commit) = first.spans, second.spans
    assert start.context and commit.parent and write.parent and commit.context and write.context
    assert (start.parent, commit.parent.span_id, write.parent.span_id) == (
        None,
        start.context.span_id,
        commit.context.span_id,
    )
    traces = {span.context.trace_id for span in (start, commit, write) if span.context}
    assert {f"{trace:032x}" for trace in traces} == {first.tracing.trace_id_of(SESSION)}
    assert first.tracing.trace_id_of("20260131-154500-1f3a9d") != first.tracing.trace_id_of(SESSION)
    assert write.attributes == {"headrace.files": 3}


def test_an_error_is_in_its_span() -> None:
    recorded = Recorded()
    with pytest.raises(OSError, match="gone"), recorded.tracing.span_of(SESSION, "session.run"):
        raise OSError("gone")
    assert not recorded.spans[0].status.is_ok


@pytest.mark.parametrize(("ratio", "expected"), [("0", 0), ("1", 2)])
def test_the_sampler_takes_all_of_a_session_or_nothing(
    ratio: str, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", ratio)
    recorded = Recorded()
    with recorded.tracing.start_session(SESSION):
        pass
    with recorded.tracing.span_of(SESSION, "session.run"):
        pass
    assert len(recorded.spans) == expected


class Batches(NoTracing):
    """Keeps the spans of batches, on a clock of its own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.added: list[FinishedSpan] = []

    def add(self, span: FinishedSpan) -> None:
        self.added.append(span)


def test_a_long_session_has_few_batches_in_which_every_file_is_counted_once() -> None:
    traced = Batches()
    batches = ReadBatches(traced, lambda: traced.now)
    writes = 20_000
    for number in range(writes):
        traced.now += 0.9
        with batches.write(files=2, failed=number % 2, size=10):
            traced.now += 0.1 if number % 7 else 0.4
    batches.end_batch()
    counted: Counter[str] = Counter()
    for span in traced.added:
        counted.update(
            {name: int(value) for name, value in span.attributes.items() if name != "headrace.write_seconds"}
        )
    assert counted == {
        "headrace.files": 2 * writes,
        "headrace.files_failed": writes // 2,
        "headrace.bytes": 10 * writes,
        "headrace.writes": writes,
    }
    assert 100 < len(traced.added) < 700, "in a session of almost six hours"
    assert all(
        earlier.ended_at <= later.begun_at for earlier, later in zip(traced.added, traced.added[1:], strict=False)
    )
    slowest = traced.added[-1].children[0]
    assert slowest.ended_at - slowest.begun_at == pytest.approx(0.4)


def test_opentelemetry_is_imported_by_one_module_which_is_imported_only_where_traces_are_wanted() -> None:
    app = REPOSITORY / "app"
    importing = {
        path.relative_to(app).as_posix()
        for path in sources(app)
        for _, name in imports_of(path)
        if name.startswith("opentelemetry") or name.endswith("opentelemetry_tracing")
    }
    assert importing == {"ingest/telemetry/opentelemetry_tracing.py", "main.py"}
    main = (app / "main.py").read_text().splitlines()
    (line,) = (line for line in main if "import opentelemetry_tracing" in line)
    assert line.startswith("    "), "imported within a function"


def test_an_endpoint_that_cannot_be_used_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADRACE_OTLP_ENDPOINT", "collector:4318")
    with pytest.raises(UnusableSettingError, match="http://HOST:4318"):
        load_settings()
    monkeypatch.setenv("HEADRACE_OTLP_ENDPOINT", "http://collector:4318")
    load_settings()
    monkeypatch.setattr("app.settings.OTLP_PACKAGE", "a-package-that-is-not-installed")
    with pytest.raises(UnusableSettingError, match=r"headrace\[otel\]"):
        load_settings()
