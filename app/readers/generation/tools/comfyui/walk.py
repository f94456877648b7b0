"""Follows the links of one graph back to values.

Nothing is guessed: an unknown node ends the walk, and its value is not found. A cycle, a chain longer
than `DEPTH_MAX` or a text longer than `TEXT_MAX` ends it too.
"""

from __future__ import annotations

from collections.abc import Callable

from app.readers.generation.tools.comfyui.graph import Graph, Link, Node, is_link
from app.readers.generation.tools.comfyui.nodes import BUNDLES, LITERALS, PASSING, REWRITING
from app.readers.generation.values import as_int

DEPTH_MAX = 80
"""Links in one chain. Real graphs have far fewer, and this many fit into Python's stack."""
TEXT_MAX = 1_000_000
"""Characters a prompt may grow to by concatenation."""


class Walk:
    """Finds values and texts in one graph. Remembers results, so that no node is followed twice."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._values: dict[Link, object] = {}
        self._joins: dict[str, Callable[[Node, int], object]] = {
            "StringConcatenate": self._string_concatenate,
            "Text Concatenate": self._text_concatenate,
            "ImpactWildcardProcessor": self._populated_text,
            "Text String": lambda node, depth: self.value(node.inputs.get("text"), depth),
        }

    def value(self, raw: object, depth: int = 0) -> object:
        """Return the literal that `raw` leads to, or None where it cannot be followed."""
        if not is_link(raw):
            return raw
        link = self._graph.link(raw)
        if link is None or depth > DEPTH_MAX:
            return None
        if link not in self._values:
            self._values[link] = None  # a cycle that comes back here finds nothing
            self._values[link] = self._output(self._graph.nodes[link.node], link.slot, depth + 1)
        return self._values[link]

    def _output(self, node: Node, slot: int, depth: int) -> object:
        if node.kind in LITERALS:
            names = LITERALS[node.kind]
            return self.value(node.inputs.get(names[slot]), depth) if 0 <= slot < len(names) else None
        hop = self.hop(node, slot, depth)
        if hop is not None:
            found = self.value(hop, depth)
            return self._find_typed(node, hop, depth) if found is None and node.kind == "ComfySwitchNode" else found
        join = self._joins.get(node.kind) if slot == 0 else None
        return join(node, depth) if join else None

    def _find_typed(self, switch: Node, chosen: object, depth: int) -> str | None:
        """Return what the user typed, where a switch chose a language model's version of the very same text.

        The text is certain only if the switch offers it unchanged as its other choice.
        """
        others = [switch.inputs.get(name) for name in ("on_true", "on_false") if switch.inputs.get(name) != chosen]
        typed = self._text(others[0], depth) if len(others) == 1 else None
        writer = self._find_writer(chosen, depth)
        given = self._text(writer.inputs.get(REWRITING[writer.kind]), depth) if writer else None
        return typed if typed and given and typed in given else None

    def _find_writer(self, raw: object, depth: int) -> Node | None:
        """Return the node that writes a text with a language model."""
        for _ in range(DEPTH_MAX):
            link = self._graph.link(raw)
            if link is None:
                return None
            node = self._graph.nodes[link.node]
            if node.kind in REWRITING:
                return node
            raw = self.hop(node, link.slot, depth)
        return None

    def hop(self, node: Node, slot: int, depth: int = 0) -> object:
        """Return the input that a rerouting, switching or bundling node passes on; None for every other node."""
        if node.kind in BUNDLES:
            return self._bundled(node, slot)
        if slot != 0:
            return None
        if node.kind in PASSING:
            return self._passed(node)
        if node.kind == "ComfySwitchNode":
            return node.inputs.get(self._switched(node, depth) or "")
        if node.kind == "ImpactSwitch":
            return node.inputs.get(self._selected(node, depth) or "")
        return self._first_any(node) if node.kind == "Any Switch (rgthree)" else None

    def _bundled(self, node: Node, slot: int) -> object:
        """Return the bundle's own input, else the same slot of the bundle before it."""
        earlier, names = BUNDLES[node.kind]
        own = node.inputs.get(names.get(slot, ""))
        base = self._graph.link(node.inputs.get(earlier))
        return [base.node, slot] if own is None and base and names.get(slot) else own

    def _passed(self, node: Node) -> object:
        """Return what a node passes on: its named input, or its only link."""
        name = PASSING[node.kind]
        if name in node.inputs:
            return node.inputs[name]
        links = [value for value in node.inputs.values() if is_link(value)]
        return links[0] if len(links) == 1 else None

    def _text(self, raw: object, depth: int) -> str | None:
        value = self.value(raw, depth)
        return value if isinstance(value, str) else None

    def _joined(self, node: Node, names: list[str], delimiter: str, depth: int) -> str | None:
        parts = [self._text(node.inputs.get(name), depth) for name in names]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts) or sum(map(len, known)) + len(delimiter) * len(known) > TEXT_MAX:
            return None
        return delimiter.join(known)

    def _string_concatenate(self, node: Node, depth: int) -> str | None:
        delimiter = self._text(node.inputs.get("delimiter", ""), depth)
        return None if delimiter is None else self._joined(node, ["string_a", "string_b"], delimiter, depth)

    def _text_concatenate(self, node: Node, depth: int) -> str | None:
        """Join as WAS Node Suite does: it strips each text if set to, and skips empty ones."""
        delimiter = self._text(node.inputs.get("delimiter", ""), depth)
        names = [name for name in ("text_a", "text_b", "text_c", "text_d") if node.inputs.get(name) not in (None, "")]
        texts = [self._text(node.inputs[name], depth) for name in names]
        if delimiter is None or None in texts:
            return None
        clean = node.inputs.get("clean_whitespace") in (True, "true")
        words = [text.strip() if clean else text for text in texts if text]
        joined = ("\n" if delimiter in ("\\n", "\n") else delimiter).join(word for word in words if word)
        return joined if len(joined) <= TEXT_MAX else None

    def _populated_text(self, node: Node, depth: int) -> str | None:
        """Return `populated_text`, to which Impact Pack writes the chosen words before the graph is stored."""
        return self._text(node.inputs.get("populated_text"), depth)

    def _switched(self, node: Node, depth: int) -> str | None:
        state = self.value(node.inputs.get("switch"), depth)
        return ("on_true" if state else "on_false") if isinstance(state, bool) else None

    def _selected(self, node: Node, depth: int) -> str | None:
        index = as_int(self.value(node.inputs.get("select"), depth))
        return f"input{index}" if index is not None and 0 < index < 1000 else None

    def _first_any(self, node: Node) -> object:
        return next((node.inputs[name] for name in sorted(node.inputs) if is_link(node.inputs[name])), None)
