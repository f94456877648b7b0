"""What is concluded from how test events arrive."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.cli.connection.diagnosis_text import describe_remedies
from app.domain.connection.diagnosis import Observations, ProblemKind, Severity, diagnose
from app.domain.connection.remedies import DOCUMENTATION, REMEDIES, ProxyKind, recognize_proxy
from tests.support.paths import REPOSITORY

FINE = Observations(
    scheme="https",
    host="headrace.example",
    scheme_seen="https",
    host_seen="headrace.example",
    protocol="h2",
    shares_streams=True,
    sent=40,
    arrived=40,
    sent_over_s=1.95,
    arrived_over_s=1.95,
    first_after_s=0.01,
    delay_ms=21.0,
    network_ms=20.0,
    quiet_s=15.0,
)
PLAIN = replace(FINE, scheme="http", scheme_seen="http", protocol="http/1.1")


def kinds(seen: Observations, severity: Severity = Severity.PROBLEM) -> list[ProblemKind]:
    return [problem.kind for problem in diagnose(seen) if problem.severity is severity]


@pytest.mark.parametrize(
    "seen",
    [
        FINE,
        replace(FINE, delay_ms=240.0, network_ms=200.0),
        replace(FINE, first_after_s=1.5, network_ms=700.0, delay_ms=700.0),
        replace(FINE, host="headrace.example:443"),
        replace(FINE, host="Headrace.Example"),
        PLAIN,
    ],
    ids=["all is well", "far away", "slow to begin", "default port", "capital letters", "plain on its own machine"],
)
def test_nothing_is_wrong(seen: Observations) -> None:
    assert diagnose(seen) == []


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        (replace(FINE, arrived_over_s=0.001, first_after_s=2.0), ProblemKind.BUFFERED),
        (replace(FINE, arrived=0, arrived_over_s=0, first_after_s=12.0), ProblemKind.BUFFERED),
        (replace(FINE, arrived=39), ProblemKind.BUFFERED),
        (replace(FINE, delay_ms=106.0, network_ms=1.0), ProblemKind.DELAYED),
        (replace(FINE, cut_after_s=2.0), ProblemKind.CUT),
        (replace(FINE, host_seen="127.0.0.1:8420"), ProblemKind.WRONG_HOST),
        (replace(FINE, host="headrace.example:8443"), ProblemKind.WRONG_HOST),
        (replace(FINE, scheme_seen="http"), ProblemKind.UNTRUSTED_PROXY),
        (replace(PLAIN, shares_streams=False), ProblemKind.SIX_CONNECTIONS),
    ],
    ids=str,
)
def test_each_problem_is_found_alone(seen: Observations, kind: ProblemKind) -> None:
    assert kinds(seen) == [kind]


def test_what_the_keepalive_prevents_and_what_tabs_can_share_is_only_a_note() -> None:
    assert kinds(replace(FINE, cut_after_s=60.0)) == kinds(replace(FINE, protocol="http/1.1")) == []
    assert kinds(replace(FINE, cut_after_s=60.0), Severity.NOTE) == [ProblemKind.CUT]
    assert kinds(replace(FINE, protocol="http/1.1"), Severity.NOTE) == [ProblemKind.SIX_CONNECTIONS]


def test_every_problem_has_lines_for_every_proxy() -> None:
    assert {proxy: set(lines) for proxy, lines in REMEDIES.items()} == {proxy: set(ProblemKind) for proxy in ProxyKind}


def test_lines_that_were_not_tried_name_the_documentation_that_they_come_from() -> None:
    chapter = (
        (REPOSITORY / "docs" / "proxies.md").read_text().split("\n## Traefik and Cloudflare\n")[1].split("\n## ")[0]
    )
    sources = [address for addresses in DOCUMENTATION.values() for address in addresses]
    assert re.findall(r"\((https://[^)]+)\)", chapter) == sources
    said = describe_remedies(ProblemKind.CUT, list(ProxyKind))
    assert {line.strip().rstrip(":") for line in said.splitlines() if re.match(r"  \S", line)} == set(ProxyKind)
    assert [line.strip() for line in said.splitlines() if "not tried" in line] == [
        f"# not tried; from {', '.join(DOCUMENTATION[proxy])}" for proxy in (ProxyKind.TRAEFIK, ProxyKind.CLOUDFLARE)
    ]


@pytest.mark.parametrize(
    ("headers", "proxy"),
    [
        ({"server": "nginx/1.22.1"}, ProxyKind.NGINX),
        ({"server": "uvicorn", "via": "1.1 Caddy"}, ProxyKind.CADDY),
        ({"server": "cloudflare", "cf-ray": "8a"}, ProxyKind.CLOUDFLARE),
        ({"server": "uvicorn"}, None),
    ],
    ids=str,
)
def test_a_proxy_is_known_by_what_it_says_of_itself(headers: dict[str, str], proxy: ProxyKind | None) -> None:
    assert recognize_proxy(headers) is proxy
