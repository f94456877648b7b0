"""Where files are read: in processes of this machine, on the machines of a Dask cluster, or both."""

from __future__ import annotations

import re
from dataclasses import dataclass

HERE = "local"
FORMS = "local, dask://HOST:PORT, or local+dask://HOST:PORT"

_ADDRESS = re.compile(r"(?P<both>local\+)?dask://(?P<host>\[[0-9a-fA-F:]+\]|[^\s/:@\[\]]+):(?P<port>\d{1,5})/?")


@dataclass(frozen=True, slots=True)
class Executor:
    """Where files are read."""

    reads_here: bool
    scheduler: str | None
    """HOST:PORT of the Dask scheduler; None where there is none."""

    @property
    def address(self) -> str:
        """The scheduler as users write it; empty where there is none."""
        return f"dask://{self.scheduler}" if self.scheduler else ""


def parse_executor(text: str) -> Executor:
    """Return what `text` says. Raises ValueError with the forms it may have."""
    if text == HERE:
        return Executor(reads_here=True, scheduler=None)
    found = _ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found["port"]) < 65536:
        raise ValueError(f"“{text}” is no place to read files in; write {FORMS}")
    return Executor(reads_here=bool(found["both"]), scheduler=f"{found['host']}:{found['port']}")
