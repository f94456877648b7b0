"""The report of one file while it is written: the one mutable thing of a reading, where failures are caught."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.domain.report import FATAL_STEPS, Failure, FileReport, Step
from app.readers.reasons import explain_error

_WARNINGS_PER_STEP = 5
"""Damaged metadata can fail in a hundred places."""


@dataclass(slots=True)
class ReportBuilder:
    """Collects what the steps find. Owned by one call of `read_file`."""

    path: str
    values: dict[str, Any] = field(default_factory=dict)
    """Fields of `FileReport` that are known so far."""
    provenance: dict[str, str] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    def put(self, origin: str | None = None, **values: Any) -> None:
        """Keeps each value that is there; `origin` says where it came from."""
        for name, value in values.items():
            if value not in (None, (), ""):
                self.values[name] = value
                if origin is not None:
                    self.provenance[name] = origin

    def note_source(self, size: int, mtime_ns: int) -> None:
        self.values.update(size=size, mtime_ns=mtime_ns)

    def fail(self, step: Step, reason: str) -> None:
        """Of a step that fails the file the first reason is the story; of the others a few are worth telling."""
        known = [failure.reason for failure in self.failures if failure.step is step]
        if reason not in known and len(known) < (1 if step in FATAL_STEPS else _WARNINGS_PER_STEP):
            self.failures.append(Failure(step, reason))

    def has_failed(self, *steps: Step) -> bool:
        return any(failure.step in steps for failure in self.failures)

    @contextmanager
    def attempt(self, step: Step) -> Iterator[None]:
        """Runs one step; whatever it raises becomes its failure, and the reading goes on.

        This is the one broad catch of the readers: decoders of strangers' bytes raise anything.
        """
        try:
            yield
        except Exception as error:  # noqa: BLE001
            self.fail(step, explain_error(error))

    def report(self) -> FileReport:
        return FileReport(
            path=self.path, failures=tuple(self.failures), provenance=dict(self.provenance), **self.values
        )
