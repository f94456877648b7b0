"""Views of long lists: the ids of all their files, in order, as they were when the list was opened.

A page of a view is found by its place. Files keep their places while somebody scrolls and changes them, even if they
no longer match: nothing is passed over, and nothing comes twice. Decision 1302 has the measurements.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.catalog import DateMark

MAX_VIEWS = 200
MAX_IDS = 8_000_000
"""In all views together; each takes eight bytes."""
TOKEN_BYTES = 9


@dataclass(frozen=True, slots=True)
class ViewOrder:
    """What a view consists of."""

    ids: NDArray[np.int64]
    dates: Sequence[DateMark] = ()
    """Where each day or month begins; empty unless the list is in order of date."""


@dataclass(frozen=True, slots=True)
class FileView:
    token: str
    """Names the view in later requests."""
    key: Hashable
    order: ViewOrder

    @property
    def total(self) -> int:
        return len(self.order.ids)


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a view is asked for."""

    view: str
    """The token of the view; any other text opens a new one."""
    offset: int = 0
    around: int | None = None
    """Id of a file: the page that contains it is meant, if the view does; pages begin at multiples of the limit."""
    limit: int = 60

    def first_place(self, view: FileView) -> int:
        """Return the place of the first file of the window."""
        if self.around is None:
            return self.offset
        found = np.flatnonzero(view.order.ids == self.around)
        return int(found[0]) // self.limit * self.limit if len(found) else self.offset

    def ids_in(self, view: FileView) -> list[int]:
        first = self.first_place(view)
        return [int(file_id) for file_id in view.order.ids[first : first + self.limit]]


class FileViews:
    """Keeps the views that were used last. To be called on the event loop."""

    def __init__(self) -> None:
        self._views: OrderedDict[str, FileView] = OrderedDict()
        self._opening: dict[Hashable, asyncio.Task[FileView]] = {}

    async def get(self, key: Hashable, token: str, find_order: Callable[[], Awaitable[ViewOrder]]) -> FileView:
        """Return the view with this token if it is still kept and was opened for `key`; otherwise open one.

        Requests that open a view for the same key at the same time share it. Raises what `find_order` raises.
        """
        view = self._views.get(token)
        if view is not None and view.key == key:
            self._views.move_to_end(token)
            return view
        task = self._opening.get(key)
        if task is None:
            task = self._opening[key] = asyncio.create_task(self._open(key, find_order))
            task.add_done_callback(lambda _: self._opening.pop(key, None))
        return await asyncio.shield(task)

    def find(self, token: str) -> FileView | None:
        """Return the view with this token if it is still kept."""
        return self._views.get(token)

    def forget(self, view: FileView) -> None:
        """Drop a view of which files no longer exist."""
        self._views.pop(view.token, None)

    async def _open(self, key: Hashable, find_order: Callable[[], Awaitable[ViewOrder]]) -> FileView:
        view = FileView(secrets.token_urlsafe(TOKEN_BYTES), key, await find_order())
        self._views[view.token] = view
        while len(self._views) > 1 and self._is_full:
            self._views.popitem(last=False)
        return view

    @property
    def _is_full(self) -> bool:
        return len(self._views) > MAX_VIEWS or sum(view.total for view in self._views.values()) > MAX_IDS
