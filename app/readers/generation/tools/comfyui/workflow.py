"""ComfyUI's workflow (the drawing in the editor) turned into the graph it would run.

    {"nodes": [{"id": 3, "type": "KSampler", "mode": 0, "inputs": [{"name": "model", "link": 1}, …],
                "widgets_values": [1, "randomize", 20, …]}, …],
     "links": [[1, 4, 0, 3, 0, "MODEL"], …], "definitions": {"subgraphs": [{"id": …, "nodes": …}]}}

Source: Comfy-Org/ComfyUI_frontend `src/platform/workflow/validation/schemas/workflowSchema.ts` (the
format) and `src/utils/executionUtil.ts` (graphToPrompt: muted and bypassed nodes, subgraphs, virtual
nodes). A widget whose name is not certain is left out, so it is not found rather than mistaken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.readers.generation.tools.comfyui.graph import Graph, Node
from app.readers.generation.tools.comfyui.groups import INPUT, OUTPUT, find_groups, unfold_group
from app.readers.generation.tools.comfyui.promoted import BORDER, Promoted, find_promoted_values
from app.readers.generation.values import as_list, as_object

PARTS_MAX = 400_000
"""Nodes and links after subgraphs are unfolded."""
NESTING_MAX = 16
"""Subgraphs inside subgraphs; one that contains itself ends here."""
HOPS_MAX = 64
"""Bypassed and virtual nodes in one chain."""

_MUTED, _BYPASSED = 2, 4
_CONTROLS = ("fixed", "increment", "decrement", "randomize")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_CONTROLLED = frozenset({"seed", "noise_seed", "value"})

WIDGETS: dict[str, tuple[str, ...]] = {
    "KSampler": ("seed", "steps", "cfg", "sampler_name", "scheduler", "denoise"),
    "KSamplerAdvanced": (
        *("add_noise", "noise_seed", "steps", "cfg", "sampler_name", "scheduler"),
        *("start_at_step", "end_at_step", "return_with_leftover_noise"),
    ),
    "SamplerCustom": ("add_noise", "noise_seed", "cfg"),
    "KSamplerSelect": ("sampler_name",),
    "RandomNoise": ("noise_seed",),
    "CFGGuider": ("cfg",),
    "DualCFGGuider": ("cfg_conds", "cfg_cond2_negative"),
    "BasicScheduler": ("scheduler", "steps", "denoise"),
    "Flux2Scheduler": ("steps", "width", "height"),
    "CLIPTextEncode": ("text",),
    "CheckpointLoaderSimple": ("ckpt_name",),
    "UNETLoader": ("unet_name", "weight_dtype"),
    "LoraLoader": ("lora_name", "strength_model", "strength_clip"),
    "LoraLoaderModelOnly": ("lora_name", "strength_model"),
    "PrimitiveNode": ("value",),
    "PrimitiveString": ("value",),
    "PrimitiveStringMultiline": ("value",),
    "PrimitiveInt": ("value",),
    "PrimitiveFloat": ("value",),
    "PrimitiveBoolean": ("value",),
}
"""Widgets of core nodes in the order of their values; the control after a seed is not named."""


Key = int | str
Source = tuple[Key, int]
"""A node of one scope and one of its output slots."""


@dataclass(slots=True)
class _Scope:
    """The drawing itself, or one subgraph unfolded at the place where it is used."""

    prefix: str
    nodes: dict[Key, dict[str, object]]
    sources: dict[int, Source]
    """Link id → where it comes from."""
    outputs: dict[int, Source]
    """Output slot of the subgraph → where it comes from inside."""
    setters: dict[str, dict[str, object]]
    """Name → the SetNode that other places fetch it from (kijai/ComfyUI-KJNodes)."""
    outside: _Scope | None = None
    host: dict[str, object] = field(default_factory=dict)
    """The node outside that stands for this subgraph."""
    promoted: Promoted = field(default_factory=dict)
    """Values that the host holds for widgets inside."""
    inner: dict[Key, _Scope] = field(default_factory=dict)
    """Node → the subgraph it stands for."""


def is_workflow(value: Mapping[str, object]) -> bool:
    """Whether a JSON object is a drawn workflow."""
    return any(isinstance(node, dict) and "type" in node for node in as_list(value.get("nodes")))


def build_workflow_graph(value: Mapping[str, object]) -> Graph | None:
    """The graph the workflow draws; None when nothing in it runs, or it is too large to unfold."""
    scopes = _unfold(value)
    nodes = {
        f"{scope.prefix}{key}": Node(f"{scope.prefix}{key}", str(raw.get("type")), _read_inputs(scope, raw))
        for scope in scopes
        for key, raw in scope.nodes.items()
        if key not in scope.inner and raw.get("mode") not in (_MUTED, _BYPASSED)
    }
    return Graph(nodes) if nodes else None


def _unfold(value: Mapping[str, object]) -> list[_Scope]:
    """The drawing and every subgraph used in it; empty when they are too many."""
    definitions = as_object(value.get("definitions")) or {}
    entries = [as_object(raw) or {} for raw in as_list(definitions.get("subgraphs"))]
    subgraphs = {str(entry["id"]): entry for entry in entries if "id" in entry}
    groups = find_groups(value)
    scopes: list[_Scope] = []
    waiting, size = [_build_scope("", value)], _measure_size(value)
    while waiting:
        scope = waiting.pop()
        scopes.append(scope)
        for key, raw in scope.nodes.items():
            definition = subgraphs.get(str(raw.get("type"))) or unfold_group(raw, groups)
            if definition is not None and raw.get("mode") not in (_MUTED, _BYPASSED):
                size += _measure_size(definition)
                if size > PARTS_MAX or scope.prefix.count(":") >= NESTING_MAX:
                    return []
                scope.inner[key] = _build_scope(f"{scope.prefix}{key}:", definition, scope, raw)
        waiting.extend(scope.inner.values())
    return scopes


def _measure_size(value: Mapping[str, object]) -> int:
    """What unfolding this costs."""
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
    """`[id, from, slot, to, slot, type]`, inside subgraphs an object of the same → id, source, target, its slot."""
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
    """Widgets by name, then the links over them; a link that leads nowhere leaves an input without a value."""
    kind = str(raw.get("type"))
    inputs = dict(_iterate_widgets(raw))
    key = str(raw.get("id"))
    inputs |= {name: _process_as_sent(kind, value) for (node, name), value in scope.promoted.items() if node == key}
    for entry in _list_slots(raw, "inputs"):
        name, number = entry.get("name"), entry.get("link")
        if isinstance(name, str) and type(number) is int:
            found = _find_origin(scope, scope.sources.get(number))
            inputs[name] = list(found) if isinstance(found, tuple) else _process_as_sent(kind, found)
    return inputs


def _iterate_widgets(raw: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Names and values of a drawn node's widgets; none of them when their number does not fit exactly."""
    named = as_object(raw.get("widgets_values"))
    if named is not None:
        yield from named.items()
        return
    values = _list_values(raw)
    kind = str(raw.get("type"))
    pairs: list[tuple[str, object]] = []
    position = 0
    for name in WIDGETS.get(kind) or _list_widget_names(raw):
        if position >= len(values):
            return
        pairs.append((name, values[position]))
        position += 2 if name in _CONTROLLED and _is_control(values[position + 1 : position + 2]) else 1
    if position == len(values):
        yield from ((name, _process_as_sent(kind, value)) for name, value in pairs)


