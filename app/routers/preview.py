"""The preview of a commit, and what the user chooses and changes in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.catalog import Selection
from app.domain.preview import EDITABLE, EDITED, Choice, Relation
from app.readers import LIMITS, join_keywords
from app.routers.documents.preview import (
    PreviewDocument,
    PreviewFileDocument,
    preview_document,
    preview_file_document,
)
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import ApiError, session_errors
from app.routers.shared.parameters import IDS_MAX, FileId, Keyword, RequestBody, RowNumber, SessionId, StackKey
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
    file_ids: list[RowNumber] | None = Field(
        default=None, max_length=IDS_MAX, description="Files with these ids; with `relation` `gone`, library files."
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
        return Selection(self.relation, None if self.file_ids is None else tuple(self.file_ids), self.stack)


@router.post(
    "/session/{session_id}/choices",
    summary="Choose what a commit does with files",
    response_model=PreviewDocument,
    responses=session_errors("wrong_status", "http_error", "invalid_request"),
)
async def choices(session_id: SessionId, body: ChoiceRequest, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Returns the preview with the new choices. Possible while the session can be committed."""
    shown = await services.preview.choose(session_id, body.selection(), body.choice)
    return SurrogateSafeJSONResponse(preview_document(shown))


class EditRequest(RequestBody):
    """What to change. A field that is left out keeps its value."""

    score: Annotated[int, Field(ge=-1, le=5)] | None = Field(
        default=None, description="−1 (rejected) to 5; null removes the score."
    )
    favourite: bool | None = Field(default=None, description="Null removes the mark.")
    keywords: list[Keyword] = Field(
        default=[], max_length=LIMITS.keywords, description="All keywords that the file is to have."
    )
    choice: Choice | None = Field(default=None, description="What a commit does with the file.")

    def values(self) -> dict[str, object]:
        """Return the values to change. Raises `ApiError` when there is nothing to change."""
        if not self.model_fields_set:
            cure = f"Give at least one of {', '.join(EDITABLE)} and choice."
            raise ApiError("invalid_request", "The request changes nothing.", cure)
        named = {name: getattr(self, name) for name in EDITABLE if name in self.model_fields_set}
        words, _ = join_keywords([(EDITED, self.keywords)], LIMITS)
        return named | ({"keywords": words} if "keywords" in named else {})


@router.patch(
    "/session/{session_id}/file/{file_id}",
    summary="Change a file before the commit",
    response_model=PreviewFileDocument,
    responses=session_errors("unknown_file", "wrong_status", "not_editable", "http_error", "invalid_request"),
)
async def edit(
    session_id: SessionId, file_id: FileId, body: EditRequest, services: ServicesDep
) -> SurrogateSafeJSONResponse:
    """The file on the disk stays as it is. Possible while the session can be committed."""
    shown = await services.preview_files.edit(session_id, file_id, body.values(), body.choice)
    return SurrogateSafeJSONResponse(preview_file_document(shown))


@router.delete(
    "/session/{session_id}/file/{file_id}/edits",
    summary="Revert the changes of a file",
    response_model=PreviewFileDocument,
    responses=session_errors("unknown_file", "wrong_status", "not_editable", "invalid_request"),
)
async def revert(session_id: SessionId, file_id: FileId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """The file then has the values that were read, and those that it keeps from the library."""
    return SurrogateSafeJSONResponse(preview_file_document(await services.preview_files.revert(session_id, file_id)))
