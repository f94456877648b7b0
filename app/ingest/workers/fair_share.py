"""Fair shares: sessions share the workers by time, so a small session never waits behind a large one.

Each session holds a `Share`. A free worker goes to the waiting share that has used the least of the workers' time so
far, divided by the weight of its priority; workers that the share holds right now count too. A new share starts level
with the others, and one that comes back after a long break starts almost level (see `CREDIT_S`). Not every resource
suits everybody who waits, and resources come and go.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.domain.priority import Priority

Resource = TypeVar("Resource")

CREDIT_S = 1.0
"""Seconds by which a returning share may be behind the others: enough for the gap between two files, too little to
save up."""


class ShareClosedError(Exception):
    """The share was closed: it gets no more workers."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiter(Generic[Resource]):
    future: asyncio.Future[Resource]
    suits: Callable[[Resource], bool]
    """Whether a resource is of use; may change its answer (see `FairShare.look_again`)."""


class Share(Generic[Resource]):
    """One session's claim on the workers; used from one asyncio loop."""

    def __init__(self, priority: Priority) -> None:
        self.priority = priority
        """May be changed at any time."""
        self.used_s: float | None = None
        """Seconds of released resources, divided by the weight at that time; None before the first acquisition."""
        self.held_since: dict[Resource, float] = {}
        self.waiters: deque[_Waiter[Resource]] = deque()
        self.is_closed = False

    @property
    def is_active(self) -> bool:
        return bool(self.held_since or self.waiters)

    def weighted_use_at(self, now: float) -> float:
        """Return the seconds used until `now`, divided by weight; resources that are still held count."""
        held_s = sum(now - since for since in self.held_since.values())
        return (self.used_s or 0.0) + held_s / self.priority.weight

    def close(self) -> None:
        """Stop waiting: pending acquisitions raise `ShareClosedError`. Resources still held are released as usual."""
        self.is_closed = True
        while self.waiters:
            if not (waiter := self.waiters.popleft().future).done():
                waiter.set_exception(ShareClosedError())


class FairShare(Generic[Resource]):
    """Assigns free resources to waiting shares. `clock` returns monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._free: deque[Resource] = deque()
        self._shares: set[Share[Resource]] = set()
        self._removed: set[Resource] = set()
        """Resources that are held by somebody, and gone as soon as they are released."""

    def add(self, resource: Resource) -> None:
        """Make a resource available: a new one, or one that was released."""
        self._free.append(resource)
        self._assign()

    def remove(self, resource: Resource) -> None:
        """Give the resource to nobody any more. Whoever holds it releases it as usual."""
        if resource in self._free:
            self._free.remove(resource)
        else:
            self._removed.add(resource)

    def look_again(self) -> None:
        """Assign what is free: a resource suits somebody now whom it did not suit before."""
        self._assign()

    async def acquire(
        self, share: Share[Resource], suits: Callable[[Resource], bool] = lambda _resource: True
    ) -> Resource:
        """Wait for a resource that `suits` and return it. Raises `ShareClosedError` once the share is closed."""
        if share.is_closed:
            raise ShareClosedError
        self._admit(share)
        waiter: asyncio.Future[Resource] = asyncio.get_running_loop().create_future()
        share.waiters.append(_Waiter(waiter, suits))
        self._assign()
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self.release(share, waiter.result())  # assigned at the moment the caller was cancelled
            raise

    def release(self, share: Share[Resource], resource: Resource) -> None:
        """Take `resource` back from `share`."""
        held_s = self._clock() - share.held_since.pop(resource)
        share.used_s = (share.used_s or 0.0) + held_s / share.priority.weight
        if resource in self._removed:
            self._removed.remove(resource)
        else:
            self.add(resource)

    def is_wanted(self, share: Share[Resource]) -> bool:
        """Whether a share other than this one waits for a resource."""
        return any(other.waiters for other in self._shares if other is not share)

    def _admit(self, share: Share[Resource]) -> None:
        """Level an idle share with the active ones, so that it has no claim from the time before."""
        if share.is_active:
            return
        now = self._clock()
        self._shares = {other for other in self._shares if other.is_active}
        level = min((other.weighted_use_at(now) for other in self._shares), default=share.used_s or 0.0)
        share.used_s = level if share.used_s is None else max(share.used_s, level - CREDIT_S)
        self._shares.add(share)

    def _assign(self) -> None:
        if not any(share.waiters for share in self._shares):
            return
        for resource in list(self._free):
            if (found := self._choose_waiter(resource)) is not None:
                share, waiter = found
                share.waiters.remove(waiter)
                self._free.remove(resource)
                share.held_since[resource] = self._clock()
                waiter.future.set_result(resource)

    def _choose_waiter(self, resource: Resource) -> tuple[Share[Resource], _Waiter[Resource]] | None:
        """Return who gets the resource: of the shares that can use it, the one that has used the least."""
        now = self._clock()
        for share in sorted(self._shares, key=lambda share: share.weighted_use_at(now)):
            while share.waiters and share.waiters[0].future.done():
                share.waiters.popleft()
            for waiter in share.waiters:
                if not waiter.future.done() and waiter.suits(resource):
                    return share, waiter
        return None
