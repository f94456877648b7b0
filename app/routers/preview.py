"""The doors of the preview: a session's files beside the library's, and what the user chooses for them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from app.catalog import FileQuery, GoneFile, GroupCount, LibraryFile, NotEditableError, Selection, StagedFile
from app.domain.differences import Change, list_differences
from app.domain.preview import EDITABLE, EDITED, Choice, Relation
from app.domain.progress import Outcome
from app.ingest.review.preview import PreviewSummary
from app.readers import LIMITS, join_keywords
from app.routers.errors import ApiError
from app.routers.files import FileId, file_document, library_document, library_thumbnail_address
from app.routers.services import Services, ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["preview"])

StackKey = Annotated[str, Field(pattern=r"^([0-9a-f]{2})+$", max_length=64)]
RowNumber = Annotated[int, Field(ge=1, lt=2**63)]

Keyword = Annotated[str, Field(max_length=LIMITS.keyword_length)]

IDS_MAX = 10_000


@router.get("/session/{session_id}/preview", summary="What a commit would do to the library")
async def preview(session_id: str, services: ServicesDep) -> dict[str, object]:
    return _preview_document(await services.preview.show(session_id))


class ChoiceRequest(BaseModel):
    """Which files, and what to do with them; with several selectors, the files that fit all."""

    model_config = ConfigDict(extra="forbid")

    choice: Choice
    relation: Relation | None = None
    file_ids: list[RowNumber] | None = Field(default=None, max_length=IDS_MAX)
    stack: StackKey | None = None

    def selection(self) -> Selection:
        """Raises ApiError when it selects nothing, or what cannot be."""
        if self.relation is None and self.file_ids is None and self.stack is None:
            raise ApiError(
                422, "invalid_request", "No files are named.", "Name at least one of relation, file_ids and stack."
            )
        if self.relation is Relation.GONE and self.stack is not None:
            raise ApiError(422, "invalid_request", "Gone files are on no stack.", "Leave out relation or stack.")
        return Selection(self.relation, None if self.file_ids is None else tuple(self.file_ids), self.stack)


@router.post("/session/{session_id}/choices", summary="Choose what a commit does with files")
async def choices(session_id: str, body: ChoiceRequest, services: ServicesDep) -> dict[str, object]:
    return _preview_document(await services.preview.choose(session_id, body.selection(), body.choice))


@router.get("/session/{session_id}/files", summary="What a session found, a page at a time")
async def files(
    session_id: str,
    services: ServicesDep,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=200)] = 60,
    outcome: Outcome | None = None,
    nsfw: bool | None = None,
    warnings: bool | None = None,
    keyword: str | None = None,
    q: Annotated[str | None, Query(description="Words in the path or the prompt.")] = None,
    relation: Relation | None = None,
    choice: Choice | None = None,
    edited: bool | None = None,
    fold: Annotated[bool, Query(description="One file of each stack.")] = False,
    stack: Annotated[StackKey | None, Query(description="Only the files of this stack.")] = None,
    sort: Literal["path", "size", "score", "nsfw", "captured_at", "outcome"] = "path",
    order: Literal["asc", "desc"] = "asc",
) -> dict[str, object]:
    """With `relation=gone` they are the library's files."""
    await services.preview.refresh(session_id)
    query = FileQuery(
        page=page,
        page_size=page_size,
        outcome=outcome,
        nsfw=nsfw,
        warnings=warnings,
        keyword=keyword,
        q=q,
        relation=None if relation is Relation.GONE else relation,
        choice=choice,
        edited=edited,
        fold=fold,
        stack=stack,
        sort=sort,
        order=order,
    )
    find = _gone_documents if relation is Relation.GONE else _staged_documents
    total, documents = await asyncio.to_thread(find, services, session_id, query)
    return {
        "page": page,
        "page_size": page_size,
        "pages": -(-total // page_size),
        "total": total,
        "files": documents,
    }


class EditRequest(BaseModel):
    """What to change; a field that is not named stays. Null takes a score or a favourite away."""

    model_config = ConfigDict(extra="forbid")

    score: Annotated[int, Field(ge=-1, le=5)] | None = None
    favourite: bool | None = None
    keywords: list[Keyword] = Field(default=[], max_length=LIMITS.keywords)
    choice: Choice | None = None

    def values(self) -> dict[str, object]:
        """Raises ApiError when nothing is to be changed."""
        if not self.model_fields_set:
            cure = f"Name at least one of {', '.join(EDITABLE)} and choice."
            raise ApiError(422, "invalid_request", "Nothing is to be changed.", cure)
        named = {name: getattr(self, name) for name in EDITABLE if name in self.model_fields_set}
        words, _ = join_keywords([(EDITED, self.keywords)], LIMITS)
        return named | ({"keywords": words} if "keywords" in named else {})


@router.patch("/session/{session_id}/file/{file_id}", summary="Change values of a file before the commit")
async def edit(session_id: str, file_id: FileId, body: EditRequest, services: ServicesDep) -> dict[str, object]:
    values = body.values()
    await _existing(services, session_id, file_id)
    try:
        await services.preview.edit(session_id, file_id, values, body.choice)
    except NotEditableError as error:
        raise ApiError(409, "not_editable", f"{error}.", "Have it read again: POST /api/ingest/retry.") from error
    return await _existing(services, session_id, file_id)


@router.delete("/session/{session_id}/file/{file_id}/edits", summary="Take changes of a file back")
async def revert(session_id: str, file_id: FileId, services: ServicesDep) -> dict[str, object]:
    """The file as it was read, with what it keeps from the library."""
    await _existing(services, session_id, file_id)
    try:
        await services.preview.revert(session_id, file_id)
    except NotEditableError as error:
        raise ApiError(409, "not_editable", f"{error}.", "It was never changed.") from error
    return await _existing(services, session_id, file_id)


async def _existing(services: Services, session_id: str, file_id: int) -> dict[str, object]:
    """The document of a file of the session; ApiError when it has no such file."""
    await services.supervisor.progress(session_id)
    found = await services.catalog.staging.file_of_session(session_id, file_id)
    if found is None:
        raise ApiError(
            404, "unknown_file", f"The session has no file {file_id}.", "GET …/session/{session_id}/files lists them."
        )
    return (await asyncio.to_thread(preview_documents, services, session_id, [found]))[0]


Documents = tuple[int, list[dict[str, object]]]


def _staged_documents(services: Services, session_id: str, query: FileQuery) -> Documents:
    found = services.catalog.staging.page(session_id, query).result()
    return found.total, preview_documents(services, session_id, found.files)


def _gone_documents(services: Services, session_id: str, query: FileQuery) -> Documents:
    found = services.catalog.preview.gone_page(session_id, query).result()
    return found.total, [_gone_document(gone) for gone in found.files]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What the documents of one page of files say beside the files."""

    stacks: dict[str, GroupCount]
    library: dict[int, LibraryFile]


def preview_documents(services: Services, session_id: str, found: Sequence[StagedFile]) -> list[dict[str, object]]:
    """Files as the API shows them, each with its stack, the library file it relates to and what differs there."""
    around = _Surroundings(
        stacks=services.catalog.preview.stacks(
            session_id, {file.stack for file in found if file.stack is not None}
        ).result(),
        library=services.catalog.library.files(
            [file.library_id for file in found if file.library_id is not None]
        ).result(),
    )
    return [_staged_document(file, around) for file in found]


def _staged_document(file: StagedFile, around: _Surroundings) -> dict[str, object]:
    related = None if file.library_id is None else around.library.get(file.library_id)
    stack = around.stacks.get(file.stack or "", GroupCount())
    return file_document(file) | {
        "stack": {"key": file.stack, "size": stack.files, "applied": stack.applied} if stack.files > 1 else None,
        "in_library": _related_document(related),
        "changes": [asdict(change) for change in _changes(file, related)],
    }


def _changes(file: StagedFile, related: LibraryFile | None) -> list[Change]:
    """Old beside new, where a commit would write over something."""
    if related is None or file.relation not in (Relation.CHANGED, Relation.MOVED):
        return []
    changes = list_differences(related.report, file.report)
    if related.is_nsfw != file.is_nsfw:
        changes.append(Change("nsfw.is_nsfw", related.is_nsfw, file.is_nsfw))
    return changes or [Change("blocks", "as they were read before", "as they are read now")]


def _gone_document(gone: GoneFile) -> dict[str, object]:
    return library_document(gone.file) | {
        "outcome": None,
        "relation": Relation.GONE,
        "choice": gone.choice,
        "stack": None,
        "in_library": _related_document(gone.file),
        "changes": [],
    }


def _related_document(file: LibraryFile | None) -> dict[str, object] | None:
    if file is None:
        return None
    return {"id": file.file_id, "path": file.report.path, "thumbnail": library_thumbnail_address(file)}


def _preview_document(summary: PreviewSummary) -> dict[str, object]:
    counts = summary.counts
    return {
        "groups": {relation: asdict(count) for relation, count in counts.groups.items()},
        "edited": counts.edited,
        "stacks": counts.stacks,
        "gone_withheld": summary.gone_withheld,
    }
