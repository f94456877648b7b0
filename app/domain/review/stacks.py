"""Stacks group pictures of one batch: the same prompt, the same workflow or the same seed.

The key is a digest of the strongest information in a file: its prompt with negative prompt and model, else its workflow
graph without the seeds, else its seed. Files without generation data belong to no stack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import blake2b

from app.domain.report import Block, FileReport

_GRAPH_BLOCK = re.compile(r"(?:^|[:_.])(?:prompt|workflow)$", re.IGNORECASE)
_MAX_PARTS = 500_000
"""Values and names of a graph that is compared. A graph of 3 MB has 300,000; each takes about a hundred bytes here."""

_SEEDS = frozenset({"seed", "noise_seed", "rand_seed", "seed_num", "variation_seed"})
_AFTER_SEED = frozenset({"fixed", "increment", "decrement", "randomize"})
"""In an editor workflow a seed has no name, but is followed by one of these words."""


def compute_stack_key(report: FileReport) -> bytes | None:
    """Return 16 bytes that the files of a batch share, or None for a file without usable generation data."""
    generation = report.generation
    if generation is None:
        return None
    if generation.prompt:
        return _digest("prompt", generation.prompt, generation.negative_prompt, generation.model)
    if (graph := _find_graph(report.blocks)) is not None:
        return _digest("graph", graph)
    return None if generation.seed is None else _digest("seed", generation.seed)


def _digest(*parts: object) -> bytes:
    return blake2b(json.dumps(parts).encode(), digest_size=16).digest()


def _find_graph(blocks: tuple[Block, ...]) -> str | None:
    """Return the first graph in `blocks`, without seeds and as canonical JSON."""
    return next((graph for block in blocks if _GRAPH_BLOCK.search(block.name) for graph in _parse_graph(block)), None)


def _parse_graph(block: Block) -> Iterator[str]:
    if sum(map(block.text.count, ",:[{")) > _MAX_PARTS:
        return
    try:
        value = json.loads(block.text)
        if isinstance(value, dict):
            yield json.dumps(_remove_seeds(value), sort_keys=True)
    except (ValueError, RecursionError):  # untrusted text that is not a graph
        return


def _remove_seeds(value: object) -> object:
    if isinstance(value, dict):
        return {name: _remove_seeds(part) for name, part in value.items() if name not in _SEEDS}
    if isinstance(value, list):
        successors = [*value[1:], None]
        return [
            _remove_seeds(part)
            for part, following in zip(value, successors, strict=True)
            if not (isinstance(part, int) and isinstance(following, str) and following in _AFTER_SEED)
        ]
    return value
