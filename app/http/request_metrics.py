"""How many requests were answered, how, and how fast."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.routing import Match, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER_METHOD = "other"
"""A client may send any word as its method. It must not become the value of a label."""
NO_ROUTE = "none"
"""The route of a request that was answered before one was found: refused, not signed in, or an unknown address."""


class NamedRoute(Route):
    """A plain route that says which one it is, as those of FastAPI do."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        return match, {**found, "route": self}


class NamedMount(Mount):
    """A mounted app that says where it is, as routes of FastAPI do."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        return match, {**found, "route": self}


class RequestMetrics:
    """One set per app, in its registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.answered = Counter(
            "headrace_http_requests",
            "Requests answered, by method, route and status.",
            ("method", "route", "status"),
            registry=registry,
        )
        self.duration = Histogram(
            "headrace_http_request_duration_seconds",
            "Time from the head of a request to the start of its answer, by method and route.",
            ("method", "route"),
            buckets=BUCKETS_S,
            registry=registry,
        )
        self.in_progress = Gauge(
            "headrace_http_requests_in_progress",
            "Requests that are being answered; open streams do not count.",
            registry=registry,
        )


class RequestMeter:
    """ASGI middleware that counts every request. How long a client takes to receive the answer is not measured."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun_at = time.perf_counter()
        has_started = False

        async def send_and_count(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                self._count(scope, message["status"], time.perf_counter() - begun_at)
            await send(message)

        self._metrics.in_progress.inc()
        try:
            await self._app(scope, receive, send_and_count)
        except Exception:
            if not has_started:  # Starlette answers it outside of all middleware
                self._count(scope, 500, time.perf_counter() - begun_at)
            raise
        finally:
            self._metrics.in_progress.dec()

    def _count(self, scope: Scope, status: int, duration_s: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else OTHER_METHOD
        route = getattr(scope.get("route"), "path", NO_ROUTE)
        self._metrics.answered.labels(method, route, str(status)).inc()
        self._metrics.duration.labels(method, route).observe(duration_s)
