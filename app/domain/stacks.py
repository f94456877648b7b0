"""Batch siblings: pictures of one prompt, one workflow or one seed belong on one stack.

The key is a digest of the strongest thing a file states: its prompt (with the negative one and the model), else the
graph that made it with the seeds left out, else its seed. Files without generation data are in no stack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import blake2b

from app.domain.report import Block, FileReport

_GRAPH_BLOCK = re.compile(r"(?:^|[:_.])(?:prompt|workflow)$", re.IGNORECASE)
_SEEDS = frozenset({"seed", "noise_seed", "rand_seed", "seed_num", "variation_seed"})
_AFTER_SEED = frozenset({"fixed", "increment", "decrement", "randomize"})
"""In a drawn workflow a seed has no name; the word for what to do with it afterwards stands behind it."""


def stack_key(report: FileReport) -> bytes | None:
    """16 bytes that batch siblings share; None for a file that states nothing to be compared by."""
    made = report.generation
    if made is None:
        return None
    if made.prompt:
        return _digest("prompt", made.prompt, made.negative_prompt, made.model)
    if (graph := _graph(report.blocks)) is not None:
        return _digest("graph", graph)
    return None if made.seed is None else _digest("seed", made.seed)


def _digest(*parts: object) -> bytes:
    return blake2b(json.dumps(parts).encode(), digest_size=16).digest()


def _graph(blocks: tuple[Block, ...]) -> str | None:
    """The first block that holds a graph, without seeds and in one notation."""
    return next((graph for block in blocks if _GRAPH_BLOCK.search(block.name) for graph in _parsed(block)), None)


def _parsed(block: Block) -> Iterator[str]:
    try:
        value = json.loads(block.text)
        if isinstance(value, dict):
            yield json.dumps(_seedless(value), sort_keys=True)
    except (ValueError, RecursionError):  # a stranger's text that is no graph makes no stack
        return


def _seedless(value: object) -> object:
    if isinstance(value, dict):
        return {name: _seedless(part) for name, part in value.items() if name not in _SEEDS}
    if isinstance(value, list):
        behind = [*value[1:], None]
        return [
            _seedless(part)
            for part, following in zip(value, behind, strict=True)
            if not (isinstance(part, int) and isinstance(following, str) and following in _AFTER_SEED)
        ]
    return value
