"""Collections of library files: the tree of them, and what a step changes in it.

A collection has a name, and belongs to another one or to none. What it *includes* are its own files and those of all
collections below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

NAME_LENGTH = 100
SEPARATOR = "/"
"""Between the names of a path such as `Trips/Rome`; no name has it."""
MAX_COLLECTIONS = 1_000
MAX_DEPTH = 16
"""Collections within each other."""


@dataclass(frozen=True, slots=True)
class Collection:
    collection_id: int
    parent_id: int | None
    """The collection that it belongs to; None at the top."""
    name: str


@dataclass(frozen=True, slots=True)
class FilePlace:
    """That a file is in a collection."""

    path: str
    """The names that lead to the collection, such as `Trips/Rome`."""
    place: int
    """Orders the files of the collection, the lowest first."""


class CollectionTree:
    """All collections at one moment."""

    def __init__(self, collections: Iterable[Collection] = ()) -> None:
        self.by_id: Mapping[int, Collection] = {each.collection_id: each for each in collections}

    @cached_property
    def in_order(self) -> tuple[Collection, ...]:
        """All collections: each before those below it, those of one parent by name."""
        return tuple(self._walk(None))

    def list_included(self, collection_id: int) -> list[int]:
        """Return the ids of a collection and of all that are below it, in order; nothing for an unknown one."""
        if collection_id not in self.by_id:
            return []
        return [collection_id, *(each.collection_id for each in self._walk(collection_id))]

    def list_ancestors(self, collection_id: int | None) -> list[Collection]:
        """Return a collection and those that it belongs to, from the bottom to the top."""
        found = []
        while collection_id is not None:
            found.append(self.by_id[collection_id])
            collection_id = self.by_id[collection_id].parent_id
        return found

    def path_of(self, collection_id: int) -> str:
        """Return the names that lead to a collection, such as `Trips/Rome`."""
        return SEPARATOR.join(each.name for each in reversed(self.list_ancestors(collection_id)))

    def depth_below(self, collection_id: int) -> int:
        """Return how many levels a collection and those below it take."""
        own = len(self.list_ancestors(collection_id)) - 1
        return max(len(self.list_ancestors(each)) for each in self.list_included(collection_id)) - own

    @cached_property
    def _children(self) -> Mapping[int | None, list[Collection]]:
        children: dict[int | None, list[Collection]] = {}
        for each in sorted(self.by_id.values(), key=lambda one: (one.name.casefold(), one.collection_id)):
            children.setdefault(each.parent_id, []).append(each)
        return children

    def _walk(self, parent_id: int | None) -> Iterator[Collection]:
        for child in self._children.get(parent_id, ()):
            yield child
            yield from self._walk(child.collection_id)


class CollectionAct(StrEnum):
    """What a step does to a collection."""

    CREATE = "create"
    CHANGE = "change"
    """Gives it another name or another parent."""
    DELETE = "delete"
    """With all below it. The files stay in the library."""
    ADD = "add"
    REMOVE = "remove"
    ORDER = "order"
    """Gives some of its files other places."""


@dataclass(frozen=True, slots=True)
class CollectionChange:
    act: CollectionAct
    collection_id: int
    path: str
    """Where the collection was before the step; where it came to be, if the step created it."""
    before: tuple[str, int | None] | None = None
    """Of a change: name and parent."""
    after: tuple[str, int | None] | None = None

    def to_json(self) -> dict[str, Any]:
        document: dict[str, Any] = {"act": self.act, "id": self.collection_id, "path": self.path}
        if self.before is not None:
            document |= {"before": self.before, "after": self.after}
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> CollectionChange:
        before, after = (tuple(document[name]) if name in document else None for name in ("before", "after"))
        return cls(CollectionAct(document["act"]), document["id"], document["path"], before, after)
