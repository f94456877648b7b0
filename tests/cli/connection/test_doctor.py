"""`headrace doctor` through real proxies. `python -m benchmarks.streaming proxies` tries every configuration."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from app.catalog import Catalog
from app.cli import app
from app.cli.connection.probe import probe
from app.domain.connection.diagnosis import Severity, diagnose
from app.domain.connection.remedies import ProxyKind
from tests.http.access.support import url_of
from tests.support.proxies.configurations import CONFIGURATIONS, GOOD, Configuration, Transport
from tests.support.proxies.running import is_installed, running_proxy
from tests.support.proxies.server import TRUSTING, add_caller
from tests.support.server import HeadraceProcess

QUIET_S = 2.5
"""Longer than the configurations that cut a quiet stream wait."""
CASES = (
    (ProxyKind.NGINX, GOOD, Transport.TLS_2),
    (ProxyKind.NGINX, "gzip, X-Accel-Buffering ignored", Transport.TLS_1),
    (ProxyKind.NGINX, "short read timeout", Transport.PLAIN),
    (ProxyKind.HAPROXY, "as installed", Transport.PLAIN),
    (ProxyKind.HAPROXY, "Host replaced", Transport.TLS_2),
    (ProxyKind.CADDY, GOOD, Transport.TLS_2),
)


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return TRUSTING


@pytest.fixture(scope="module")
def headers(server: HeadraceProcess) -> Iterator[dict[str, str]]:
    with closing(Catalog(url_of(server))) as catalog:
        yield add_caller(catalog)


def find(name: str, proxy: ProxyKind) -> Configuration:
    return next(one for one in CONFIGURATIONS if (one.name, one.proxy) == (name, proxy))


@pytest.mark.slow
def test_it_finds_what_each_proxy_does(
    server: HeadraceProcess, headers: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    def found_through(case: tuple[ProxyKind, str, Transport]) -> list[str]:
        kind, name, transport = case
        folder = tmp_path_factory.mktemp("proxy")
        with (
            running_proxy(find(name, kind), transport, server.port, folder) as proxy,
            httpx.Client(base_url=proxy.url, headers=headers, http2=True, verify=proxy.tls(), timeout=30) as client,
        ):
            seen = probe(client, QUIET_S).observations
            assert seen.protocol == ("h2" if transport is Transport.TLS_2 else "http/1.1")
            return [problem.kind for problem in diagnose(seen) if problem.severity is Severity.PROBLEM]

    tried = [case for case in CASES if is_installed(case[0])]
    with ThreadPoolExecutor(len(tried) or 1) as threads:
        found = dict(zip(tried, threads.map(found_through, tried), strict=True))
    assert found == {case: find(case[1], case[0]).shown_by(case[2]) for case in tried}


def test_it_says_in_words_what_is_wrong_and_what_to_change(
    server: HeadraceProcess, headers: dict[str, str], tmp_path: Path
) -> None:
    if not is_installed(ProxyKind.NGINX):
        pytest.skip("nginx is not installed")
    token = headers["Authorization"].removeprefix("Bearer ")
    wrong = find("Host not passed on", ProxyKind.NGINX)
    with running_proxy(wrong, Transport.PLAIN, server.port, tmp_path) as proxy:
        ran = CliRunner().invoke(app, ["doctor", proxy.url, "--token", token, "--quiet", "0"])
    assert ran.exit_code == 1
    assert f"problem: The server sees the host 127.0.0.1:{server.port} instead of localhost:{proxy.port}" in ran.output
    assert "proxy_set_header Host $http_host;" in ran.output and "Caddy" not in ran.output


def test_a_server_that_is_not_there_or_refuses_is_named(server: HeadraceProcess) -> None:
    for address, status, text in (
        ("http://127.0.0.1:9", 2, "cannot be reached"),
        (server.url, 2, "sign"),
        (server.url.replace("127.0.0.1", "headrace.invalid"), 2, "cannot be reached"),
    ):
        ran = CliRunner().invoke(app, ["doctor", address])
        assert ran.exit_code == status, ran.output
        assert text in ran.output.lower()
