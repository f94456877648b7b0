"""One size: a library is scanned, looked at, committed, scanned again, and the commit is taken back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.ingest.scan.answers import PAGE_SIZE, Answer, answers
from benchmarks.ingest.scan.bare import hashed_s, listed_s
from benchmarks.ingest.scan.page import WatchingPage
from benchmarks.ingest.scan.process_monitor import SERVER, WORKERS, Scales
from benchmarks.ingest.server import HeadraceServe

LOOK_S, SOON_S, ASK_EVERY_S = 0.1, 0.005, 1.0


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of data in memory: at the peak, and by how much they rise after the warm-up."""

    peak_mb: float
    growth_mb: float


@dataclass(frozen=True, slots=True)
class Size:
    """What was seen with one library. Times are seconds of the wall clock, unless they say otherwise."""

    files: int
    nsfw: bool
    discovery_s: float
    scan_s: float
    """From the press to `completed`, discovery and all."""
    rescan_s: float
    """The same, once the library holds all of them unchanged."""
    rescan_cpu_s: float
    """Of the server, which does a rescan alone."""
    commit_s: float
    index_s: float
    """From the commit until the search index shows it; the rescan begins then."""
    undo_s: float
    listed_s: float
    """Bare limit of a rescan: list the folders, look at every file's size and time."""
    hashed_s: float
    """Bare limit of a scan: two processes read and hash every file."""
    server_cpu_s: float
    workers_cpu_s: float
    server: Memory
    workers: Memory
    commit_rise_mb: float
    database_mb: float
    page: Memory | None
    page_nodes: int
    status_ms: tuple[float, float]
    """Median and longest time the status took to come while files were read."""
    preview_ms: tuple[float, float]
    """The same for the first page of the preview."""
    memory: list[tuple[float, float, float]] = field(repr=False)
    """Seconds, megabytes of the server, megabytes of all workers."""
    heap: list[tuple[float, float]] = field(repr=False)
    answers: list[Answer] = field(repr=False)

    @property
    def files_per_s(self) -> float:
        return self.files / self.scan_s

    @property
    def rescan_times(self) -> float:
        """How many times faster than the scan the rescan was."""
        return self.scan_s / self.rescan_s

    @property
    def cpu_times(self) -> float:
        """How many times the rescan's processor time the scan took, workers and all."""
        return (self.server_cpu_s + self.workers_cpu_s) / self.rescan_cpu_s

    @property
    def times_bare(self) -> float:
        """How many times the bare limit the scan took."""
        return self.scan_s / self.hashed_s

    def document(self) -> dict[str, object]:
        """Everything, ratios first."""
        names = ("rescan_times", "cpu_times", "times_bare", "files_per_s")
        ratios: dict[str, object] = {name: getattr(self, name) for name in names}
        return ratios | asdict(self)


@dataclass(slots=True)
class _Clock:
    """Stands by while a session runs: how long it took, and how fast the server answered meanwhile."""

    server: HeadraceServe
    page: WatchingPage | None = None
    discovery_s: float = 0.0
    status_s: list[float] = field(default_factory=list)
    preview_s: list[float] = field(default_factory=list)

    def until_over(self, folder: Path, *, look_s: float, **options: object) -> tuple[str, float]:
        """Start a session; its id and its seconds."""
        began = time.perf_counter()
        session_id = self.server.begin(folder, **options)
        if self.page is not None:
            self.page.open(self.server.url, session_id)
        asked_at = 0.0
        while (document := self._status(session_id))["status"] != "completed":
            now = time.perf_counter()
            if document["status"] == "starting":
                self.discovery_s = now - began
            elif self.page is not None and now - asked_at >= ASK_EVERY_S:
                asked_at = now
                self._ask(session_id)
            time.sleep(look_s)
        return session_id, time.perf_counter() - began

    def _status(self, session_id: str) -> dict[str, Any]:
        began = time.perf_counter()
        document = self.server.status(session_id)
        self.status_s.append(time.perf_counter() - began)
        return document

    def _ask(self, session_id: str) -> None:
        assert self.page is not None
        began = time.perf_counter()
        self.server.get(f"/api/ingest/session/{session_id}/files", page_size=PAGE_SIZE)
        self.preview_s.append(time.perf_counter() - began)
        self.page.look_if_due()


def measure(library: Path, data: Path, files: int, page: WatchingPage | None, *, nsfw: bool) -> Size:
    """Everything about one library that lies in `library`, with an empty data folder."""
    bare = listed_s(library), hashed_s(library)
    with HeadraceServe(library, data) as server:
        clock = _Clock(server, page)
        with Scales(server.pid) as scales:
            session_id, scan_s = clock.until_over(library, look_s=LOOK_S, enable_nsfw_detection=nsfw)
        if page is not None:
            page.look()
        asked = answers(server, session_id, files)
        with Scales(server.pid, every_s=0.1) as commit_scales:
            commit_s = _timed(lambda: _commit(server, session_id))
        index_s = _timed(server.wait_for_index)
        with Scales(server.pid) as rescan_scales:
            _, rescan_s = _Clock(server).until_over(library, look_s=SOON_S, enable_nsfw_detection=nsfw)
        undo_s = _timed(lambda: server.post(f"/api/ingest/undo/{session_id}"))
        database_mb = server.database_mb
    return Size(
        files=files,
        nsfw=nsfw,
        discovery_s=clock.discovery_s,
        scan_s=scan_s,
        rescan_s=rescan_s,
        rescan_cpu_s=rescan_scales.cpu_s[SERVER],
        commit_s=commit_s,
        index_s=index_s,
        undo_s=undo_s,
        listed_s=bare[0],
        hashed_s=bare[1],
        server_cpu_s=scales.cpu_s[SERVER],
        workers_cpu_s=scales.cpu_s[WORKERS],
        server=Memory(scales.peak_mb(SERVER), scales.growth_mb(SERVER)),
        workers=Memory(scales.peak_mb(WORKERS), scales.growth_mb(WORKERS)),
        commit_rise_mb=commit_scales.rise_mb(SERVER),
        database_mb=database_mb,
        page=None if page is None else Memory(page.peak_mb, page.growth_mb),
        page_nodes=0 if page is None else page.nodes[-1],
        status_ms=_middle_and_worst(clock.status_s),
        preview_ms=_middle_and_worst(clock.preview_s),
        memory=[
            (round(one.at, 1), one.memory_kb[SERVER] / 1024, one.memory_kb[WORKERS] / 1024) for one in scales.samples
        ],
        heap=[] if page is None else page.heap_mb,
        answers=asked,
    )


def _commit(server: HeadraceServe, session_id: str) -> None:
    server.post("/api/ingest/commit", {"session_id": session_id})
    server.wait(session_id, "committed")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _middle_and_worst(seconds: list[float]) -> tuple[float, float]:
    return (median(seconds) * 1000, max(seconds) * 1000) if seconds else (0.0, 0.0)
