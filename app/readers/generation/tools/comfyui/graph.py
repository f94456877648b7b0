"""ComfyUI's API-format prompt as a graph: nodes by id, whose inputs are literal values or links.

    {"3": {"class_type": "KSampler", "inputs": {"seed": 1, "model": ["4", 0], …}}, …}

Source: comfyanonymous/ComfyUI `execution.py` and `comfy_execution/graph_utils.py` (is_link: a list
of node id and output slot).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.readers.generation.values import as_object


@dataclass(frozen=True, slots=True)
class Link:
    """One output of one node."""

    node: str
    slot: int


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    kind: str
    """The node's `class_type`."""
    inputs: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: Mapping[str, Node]

    def link(self, value: object) -> Link | None:
        """Return `value` as a link to a node of this graph; None for a literal value or a link to no node."""
        if not is_link(value):
            return None
        node, slot = str(value[0]), value[1]  # type: ignore[index]
        return Link(node, slot) if node in self.nodes else None

    def links(self, node: Node) -> Iterator[tuple[str, Link]]:
        """Yield the inputs of `node` that come from other nodes, in the order written."""
        for name, value in node.inputs.items():
            link = self.link(value)
            if link:
                yield name, link

    def linked(self, node: Node, name: str) -> Node | None:
        """Return the node that one input comes from."""
        link = self.link(node.inputs.get(name))
        return self.nodes[link.node] if link else None


def is_link(value: object) -> bool:
    """Whether `value` has the form of a link. The node that it names may not exist."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and isinstance(value[0], str | int)
        and type(value[1]) is int
        and len(str(value[0])) <= 200
    )


def build_graph(value: object) -> Graph | None:
    """Return the graph in a parsed JSON value, or None where it has no node. Entries that are not nodes are skipped."""
    entries = (as_object(value) or {}).items()
    nodes = {key: node for key, entry in entries if (node := _build_node(key, entry)) is not None}
    return Graph(nodes) if nodes else None


def _build_node(key: str, entry: object) -> Node | None:
    fields = as_object(entry) or {}
    kind = fields.get("class_type")
    return Node(key, kind, as_object(fields.get("inputs")) or {}) if isinstance(kind, str) else None
