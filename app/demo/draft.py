"""A draft: everything about one file but its bytes, which are rendered only when they are needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from app.demo.drawing.canvas import Canvas
from app.demo.drawing.scenes import SCENES, Scene, paint_scene
from app.demo.manifest import DemoFile
from app.demo.names import odd_stem
from app.demo.plan import Place
from app.domain.progress import Outcome
from app.domain.report import Kind

FIRST_DAY = int(datetime(2026, 5, 1, 9, tzinfo=UTC).timestamp())
SECONDS_BETWEEN = 613


@dataclass(frozen=True, slots=True)
class Draft:
    file: DemoFile
    mtime: int
    """Seconds since the epoch: decided, not now, so that two libraries are alike in this too."""
    render: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Easel:
    """What every maker of a draft starts from: its place in the plan, its own dice, a motif and a size."""

    seed: int
    place: Place
    dice: Random
    scene: Scene

    @property
    def mtime(self) -> int:
        return FIRST_DAY + self.place.index * SECONDS_BETWEEN

    def path(self, folder: str, name: str) -> str:
        """`folder/name`, its stem replaced where the plan wants an odd name."""
        if self.place.odd_turn is None:
            return f"{folder}/{name}"
        extension = name.rpartition(".")[2]
        return f"{folder}/{odd_stem(self.place.odd_turn)}.{extension}"

    def canvas(self, size: tuple[int, int], moment: float = 0.0) -> Canvas:
        """The picture, `size` being (width, height)."""
        return paint_scene(self.scene, f"{self.seed}:{self.place.index}:picture", *size, moment)


def easel(seed: int, place: Place) -> Easel:
    dice = Random(f"{seed}:{place.index}")
    return Easel(seed, place, dice, dice.choice(SCENES))


def sound_image(path: str, file_format: str, size: tuple[int, int]) -> DemoFile:
    """The entry of an image that can be read; the maker replaces what it knows better."""
    return DemoFile(path=path, outcome=Outcome.OK, kind=Kind.IMAGE, format=file_format, width=size[0], height=size[1])
