"""Measures how test events of a server arrive here, through whatever lies between."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import httpx
from httpx_sse import EventSource

from app.cli.connection.server_client import ask, require_success
from app.cli.server_answers import WatchError
from app.cli.stream_address import is_this_machine
from app.domain.connection.diagnosis import Observations

EVENTS = 40
EVERY_MS = 50
"""Test events follow each other as the states of a session do."""
ASKED = 7
"""Requests that find out how far the two clocks are apart."""
MARGIN_S = 10.0
"""How long a stream may be silent beyond what was asked for."""
PROTOCOLS = {"HTTP/1.0": "http/1.1", "HTTP/1.1": "http/1.1", "HTTP/2": "h2"}


@dataclass(frozen=True, slots=True)
class Clock:
    """The server's clock beside the monotonic one of this process."""

    ahead_s: float
    round_trip_s: float
    """Of the fastest request; what is read from the clock is wrong by half of it at most."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    observations: Observations
    headers: dict[str, str]
    """Of an answer, with names in lower case: a proxy may name itself there."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One test event."""

    sent_at: float
    """By the server's clock."""
    arrived_at: float
    """By the monotonic clock of this process."""


def probe(client: httpx.Client, quiet_s: float) -> ProbeResult:
    """Ask for test events, then for a stream that is silent for `quiet_s` seconds, and return what was seen.

    Raises `WatchError` and httpx's errors when the server does not answer.
    """
    clock, seen, headers, protocol = _compare_clocks(client)
    began = time.monotonic()
    arrivals = list(_receive(client, {"events": EVENTS, "every_ms": EVERY_MS}))
    cut_after_s = _find_cut(client, quiet_s)
    url = client.base_url
    observations = Observations(
        scheme=url.scheme,
        host=url.netloc.decode("ascii"),
        scheme_seen=str(seen["scheme"]),
        host_seen=str(seen["host"]),
        protocol=protocol,
        shares_streams=url.scheme == "https" or is_this_machine(url.host),
        sent=EVENTS,
        arrived=len(arrivals),
        sent_over_s=(EVENTS - 1) * EVERY_MS / 1000,
        arrived_over_s=arrivals[-1].arrived_at - arrivals[0].arrived_at if arrivals else 0.0,
        first_after_s=(arrivals[0].arrived_at if arrivals else time.monotonic()) - began,
        delay_ms=_median_delay_ms(arrivals, clock),
        network_ms=clock.round_trip_s * 500,
        quiet_s=quiet_s,
        cut_after_s=cut_after_s,
    )
    return ProbeResult(observations, headers)


def _compare_clocks(client: httpx.Client) -> tuple[Clock, dict[str, object], dict[str, str], str]:
    """Return the clock, how the server saw the last request, and the headers and protocol of its answer."""
    clocks = []
    for _ in range(ASKED):
        asked = time.monotonic()
        seen = ask(client, "GET", "/api/ingest/connection")
        answered = time.monotonic()
        if not isinstance(seen.get("at"), int | float):
            raise WatchError(f"{client.base_url} is not a Headrace server of this version")
        clocks.append(Clock(seen["at"] - (asked + answered) / 2, answered - asked))
    with client.stream("GET", "/api/ingest/connection") as response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        protocol = PROTOCOLS.get(response.http_version, "")
    return min(clocks, key=lambda clock: clock.round_trip_s), seen, headers, protocol


def _receive(client: httpx.Client, parameters: dict[str, float]) -> Iterator[Arrival]:
    """Yield test events until the stream ends or breaks off."""
    limits = httpx.Timeout(MARGIN_S, read=parameters.get("quiet_s", 0) + MARGIN_S)
    path = "/api/ingest/stream/test-events"
    try:
        with client.stream("GET", path, params=parameters, timeout=limits) as response:
            require_success(response)
            for event in EventSource(response).iter_sse():
                yield Arrival(float(json.loads(event.data)["at"]), time.monotonic())
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.ReadTimeout):
        return
    except (ValueError, KeyError, TypeError) as error:
        raise WatchError(f"{client.base_url} sends no test events: {error}") from error


def _find_cut(client: httpx.Client, quiet_s: float) -> float | None:
    """Return after how many seconds a silent stream broke off; None if it did not."""
    if not quiet_s:
        return None
    began = time.monotonic()
    arrivals = list(_receive(client, {"events": 1, "quiet_s": quiet_s}))
    return None if len(arrivals) == 2 else time.monotonic() - began


def _median_delay_ms(arrivals: list[Arrival], clock: Clock) -> float:
    """Return in milliseconds what half of the events took at most; 0 without events."""
    delays = [arrival.arrived_at + clock.ahead_s - arrival.sent_at for arrival in arrivals]
    return max(0.0, median(delays) * 1000) if delays else 0.0
