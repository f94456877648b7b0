"""ComfyUI's workflow (the drawing in the editor) turned into the graph it would run.

    {"nodes": [{"id": 3, "type": "KSampler", "mode": 0, "inputs": [{"name": "model", "link": 1}, …],
                "widgets_values": [1, "randomize", 20, …]}, …],
     "links": [[1, 4, 0, 3, 0, "MODEL"], …], "definitions": {"subgraphs": [{"id": …, "nodes": …}]}}

Source: Comfy-Org/ComfyUI_frontend `src/platform/workflow/validation/schemas/workflowSchema.ts` (the
format) and `src/utils/executionUtil.ts` (graphToPrompt: muted and bypassed nodes, subgraphs, virtual
nodes). A widget whose name is not certain is left out: rather not found than wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.readers.generation.tools.comfyui.graph import Graph, Node
from app.readers.generation.tools.comfyui.groups import INPUT, OUTPUT, find_groups, unfold_group
from app.readers.generation.tools.comfyui.promoted import BORDER, Promoted, find_promoted_values
from app.readers.generation.tools.comfyui.widgets import find_widget_names, iterate_lora_rows
from app.readers.generation.values import as_list, as_object

PARTS_MAX = 400_000
"""Nodes and links after subgraphs are unfolded."""
NESTING_MAX = 16
"""Nested subgraphs; the limit ends a subgraph that contains itself."""
HOPS_MAX = 64
"""Bypassed and virtual nodes in one chain."""

_MUTED, _BYPASSED = 2, 4
_CONTROLS = ("fixed", "increment", "decrement", "randomize")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_ENCODERS = ("CLIPTextEncode", "TextEncode")
_CONTROLLED = frozenset({"seed", "noise_seed", "value"})

Key = int | str
Source = tuple[Key, int]
"""A node of one scope, and one of its output slots."""


@dataclass(slots=True)
class _Scope:
    """The workflow itself, or one subgraph unfolded where it is used."""

    prefix: str
    nodes: dict[Key, dict[str, object]]
    sources: dict[int, Source]
    """Link id → its origin."""
    outputs: dict[int, Source]
    """Output slot of the subgraph → its origin inside."""
    setters: dict[str, dict[str, object]]
    """Name → the SetNode that GetNodes of this name read (kijai/ComfyUI-KJNodes)."""
    outside: _Scope | None = None
    host: dict[str, object] = field(default_factory=dict)
    """The node outside that represents this subgraph."""
    promoted: Promoted = field(default_factory=dict)
    """Values that the host holds for widgets inside."""
    inner: dict[Key, _Scope] = field(default_factory=dict)
    """Node → the subgraph it represents."""


def is_workflow(value: Mapping[str, object]) -> bool:
    """Whether a JSON object is a workflow."""
    return any(isinstance(node, dict) and "type" in node for node in as_list(value.get("nodes")))


def build_workflow_graph(value: Mapping[str, object]) -> Graph | None:
    """Return the workflow's graph, or None when nothing in it runs or it is too large to unfold."""
    scopes = _unfold(value)
    nodes = {
        f"{scope.prefix}{key}": Node(f"{scope.prefix}{key}", str(raw.get("type")), _read_inputs(scope, raw))
        for scope in scopes
        for key, raw in scope.nodes.items()
        if key not in scope.inner and raw.get("mode") not in (_MUTED, _BYPASSED)
    }
    return Graph(nodes) if nodes else None


