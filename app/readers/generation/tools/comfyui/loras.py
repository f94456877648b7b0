"""The LoRAs of one node: a single one, numbered inputs, rows of a list, tags in a text, and stacks from other nodes.

Sources: comfyanonymous/ComfyUI `nodes.py` (LoraLoader); rgthree/rgthree-comfy `py/power_lora_loader.py` and
`py/lora_stack.py`; jags111/efficiency-nodes-comfyui `efficiency_nodes.py` (LoRA Stacker);
Suzie1/ComfyUI_Comfyroll_CustomNodes `nodes/nodes_lora.py` (CR LoRA Stack); yolain/ComfyUI-Easy-Use (easy loraStack);
willmiao/ComfyUI-Lora-Manager `py/nodes`; kijai/ComfyUI-WanVideoWrapper `nodes_model_loading.py`;
badjeff/comfyui_lora_tag_loader (tags in a text).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from app.domain.report import Lora
from app.readers.generation.tools.a1111 import find_prompt_loras
from app.readers.generation.tools.comfyui.graph import Graph, Node, is_link
from app.readers.generation.tools.comfyui.walk import DEPTH_MAX, Walk
from app.readers.generation.values import as_int, as_list, as_name, as_number, as_object, find_first, read_json

STACKS_MAX = 200
"""Nodes with LoRAs that are followed from one node on the model's way."""
TAGGED_MAX = 8_000_000
"""Characters in which tags are looked for, in all nodes of one graph."""

_PLACEHOLDERS = frozenset({"none", "choose", "disabled", "null"})
_NUMBERED = re.compile(r"lora(?:_name)?_?(\d{1,3})|lora_(\d{1,3})_name")
_STACK = re.compile(r"lora", re.IGNORECASE)
_VALUES = re.compile(r"name|text|strength|weight|wt|str|count|num|syntax|prompt", re.IGNORECASE)
_OFF = (False, "off", "false", "no", "disable", "disabled", 0)
_SWITCHES = ("on", "active", "enabled", "enable", "toggle", "switch")
_NUMBERED_SWITCHES = ("switch_{}", "enabled_{}", "enable_{}", "toggle_{}", "active_{}", "on_{}", "lora_{}_enabled")
_SINGLE = ("lora_name", "lora")
_ROW = (*_SINGLE, "name")
_WEIGHTS = (
    *("strength_model", "model_strength", "lora_model_strength", "model_weight", "strength"),
    *("lora_strength", "lora_weight", "lora_wt", "weight"),
)
_MODEL_WEIGHTS = (
    *("model_weight_{}", "model_str_{}", "strength_model_{}", "model_strength_{}"),
    *("lora_{}_model_strength", "lora_model_strength_{}"),
)
_PLAIN_WEIGHTS = (
    *("strength_{}", "lora_wt_{}", "lora_strength_{}", "lora_weight_{}", "weight_{}"),
    *("lora_{}_strength", "lora_{}_weight", "strength{}"),
)


