"""Traces of sessions with OpenTelemetry, sent to a collector by OTLP over HTTP.

The packages belong to the extra `headrace[otel]`, so this module is imported only where traces are wanted. Everything
but the address of the collector comes from the variables `OTEL_…` of OpenTelemetry's specification.

The ids of a session's trace and of its first span are computed from the session's id. So a server that continues a
session, or commits it days later, adds to the same trace without anything being stored.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from hashlib import blake2b

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision

from app import __version__
from app.ingest.telemetry.tracing import AttributeValue, FinishedSpan, OpenSpan

START = "session.start"
SESSION_ID = "headrace.session.id"
STOP_S = 3.0
"""How long a stopping server waits for a collector. What it has not taken by then is lost."""


def create_tracing(endpoint: str) -> OpenTelemetryTracing:
    """Return traces that are sent to the collector at `endpoint`, such as `http://127.0.0.1:4318`."""
    return OpenTelemetryTracing(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")))


class _SessionIds(RandomIdGenerator):
    """Random ids, except for the first span of a session."""

    def __init__(self) -> None:
        self.chosen: ContextVar[tuple[int, int] | None] = ContextVar("chosen", default=None)

    def generate_trace_id(self) -> int:
        chosen = self.chosen.get()
        return chosen[0] if chosen else super().generate_trace_id()

    def generate_span_id(self) -> int:
        chosen = self.chosen.get()
        return chosen[1] if chosen else super().generate_span_id()


class _RecordedSpan:
    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def set(self, attributes: Mapping[str, AttributeValue]) -> None:
        self._span.set_attributes(dict(attributes))


class OpenTelemetryTracing:
    """Traces sessions; `processor` takes the spans that have ended. May be used in any thread."""

    def __init__(self, processor: SpanProcessor) -> None:
        named = {"service.name": "headrace", "service.version": __version__}
        resource = Resource.create({**named, **OTELResourceDetector().detect().attributes})
        self._ids = _SessionIds()
        self._provider = TracerProvider(resource=resource, id_generator=self._ids, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("headrace", __version__)

    def trace_id_of(self, session_id: str) -> str:
        return trace.format_trace_id(_ids_of(session_id)[0])

    @contextmanager
    def start_session(self, session_id: str) -> Iterator[object]:
        token = self._ids.chosen.set(_ids_of(session_id))
        try:
            span = self._tracer.start_span(START, Context(), attributes={SESSION_ID: session_id})
        finally:
            self._ids.chosen.reset(token)
        with trace.use_span(span, end_on_exit=True):
            yield span

    def span_of(self, session_id: str, name: str) -> AbstractContextManager[object]:
        return self._tracer.start_as_current_span(
            name, self._context_of(session_id), attributes={SESSION_ID: session_id}
        )

    @contextmanager
    def span(self, name: str) -> Iterator[OpenSpan]:
        with self._tracer.start_as_current_span(name) as span:
            yield _RecordedSpan(span)

    def add(self, span: FinishedSpan) -> None:
        self._add(span, None)

    def stop(self) -> None:
        stopping = threading.Thread(target=self._provider.shutdown, daemon=True)  # takes 30 s without a collector
        stopping.start()
        stopping.join(STOP_S)

    def _add(self, span: FinishedSpan, parent: Context | None) -> None:
        added = self._tracer.start_span(
            span.name, parent, attributes=dict(span.attributes), start_time=_nanoseconds(span.begun_at)
        )
        for child in span.children:
            self._add(child, trace.set_span_in_context(added))
        added.end(_nanoseconds(span.ended_at))

    def _context_of(self, session_id: str) -> Context:
        """Return a context in which the first span of the session is the parent, if it was sampled."""
        trace_id, span_id = _ids_of(session_id)
        decision = self._provider.sampler.should_sample(Context(), trace_id, START).decision
        is_sampled = decision is Decision.RECORD_AND_SAMPLE
        flags = trace.TraceFlags(trace.TraceFlags.SAMPLED if is_sampled else trace.TraceFlags.DEFAULT)
        first = trace.SpanContext(trace_id, span_id, is_remote=True, trace_flags=flags)
        return trace.set_span_in_context(trace.NonRecordingSpan(first), Context())


def _ids_of(session_id: str) -> tuple[int, int]:
    """Return the ids of the session's trace and of its first span."""
    digest = blake2b(session_id.encode(), digest_size=24).digest()
    return int.from_bytes(digest[:16]), int.from_bytes(digest[16:])


def _nanoseconds(seconds: float) -> int:
    return int(seconds * 1e9)
