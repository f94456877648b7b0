"""The settings of the live stream; the roof reads them and hands them in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """All times are seconds."""

    tick_s: float = 0.05
    """Shortest time between two state frames; the first change after quiet does not wait."""
    burst_s: float = 0.021
    """How long a failure waits for others to travel with, in front of a crowd. Few watchers wait for none."""
    keepalive_s: float = 1.0
    """Quiet after which a keepalive event goes out; up to twice as long with more than 6,000 watchers."""
    stale_s: float = 300.0
    """Time without a successful write after which a stream is closed."""
    linger_s: float = 300.0
    """How long a finished session still answers new streams with its last state; later they get 204."""
    retry_ms: int = 1000
    """What clients are told to wait before they reconnect, in milliseconds."""
    max_streams_per_session: int = 10_000
    max_streams_per_address: int = 1_000
    stop_grace_s: float = 2.0
    """How long a stopping server waits for its last bytes to leave before it cuts the connections."""