def _unfold(value: Mapping[str, object]) -> list[_Scope]:
    """Return the workflow and every subgraph used in it; empty when there are too many."""
    definitions = as_object(value.get("definitions")) or {}
    entries = [as_object(raw) or {} for raw in as_list(definitions.get("subgraphs"))]
    subgraphs = {str(entry["id"]): entry for entry in entries if "id" in entry}
    groups = find_groups(value)
    scopes: list[_Scope] = []
    pending, size = [_build_scope("", value)], _measure_size(value)
    while pending:
        scope = pending.pop()
        scopes.append(scope)
        for key, raw in scope.nodes.items():
            definition = subgraphs.get(str(raw.get("type"))) or unfold_group(raw, groups)
            if definition is not None and raw.get("mode") not in (_MUTED, _BYPASSED):
                size += _measure_size(definition)
                if size > PARTS_MAX or scope.prefix.count(":") >= NESTING_MAX:
                    return []
                scope.inner[key] = _build_scope(f"{scope.prefix}{key}:", definition, scope, raw)
        pending.extend(scope.inner.values())
    return scopes


def _measure_size(value: Mapping[str, object]) -> int:
    """Return the number of nodes and links, which is the cost of unfolding."""
    return len(as_list(value.get("nodes"))) + len(as_list(value.get("links")))


def _build_scope(
    prefix: str, value: Mapping[str, object], outside: _Scope | None = None, host: dict[str, object] | None = None
) -> _Scope:
    nodes = {
        key: raw
        for entry in as_list(value.get("nodes"))
        if (raw := as_object(entry))
        and isinstance(raw.get("type"), str)
        and (key := _as_key(raw.get("id"))) is not None
    }
    links = [link for entry in as_list(value.get("links")) if (link := _parse_link(entry))]
    setters = {str(name): raw for raw in nodes.values() if raw["type"] == "SetNode" for name in _list_values(raw)[:1]}
    return _Scope(
        prefix,
        nodes,
        sources={link_id: source for link_id, source, _, _ in links},
        outputs={slot: source for _, source, target, slot in links if target == OUTPUT},
        setters=setters,
        outside=outside,
        host=host or {},
        promoted=find_promoted_values(host) if host else {},
    )


def _as_key(value: object) -> Key | None:
    return value if isinstance(value, str) or type(value) is int else None


def _parse_link(entry: object) -> tuple[int, Source, Key, int] | None:
    """Parse `[id, from, slot, to, slot, type]`, or the same as an object, into id, source, target and its slot."""
    named = as_object(entry) or {}
    names = ("id", "origin_id", "origin_slot", "target_id", "target_slot")
    fields = [named.get(name) for name in names] if named else as_list(entry)[:5]
    if len(fields) < 5:
        return None
    number, origin, slot, target, target_slot = fields
    origin_key, target_key = _as_key(origin), _as_key(target)
    if type(number) is not int or type(slot) is not int or type(target_slot) is not int:
        return None
    if origin_key is None or target_key is None:
        return None
    return number, (origin_key, slot), target_key, target_slot


def _read_inputs(scope: _Scope, raw: dict[str, object]) -> dict[str, object]:
    """Return widgets by name, overridden by links. A link that leads nowhere makes an input None."""
    kind = str(raw.get("type"))
    inputs = dict(iterate_lora_rows(raw)) | dict(_iterate_widgets(raw))
    key = str(raw.get("id"))
    inputs |= {name: _process_as_sent(kind, value) for (node, name), value in scope.promoted.items() if node == key}
    for entry in _list_slots(raw, "inputs"):
        name, number = entry.get("name"), entry.get("link")
        if isinstance(name, str) and type(number) is int:
            found = _find_origin(scope, scope.sources.get(number))
            inputs[name] = list(found) if isinstance(found, tuple) else _process_as_sent(kind, found)
    return inputs


