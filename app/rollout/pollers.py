"""Which clients poll: those that asked for the status of a session more than once, a moment ago."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.access import Credential, Principal

QUIET_S = 5.0
"""Seconds after its last question when a client counts as gone. Pages ask once a second."""
CLIENTS_MAX = 1_000
"""How many clients are remembered; the one that asked longest ago is forgotten."""

Key: TypeAlias = tuple[str, Credential, str]


@dataclass(slots=True)
class Poller:
    """A client that polls. All pages of one account at one address that watch one session look like one."""

    session_id: str
    who: str
    credential: Credential
    address: str
    first_at: float
    """In seconds of a monotonic clock, like `last_at`."""
    last_at: float
    questions: int = 0
    bytes: int = 0
    """What was sent to it, without headers."""


class Pollers:
    """Remembers who asked for a status. It holds nothing of what was answered."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self._pollers: OrderedDict[Key, Poller] = OrderedDict()

    def note(self, session_id: str, principal: Principal, address: str, answer_bytes: int) -> None:
        """Note that a client was told the status of a session."""
        now, key = self.now(), (session_id, principal.credential, address)
        poller = self._pollers.get(key)
        if poller is None or now - poller.last_at > QUIET_S:
            poller = self._pollers[key] = Poller(session_id, principal.name, principal.credential, address, now, now)
        poller.last_at = now
        poller.questions += 1
        poller.bytes += answer_bytes
        self._pollers.move_to_end(key)
        if len(self._pollers) > CLIENTS_MAX:
            self._pollers.popitem(last=False)

    def polling(self) -> list[Poller]:
        """Return the clients that poll now, the one that asked longest ago first. A single question is no polling."""
        now = self.now()
        return [one for one in self._pollers.values() if one.questions > 1 and now - one.last_at <= QUIET_S]