class LoraReader:
    """Finds the LoRAs that nodes of one graph apply."""

    def __init__(self, graph: Graph, walk: Walk) -> None:
        self._graph = graph
        self._walk = walk
        self._known: dict[str, list[Lora]] = {}
        self._searched = 0

    def read_node(self, node: Node) -> list[Lora]:
        """Return the LoRAs that a node on the path of the model applies, in the order in which they are applied."""
        if node.id not in self._known:
            self._known[node.id] = self._read_with_stacks(node)
        return self._known[node.id]

    def _read_with_stacks(self, node: Node) -> list[Lora]:
        found: list[Lora] = []
        seen: set[str] = set()

        def add(current: Node, depth: int) -> None:
            if current.id in seen or len(seen) >= STACKS_MAX or depth > DEPTH_MAX:
                return
            seen.add(current.id)
            for stack in self._iterate_stacks(current):
                add(stack, depth + 1)
            found.extend(self._read_own(current))

        add(node, 0)
        return found

    def _iterate_stacks(self, node: Node) -> Iterator[Node]:
        """Yield the nodes whose LoRAs this node takes over."""
        for name, link in self._graph.links(node):
            if _STACK.search(name) and not _VALUES.search(name):
                yield self._graph.nodes[link.node]

    def _read_own(self, node: Node) -> list[Lora]:
        if self._is_off(node.inputs, _SWITCHES):
            return []
        rows = [row for name, value in node.inputs.items() for row in _list_rows(name, value)]
        if rows:
            active = [row for row in rows if not self._is_off(row, _SWITCHES)]
            return _without_none([self._read_lora(row, _ROW, _WEIGHTS) for row in active])
        numbered = [(name, match[1] or match[2]) for name in node.inputs if (match := _NUMBERED.fullmatch(name))]
        if numbered:
            return self._read_numbered(node, numbered)
        if any(name in node.inputs for name in _SINGLE):
            return _without_none([self._read_lora(node.inputs, _SINGLE, _WEIGHTS)])
        return self._read_tags(node)

    def _read_numbered(self, node: Node, numbered: list[tuple[str, str]]) -> list[Lora]:
        inputs = node.inputs
        count = as_int(self._walk.value(find_first(inputs, "lora_count", "num_loras")))
        mode = find_first(inputs, "input_mode", "mode")
        weights = (*_PLAIN_WEIGHTS, *_MODEL_WEIGHTS) if mode == "simple" else (*_MODEL_WEIGHTS, *_PLAIN_WEIGHTS)
        return _without_none(
            [
                self._read_lora(inputs, (name,), tuple(weight.format(number) for weight in weights))
                for name, number in numbered
                if (count is None or int(number) <= count)
                and not self._is_off(inputs, [switch.format(number) for switch in _NUMBERED_SWITCHES])
            ]
        )

    def _read_lora(self, fields: Mapping[str, object], names: tuple[str, ...], weights: tuple[str, ...]) -> Lora | None:
        """Read one LoRA, or None: at strength 0 it has no effect, and a placeholder means none."""
        value = self._walk.value(find_first(fields, *names))
        name = as_name((as_object(value) or {}).get("content", value))
        weight = as_number(self._walk.value(find_first(fields, *weights)))
        if not name or name.casefold().strip("[]<>- ") in _PLACEHOLDERS or weight == 0:
            return None
        return Lora(_strip_signs(name), weight)

    def _read_tags(self, node: Node) -> list[Lora]:
        """Read `<lora:name:weight>` in the texts of a node that loads what they name."""
        if not _STACK.search(node.kind) and not any(
            "model" in name and is_link(node.inputs[name]) for name in node.inputs
        ):
            return []
        names = ["populated_text"] if "populated_text" in node.inputs else list(node.inputs)
        texts = [value for name in names if isinstance(value := self._walk.value(node.inputs[name]), str)]
        self._searched += sum(map(len, texts))
        if self._searched > TAGGED_MAX:
            return []
        tags = [lora for text in texts if "<lora:" in text for lora in find_prompt_loras(text)]
        return [Lora(_strip_signs(lora.name), lora.weight) for lora in tags if lora.weight != 0]

    def _is_off(self, fields: Mapping[str, object], switches: tuple[str, ...] | list[str]) -> bool:
        states = [self._walk.value(fields[name]) for name in switches if name in fields]
        return any((state.casefold() if isinstance(state, str) else state) in _OFF for state in states)


def _list_rows(name: str, value: object) -> list[dict[str, object]]:
    """Return the rows of a list of LoRAs in one input: one row, a list of them, or either as JSON text."""
    if isinstance(value, str) and _STACK.search(name) and value.lstrip()[:1] in ("[", "{"):
        value = read_json(value)
    wrapped = as_object(value)
    if wrapped is not None:
        if "lora" in wrapped:
            return [wrapped]
        value = wrapped.get("__value__", list(wrapped.values()) if _STACK.search(name) else None)
    rows = [] if is_link(value) else [row for entry in as_list(value) if (row := as_object(entry)) is not None]
    return [row for row in rows if "lora" in row or ("name" in row and _STACK.search(name))]


def _without_none(found: list[Lora | None]) -> list[Lora]:
    return [lora for lora in found if lora]


def _strip_signs(name: str) -> str:
    """Return the name without signs and emoji around it, which editors show beside it."""
    start, end = 0, len(name)
    while start < end and _is_sign(name[start]):
        start += 1
    while end > start and _is_sign(name[end - 1]):
        end -= 1
    return name[start:end] or name


def _is_sign(character: str) -> bool:
    return character == "\ufe0f" or unicodedata.category(character) in ("So", "Cf", "Zs")