def _is_control(following: list[object]) -> bool:
    """Whether what follows a seed says how it changes; early editors wrote a boolean."""
    return bool(following) and (isinstance(following[0], bool) or following[0] in _CONTROLS)


def _process_as_sent(kind: str, value: object) -> object:
    """An encoder's text as the editor sends it: comments cut out; a choice like `{a|b}` is made at random, so unknown.

    Source: Comfy-Org/ComfyUI_frontend `src/utils/formatUtil.ts` (processDynamicPrompt).
    """
    if not isinstance(value, str) or not kind.startswith("CLIPTextEncode"):
        return value
    text = _COMMENT.sub("", value)
    return None if "{" in text else text


def _list_widget_names(raw: dict[str, object]) -> tuple[str, ...]:
    """Newer editors list every widget among the inputs, in order."""
    widgets = [as_object(entry.get("widget")) or {} for entry in _list_slots(raw, "inputs") if entry.get("widget")]
    return tuple(str(widget.get("name")) for widget in widgets)


def _list_values(raw: dict[str, object]) -> list[object]:
    return as_list(raw.get("widgets_values"))


def _list_slots(raw: dict[str, object], name: str) -> list[dict[str, object]]:
    """Inputs or outputs of a drawn node; a malformed one stays as an empty object, so that slots keep their place."""
    return [as_object(entry) or {} for entry in as_list(raw.get(name))]


def _find_origin(scope: _Scope, source: Source | None) -> tuple[str, int] | object:
    """Follow a source through subgraph borders, bypassed and virtual nodes to the node that runs: its id and slot.

    A border that nothing is linked to gives the value that its host holds for it, or None.
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
    """The widget of an input that nothing is linked to."""
    entry = dict(enumerate(_list_slots(raw, "inputs"))).get(slot, {})
    widget = as_object(entry.get("widget"))
    return str(widget.get("name")) if widget and entry.get("link") is None else None


def _find_bypassed_source(scope: _Scope, raw: dict[str, object], slot: int) -> Source | None:
    """A bypassed node hands on its first input of the output's type."""
    outputs = _list_slots(raw, "outputs")
    if not 0 <= slot < len(outputs):
        return None
    numbers = [
        entry.get("link") for entry in _list_slots(raw, "inputs") if entry.get("type") == outputs[slot].get("type")
    ]
    linked = [number for number in numbers if type(number) is int]
    return scope.sources.get(linked[0]) if linked else None
