"""Which file of the library is of which variety: exact shares, then shuffled by the seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Variety(StrEnum):
    WEBUI = "webui"
    COMFY = "comfy"
    PHOTO = "photo"
    WEBP = "webp"
    VIDEO = "video"
    PLAIN = "plain"
    DAMAGED = "damaged"


PERCENT: Mapping[Variety, int] = {
    Variety.WEBUI: 45,
    Variety.COMFY: 20,
    Variety.PHOTO: 18,
    Variety.WEBP: 8,
    Variety.VIDEO: 5,
    Variety.PLAIN: 2,
    Variety.DAMAGED: 2,
}
SIDECAR_SHARE = 0.3
DAMAGED_FROM = 10
"""A library of at least this many files has a damaged one."""


@dataclass(frozen=True, slots=True)
class Place:
    """One file to make."""

    index: int
    variety: Variety
    turn: int
    """How many of its variety come before it."""
    odd_turn: int | None
    """Its turn among the odd names, when it gets one."""


def plan(count: int, seed: int) -> tuple[Place, ...]:
    """`count` places. Raises ValueError when there is nothing to plan."""
    if count < 1:
        raise ValueError(f"count is {count}; a library has at least 1 file")
    varieties = _shuffled(count, seed)
    odd = _odd_indexes(varieties)
    turns = dict.fromkeys(Variety, 0)
    places = []
    for index, variety in enumerate(varieties):
        places.append(Place(index, variety, turns[variety], odd.get(index)))
        turns[variety] += 1
    return tuple(places)


def _shuffled(count: int, seed: int) -> list[Variety]:
    shares = {variety: count * percent // 100 for variety, percent in PERCENT.items()}
    if count >= DAMAGED_FROM:
        shares[Variety.DAMAGED] = max(1, shares[Variety.DAMAGED])
    shares[Variety.WEBUI] += count - sum(shares.values())
    varieties = [variety for variety, share in shares.items() for _ in range(share)]
    Random(f"plan:{seed}").shuffle(varieties)
    return varieties


def _odd_indexes(varieties: list[Variety]) -> dict[int, int]:
    """Evenly spread: a quarter of a small library, one in 25 of a large one."""
    sound = [index for index, variety in enumerate(varieties) if variety is not Variety.DAMAGED]
    wanted = max(min(len(sound) // 4, 13), len(sound) // 25)
    return {sound[turn * len(sound) // wanted]: turn for turn in range(wanted)}
