"""What a machine that reads files for a server tells about itself, and what the server makes of it.

It travels as plain values in Dask's heartbeats, and never as a pickle: two versions of Headrace must be able to tell
each other that they differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum


class MachineState(StrEnum):
    """Whether a machine gets files: `joining` (what it sees is not known yet), `reading`, `silent` (not heard of for
    some seconds: it hangs or is cut off), `refused` (its readers are not ours), or `gone`."""

    JOINING = "joining"
    READING = "reading"
    SILENT = "silent"
    REFUSED = "refused"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Versions:
    """What must be equal on both sides, because it decides what is read in a file and how a report is sent."""

    headrace: str
    readers: str
    """Of all parsers, in short."""
    python: str
    distributed: str

    def find_differences(self, other: Versions) -> list[str]:
        """Return in which versions `other` differs, each as “Name THEIRS instead of OURS”."""
        names = {"headrace": "Headrace", "readers": "readers", "python": "Python", "distributed": "distributed"}
        return [
            f"{shown} {getattr(other, name) or 'unknown'} instead of {getattr(self, name)}"
            for name, shown in names.items()
            if getattr(self, name) != getattr(other, name)
        ]


@dataclass(frozen=True, slots=True)
class RemoteReading:
    """A file that a machine reads at this moment."""

    number: int
    """Of the call, given by the server."""
    step: str
    """Empty before the first step."""
    bytes_read: int | None
    size: int | None
    cpu_s: float
    """Processor time that the reading process has used so far, for all of its files."""


@dataclass(frozen=True, slots=True)
class MachineReport:
    """What a machine tells with each heartbeat."""

    versions: Versions
    host: str
    threads: int
    """Files that it reads at a time."""
    nsfw_only: bool
    has_gpu: bool
    folders: tuple[tuple[str, str], ...]
    """Local and shared path of each folder that it was given."""
    files: int
    """That it has read so far."""
    reading: tuple[RemoteReading, ...]


def parse_report(told: object) -> MachineReport | None:
    """Return what a heartbeat tells; None for that of a worker that is not ours."""
    if not isinstance(told, Mapping) or not isinstance(told.get("versions"), Mapping):
        return None
    versions = {each.name: str(told["versions"].get(each.name, "")) for each in fields(Versions)}
    return MachineReport(
        versions=Versions(**versions),
        host=str(told.get("host", "")),
        threads=int(told.get("threads", 0)),
        nsfw_only=bool(told.get("nsfw_only")),
        has_gpu=bool(told.get("has_gpu")),
        folders=tuple((str(local), str(shared)) for local, shared in told.get("folders", ())),
        files=int(told.get("files", 0)),
        reading=tuple(RemoteReading(*values) for values in told.get("reading", ())),
    )


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as the server shows it."""

    name: str
    address: str
    """Of its Dask worker; empty for the server itself."""
    state: MachineState
    reason: str
    """Why it gets no files, or not all; empty when nothing is wrong."""
    threads: int
    files: int
    """That were read there for this server, since it joined."""
    files_per_second: float
    """In the last ten seconds."""
    reading: tuple[str, ...]
    """Paths of the files that it reads now."""
    unseen: Mapping[str, str] = field(default_factory=dict)
    """Folders that it cannot see, and why."""
