"""The machines that read files for this server."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from app.domain.cluster.machine import Machine, MachineState
from app.routers.documents.base import Json, ResponseDocument
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.services import ServicesDep

router = APIRouter(tags=["machines"])


class UnseenFolderDocument(ResponseDocument):
    folder: str = Field(description="A media root of the server.")
    reason: str = Field(description="Why the machine gets no files of it, in words.")


class MachineDocument(ResponseDocument):
    """Another machine that reads files for this server."""

    name: str = Field(description="Its name.")
    address: str = Field(description="Address of its Dask worker.")
    state: MachineState = Field(
        description="`joining`, `reading`, `silent` (it hangs or is cut off), `refused`, or `gone`."
    )
    reason: str = Field(description="Why it gets no files, or not all; empty when nothing is wrong.")
    threads: int = Field(ge=0, description="Files that it reads at a time.")
    files: int = Field(ge=0, description="Files that it has read for this server since it joined.")
    files_per_second: float = Field(ge=0, description="The same in the last ten seconds, per second.")
    reading: list[str] = Field(description="Paths of the files that it reads now.")
    unseen: list[UnseenFolderDocument] = Field(description="Media roots that it cannot see.")


class MachinesDocument(ResponseDocument):
    """The machines that have joined the Dask scheduler of this server."""

    scheduler: str | None = Field(description="HOST:PORT of the scheduler; null where files are read on this machine.")
    problem: str = Field(description="Why the scheduler cannot be reached; empty when it can.")
    dashboard: str | None = Field(description="Address of Dask's dashboard; null when it is not known.")
    machines: list[MachineDocument] = Field(description="Those that are there, and those that were, by name.")


@router.get("/api/machines", summary="List the machines that read files", response_model=MachinesDocument)
async def machines(services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Those of a cluster; with `HEADRACE_EXECUTOR=local` there are none. Answered from memory."""
    known = services.machines
    return SurrogateSafeJSONResponse(
        {
            "scheduler": known.scheduler or None,
            "problem": known.problem,
            "dashboard": known.dashboard or None,
            "machines": [_machine_document(machine) for machine in known.machines],
        }
    )


def _machine_document(machine: Machine) -> Json:
    return {
        "name": machine.name,
        "address": machine.address,
        "state": machine.state,
        "reason": machine.reason,
        "threads": machine.threads,
        "files": machine.files,
        "files_per_second": round(machine.files_per_second, 1),
        "reading": list(machine.reading),
        "unseen": [{"folder": folder, "reason": reason} for folder, reason in sorted(machine.unseen.items())],
    }
