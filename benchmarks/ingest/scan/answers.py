"""How long the server takes to answer what the page asks, while a session runs and once it is over."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.ingest.scan.process_monitor import SERVER, Scales
from benchmarks.ingest.server import HeadraceServe

PAGE_SIZE = 60
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    what: str
    ms: float
    memory_mb: float
    """By how much the server's memory rose meanwhile, at its peak."""


def answers(server: HeadraceServe, session_id: str, files: int) -> list[Answer]:
    """Every question the Preview step asks, of a session that is over."""
    place = f"/api/ingest/session/{session_id}"
    last = -(-files // PAGE_SIZE)
    found = [
        _asked(server, what, path, query)
        for what, path, query in (
            ("first page", f"{place}/files", {}),
            ("last page", f"{place}/files", {"page": last}),
            ("last page by score", f"{place}/files", {"page": last, "sort": "score"}),
            ("one keyword", f"{place}/files", {"keyword": "minimalist"}),
            ("words in the prompt", f"{place}/files", {"q": "golden hour"}),
            ("words that are nowhere", f"{place}/files", {"q": "no such words"}),
            ("warnings only", f"{place}/files", {"warnings": True}),
            ("keywords", f"{place}/keywords", {}),
            ("session", place, {}),
            ("sessions", "/api/ingest/sessions", {}),
            ("active session", "/api/ingest/active-session", {}),
        )
    ]
    found += [
        _asked(server, f"duplicates: {kind}", f"{place}/duplicates", {"kind": kind}, repeats=1)
        for kind in ("exact", "pixels", "near")
    ]
    return [*found, *(_report(server, session_id, form) for form in ("csv", "json", "html"))]


def _asked(server: HeadraceServe, what: str, path: str, query: dict[str, Any], *, repeats: int = REPEATS) -> Answer:
    times = []
    with Scales(server.pid, every_s=0.02) as scales:
        for _ in range(repeats):
            began = time.perf_counter()
            server.get(path, page_size=PAGE_SIZE, **query) if path.endswith("/files") else server.get(path, **query)
            times.append(time.perf_counter() - began)
    return Answer(what, median(times) * 1000, scales.rise_mb(SERVER))


def _report(server: HeadraceServe, session_id: str, form: str) -> Answer:
    began = time.perf_counter()
    with (
        Scales(server.pid, every_s=0.1) as scales,
        server.http.stream("GET", f"/api/ingest/report/{session_id}", params={"format": form}) as report,
    ):
        size = sum(len(piece) for piece in report.iter_raw())
    seconds = time.perf_counter() - began
    return Answer(f"report as {form}, {size / 1e6:,.0f} MB", seconds * 1000, scales.rise_mb(SERVER))
