"""Plans the variety of every file: exact shares, shuffled by the seed."""

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
"""Libraries of at least this many files have a damaged one."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file to create."""

    index: int
    variety: Variety
    turn: int
    """Number of earlier files of its variety."""
    odd_turn: int | None
    """Its turn among the odd names, or None for a normal name."""


def plan(count: int, seed: int) -> tuple[PlannedFile, ...]:
    """Plan `count` files. Raises ValueError if `count` is below 1."""
    if count < 1:
        raise ValueError(f"count is {count}; a library has at least 1 file")
    varieties = _shuffle_varieties(count, seed)
    odd = _choose_odd_names(varieties)
    turns = dict.fromkeys(Variety, 0)
    places = []
    for index, variety in enumerate(varieties):
        places.append(PlannedFile(index, variety, turns[variety], odd.get(index)))
        turns[variety] += 1
    return tuple(places)


def _shuffle_varieties(count: int, seed: int) -> list[Variety]:
    shares = {variety: count * percent // 100 for variety, percent in PERCENT.items()}
    if count >= DAMAGED_FROM:
        shares[Variety.DAMAGED] = max(1, shares[Variety.DAMAGED])
    shares[Variety.WEBUI] += count - sum(shares.values())
    varieties = [variety for variety, share in shares.items() for _ in range(share)]
    Random(f"plan:{seed}").shuffle(varieties)
    return varieties


def _choose_odd_names(varieties: list[Variety]) -> dict[int, int]:
    """Return index → turn, evenly spread: a quarter of a small library, one in 25 of a large one."""
    sound = [index for index, variety in enumerate(varieties) if variety is not Variety.DAMAGED]
    wanted = max(min(len(sound) // 4, 13), len(sound) // 25)
    return {sound[turn * len(sound) // wanted]: turn for turn in range(wanted)}
