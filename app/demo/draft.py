"""Drafts: everything about a file except its bytes, which are rendered only when needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from app.demo.drawing.canvas import Canvas
from app.demo.drawing.scenes import SCENES, Scene, paint_scene
from app.demo.manifest import DemoFile
from app.demo.names import odd_stem
from app.demo.plan import PlannedFile
from app.domain.progress import Outcome
from app.domain.report import Kind

FIRST_DAY = int(datetime(2026, 5, 1, 9, tzinfo=UTC).timestamp())
SECONDS_BETWEEN = 613


@dataclass(frozen=True, slots=True)
class FileDraft:
    """One file and the function that renders it."""

    file: DemoFile
    mtime: int
    """Seconds since the epoch; planned, so that two libraries of the same seed have the same times."""
    render: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class DraftContext:
    """What every draft starts from: its place in the plan, a random generator of its own, and a scene."""

    seed: int
    place: PlannedFile
    rng: Random
    scene: Scene

    @property
    def mtime(self) -> int:
        return FIRST_DAY + self.place.index * SECONDS_BETWEEN

    def path(self, folder: str, name: str) -> str:
        """Return `folder/name`, with an odd stem if the plan says so."""
        if self.place.odd_turn is None:
            return f"{folder}/{name}"
        extension = name.rpartition(".")[2]
        return f"{folder}/{odd_stem(self.place.odd_turn)}.{extension}"

    def canvas(self, size: tuple[int, int], moment: float = 0.0) -> Canvas:
        """Paint the picture. `size` is (width, height) in pixels, `moment` (0…1) the time within a film."""
        return paint_scene(self.scene, f"{self.seed}:{self.place.index}:picture", *size, moment)


def create_context(seed: int, place: PlannedFile) -> DraftContext:
    rng = Random(f"{seed}:{place.index}")
    return DraftContext(seed, place, rng, rng.choice(SCENES))


def sound_image(path: str, file_format: str, size: tuple[int, int]) -> DemoFile:
    """Return the manifest entry of a readable image, for the caller to complete."""
    return DemoFile(path=path, outcome=Outcome.OK, kind=Kind.IMAGE, format=file_format, width=size[0], height=size[1])
