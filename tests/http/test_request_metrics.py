"""What is measured of requests. No text of a stranger becomes a label."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message, Scope

from app.http.request_metrics import NamedMount, NamedRoute, RequestMeter, RequestMetrics


def make_app(registry: CollectorRegistry) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/files/{file_id}")
    def file(file_id: int) -> int:
        return file_id

    @app.get("/defect")
    def defect() -> None:
        raise RuntimeError

    inner = FastAPI(openapi_url=None, routes=[Route("/{name}", lambda _: PlainTextResponse("script"))])
    app.router.routes.append(NamedRoute("/stream/{session_id}", lambda _: PlainTextResponse("event")))
    app.router.routes.append(NamedMount("/static", inner))
    app.add_middleware(RequestMeter, metrics=RequestMetrics(registry))
    return app


async def send(app: FastAPI, method: str, path: str) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def ignore(_: Message) -> None:
        return

    scope: Scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b""}
    await app(scope, receive, ignore)


def test_requests_are_counted_by_method_route_and_status() -> None:
    registry = CollectorRegistry()
    app = make_app(registry)
    for method, path in (
        ("GET", "/files/7"),
        ("GET", "/files/8"),
        ("GET", "/files/x"),
        ("FORGED", "/files/7"),
        ("GET", "/stream/20260131-154500-1f3a9c"),
        ("GET", "/static/app.js"),
        ("GET", "/an/address/of/a/stranger"),
    ):
        asyncio.run(send(app, method, path))
    with pytest.raises(RuntimeError):
        asyncio.run(send(app, "GET", "/defect"))
    samples = [sample for family in registry.collect() for sample in family.samples]
    counted = {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
        for sample in samples
        if sample.name == "headrace_http_requests_total"
    }
    assert counted == {
        ("GET", "/files/{file_id}", "200"): 2,
        ("GET", "/files/{file_id}", "422"): 1,
        ("other", "/files/{file_id}", "405"): 1,
        ("GET", "/stream/{session_id}", "200"): 1,
        ("GET", "/static", "200"): 1,
        ("GET", "none", "404"): 1,
        ("GET", "/defect", "500"): 1,
    }
    measured = sum(s.value for s in samples if s.name == "headrace_http_request_duration_seconds_count")
    assert measured == sum(counted.values())
    assert registry.get_sample_value("headrace_http_requests_in_progress") == 0
