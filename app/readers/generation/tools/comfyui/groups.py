"""ComfyUI's older group nodes, converted to the subgraphs that replaced them.

    {"type": "workflow>NAME", "inputs": […], "outputs": […], "widgets_values": [those of all its nodes in turn]}
    "extra": {"groupNodes": {"NAME": {
        "nodes": [{"index": 0, "type": …, "widgets_values": […]}, …],
        "links": [[from or null, slot, to, slot, …], …], "external": [[node, slot, type], …]}}}

Source: Comfy-Org/ComfyUI_frontend `src/extensions/core/groupNode.ts`; early editors write `workflow/NAME`. Inputs
and outputs at the border have no names to compare, only an order: where inputs, outputs or values differ in number from
those of the host node (some can be hidden), nothing in the group is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from app.readers.generation.values import as_list, as_object

INPUT, OUTPUT = -10, -20
"""The borders of a subgraph, as its links name them."""

_NAMED = re.compile(r"workflow[>/](.+)", re.DOTALL)

Fields = dict[str, object]
Place = tuple[int, int]
"""(index of a node in the group, one of its slots)."""


def find_groups(workflow: Mapping[str, object]) -> dict[str, Fields]:
    """Return name → definition of each group node in a workflow."""
    stored = as_object((as_object(workflow.get("extra")) or {}).get("groupNodes")) or {}
    return {name: group for name, value in stored.items() if (group := as_object(value))}


def unfold_group(host: Mapping[str, object], groups: Mapping[str, Fields]) -> Fields | None:
    """Return the subgraph of the group node `host`, with the host's values; None where it is not a group node."""
    named = _NAMED.fullmatch(str(host.get("type")))
    group = groups.get(named[1]) if named else None
    if group is None:
        return None
    nodes = [as_object(entry) or {} for entry in as_list(group.get("nodes"))]
    links = [link for entry in as_list(group.get("links")) if (link := _parse_link(entry))]
    values = _share_out_values(nodes, as_list(host.get("widgets_values")))
    borders = _link_borders(host, nodes, links, as_list(group.get("external")))
    if values is None or borders is None:
        return {}
    drawn = [[number, *link, ""] for number, link in enumerate([*links, *borders])]
    fed = {(to, slot): number for number, (_, _, to, slot) in enumerate([*links, *borders])}
    return {"nodes": [_build_node(index, node, values[index], fed) for index, node in enumerate(nodes)], "links": drawn}


def _parse_link(entry: object) -> tuple[int, int, int, int] | None:
    """Parse a link between two nodes of the group. A link from outside has no origin and is None."""
    ends = as_list(entry)[:4]
    return (ends[0], ends[1], ends[2], ends[3]) if len(ends) == 4 and all(type(end) is int for end in ends) else None  # type: ignore[return-value]


def _share_out_values(nodes: list[Fields], values: list[object]) -> list[list[object]] | None:
    """Distribute the host's values: each node gets as many as it has of its own."""
    counts = [len(as_list(node.get("widgets_values"))) for node in nodes]
    if sum(counts) != len(values):
        return None
    rest = iter(values)
    return [[next(rest) for _ in range(count)] for count in counts]


def _link_borders(
    host: Mapping[str, object], nodes: list[Fields], links: list[tuple[int, int, int, int]], external: list[object]
) -> list[tuple[int, int, int, int]] | None:
    """Return links from the host's inputs and to its outputs, both in the order of the nodes and their slots."""
    fed = {(to, slot) for _, _, to, slot in links}
    kept = {(index, slot) for entry in external if (place := _parse_output(entry)) for index, slot in [place]}
    used = {(origin, slot) for origin, slot, _, _ in links} - kept
    inward = [place for place in _iterate_slots(nodes, "inputs") if place not in fed]
    outward = [place for place in _iterate_slots(nodes, "outputs") if place not in used]
    slots = [slot for _, slot in _iterate_slots([host], "inputs")]
    if len(inward) != len(slots) or len(outward) != len(as_list(host.get("outputs"))):
        return None
    coming = [(INPUT, slot, *place) for slot, place in zip(slots, inward, strict=True)]
    return coming + [(*place, OUTPUT, slot) for slot, place in enumerate(outward)]


def _parse_output(entry: object) -> Place | None:
    """Parse an external output: `[node or its index, slot, type]`."""
    node, slot = (*as_list(entry), None, None)[:2]
    index = (as_object(node) or {}).get("index", node)
    return (index, slot) if type(index) is int and type(slot) is int else None


def _iterate_slots(nodes: Sequence[Mapping[str, object]], name: str) -> Iterator[Place]:
    """Yield inputs or outputs of all nodes, without the inputs that are widgets."""
    for index, node in enumerate(nodes):
        for slot, entry in enumerate(as_list(node.get(name))):
            if not (as_object(entry) or {}).get("widget"):
                yield index, slot


def _build_node(index: int, node: Fields, values: list[object], fed: Mapping[Place, int]) -> Fields:
    inputs = [
        {**(as_object(entry) or {}), "link": fed.get((index, slot))}
        for slot, entry in enumerate(as_list(node.get("inputs")))
    ]
    return {**node, "id": index, "inputs": inputs, "widgets_values": values}
