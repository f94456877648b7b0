"""The report of a session in JSON. `app.routers.shared.report_formats` writes it piece by piece."""

from __future__ import annotations

from pydantic import Field

from app.routers.documents.base import ResponseDocument
from app.routers.documents.files import FileDocument
from app.routers.documents.preview import GroupsDocument
from app.routers.documents.sessions import (
    CauseDocument,
    ParametersDocument,
    PassedOverDocument,
    RateDocument,
    RunDocument,
    TimeSpentDocument,
)
from app.routers.documents.status import StatusDocument


class ReportDocument(ResponseDocument):
    """A session with its whole history, and all its files."""

    session_id: str = Field(description="Id of the session.")
    created_at: float = Field(description="When it was started, in Unix seconds.")
    ended_at: float | None = Field(description="When its newest run ended, in Unix seconds; null while one runs.")
    parameters: ParametersDocument
    status: StatusDocument = Field(description="The status document.")
    runs: list[RunDocument] = Field(description="Oldest first.")
    rate: RateDocument
    time_spent: list[TimeSpentDocument] = Field(description="Where the time went, in the order of the work.")
    passed_over: PassedOverDocument | None = Field(description="What discovery passed over; null: not recorded.")
    causes: list[CauseDocument] = Field(description="Why files failed, the most frequent cause first.")
    preview: GroupsDocument = Field(description="What a commit would do to the library.")
    files: list[FileDocument] = Field(description="All files, in order of id.")
