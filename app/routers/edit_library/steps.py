"""Edits of library files: one file, a selection, or all that a search finds, in steps that can be undone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.access import Action
from app.domain.review.library_edits import VALUES, LibraryEdit
from app.ingest.review.library_edits import Caller
from app.routers.edit_library.documents import (
    LibraryStepDoneDocument,
    LibraryStepMadeDocument,
    LibraryStepsDocument,
    library_step_done_document,
    library_steps_document,
)
from app.routers.edit_library.requests import RequestName, answer_step, audit_library_step
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import AuditDep, PrincipalDep
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.library_selection import SelectionRequest
from app.routers.shared.parameters import (
    Keywords,
    RequestBody,
    RowNumber,
    Score,
    check_keywords,
)
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/library/steps", tags=["library"])

TITLE_LENGTH = 500
NOTE_LENGTH = 20_000

CHANGES = (*VALUES, "hidden", "add_keywords", "remove_keywords", "remove")


class LibraryStepRequest(SelectionRequest):
    """Which files, and what to change. A value that is left out stays as it is."""

    score: Score | None = Field(default=None, description="−1 (rejected) to 5; null removes the score.")
    favourite: bool | None = Field(default=None, description="Null removes the mark.")
    title: Annotated[str, Field(max_length=TITLE_LENGTH)] | None = Field(
        default=None, description="What to call the file; null removes the title."
    )
    note: Annotated[str, Field(max_length=NOTE_LENGTH)] | None = Field(
        default=None, description="A text about the file; null removes it."
    )
    hidden: bool = Field(default=False, description="Leave the files out of searches, or no longer.")
    add_keywords: Keywords = Field(default=[], description="Keywords to add after those that a file has.")
    remove_keywords: Keywords = Field(default=[], description="Keywords to remove, in any case.")
    remove: bool = Field(
        default=False,
        description="Take the files out of the library; the files on the disk stay. Cannot be combined with other"
        " changes.",
    )
    request: RequestName = ""

    def edit(self) -> LibraryEdit:
        """Return what to do to the files. Raises `ApiError` when that makes no sense."""
        named = [name for name in CHANGES if name in self.model_fields_set]
        values: dict[str, object] = {name: getattr(self, name) for name in (*VALUES, "hidden") if name in named}
        values |= {name: _strip(text) for name in ("title", "note") if isinstance(text := values.get(name), str)}
        edit = LibraryEdit(values, check_keywords(self.add_keywords), check_keywords(self.remove_keywords), self.remove)
        if edit.is_empty:
            raise ApiError(
                "invalid_request", "The request changes nothing.", f"Give at least one of {', '.join(CHANGES)}."
            )
        if self.remove and len(named) > 1:
            raise ApiError("invalid_request", "A step removes files or edits them, not both.", "Send two requests.")
        return edit


def _strip(text: str) -> str | None:
    return text.strip() or None


class LibraryTurnRequest(RequestBody):
    """Which step. Without `step`, the newest that can be."""

    step: RowNumber | None = Field(default=None, description="Refuse if another step comes first.")
    request: RequestName = ""


@router.post(
    "",
    summary="Edit library files in one step",
    response_model=LibraryStepMadeDocument,
    responses=errors("invalid_request", "invalid_query", "too_many_keywords", "database_away", "http_error"),
)
async def make_step(
    body: LibraryStepRequest, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Changes all of the files, or none. Who names one file of an item means all of its files. What is edited stays
    when the files are read again or move."""
    edit = body.edit()
    result = await services.library_edits.make_step(body.selection(), edit, Caller(caller.name, body.request))
    action = Action.REMOVE_FROM_LIBRARY if edit.removes else Action.EDIT_LIBRARY
    return await answer_step(audit, action, result)


@router.get(
    "",
    summary="List the steps of the library",
    response_model=LibraryStepsDocument,
    responses=errors("database_away"),
)
async def steps(services: ServicesDep) -> SurrogateSafeJSONResponse:
    """The newest steps, of all users, and which of them can be undone or redone."""
    return SurrogateSafeJSONResponse(library_steps_document(await services.library_edits.steps()))


@router.post(
    "/undo",
    summary="Undo the last step of the library",
    response_model=LibraryStepDoneDocument,
    responses=errors("invalid_request", "step_refused", "database_away", "http_error"),
)
async def undo_step(
    body: LibraryTurnRequest, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Gives every file of the step the values that it had before, and brings back what the step removed."""
    result = await services.library_edits.undo_step(body.step, Caller(caller.name, body.request))
    await audit_library_step(audit, Action.UNDO_LIBRARY_EDIT, result.step)
    return SurrogateSafeJSONResponse(library_step_done_document(result))


@router.post(
    "/redo",
    summary="Redo the step of the library that was undone last",
    response_model=LibraryStepDoneDocument,
    responses=errors("invalid_request", "step_refused", "database_away", "http_error"),
)
async def redo_step(
    body: LibraryTurnRequest, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Possible until another step is made."""
    result = await services.library_edits.redo_step(body.step, Caller(caller.name, body.request))
    await audit_library_step(audit, Action.REDO_LIBRARY_EDIT, result.step)
    return SurrogateSafeJSONResponse(library_step_done_document(result))
