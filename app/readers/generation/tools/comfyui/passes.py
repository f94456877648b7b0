"""Finds the pictures that a graph saves, and the samplers that worked on each of them, in the order in which they ran.

Every node that writes a file is followed back along the picture (images and latents) to the samplers, and from each
of them to the earlier ones. What a graph saves of one picture at several stages is that picture after all its passes.
Some passes hand the picture on through the conditioning instead (Stable Cascade's stages, edits of a reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.readers.generation.tools.comfyui.graph import Graph, Node, is_link
from app.readers.generation.tools.comfyui.nodes import EMBEDS_NAMES, NOT_THE_PICTURE, REFERENCES, SAVING

VISITS_MAX = 300_000
"""Nodes visited on the way to the samplers; where there are more, nothing is found."""
SAMPLERS_MAX = 64
CHAIN_MAX = 80
"""Nodes followed along one conditioning."""

_EMPTY = re.compile(r"empty", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """The passes over one picture."""

    passes: tuple[Node, ...]
    """All samplers, each after those whose result it works on."""
    begun: tuple[Node, ...]
    """Those that no sampler came before."""


class _TooMuchError(Exception):
    """The graph is larger than what is followed."""


def find_pictures(graph: Graph, path: PicturePath) -> list[Picture]:
    """Return the pictures that the graph saves; none where it is too large to follow."""
    consumed = {link.node for node in graph.nodes.values() for _, link in graph.links(node)}
    ends = [node for node in graph.nodes.values() if node.id not in consumed]
    saving = [node for node in ends if SAVING.search(node.kind)]
    finder = _Finder(graph, path)
    try:
        return finder.find(saving) or finder.find(ends)
    except _TooMuchError:
        return []


class PicturePath:
    """The way of the picture through one graph. Remembers each node's sources."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._sources: dict[str, list[Node]] = {}

    def list_sources(self, node: Node) -> list[Node]:
        """Return the nodes that a node's picture comes from, each once."""
        if node.id not in self._sources:
            links = [link for name, link in self._graph.links(node) if not NOT_THE_PICTURE.search(name)]
            self._sources[node.id] = [self._graph.nodes[key] for key in dict.fromkeys(link.node for link in links)]
        return self._sources[node.id]

    def begins_empty(self, sampler: Node) -> bool:
        """Whether the sampler's latent comes from a node that makes empty ones."""
        pending = list(self.list_sources(sampler))
        seen = {node.id for node in pending}
        while pending and len(seen) <= VISITS_MAX:
            node = pending.pop()
            if _EMPTY.search(node.kind):
                return True
            fresh = [source for source in self.list_sources(node) if source.id not in seen]
            seen.update(source.id for source in fresh)
            pending.extend(fresh)
        return False


class _Finder:
    def __init__(self, graph: Graph, path: PicturePath) -> None:
        self._graph = graph
        self._path = path
        self._visits = 0
        self._earlier: dict[str, list[Node]] = {}

    def find(self, ends: list[Node]) -> list[Picture]:
        """Return the pictures at these ends, without those that are an earlier stage of another."""
        found: dict[frozenset[str], list[Node]] = {}
        for end in ends:
            passes = self._sort_passes(self._find_samplers([end]))
            found.setdefault(frozenset(one.id for one in passes), passes)
        last = [passes for ids, passes in found.items() if ids and not any(ids < other for other in found)]
        pictures = [Picture(tuple(passes), self._list_begun(passes)) for passes in last]
        return [picture for picture in pictures if picture.begun]

    def _sort_passes(self, nearest: list[Node]) -> list[Node]:
        """Return these samplers and all before them, the earlier ones first."""
        ordered: dict[str, Node] = {}
        entered: set[str] = set()

        def add(sampler: Node) -> None:
            if sampler.id in entered:
                return
            entered.add(sampler.id)
            if len(entered) > SAMPLERS_MAX:
                raise _TooMuchError
            for earlier in self._list_earlier(sampler):
                add(earlier)
            ordered[sampler.id] = sampler

        for sampler in nearest:
            add(sampler)
        return list(ordered.values())

    def _list_begun(self, passes: list[Node]) -> tuple[Node, ...]:
        return tuple(one for one in passes if not self._list_earlier(one))

    def _list_earlier(self, sampler: Node) -> list[Node]:
        if sampler.id not in self._earlier:
            worked_on = self._find_samplers(self._path.list_sources(sampler))
            referred_to = self._find_samplers(_list_references(self._graph, sampler))
            self._earlier[sampler.id] = [*worked_on, *(one for one in referred_to if one.id != sampler.id)]
        return self._earlier[sampler.id]

    def _find_samplers(self, starts: list[Node]) -> list[Node]:
        """Return the nearest samplers on every path back along the picture, in order of their ids."""
        found: dict[str, Node] = {}
        seen = {node.id for node in starts}
        pending = list(starts)
        while pending:
            node = pending.pop()
            self._visits += 1
            if self._visits > VISITS_MAX:
                raise _TooMuchError
            if is_sampler(self._graph, node):
                found[node.id] = node
                continue
            fresh = [source for source in self._path.list_sources(node) if source.id not in seen]
            seen.update(source.id for source in fresh)
            pending.extend(fresh)
        return [found[key] for key in sorted(found)]


def _list_references(graph: Graph, sampler: Node) -> list[Node]:
    """Return the nodes that give the sampler an earlier picture through its conditioning."""
    return [
        source
        for node in _iterate_conditioning(graph, graph.linked(sampler, "guider") or sampler)
        for name in REFERENCES.get(node.kind, ())
        if (source := graph.linked(node, name)) is not None
    ]


def _iterate_conditioning(graph: Graph, node: Node) -> Iterator[Node]:
    """Yield the nodes along the positive conditioning."""
    seen: set[str] = set()
    for _ in range(CHAIN_MAX):
        names = [
            name for name in ("positive", "conditioning", "conditioning_1", "cond1") if is_link(node.inputs.get(name))
        ]
        following = graph.linked(node, names[0]) if names else None
        if following is None or following.id in seen:
            return
        seen.add(following.id)
        node = following
        yield node


def is_sampler(graph: Graph, node: Node) -> bool:
    """Whether `node` has a sampler's inputs: a seed or noise, and a guider or conditionings."""
    inputs = node.inputs
    if is_link(inputs.get("guider")):
        return is_link(inputs.get("noise")) and is_link(inputs.get("sigmas"))
    prompted = any(is_link(inputs.get(name)) for name in ("positive", *EMBEDS_NAMES))
    guided = prompted and is_link(inputs.get("model"))
    seeded = "seed" in inputs or "noise_seed" in inputs
    return guided and seeded and ("steps" in inputs or is_link(inputs.get("sigmas")))
