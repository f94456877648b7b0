"""The settings of the live stream. `app/main.py` fills them in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """All times are seconds."""

    tick_s: float = 0.05
    """Shortest time between two state frames; the first change after a quiet tick is sent at once."""
    burst_s: float = 0.021
    """How long a failure may wait for the next, to share its write. Only applies when there are many watchers."""
    keepalive_s: float = 1.0
    """Quiet time after which a keepalive event is sent; up to twice as long with more than 6,000 watchers."""
    stale_s: float = 300.0
    """Time without a successful write after which a stream is closed."""
    linger_s: float = 300.0
    """How long new streams of a finished session still get its last state; after that they get 204."""
    retry_ms: int = 1000
    """How long clients wait before they reconnect, in milliseconds."""
    max_streams_per_session: int = 10_000
    max_streams_per_address: int = 1_000
    stop_grace_s: float = 2.0
    """How long a stopping server waits for clients to read the last bytes before it cuts their connections."""
