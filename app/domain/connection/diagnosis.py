"""From what a client measured to what is wrong with the connection. The page and the command line share it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

BUNCHED_SHARE = 0.5
"""Events that arrive within this share of the time over which they were sent were held back."""
DELAY_MS = 50.0
"""What a proxy may add to the time that the network itself takes."""
KEEPALIVE_MARGIN_S = 5.0
"""A stream that survives a silence of this length survives with the keepalive, which comes every second."""
HTTP_1 = "http/1.1"
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class ProblemKind(StrEnum):
    """What can be wrong. The values are part of the API, and name the texts of the page."""

    WRONG_HOST = "wrong-host"
    BUFFERED = "buffered"
    DELAYED = "delayed"
    CUT = "cut"
    SIX_CONNECTIONS = "six-connections"
    UNTRUSTED_PROXY = "untrusted-proxy"


class Severity(StrEnum):
    PROBLEM = "problem"
    """Something does not work, or not live."""
    NOTE = "note"
    """All works; it could be better."""


@dataclass(frozen=True, slots=True)
class Observations:
    """What one client saw, with times in its own clock, and what the server saw of its requests."""

    scheme: str
    """`http` or `https`, as the client wrote it; so is `host`, with the port."""
    host: str
    scheme_seen: str
    host_seen: str
    protocol: str = ""
    """`http/1.1`, `h2` or `h3`; empty where the client cannot tell."""
    shares_streams: bool = False
    """Whether tabs of the browser can share one stream: over TLS, or on the server's own machine."""
    sent: int = 0
    arrived: int = 0
    sent_over_s: float = 0.0
    """From the first test event to the last, at the server."""
    arrived_over_s: float = 0.0
    first_after_s: float = 0.0
    """From the request to the first test event."""
    delay_ms: float = 0.0
    """From server to client: half of the test events took no longer. A busy machine delays some, a proxy most."""
    network_ms: float = 0.0
    """Half of the fastest answer: what the network itself takes."""
    quiet_s: float = 0.0
    """How long the server was silent on a stream of its own."""
    cut_after_s: float | None = None
    """When that stream broke off; None if it did not."""

    @property
    def is_held_back(self) -> bool:
        """Whether test events were collected on their way, or did not arrive at all."""
        is_bunched = self.arrived_over_s < BUNCHED_SHARE * self.sent_over_s
        return self.arrived < self.sent or (is_bunched and self.first_after_s > BUNCHED_SHARE * self.sent_over_s)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `values` are the numbers and names in its text."""

    kind: ProblemKind
    severity: Severity
    values: dict[str, str | float]


def diagnose(seen: Observations) -> list[Problem]:
    """Return what is wrong, the worst first; nothing if events arrive as they should."""
    found = []

    def add(kind: ProblemKind, severity: Severity = Severity.PROBLEM, **values: str | float) -> None:
        found.append(Problem(kind, severity, values))

    if _host(seen.scheme, seen.host) != _host(seen.scheme, seen.host_seen):
        add(ProblemKind.WRONG_HOST, asked=seen.host, seen=seen.host_seen)
    if seen.is_held_back:
        add(ProblemKind.BUFFERED, arrived=seen.arrived, sent=seen.sent, seconds=round(seen.first_after_s, 1))
    elif seen.delay_ms - seen.network_ms > DELAY_MS:
        add(ProblemKind.DELAYED, delay=round(seen.delay_ms), network=round(seen.network_ms))
    if seen.cut_after_s is not None:
        is_safe = seen.cut_after_s > KEEPALIVE_MARGIN_S
        severity = Severity.NOTE if is_safe else Severity.PROBLEM
        add(ProblemKind.CUT, severity, seconds=round(seen.cut_after_s), quiet=round(seen.quiet_s))
    if seen.scheme == "https" and seen.scheme_seen != "https":
        add(ProblemKind.UNTRUSTED_PROXY)
    if seen.protocol == HTTP_1 and seen.scheme == "https":
        add(ProblemKind.SIX_CONNECTIONS, Severity.NOTE)
    elif seen.protocol == HTTP_1 and not seen.shares_streams:
        add(ProblemKind.SIX_CONNECTIONS)
    return found


def _host(scheme: str, host: str) -> str:
    return host.lower().removesuffix(_DEFAULT_PORTS.get(scheme, ""))
