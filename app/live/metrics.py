"""The live stream's metrics, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

LATENCY_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)


class LiveMetrics:
    """One set per hub, in the registry that the hub was given; nothing is global."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"headrace_stream_{name}", text, labels, registry=registry)

        self.open = Gauge("headrace_stream_open", "Streams open now.", registry=registry)
        self.opened = counter("opened", "Streams opened, resumed ones included.")
        self.resumed = counter("resumed", "Streams that continued from a Last-Event-ID.")
        self.replayed = counter("replayed", "Failures sent again to streams that had missed them.")
        self.conflated = counter("conflated", "State changes sent as part of a newer state.")
        self.dropped = counter("dropped", "Times a client got a snapshot because it had missed too much.")
        self.bytes = counter("bytes", "Bytes of event data written to connections.")
        self.refused = counter("refused", "Requests that did not open a stream, by status.", "status")
        self.closed = counter("closed", "Streams closed, by reason.", "reason")
        self.latency = Histogram(
            "headrace_stream_delivery_seconds",
            "Time from a change to the last write that carries it; one observation per delivery.",
            buckets=LATENCY_BUCKETS,
            registry=registry,
        )
