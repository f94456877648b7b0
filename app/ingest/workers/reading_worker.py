"""Where a file is read: what a worker is for those who give it files, on this machine or on another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from app.domain.findings.encoded_report import EncodedReport
from app.domain.report import Step
from app.ingest.workers.reading import Encoding
from app.readers import FileProgress, ReadOptions


class ReadingWorker(Protocol):
    """Reads one file at a time; one thread reads, any thread may cancel, skip and interrupt.

    `Worker` does it in a process of this machine, `RemoteWorker` in a process of another machine.
    """

    @property
    def machine(self) -> str:
        """Name of the machine; empty for the server's own."""

    @property
    def is_waiting(self) -> bool:
        """Whether the file that it was given waits behind another one, so that it is not read yet."""

    @property
    def begun_at(self) -> float | None:
        """When the reading began, on the monotonic clock; None: when the file was given."""

    @property
    def progress(self) -> FileProgress:
        """How far the file is that is being read."""

    @property
    def effort(self) -> object:
        """A value that changes as long as the reading does something; equal values: it stands still."""

    def select_visible(self, directories: Sequence[str]) -> tuple[str, ...] | None:
        """Return the folders, in or above `directories`, whose files can be read here; None: all of them."""

    def is_for(self, options: ReadOptions) -> bool:
        """Whether files that are read with these options are read here."""

    def read_encoded(self, path: str, options: ReadOptions, encoding: Encoding) -> EncodedReport:
        """Return the report on `path` as the database keeps it. A file that ends the process fails.

        Raises `WorkerCancelledError` after `cancel`, `FileSkippedError` after `skip`, `FileInterruptedError` after
        `interrupt` or when the machine is lost, or `WorkerStartError`.
        """

    def take_time_spent(self) -> Mapping[Step, float]:
        """Return the seconds that each step of reading took since the last call."""

    def clear_cancel(self) -> None:
        """Forget an earlier `cancel`: it concerned the previous session."""

    def cancel(self) -> None:
        """Stop reading at once; `read_encoded` raises until `clear_cancel` is called."""

    def skip(self, path: str, reason: str) -> bool:
        """Stop reading `path` at once, so that it fails with `reason`. Return False when it is not being read."""

    def interrupt(self, path: str) -> None:
        """Stop reading `path` at once, without an outcome. Does nothing when it is not being read."""

    def start(self) -> None:
        """Start what is needed to read. Raises `WorkerStartError`."""

    def stop(self) -> None:
        """End it and release what it uses."""
