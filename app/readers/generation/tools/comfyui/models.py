"""The model of a sampler: the checkpoints it was made of, and the LoRAs applied on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.report import Checkpoint, Lora
from app.readers.generation.tools.comfyui.graph import Graph, Link, Node, is_link
from app.readers.generation.tools.comfyui.loras import LoraReader
from app.readers.generation.tools.comfyui.nodes import MODEL_NAMES
from app.readers.generation.tools.comfyui.walk import DEPTH_MAX, Walk
from app.readers.generation.values import as_name, as_number, as_object, find_first

VISITS_MAX = 300_000
"""Nodes visited on the way to all checkpoints; where there are more, the others are not found."""
WEIGHT_DIGITS = 6
"""Digits of a share; the editor's sliders and sums of shares leave more, which mean nothing."""

_MODEL_LINKS = ("model", "opt_model", "optional_model")
_MERGED = re.compile(r"model_?(?:\d|[a-e])")

Shares = tuple[tuple[str, float | None], ...]
"""(name of a checkpoint, its share)"""


@dataclass(frozen=True, slots=True)
class FoundModel:
    """What is known of one model."""

    name: str | None = None
    """All checkpoints, joined by ` + `; None where one of them is not known."""
    checkpoints: tuple[Checkpoint, ...] = ()
    """Those that were merged, with their shares; empty for a single one."""
    loras: tuple[Lora, ...] = ()


class ModelReader:
    """Finds models in one graph. Remembers merges, so that no branch is followed twice."""

    def __init__(self, graph: Graph, walk: Walk) -> None:
        self._graph = graph
        self._walk = walk
        self._loras = LoraReader(graph, walk)
        self._visits = 0
        self._known: dict[Link, tuple[Shares | None, tuple[Lora, ...]]] = {}

    def read(self, raw: object) -> FoundModel:
        """Return the model that a link leads to."""
        shares, loras = self._read(raw, 0)
        if not shares:
            return FoundModel(loras=loras)
        name = " + ".join(name for name, _ in shares)
        merged = tuple(Checkpoint(name, _round(weight)) for name, weight in shares) if len(shares) > 1 else ()
        return FoundModel(name, merged, loras)

    def _read(self, raw: object, depth: int) -> tuple[Shares | None, tuple[Lora, ...]]:
        start = self._graph.link(raw)
        if start is None or depth > DEPTH_MAX:
            return None, ()
        if start not in self._known:
            self._known[start] = (None, ())  # a cycle that comes back here finds nothing
            self._known[start] = self._follow(start, depth)
        return self._known[start]

    def _follow(self, link: Link, depth: int) -> tuple[Shares | None, tuple[Lora, ...]]:
        """Follow the model from node to node, up to its loader or to a merge."""
        chain: list[list[Lora]] = []
        seen: set[Link] = set()
        while link not in seen and self._visits < VISITS_MAX:
            seen.add(link)
            self._visits += 1
            node = self._graph.nodes[link.node]
            chain.append(self._loras.read_node(node))
            following = self._graph.link(self._find_next(node, link.slot))
            if following is None:
                shares, merged = self._read_end(node, depth)
                applied = [lora for loras in reversed(chain) for lora in loras]
                return shares, tuple(dict.fromkeys((*merged, *applied)))
            link = following
        return None, ()

    def _find_next(self, node: Node, slot: int) -> object:
        hop = self._walk.hop(node, slot)
        return (
            hop
            if hop is not None
            else next((node.inputs[name] for name in _MODEL_LINKS if is_link(node.inputs.get(name))), None)
        )

    def _read_end(self, node: Node, depth: int) -> tuple[Shares | None, tuple[Lora, ...]]:
        """Read a loader, or a node that merges models."""
        names = [name for name in node.inputs if _MERGED.fullmatch(name) and is_link(node.inputs[name])]
        if len(names) > 1:
            return self._merge(node, names, depth)
        value = self._walk.value(find_first(node.inputs, *MODEL_NAMES))
        name = as_name((as_object(value) or {}).get("content", value))
        return (((name, 1.0),) if name else None), ()

    def _merge(self, node: Node, names: list[str], depth: int) -> tuple[Shares | None, tuple[Lora, ...]]:
        found = [self._read(node.inputs[name], depth + 1) for name in names]
        loras = tuple(lora for _, applied in found for lora in applied)
        weights = self._find_weights(node, len(names))
        known = [shares for shares, _ in found if shares]
        return (_add_shares(known, weights) if len(known) == len(found) else None), loras

    def _find_weights(self, node: Node, number: int) -> list[float | None]:
        """Return each model's share. Source: comfyanonymous/ComfyUI `comfy_extras/nodes_model_merging.py`."""
        name, shares = _SHARES.get(node.kind, ("", None))
        value = as_number(self._walk.value(node.inputs.get(name))) if name else 1.0
        return (
            [share * value + rest for share, rest in shares]
            if shares and value is not None and number == 2
            else [None] * number
        )


_SHARES: dict[str, tuple[str, tuple[tuple[float, float], tuple[float, float]] | None]] = {
    "ModelMergeSimple": ("ratio", ((1.0, 0.0), (-1.0, 1.0))),
    "ModelMergeAdd": ("", ((1.0, 0.0), (1.0, 0.0))),
    "ModelMergeSubtract": ("multiplier", ((1.0, 0.0), (-1.0, 0.0))),
}
"""Nodes that merge two models as a whole: the input with the ratio, and (factor, summand) of each model's share.

Those that merge block by block have no share as a whole.
"""


def _add_shares(several: Iterable[Shares], weights: list[float | None]) -> Shares:
    """Return all checkpoints with their shares of the whole, each once."""
    total: dict[str, float | None] = {}
    for shares, weight in zip(several, weights, strict=True):
        for name, share in shares:
            part = None if weight is None or share is None else weight * share
            before = total.get(name, 0.0)
            total[name] = None if part is None or before is None else before + part
    return tuple(total.items())


def _round(weight: float | None) -> float | None:
    return None if weight is None else round(weight, WEIGHT_DIGITS)
