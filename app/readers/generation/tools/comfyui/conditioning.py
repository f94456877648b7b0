"""Follows a conditioning back to the texts that it was encoded from.

A prompt is whole or not found: where one part cannot be followed, or an unknown node may have changed the text, none
of it is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.readers.generation.tools.comfyui.graph import Graph, Link, Node, is_link
from app.readers.generation.tools.comfyui.nodes import (
    CLEARING,
    EMBEDDERS,
    ENCODER_TEXTS,
    ENCODING,
    RANDOM_WORDS,
    REGIONAL,
    SLOT_ENCODERS,
    TEXT_INPUTS,
    ZEROING,
)
from app.readers.generation.tools.comfyui.walk import DEPTH_MAX, TEXT_MAX, Walk
from app.readers.generation.values import as_text

PARTS_MAX = 1_000
"""Texts one conditioning may combine."""

_FILE = re.compile(r"\.\w{2,11}$")
_SIDES = ("positive", "negative")


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a conditioning."""

    text: str
    node: str
    """Id of the node that encodes it."""
    is_region: bool = False
    """Whether it counts for a part of the picture only."""


Parts = tuple[Part, ...]


class Conditioning:
    """Finds the texts of the conditionings of one graph. Remembers results, so that no node is followed twice."""

    def __init__(self, graph: Graph, walk: Walk) -> None:
        self._graph = graph
        self._walk = walk
        self._parts: dict[Link, Parts | None] = {}

    def find_parts(self, raw: object, depth: int = 0) -> Parts | None:
        """Return the texts that a conditioning combines, in order; None when any of them cannot be followed."""
        link = self._graph.link(raw)
        if link is None or depth > DEPTH_MAX:
            return None
        if link not in self._parts:
            self._parts[link] = None  # a cycle that comes back here finds nothing
            self._parts[link] = self._read_node(self._graph.nodes[link.node], link.slot, depth + 1)
        return self._parts[link]

    def find_embedded(self, raw: object) -> tuple[Parts | None, Parts | None]:
        """Return the texts of both prompts that embeddings were made from."""
        link = self._graph.link(raw)
        node = self._graph.nodes[link.node] if link else None
        if node is None or node.kind not in EMBEDDERS:
            return None, None
        positive, negative = EMBEDDERS[node.kind]
        return self._read_texts(node, (positive,), 0), self._read_texts(node, (negative,), 0)

    def _read_node(self, node: Node, slot: int, depth: int) -> Parts | None:
        if node.kind in ZEROING:
            return ()
        if node.kind in SLOT_ENCODERS:
            return self._read_texts(node, (SLOT_ENCODERS[node.kind].get(slot, ""),), depth)
        hop = self._walk.hop(node, slot, depth)
        if hop is not None:
            return self.find_parts(hop, depth)
        if slot not in (0, 1):
            return None
        sides = [
            [name for name in node.inputs if name.startswith(side) and is_link(node.inputs[name])] for side in _SIDES
        ]
        if all(sides):
            return self._combine(node, sides[slot], depth)
        return self._read_single(node, depth) if slot == 0 else None

    def _read_single(self, node: Node, depth: int) -> Parts | None:
        """Read a node with one output: an encoder, or one that combines or changes conditionings."""
        if CLEARING.search(node.kind):
            return None
        sources = [name for name, value in node.inputs.items() if name.startswith("conditioning") and is_link(value)]
        if not is_link(node.inputs.get("clip")) and (sources or not ENCODING.search(node.kind)):
            return self._combine(node, sources, depth) if sources else None
        encoded = self._read_texts(node, self._find_text_names(node), depth)
        return _unite([self._combine(node, sources, depth), encoded]) if sources else encoded

    def _combine(self, node: Node, names: Iterable[str], depth: int) -> Parts | None:
        """Unite the conditionings in these inputs; a node with a mask or an area makes its new ones regional."""
        names = list(names)
        newer = [name for name in names if name.endswith("_NEW")] or names
        is_regional = _is_regional(node)
        found = []
        for name in names:
            parts = self.find_parts(node.inputs[name], depth)
            if parts is not None and is_regional and name in newer:
                parts = tuple(replace(part, is_region=True) for part in parts)
            found.append(parts)
        return _unite(found)

    def _find_text_names(self, node: Node) -> tuple[str, ...]:
        """Return the inputs that hold an encoder's text; none where that is not certain."""
        if node.kind in ENCODER_TEXTS:
            return ENCODER_TEXTS[node.kind]
        if RANDOM_WORDS.search(node.kind):
            return ()
        known = tuple(name for name in TEXT_INPUTS if name in node.inputs)
        others = [name for name, value in node.inputs.items() if name not in known and _is_wording(value)]
        if known:
            return () if others else known
        return tuple(others) if len(others) == 1 and ENCODING.search(node.kind) else ()

    def _read_texts(self, node: Node, names: Iterable[str], depth: int) -> Parts | None:
        """Return the texts in these inputs, each once; None if there are no names or one text is not known."""
        values = [self._walk.value(node.inputs.get(name), depth) for name in names]
        texts = [value for value in values if isinstance(value, str)]
        if not texts or len(texts) < len(values):
            return None
        return tuple(Part(clean, node.id) for clean in dict.fromkeys(map(as_text, texts)) if clean)


def _is_regional(node: Node) -> bool:
    """Whether a node limits conditionings to a part of the picture."""
    return bool(REGIONAL.search(node.kind)) or ("SetProperties" in node.kind and is_link(node.inputs.get("mask")))


def _is_wording(value: object) -> bool:
    """Whether an input holds words of a language, not the name of a file or of a choice."""
    if not isinstance(value, str) or _FILE.search(value):
        return False
    return any(mark in value for mark in " \n,") or not value.isascii()


def _unite(several: list[Parts | None]) -> Parts | None:
    """Return all parts, each text once; None where one of them is not known."""
    united: dict[str, Part] = {}
    for parts in several:
        if parts is None:
            return None
        for part in parts:
            united.setdefault(part.text, part)
    is_bounded = len(united) <= PARTS_MAX and sum(map(len, united)) <= TEXT_MAX
    return tuple(united.values()) if is_bounded else None
