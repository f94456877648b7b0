"""Measures how long the server takes to answer the Preview step's requests after a session."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.ingest.process_monitor import SERVER, ProcessMonitor
from benchmarks.ingest.server import HeadraceServe

PAGE_SIZE = 60
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    request: str
    ms: float
    """Median of the repeats."""
    memory_mb: float
    """Peak rise of the server's memory during the request."""


def measure_answers(server: HeadraceServe, session_id: str, files: int) -> list[Answer]:
    """Send every request of the Preview step, and download the reports, for a finished session of `files` files."""
    place = f"/api/ingest/session/{session_id}"
    last = -(-files // PAGE_SIZE)
    answers = [
        _ask(server, request, path, query)
        for request, path, query in (
            ("first page", f"{place}/files", {}),
            ("last page", f"{place}/files", {"page": last}),
            ("last page by score", f"{place}/files", {"page": last, "sort": "score"}),
            ("one keyword", f"{place}/files", {"keyword": "minimalist"}),
            ("words in the prompt", f"{place}/files", {"q": "golden hour"}),
            ("words that no file has", f"{place}/files", {"q": "no such words"}),
            ("warnings only", f"{place}/files", {"warnings": True}),
            ("keywords", f"{place}/keywords", {}),
            ("session", place, {}),
            ("sessions", "/api/ingest/sessions", {}),
            ("active session", "/api/ingest/active-session", {}),
        )
    ]
    answers += [
        _ask(server, f"duplicates: {kind}", f"{place}/duplicates", {"kind": kind}, repeats=1)
        for kind in ("exact", "pixels", "near")
    ]
    return [*answers, *(_download_report(server, session_id, form) for form in ("csv", "json", "html"))]


def _ask(server: HeadraceServe, request: str, path: str, query: dict[str, Any], *, repeats: int = REPEATS) -> Answer:
    times = []
    with ProcessMonitor(server.pid, every_s=0.02) as monitor:
        for _ in range(repeats):
            began = time.perf_counter()
            server.get(path, page_size=PAGE_SIZE, **query) if path.endswith("/files") else server.get(path, **query)
            times.append(time.perf_counter() - began)
    return Answer(request, median(times) * 1000, monitor.rise_mb(SERVER))


def _download_report(server: HeadraceServe, session_id: str, form: str) -> Answer:
    began = time.perf_counter()
    with (
        ProcessMonitor(server.pid, every_s=0.1) as monitor,
        server.http.stream("GET", f"/api/ingest/report/{session_id}", params={"format": form}) as report,
    ):
        size = sum(len(piece) for piece in report.iter_raw())
    seconds = time.perf_counter() - began
    return Answer(f"report as {form}, {size / 1e6:,.0f} MB", seconds * 1000, monitor.rise_mb(SERVER))
