"""Measures sessions of the product over the files."""

from __future__ import annotations

import math
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ingest.mixed.measurement import Measurement, evaluate, monitor
from benchmarks.ingest.server import HeadraceServe
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import Checkout


@dataclass(frozen=True, slots=True)
class Product:
    """The product of `checkout`, which may read below `root`. Each measurement starts with an empty database."""

    root: Path
    warm_up: Path
    """A folder with a few files of each kind, read before every measurement in the same way, so that workers have
    loaded everything that they need."""
    data: Path
    checkout: Checkout

    def measure_session(self, what: str, library: Path, files: int, **options: object) -> Measurement | None:
        """Measure a session with these parameters; None where the product of an earlier checkout does not know them."""
        with self._serve() as server:
            if not options.keys() <= server.parameters:
                return None
            server.warm_up(self.warm_up, **options)
            return _measure(server, what, library, files, **options)

    def measure_rescan(self, what: str, library: Path, files: int) -> Measurement:
        """Measure a session over files that are in the library, unchanged."""
        with self._serve() as server:
            server.warm_up(self.warm_up, enable_nsfw_detection=False)
            session_id = server.start_session(library, enable_nsfw_detection=False)
            server.wait_for_status(session_id, "completed")
            server.post("/api/ingest/commit", {"session_id": session_id})
            server.wait_for_status(session_id, "committed")
            server.wait_for_index()
            return _measure(server, what, library, files, enable_nsfw_detection=False)

    def _serve(self) -> _WarmServer:
        shutil.rmtree(self.data, ignore_errors=True)
        return _WarmServer(self.root, self.data, self.checkout)


class _WarmServer(HeadraceServe):
    """A server whose workers can have read files before."""

    @property
    def parameters(self) -> set[str]:
        """The parameters that a session can have."""
        return set(self.get("/openapi.json")["components"]["schemas"]["ProcessParameters"]["properties"])

    def warm_up(self, folder: Path, **options: object) -> None:
        """Read the files of a folder, and delete the session that did it."""
        session_id = self.start_session(folder, **options)
        self.wait_for_status(session_id, "completed")
        self.http.delete(f"/api/ingest/session/{session_id}").raise_for_status()


def _measure(server: _WarmServer, what: str, library: Path, files: int, **options: object) -> Measurement:
    first_s: float | None = None
    delays = server.loop_delays()
    with monitor(server.pid) as watched:
        began = time.perf_counter()
        for document in server.follow(server.start_session(library, **options)):
            if first_s is None and document["processed_files"]:
                first_s = time.perf_counter() - began
            last = document
        seconds = time.perf_counter() - began
    if last["status"] != "completed":
        raise BenchmarkError(f"The session ended with the status {last['status']}: {last['message']}")
    pause_ms = _find_longest(delays, server.loop_delays()) * 1000
    first_ms = None if first_s is None else first_s * 1000
    return evaluate(what, files, seconds, watched, first_outcome_ms=first_ms, loop_pause_ms=pause_ms)


def _find_longest(before: dict[float, float], after: dict[float, float]) -> float:
    """Return the upper bound in seconds of the longest delay between two readings of the histogram."""
    late = {most: count - before.get(most, 0) for most, count in after.items()}
    return min(most for most, count in late.items() if count == late[math.inf])
