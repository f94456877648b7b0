"""The preview of a commit, and what the user chooses and changes in it."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from app.access import Action
from app.catalog import FileQuery, Selection
from app.domain.preview import EDITABLE, Choice, Relation
from app.domain.review.edit_steps import FileEdit
from app.readers import LIMITS
from app.routers.documents.preview import (
    PreviewDocument,
    PreviewFileDocument,
    preview_document,
    preview_file_document,
)
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.audited_steps import audit_step
from app.routers.shared.authentication import AuditDep, PrincipalDep
from app.routers.shared.errors import ApiError, session_errors
from app.routers.shared.parameters import (
    FileId,
    FileIds,
    Keyword,
    RequestBody,
    Score,
    SessionId,
    StackKey,
    check_keywords,
)
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["preview"])


@router.get(
    "/session/{session_id}/preview",
    summary="Preview a commit",
    response_model=PreviewDocument,
    responses=session_errors(),
)
async def preview(session_id: SessionId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """What a commit would do to the library now, in numbers."""
    return SurrogateSafeJSONResponse(preview_document(await services.preview.show(session_id)))


class ChoiceRequest(RequestBody):
    """Which files, and what to do with them. A file must match all the selectors that are given."""

    choice: Choice = Field(description="What a commit does with the files.")
    relation: Relation | None = Field(default=None, description="Files with this relation.")
    file_ids: FileIds | None = Field(
        default=None, description="Files with these ids; with `relation` `gone`, library files."
    )
    stack: StackKey | None = Field(default=None, description="Files of this stack, by its key.")

    def selection(self) -> Selection:
        """Return which files are meant. Raises `ApiError` when there can be none."""
        if self.relation is None and self.file_ids is None and self.stack is None:
            raise ApiError(
                "invalid_request", "No files are selected.", "Give at least one of relation, file_ids and stack."
            )
        if self.relation is Relation.GONE and self.stack is not None:
            raise ApiError("invalid_request", "Files that are gone are in no stack.", "Leave out relation or stack.")
        is_of_gone = self.relation is Relation.GONE
        return Selection(
            view=FileQuery(relation=None if is_of_gone else self.relation, stack=self.stack),
            file_ids=None if self.file_ids is None else tuple(self.file_ids),
            of_gone=is_of_gone,
        )


@router.post(
    "/session/{session_id}/choices",
    summary="Choose what a commit does with files",
    response_model=PreviewDocument,
    responses=session_errors("wrong_status", "http_error"),
)
async def choices(
    session_id: SessionId, body: ChoiceRequest, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Returns the preview with the new choices. Possible while the session can be committed."""
    edit = FileEdit(choice=body.choice)
    result = await services.preview.make_step(session_id, body.selection(), edit, caller.name)
    await audit_step(audit, Action.EDIT_FILES, session_id, result.step)
    return SurrogateSafeJSONResponse(preview_document(await services.preview.show(session_id)))


class EditRequest(RequestBody):
    """What to change. A field that is left out keeps its value."""

    score: Score | None = Field(default=None, description="−1 (rejected) to 5; null removes the score.")
    favourite: bool | None = Field(default=None, description="Null removes the mark.")
    keywords: list[Keyword] = Field(
        default=[],
        max_length=LIMITS.keywords,
        description=f"All keywords that the file is to have; together at most {LIMITS.keywords_length:,} characters.",
    )
    choice: Choice | None = Field(default=None, description="What a commit does with the file.")

    def edit(self) -> FileEdit:
        """Return what to do to the file. Raises `ApiError` when there is nothing to change."""
        if not self.model_fields_set:
            cure = f"Give at least one of {', '.join(EDITABLE)} and choice."
            raise ApiError("invalid_request", "The request changes nothing.", cure)
        values = {name: getattr(self, name) for name in EDITABLE if name in self.model_fields_set}
        if "keywords" in values:
            values["keywords"] = check_keywords(self.keywords)
        return FileEdit(values, choice=self.choice)


@router.get(
    "/session/{session_id}/file/{file_id}",
    summary="Get a file of a session",
    response_model=PreviewFileDocument,
    responses=session_errors("unknown_file", "invalid_request"),
)
async def file(session_id: SessionId, file_id: FileId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """The file with its whole texts, of which lists have excerpts."""
    return SurrogateSafeJSONResponse(preview_file_document(await services.preview_files.file(session_id, file_id)))


@router.patch(
    "/session/{session_id}/file/{file_id}",
    summary="Change a file before the commit",
    response_model=PreviewFileDocument,
    responses=session_errors("unknown_file", "wrong_status", "not_editable", "http_error"),
)
async def edit(
    session_id: SessionId,
    file_id: FileId,
    body: EditRequest,
    services: ServicesDep,
    caller: PrincipalDep,
    audit: AuditDep,
) -> SurrogateSafeJSONResponse:
    """The file on the disk stays as it is. Possible while the session can be committed."""
    shown, step = await services.preview_files.edit(session_id, file_id, body.edit(), caller.name)
    await audit_step(audit, Action.EDIT_FILES, session_id, step)
    return SurrogateSafeJSONResponse(preview_file_document(shown))


@router.delete(
    "/session/{session_id}/file/{file_id}/edits",
    summary="Revert the changes of a file",
    response_model=PreviewFileDocument,
    responses=session_errors("unknown_file", "wrong_status", "not_editable"),
)
async def revert(
    session_id: SessionId, file_id: FileId, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """The file then has the values that were read, and those that it keeps from the library."""
    shown, step = await services.preview_files.edit(session_id, file_id, FileEdit(reverts=True), caller.name)
    await audit_step(audit, Action.EDIT_FILES, session_id, step)
    return SurrogateSafeJSONResponse(preview_file_document(shown))
