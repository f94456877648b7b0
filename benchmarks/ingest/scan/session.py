"""Measures one size: scan a library, request its preview, commit it, scan it again and undo the commit."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Protocol

from benchmarks.ingest.process_monitor import SERVER, WORKERS, ProcessMonitor
from benchmarks.ingest.scan.answers import PAGE_SIZE, Answer, measure_answers
from benchmarks.ingest.scan.lower_bounds import measure_hashing_s, measure_listing_s
from benchmarks.ingest.server import HeadraceServe
from benchmarks.support.checkout import Checkout

SCAN_POLL_S, RESCAN_POLL_S, PREVIEW_EVERY_S = 0.1, 0.005, 1.0


class SessionWatcher(Protocol):
    """A page that watches a session, so that this module does not need the browser's packages."""

    heap_mb: list[tuple[float, float]]
    """(seconds, megabytes of heap in use)."""
    nodes: list[int]
    """Number of DOM nodes at the same moments."""

    def open(self, url: str, session_id: str) -> None: ...

    def sample_if_due(self) -> None: ...

    def sample(self) -> None: ...

    @property
    def peak_mb(self) -> float: ...

    @property
    def growth_mb(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of memory: the peak, and the growth after the warm-up."""

    peak_mb: float
    growth_mb: float


@dataclass(frozen=True, slots=True)
class Size:
    """The measurements of one library. Times are wall-clock seconds unless the name says otherwise."""

    files: int
    nsfw: bool
    discovery_s: float
    scan_s: float
    """From the start to `completed`, including discovery."""
    rescan_s: float
    """The same with all files already in the library and unchanged."""
    rescan_cpu_s: float
    """Of the server; the workers have nothing to do in a rescan."""
    commit_s: float
    index_s: float
    """From the commit until the search index covers it; the rescan begins afterwards."""
    undo_s: float
    listed_s: float
    """Lower bound of a rescan: list the folders and read every file's size and time."""
    hashed_s: float
    """Lower bound of a scan: read and hash every file with one process per core."""
    server_cpu_s: float
    workers_cpu_s: float
    server: Memory
    workers: Memory
    commit_rise_mb: float
    database_mb: float
    page: Memory | None
    page_nodes: int
    status_ms: tuple[float, float]
    """Median and longest response time of the status during the scan."""
    preview_ms: tuple[float, float]
    """The same for the first page of the preview."""
    memory: list[tuple[float, float, float]] = field(repr=False)
    """(seconds, megabytes of the server, megabytes of all workers)."""
    heap: list[tuple[float, float]] = field(repr=False)
    answers: list[Answer] = field(repr=False)

    @property
    def files_per_s(self) -> float:
        return self.files / self.scan_s

    @property
    def rescan_times(self) -> float:
        """Duration of the scan divided by that of the rescan."""
        return self.scan_s / self.rescan_s

    @property
    def cpu_times(self) -> float:
        """Processor time of the scan, workers included, divided by that of the rescan."""
        return (self.server_cpu_s + self.workers_cpu_s) / self.rescan_cpu_s

    @property
    def times_bare(self) -> float:
        """Duration of the scan divided by its lower bound."""
        return self.scan_s / self.hashed_s

    def document(self) -> dict[str, object]:
        """Return all measurements for JSON, ratios first."""
        names = ("rescan_times", "cpu_times", "times_bare", "files_per_s")
        ratios: dict[str, object] = {name: getattr(self, name) for name in names}
        return ratios | asdict(self)


@dataclass(slots=True)
class _SessionTimer:
    """Runs a session and records how long it takes and how fast the server answers meanwhile."""

    server: HeadraceServe
    page: SessionWatcher | None = None
    discovery_s: float = 0.0
    status_s: list[float] = field(default_factory=list)
    preview_s: list[float] = field(default_factory=list)

    def run_session(self, folder: Path, *, poll_s: float, **options: object) -> tuple[str, float]:
        """Run a session to its end, requesting its status every `poll_s` seconds. Return its id and its duration."""
        began = time.perf_counter()
        session_id = self.server.start_session(folder, **options)
        if self.page is not None:
            self.page.open(self.server.url, session_id)
        asked_at = 0.0
        while (document := self._request_status(session_id))["status"] != "completed":
            now = time.perf_counter()
            if document["status"] == "starting":
                self.discovery_s = now - began
            elif self.page is not None and now - asked_at >= PREVIEW_EVERY_S:
                asked_at = now
                self._request_preview(session_id)
            time.sleep(poll_s)
        return session_id, time.perf_counter() - began

    def _request_status(self, session_id: str) -> dict[str, Any]:
        began = time.perf_counter()
        document = self.server.status(session_id)
        self.status_s.append(time.perf_counter() - began)
        return document

    def _request_preview(self, session_id: str) -> None:
        assert self.page is not None
        began = time.perf_counter()
        self.server.get(f"/api/ingest/session/{session_id}/files", page_size=PAGE_SIZE)
        self.preview_s.append(time.perf_counter() - began)
        self.page.sample_if_due()


def measure(
    library: Path, data: Path, files: int, page: SessionWatcher | None, checkout: Checkout, *, nsfw: bool
) -> Size:
    """Measure the library of `files` files in the folder `library`, starting with an empty `data` folder."""
    listed_s, hashed_s = measure_listing_s(library), measure_hashing_s(library)
    with HeadraceServe(library, data, checkout) as server:
        timer = _SessionTimer(server, page)
        with ProcessMonitor(server.pid) as scan_monitor:
            session_id, scan_s = timer.run_session(library, poll_s=SCAN_POLL_S, enable_nsfw_detection=nsfw)
        if page is not None:
            page.sample()
        answers = measure_answers(server, session_id, files)
        with ProcessMonitor(server.pid, every_s=0.1) as commit_monitor:
            commit_s = _measure_s(lambda: _commit(server, session_id))
        index_s = _measure_s(server.wait_for_index)
        with ProcessMonitor(server.pid) as rescan_monitor:
            _, rescan_s = _SessionTimer(server).run_session(library, poll_s=RESCAN_POLL_S, enable_nsfw_detection=nsfw)
        undo_s = _measure_s(lambda: server.post(f"/api/ingest/undo/{session_id}"))
        database_mb = server.database_mb
    return Size(
        files=files,
        nsfw=nsfw,
        discovery_s=timer.discovery_s,
        scan_s=scan_s,
        rescan_s=rescan_s,
        rescan_cpu_s=rescan_monitor.cpu_s[SERVER],
        commit_s=commit_s,
        index_s=index_s,
        undo_s=undo_s,
        listed_s=listed_s,
        hashed_s=hashed_s,
        server_cpu_s=scan_monitor.cpu_s[SERVER],
        workers_cpu_s=scan_monitor.cpu_s[WORKERS],
        server=Memory(scan_monitor.peak_mb(SERVER), scan_monitor.growth_mb(SERVER)),
        workers=Memory(scan_monitor.peak_mb(WORKERS), scan_monitor.growth_mb(WORKERS)),
        commit_rise_mb=commit_monitor.rise_mb(SERVER),
        database_mb=database_mb,
        page=None if page is None else Memory(page.peak_mb, page.growth_mb),
        page_nodes=0 if page is None else page.nodes[-1],
        status_ms=_median_and_longest_ms(timer.status_s),
        preview_ms=_median_and_longest_ms(timer.preview_s),
        memory=[
            (round(one.at, 1), one.memory_kb[SERVER] / 1024, one.memory_kb[WORKERS] / 1024)
            for one in scan_monitor.samples
        ],
        heap=[] if page is None else page.heap_mb,
        answers=answers,
    )


def _commit(server: HeadraceServe, session_id: str) -> None:
    server.post("/api/ingest/commit", {"session_id": session_id})
    server.wait_for_status(session_id, "committed")


def _measure_s(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _median_and_longest_ms(seconds: list[float]) -> tuple[float, float]:
    return (median(seconds) * 1000, max(seconds) * 1000) if seconds else (0.0, 0.0)
