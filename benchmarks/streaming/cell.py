"""One cell of the table: one server with a number of subscribers and a number of events per second."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.streaming.clients.load_client import ClientResult, LoadClient
from benchmarks.streaming.server import Server
from benchmarks.support.cores import CLIENT_CORE
from benchmarks.support.usage import machine_busy_s

WARM_UP = 20
"""Connections opened and closed before memory is measured, so that code loaded on first use is not counted."""
SETTLE_S = 1.0
"""Time from the last connection to the first event, for generators to start and snapshots to be sent."""


@dataclass(frozen=True, slots=True)
class Load:
    """The load of one cell, the same for every server."""

    subscribers: int
    rate: float
    """Events per second."""
    seconds: float
    size: int = 600
    """Bytes of one event's data, as JSON."""
    grace_s: float = 5
    """How long after the last event the run is cut off."""

    @property
    def count(self) -> int:
        return int(self.rate * self.seconds)

    @property
    def expected(self) -> int:
        return self.count * self.subscribers


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of one cell."""

    server: str
    load: Load
    client: ClientResult
    cpu_us_per_delivery: float
    kb_per_connection: float
    server_busy: float
    """Share of its core that the server used, 0 to 1."""
    emitted_late_ms: float
    """The longest delay of the publisher itself behind its schedule."""
    others_busy: float
    """Cores used by unrelated processes during the run. If this is high, the latencies mean little."""

    @property
    def is_saturated(self) -> bool:
        """Whether some events had not arrived when the run was cut off."""
        return self.client.delivered < self.load.expected


def run_cell(server: Server, load: Load, client_core: int | None = CLIENT_CORE, nap_us: int = 0) -> Measured:
    """Connect all subscribers, publish the events and measure. `server` must have been started for this run.

    With `nap_us`, the client checks its sockets at that interval (µs) instead of being woken by every write.
    """
    with LoadClient(server.port, server.path, WARM_UP, deadline_s=1) as warm_up:
        warm_up.stop()
    empty_kb = server.settled_memory_kb()
    deadline = SETTLE_S + load.seconds + load.grace_s
    with LoadClient(
        server.port,
        server.path,
        load.subscribers,
        expect=load.count,
        deadline_s=deadline,
        core=client_core,
        nap_us=nap_us,
    ) as client:
        time.sleep(SETTLE_S)
        full_kb = server.memory_kb()
        machine, ours = machine_busy_s(), server.cpu_with_publisher_s() + client.cpu_s()
        cpu, began = server.cpu_s(), time.monotonic()
        server.publisher.order(load.rate, load.count, load.size)
        result = client.wait_for_result()
        cpu, took = server.cpu_s() - cpu, time.monotonic() - began
        machine, ours = machine_busy_s() - machine, server.cpu_with_publisher_s() + result.client_cpu_s - ours
    late = 0.0 if result.delivered < load.expected else float(server.publisher.read_answer()["latest_ms"])
    return Measured(
        server=server.name,
        load=load,
        client=result,
        cpu_us_per_delivery=cpu * 1e6 / max(1, result.delivered),
        kb_per_connection=(full_kb - empty_kb) / load.subscribers,
        server_busy=cpu / took,
        emitted_late_ms=late,
        others_busy=max(0.0, machine - ours) / took,
    )
