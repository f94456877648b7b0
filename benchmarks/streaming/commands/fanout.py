"""Fan-out through nginx and Caddy with TLS and HTTP/2, beside the same proxy in front of a server that only writes."""

from __future__ import annotations

import argparse
import asyncio
import ssl
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.domain.connection.remedies import ProxyKind
from benchmarks.streaming.clients.http2_client import Http2Subscribers, Received, percentile_ms
from benchmarks.streaming.peers import Bare
from benchmarks.streaming.result import Result
from benchmarks.streaming.server import Headrace, Server
from benchmarks.support.checkout import Checkout
from benchmarks.support.usage import child_pids, cpu_s
from tests.support.proxies.configurations import CONFIGURATIONS, GOOD, Transport
from tests.support.proxies.running import RunningProxy, is_installed, running_proxy

PROXIES = (ProxyKind.NGINX, ProxyKind.CADDY)
STREAMS_PER_CONNECTION = 50
EVENT_BYTES = 600
GRACE_S = 10.0
OPEN_S = 60.0


@dataclass(frozen=True, slots=True)
class Size:
    subscribers: int
    rate: float
    seconds: float

    @property
    def count(self) -> int:
        return int(self.rate * self.seconds)


WHOLE = (Size(200, 20, 10), Size(1000, 10, 10))
QUICK = (Size(100, 10, 3),)


@dataclass(frozen=True, slots=True)
class Row:
    proxy: str
    server: str
    subscribers: int
    rate: float
    delivered: int
    expected: int
    out_of_order: int
    p50_ms: float
    p99_ms: float
    proxy_us: float
    """Processor time of the proxy, µs per delivery."""
    server_us: float


def run(options: argparse.Namespace) -> Result:
    rows = [
        _measure(kind, server, size, options.checkout)
        for size in (QUICK if options.quick else WHOLE)
        for kind in PROXIES
        if is_installed(kind)
        for server in (Headrace, Bare)
    ]
    return Result([asdict(row) for row in rows], lambda console: show(rows, console))


def _measure(kind: ProxyKind, kind_of_server: type[Server], size: Size, checkout: Checkout) -> Row:
    good = next(one for one in CONFIGURATIONS if (one.proxy, one.name) == (kind, GOOD))
    with (
        kind_of_server(checkout) as server,
        tempfile.TemporaryDirectory() as folder,
        running_proxy(good, Transport.TLS_2, server.port, Path(folder)) as proxy,
    ):
        received, proxy_s, server_s = asyncio.run(_receive(server, proxy, size))
    delivered = len(received.delays_ns)
    return Row(
        proxy=kind,
        server=server.name,
        subscribers=size.subscribers,
        rate=size.rate,
        delivered=delivered,
        expected=size.subscribers * size.count,
        out_of_order=received.out_of_order,
        p50_ms=percentile_ms(received.delays_ns, 50),
        p99_ms=percentile_ms(received.delays_ns, 99),
        proxy_us=proxy_s * 1e6 / max(1, delivered),
        server_us=server_s * 1e6 / max(1, delivered),
    )


async def _receive(server: Server, proxy: RunningProxy, size: Size) -> tuple[Received, float, float]:
    """Return what arrived, and the processor time that proxy and server took for it."""
    received, tls = Received(), _offer_http2(proxy)
    clients = [
        Http2Subscribers("localhost", proxy.port, server.path, STREAMS_PER_CONNECTION, received)
        for _ in range(size.subscribers // STREAMS_PER_CONNECTION)
    ]
    tasks = [asyncio.create_task(client.run(tls)) for client in clients]
    until = time.monotonic() + (OPEN_S if isinstance(server, Headrace) else 2.0)
    while received.opened < size.subscribers and time.monotonic() < until:  # noqa: ASYNC110  a bare stream begins empty
        await asyncio.sleep(0.05)
    pids = [proxy.pid, *child_pids(proxy.pid)]
    before = sum(map(cpu_s, pids)), server.cpu_s()
    server.publisher.order(size.rate, size.count, EVENT_BYTES)
    expected, until = size.subscribers * size.count, time.monotonic() + size.seconds + GRACE_S
    while len(received.delays_ns) < expected and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    took = sum(map(cpu_s, pids)) - before[0], server.cpu_s() - before[1]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return received, *took


def _offer_http2(proxy: RunningProxy) -> ssl.SSLContext:
    tls = proxy.tls()
    tls.set_alpn_protocols(["h2"])
    return tls


def show(rows: Sequence[Row], console: Console) -> None:
    table = Table(title="Fan-out through a proxy with TLS and HTTP/2, 50 streams on a connection")
    for name in ("proxy", "server", "subscribers × events/s", "delivered", "p50 ms", "p99 ms", "proxy µs", "server µs"):
        table.add_column(name, justify="left" if name in ("proxy", "server") else "right")
    for row in rows:
        figures = (f"{value:.1f}" for value in (row.p50_ms, row.p99_ms, row.proxy_us, row.server_us))
        delivered = f"{row.delivered:,} of {row.expected:,}"
        if row.out_of_order:
            delivered += f", {row.out_of_order:,} out of order"
        table.add_row(row.proxy, row.server, f"{row.subscribers:,} × {row.rate:g}", delivered, *figures)
    console.print(table)
