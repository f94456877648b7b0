"""What `headrace doctor` says about real proxies, good and bad configurations, HTTP/1.1 and HTTP/2, also with TLS."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from app.catalog import Catalog
from app.cli.connection.probe import probe
from app.domain.connection.diagnosis import ProblemKind, Severity, diagnose
from app.domain.connection.remedies import recognize_proxy
from benchmarks.ingest.server import HeadraceServe
from benchmarks.streaming.result import Result
from tests.support.proxies.configurations import CONFIGURATIONS, GOOD, Configuration, Transport
from tests.support.proxies.running import is_installed, running_proxy
from tests.support.proxies.server import TRUSTING, add_caller

QUIET_S = 6.0
AT_ONCE = 4
"""Proxies that are tried at the same time. Each is idle nearly always."""


@dataclass(frozen=True, slots=True)
class Row:
    proxy: str
    configuration: str
    transport: str
    recognized: bool
    p50_ms: float
    found: Sequence[str]
    expected: Sequence[str]

    @property
    def is_right(self) -> bool:
        return sorted(self.found) == sorted(self.expected)


def run(options: argparse.Namespace) -> Result:
    chosen = [
        (configuration, transport)
        for configuration in CONFIGURATIONS
        if is_installed(configuration.proxy) and (not options.quick or configuration.name == GOOD)
        for transport in Transport
    ]
    with tempfile.TemporaryDirectory(prefix="headrace-proxies-") as name:
        folder = Path(name)
        (folder / "media").mkdir()
        server = HeadraceServe(folder / "media", folder / "data", options.checkout, TRUSTING)
        with server, ThreadPoolExecutor(AT_ONCE) as threads:
            port = int(server.url.rpartition(":")[2])
            with closing(Catalog(f"sqlite:///{server.data / 'headrace.db'}")) as catalog:
                headers = add_caller(catalog)
            rows = list(threads.map(lambda pair: _try(port, headers, folder, *pair), chosen))
    return Result([asdict(row) | {"is_right": row.is_right} for row in rows], lambda console: show(rows, console))


def _try(port: int, headers: dict[str, str], above: Path, configuration: Configuration, transport: Transport) -> Row:
    folder = Path(tempfile.mkdtemp(dir=above))
    with (
        running_proxy(configuration, transport, port, folder) as proxy,
        httpx.Client(base_url=proxy.url, headers=headers, http2=True, verify=proxy.tls(), timeout=30) as client,
    ):
        result = probe(client, QUIET_S)
    seen = result.observations
    return Row(
        proxy=configuration.proxy,
        configuration=configuration.name,
        transport=transport,
        recognized=recognize_proxy(result.headers) is configuration.proxy,
        p50_ms=seen.delay_ms,
        found=[problem.kind for problem in diagnose(seen) if problem.severity is Severity.PROBLEM],
        expected=configuration.shown_by(transport),
    )


def show(rows: Sequence[Row], console: Console) -> None:
    table = Table(title=f"What the doctor says; {sum(row.is_right for row in rows)} of {len(rows)} as they should be")
    for name in ("proxy", "configuration", "reached by", "names itself", "p50 ms", "found", "right"):
        table.add_column(name, justify="right" if name == "p50 ms" else "left")
    for row in rows:
        found = ", ".join(ProblemKind(kind) for kind in row.found) or "nothing"
        named = "yes" if row.recognized else "no"
        table.add_row(
            row.proxy,
            row.configuration,
            row.transport,
            named,
            f"{row.p50_ms:.1f}",
            found,
            "yes" if row.is_right else f"NO: {', '.join(row.expected) or 'nothing'} expected",
        )
    console.print(table)