def _iterate_widgets(raw: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Yield names and values of a node's widgets; nothing when their numbers do not match exactly."""
    named = as_object(raw.get("widgets_values"))
    if named is not None:
        yield from named.items()
        return
    values = _list_values(raw)
    kind = str(raw.get("type"))
    pairs: list[tuple[str, object]] = []
    position = 0
    for name in find_widget_names(kind, len(values)) or _list_widget_names(raw):
        if position >= len(values):
            break
        pairs.append((name, values[position]))
        position += 2 if name in _CONTROLLED and _is_control(values[position + 1 : position + 2]) else 1
    else:
        if position == len(values):
            yield from ((name, _process_as_sent(kind, value)) for name, value in pairs)


def _is_control(following: list[object]) -> bool:
    """Whether the value after a seed states how the seed changes; early editors wrote a boolean, some nodes null."""
    return bool(following) and (following[0] is None or isinstance(following[0], bool) or following[0] in _CONTROLS)


def _process_as_sent(kind: str, value: object) -> object:
    """Return an encoder's text as the editor sends it, without comments. A random choice like `{a|b}` is None.

    Source: Comfy-Org/ComfyUI_frontend `src/utils/formatUtil.ts` (processDynamicPrompt).
    """
    if not isinstance(value, str) or not kind.startswith(_ENCODERS):
        return value
    text = _COMMENT.sub("", value)
    return None if "{" in text else text


def _list_widget_names(raw: dict[str, object]) -> tuple[str, ...]:
    """Return the widgets' names: newer editors list every widget among the inputs, in order."""
    widgets = [as_object(entry.get("widget")) or {} for entry in _list_slots(raw, "inputs") if entry.get("widget")]
    return tuple(str(widget.get("name")) for widget in widgets)


def _list_values(raw: dict[str, object]) -> list[object]:
    return as_list(raw.get("widgets_values"))


def _list_slots(raw: dict[str, object], name: str) -> list[dict[str, object]]:
    """Return a node's inputs or outputs. A malformed one becomes an empty object, so that slots keep their numbers."""
    return [as_object(entry) or {} for entry in as_list(raw.get(name))]


def _find_origin(scope: _Scope, source: Source | None) -> tuple[str, int] | object:
    """Follow a source through subgraph borders, bypassed and virtual nodes; return id and slot of the node that runs.

    For a border without a link, return the value that its host holds for it, or None.
    """
    for _ in range(HOPS_MAX):
        if source is None:
            return None
        key, slot = source
        if key == INPUT and scope.outside is not None:
            host, inner, scope = scope.host, scope, scope.outside
            source = _find_slot_source(scope, host, slot)
            if source is None and (name := _find_slot_widget(host, slot)):
                return inner.promoted.get((BORDER, name))
        elif key in scope.inner:
            scope = scope.inner[key]
            source = scope.outputs.get(slot)
        elif key not in scope.nodes or scope.nodes[key].get("mode") == _MUTED:
            return None
        elif scope.nodes[key].get("mode") == _BYPASSED:
            source = _find_bypassed_source(scope, scope.nodes[key], slot)
        elif scope.nodes[key]["type"] == "GetNode":
            setter = scope.setters.get(str(next(iter(_list_values(scope.nodes[key])), None)))
            source = _find_slot_source(scope, setter, 0) if setter else None
        else:
            return f"{scope.prefix}{key}", slot
    return None


def _find_slot_source(scope: _Scope, raw: dict[str, object], slot: int) -> Source | None:
    slots = _list_slots(raw, "inputs")
    number = slots[slot].get("link") if 0 <= slot < len(slots) else None
    return scope.sources.get(number) if type(number) is int else None


def _find_slot_widget(raw: dict[str, object], slot: int) -> str | None:
    """Return the name of the widget of an input without a link."""
    entry = dict(enumerate(_list_slots(raw, "inputs"))).get(slot, {})
    widget = as_object(entry.get("widget"))
    return str(widget.get("name")) if widget and entry.get("link") is None else None


def _find_bypassed_source(scope: _Scope, raw: dict[str, object], slot: int) -> Source | None:
    """Return what a bypassed node passes on: its first linked input of the output's type."""
    outputs = _list_slots(raw, "outputs")
    if not 0 <= slot < len(outputs):
        return None
    numbers = [
        entry.get("link") for entry in _list_slots(raw, "inputs") if entry.get("type") == outputs[slot].get("type")
    ]
    linked = [number for number in numbers if type(number) is int]
    return scope.sources.get(linked[0]) if linked else None
