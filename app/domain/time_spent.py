"""Where the time of a session went: seconds by part of the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.report import Step


class WorkPart(StrEnum):
    """The parts of the work, in the order in which a file goes through them."""

    READ = "read"
    """Opening and identifying a file, and reading the bytes of a picture."""
    HASH = "hash"
    METADATA = "metadata"
    """Blocks, generation data and sidecars."""
    DECODE = "decode"
    THUMBNAIL = "thumbnail"
    NSFW = "nsfw"
    DATABASE = "database"
    """Waiting until outcomes were stored. Files that wait at the same time count once."""


_PARTS = {
    Step.OPEN: WorkPart.READ,
    Step.IDENTIFY: WorkPart.READ,
    Step.HASH: WorkPart.HASH,
    Step.METADATA: WorkPart.METADATA,
    Step.GENERATION: WorkPart.METADATA,
    Step.SIDECAR: WorkPart.METADATA,
    Step.DECODE: WorkPart.DECODE,
    Step.THUMBNAIL: WorkPart.THUMBNAIL,
    Step.NSFW: WorkPart.NSFW,
}


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """Seconds by part; those of several workers are added up. Parts without any are left out."""

    seconds: Mapping[WorkPart, float] = field(default_factory=dict)

    def with_steps(self, steps: Mapping[Step, float]) -> TimeSpent:
        """Return it with the seconds that a worker took for steps of reading."""
        spent = self
        for step, seconds in steps.items():
            spent = spent.with_part(_PARTS[step], seconds)
        return spent

    def with_part(self, part: WorkPart, seconds: float) -> TimeSpent:
        return TimeSpent({**self.seconds, part: self.seconds.get(part, 0.0) + seconds})

    def shares(self) -> list[tuple[WorkPart, float, float]]:
        """Return (part, seconds, share of all of them, 0…1) in the order of the work."""
        total = sum(self.seconds.values())
        found = ((part, self.seconds.get(part, 0.0)) for part in WorkPart)
        return [(part, seconds, seconds / total) for part, seconds in found if seconds > 0]
