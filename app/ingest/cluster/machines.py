"""The other machines that read files for this server, as the rest of the server sees them: with Dask, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.cluster.machine import Machine


class Machines(Protocol):
    """Gives the pool workers while machines come and go, and says who is there."""

    @property
    def scheduler(self) -> str:
        """HOST:PORT of the Dask scheduler; empty where there is none."""

    @property
    def machines(self) -> Sequence[Machine]:
        """Those that are or were there, by name."""

    @property
    def problem(self) -> str:
        """Why the scheduler cannot be reached; empty when it can."""

    @property
    def dashboard(self) -> str:
        """Address of Dask's dashboard; empty when there is none."""

    def start(self) -> None:
        """Begin to look for machines. Must be called on the server's event loop."""

    async def stop(self) -> None:
        """Leave the cluster."""


class NoMachines:
    """There is only this machine."""

    scheduler = ""
    machines: Sequence[Machine] = ()
    problem = ""
    dashboard = ""

    def start(self) -> None:
        """There is nothing to look for."""

    async def stop(self) -> None:
        """There is nothing to leave."""
