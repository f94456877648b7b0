"""A plain BK-tree over integers, as common packages implement it: a node is (hash, {distance: child})."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

Node = tuple[int, dict[int, Any]]


def build(hashes: Iterable[int]) -> Node:
    """Build a tree of at least one hash."""
    numbers = iter(hashes)
    root: Node = (next(numbers), {})
    for number in numbers:
        node = root
        while (distance := (number ^ node[0]).bit_count()) and (child := node[1].get(distance)) is not None:
            node = child
        if distance:
            node[1][distance] = (number, {})
    return root


def search(root: Node, query: int, limit: int) -> Iterator[int]:
    """Yield every hash of the tree that differs from `query` in at most `limit` bits."""
    waiting = [root]
    while waiting:
        number, children = waiting.pop()
        distance = (query ^ number).bit_count()
        if distance <= limit:
            yield number
        waiting += [children[at] for at in range(max(1, distance - limit), distance + limit + 1) if at in children]
