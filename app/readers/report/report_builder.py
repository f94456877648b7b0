"""The report of one file while it is being written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from app.domain.report import FATAL_STEPS, FRAMES, Failure, FileReport, Step
from app.readers.limits import LIMITS
from app.readers.metadata.shortening import is_shortening, shorten_name
from app.readers.reasons import capture_failure
from app.readers.report.reading_progress import ReadingProgress

Result = TypeVar("Result")

_WARNINGS_PER_STEP = 5
"""Damaged metadata can fail in a hundred places. What was shortened is counted by itself, so that it is always said."""


@dataclass(slots=True)
class ReportBuilder:
    """Collects what the steps of one `read_file` call return. It is the only object that changes during a reading."""

    path: str
    values: dict[str, Any] = field(default_factory=dict)
    """Fields of `FileReport` that are known so far."""
    provenance: dict[str, str] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    progress: ReadingProgress = field(default_factory=ReadingProgress)

    def begin(self, step: Step) -> None:
        """Show `step` as the one that is being done."""
        self.progress.begin(step)

    def put(self, origin: str | None = None, **values: Any) -> None:
        """Keep each value that is not empty; `origin` says where it came from."""
        for name, value in values.items():
            if value not in (None, (), ""):
                self.values[name] = value
                if origin is not None:
                    self.provenance[name] = origin

    def put_file(self, size: int, mtime_ns: int) -> None:
        """Keep size and modification time, which are valid even when they are 0."""
        self.values.update(size=size, mtime_ns=mtime_ns)

    def put_frames(self, count: int, origin: str) -> None:
        """Keep the number of frames of an animated picture."""
        self.provenance[FRAMES] = f"{count} by the {origin}"

    def fail(self, failure: Failure | None) -> None:
        """Keep `failure`, if there is one: the first one of a step that fails the file, the first few of the others."""
        if failure is None:
            return
        failure = replace(failure, reason=shorten_name(failure.reason, LIMITS.reason_length))
        known = [earlier for earlier in self.failures if _are_counted_together(earlier, failure)]
        if failure not in known and len(known) < (1 if failure.step in FATAL_STEPS else _WARNINGS_PER_STEP):
            self.failures.append(failure)

    def fail_first(self, failure: Failure) -> None:
        """Put `failure` before all others, because it explains them."""
        self.failures = [failure, *(earlier for earlier in self.failures if earlier != failure)]

    def has_failed(self, *steps: Step) -> bool:
        return any(failure.step in steps for failure in self.failures)

    def attempt(self, step: Step, action: Callable[[], Result]) -> Result | None:
        """Run `action` and return its result. If it raises, keep the failure, return None, and let reading go on."""
        self.begin(step)
        outcome = capture_failure(step, action)
        if isinstance(outcome, Failure):
            self.fail(outcome)
            return None
        return outcome

    def build(self) -> FileReport:
        return FileReport(
            path=self.path, failures=tuple(self.failures), provenance=dict(self.provenance), **self.values
        )


def _are_counted_together(one: Failure, other: Failure) -> bool:
    return one.step is other.step and is_shortening(one.reason) == is_shortening(other.reason)
