"""What arrives when connections are cut at random moments: failures and the terminal event, once each, in order."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.domain.connection.remedies import ProxyKind
from benchmarks.streaming.clients.dropping_client import Dropped, Target, choose_cuts, subscribe
from benchmarks.streaming.deliveries import COLUMNS, Deliveries, count_deliveries
from benchmarks.streaming.result import Result
from benchmarks.streaming.server import Headrace
from benchmarks.support.cache import BenchmarkError
from tests.support.proxies.configurations import CONFIGURATIONS, GOOD, Transport
from tests.support.proxies.running import is_installed, running_proxy

AWAY_S = 2.0
CUTS = 2
"""Of each connection. A cut that comes while it is away counts when it is back."""
EVENT_BYTES = 300
CONNECT_S = 5.0
"""For all to connect before the first event; cuts are counted from then."""
GRACE_S = 60.0
"""How long after the last event a subscriber may take to have everything."""
SEED = 16


@dataclass(frozen=True, slots=True)
class Size:
    subscribers: int
    failures: int
    rate: float

    @property
    def seconds(self) -> float:
        return self.failures / self.rate


WHOLE, QUICK = Size(1000, 200, 10), Size(100, 60, 10)


@dataclass(frozen=True, slots=True)
class Row:
    way: str
    subscribers: int
    connections: int
    """All that were opened; each one after the first is a return."""
    deliveries: Deliveries

    def as_document(self) -> dict[str, object]:
        document: dict[str, object] = asdict(self)
        del document["deliveries"]
        return document | asdict(self.deliveries) | {"percent": self.deliveries.percent}


class EndingServer(Headrace):
    """Headrace with a session that ends after the order."""

    module = "serve_ending"


def run(options: argparse.Namespace) -> Result:
    size = QUICK if options.quick else WHOLE
    rows = []
    for way in ("plain", "nginx, TLS"):
        if way != "plain" and not is_installed(ProxyKind.NGINX):
            raise BenchmarkError("nginx is not installed. Install it: apt-get install nginx-light")
        server = EndingServer(options.checkout)
        with server, _way_to(server, way) as target:
            rows.append(_measure(server, target, size, way))
    return Result([row.as_document() for row in rows], lambda console: show(rows, console))


@contextmanager
def _way_to(server: Headrace, way: str) -> Iterator[Target]:
    if way == "plain":
        yield Target("127.0.0.1", server.port, server.path, None)
        return
    good = next(one for one in CONFIGURATIONS if (one.proxy, one.name) == (ProxyKind.NGINX, GOOD))
    with (
        tempfile.TemporaryDirectory() as folder,
        running_proxy(good, Transport.TLS_1, server.port, Path(folder)) as proxy,
    ):
        yield Target("localhost", proxy.port, server.path, proxy.tls())


def _measure(server: Headrace, target: Target, size: Size, way: str) -> Row:
    subscribers = choose_cuts(size.subscribers, CUTS, size.seconds, SEED)
    asyncio.run(_run(server, target, size, subscribers))
    return Row(
        way=way,
        subscribers=size.subscribers,
        connections=sum(len(one.connected_at) for one in subscribers),
        deliveries=count_deliveries(subscribers, range(1, size.failures + 1)),
    )


async def _run(server: Headrace, target: Target, size: Size, subscribers: Sequence[Dropped]) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time() + CONNECT_S
    tasks = [asyncio.create_task(subscribe(target, one, AWAY_S, start)) for one in subscribers]
    while loop.time() < start or any(one.snapshots == 0 for one in subscribers):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    server.publisher.order(size.rate, size.failures, EVENT_BYTES)
    await asyncio.wait(tasks, timeout=size.seconds + GRACE_S)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def show(rows: Sequence[Row], console: Console) -> None:
    table = Table(title=f"Connections cut {CUTS} times for {AWAY_S:g} s: failures and terminal events")
    for name in ("way", "subscribers", "connections", *COLUMNS):
        table.add_column(name, justify="left" if name == "way" else "right")
    for row in rows:
        table.add_row(row.way, f"{row.subscribers:,}", f"{row.connections:,}", *row.deliveries.describe())
    console.print(table)
