"""Steps: change many files of a session at once, undo the last steps, and do them again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.access import Action
from app.catalog import FileQuery, Selection
from app.domain.preview import Choice, Relation
from app.domain.progress import Outcome
from app.domain.review.edit_steps import FileEdit
from app.routers.documents.preview import (
    StepDoneDocument,
    StepMadeDocument,
    StepsDocument,
    step_done_document,
    step_made_document,
    steps_document,
)
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.audited_steps import audit_step
from app.routers.shared.authentication import AuditDep, PrincipalDep
from app.routers.shared.errors import ApiError, session_errors
from app.routers.shared.parameters import (
    SEARCH_LENGTH,
    VIEW_TOKEN_LENGTH,
    FileIds,
    Keyword,
    Keywords,
    RequestBody,
    RowNumber,
    Score,
    SessionId,
    StackKey,
    check_keywords,
)
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/ingest/session/{session_id}/edits", tags=["preview"])

CHANGES = ("score", "favourite", "add_keywords", "remove_keywords", "choice", "revert")


class ViewFilter(RequestBody):
    """The filters of `GET /api/ingest/session/{session_id}/files`. Without any, all files of the session."""

    outcome: Outcome | None = Field(default=None, description="Only files whose reading ended like this.")
    nsfw: bool | None = Field(default=None, description="Only files that are NSFW, or only those that are not.")
    warnings: bool | None = Field(default=None, description="Only files with warnings, or only those without.")
    pixels_read: bool | None = Field(default=None, description="Only files whose pixels were read, or not read.")
    keyword: Keyword | None = Field(default=None, description="Only files with exactly this keyword.")
    q: Annotated[str, Field(max_length=SEARCH_LENGTH)] | None = Field(
        default=None, description="Only files with this text in path, prompt, model or a keyword, in any case."
    )
    relation: Relation | None = Field(
        default=None, description="Only files with this relation; `gone` selects library files."
    )
    choice: Choice | None = Field(default=None, description="Only files with this choice.")
    edited: bool | None = Field(default=None, description="Only files that the user changed, or only others.")
    fold: bool = Field(default=False, description="Only one file of each stack, the one that is listed.")
    stack: StackKey | None = Field(default=None, description="Only the files of this stack, by its key.")

    def query(self) -> FileQuery:
        filters = self.model_dump(exclude={"relation"})
        return FileQuery(relation=None if self.relation is Relation.GONE else self.relation, **filters)


class StepRequest(RequestBody):
    """Which files, and what to change. A file must match both `file_ids` and `view`, where both are given. A value that
    is left out stays as it is."""

    file_ids: FileIds | None = Field(default=None, description="The files with these ids.")
    view: ViewFilter | None = Field(default=None, description="All files that match these filters.")
    listed: Annotated[str, Field(max_length=VIEW_TOKEN_LENGTH)] | None = Field(
        default=None,
        description="The `view` of a list of files with these filters: the files that it shows, also those that were"
        " changed since and no longer match. A list that the server no longer knows is not used.",
    )
    except_ids: FileIds = Field(default=[], description="Files that stay as they are.")
    score: Score | None = Field(default=None, description="−1 (rejected) to 5; null removes the score.")
    favourite: bool | None = Field(default=None, description="Null removes the mark.")
    add_keywords: Keywords = Field(default=[], description="Keywords to add after those that a file has.")
    remove_keywords: Keywords = Field(default=[], description="Keywords to remove, in any case.")
    choice: Choice | None = Field(default=None, description="What a commit does with the files.")
    revert: bool = Field(
        default=False, description="Discard all edits of the files; cannot be combined with other changes."
    )

    def selection(self) -> Selection:
        """Return which files are meant. Raises `ApiError` when that is not clear."""
        if self.file_ids is None and self.view is None:
            raise ApiError("invalid_request", "No files are selected.", "Give file_ids or view.")
        view = self.view or ViewFilter()
        is_of_gone = view.relation is Relation.GONE
        if is_of_gone and self.model_fields_set & set(CHANGES) - {"choice"}:
            raise ApiError("invalid_request", "Files that are gone have only a choice.", "Leave out the other values.")
        ids = None if self.file_ids is None else tuple(self.file_ids)
        return Selection(view.query(), ids, frozenset(self.except_ids), of_gone=is_of_gone)

    def edit(self) -> FileEdit:
        """Return what to do to the files. Raises `ApiError` when that makes no sense."""
        named = [name for name in CHANGES if name in self.model_fields_set]
        values: dict[str, object] = {name: getattr(self, name) for name in ("score", "favourite") if name in named}
        edit = FileEdit(
            values,
            check_keywords(self.add_keywords),
            check_keywords(self.remove_keywords),
            self.choice,
            self.revert,
        )
        if not edit.changes_values and edit.choice is None:
            cure = f"Give at least one of {', '.join(CHANGES)}."
            raise ApiError("invalid_request", "The request changes nothing.", cure)
        if self.revert and len(named) > 1:
            raise ApiError("invalid_request", "A step reverts files or edits them, not both.", "Send two requests.")
        return edit


class TravelRequest(RequestBody):
    """Which step. Without `step`, the newest that can be."""

    step: RowNumber | None = Field(default=None, description="Refuse if another step comes first.")


@router.post(
    "",
    summary="Change many files in one step",
    response_model=StepMadeDocument,
    responses=session_errors("wrong_status", "too_many_keywords", "http_error"),
)
async def make_step(
    session_id: SessionId, body: StepRequest, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Changes all of the files, or none. Files that were not read keep their values. Possible while the session can be
    committed."""
    selection = services.preview_files.as_listed(session_id, body.selection(), body.listed or "")
    result = await services.preview.make_step(session_id, selection, body.edit(), caller.name)
    await audit_step(audit, Action.EDIT_FILES, session_id, result.step)
    return SurrogateSafeJSONResponse(step_made_document(result, await services.preview.show(session_id)))


@router.get(
    "", summary="List the steps of a session", response_model=StepsDocument, responses=session_errors("invalid_request")
)
async def steps(session_id: SessionId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """The newest steps, of one file or of many, and which of them can be undone or redone."""
    return SurrogateSafeJSONResponse(steps_document(await services.preview.steps(session_id)))


@router.post(
    "/undo",
    summary="Undo the last step",
    response_model=StepDoneDocument,
    responses=session_errors("wrong_status", "step_refused", "http_error"),
)
async def undo_step(
    session_id: SessionId, body: TravelRequest, services: ServicesDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Gives every file of the step the values and the choice that it had before."""
    step = await services.preview.undo_step(session_id, body.step)
    await audit_step(audit, Action.UNDO_EDIT, session_id, step)
    return SurrogateSafeJSONResponse(step_done_document(step, await services.preview.show(session_id)))


@router.post(
    "/redo",
    summary="Redo the step that was undone last",
    response_model=StepDoneDocument,
    responses=session_errors("wrong_status", "step_refused", "http_error"),
)
async def redo_step(
    session_id: SessionId, body: TravelRequest, services: ServicesDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Possible until another step is made."""
    step = await services.preview.redo_step(session_id, body.step)
    await audit_step(audit, Action.REDO_EDIT, session_id, step)
    return SurrogateSafeJSONResponse(step_done_document(step, await services.preview.show(session_id)))
