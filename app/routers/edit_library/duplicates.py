"""Duplicates of the library: what solving them would do, and doing it as one step."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from app.access import Action
from app.domain.review.duplicates import DuplicateRules, KeepRule
from app.ingest.review.duplicates import DEFAULT_DISTANCE, SHOWN_FILES
from app.ingest.review.library_edits import Caller
from app.routers.edit_library.documents import (
    DuplicatePlanDocument,
    LibraryStepMadeDocument,
    duplicate_plan_document,
)
from app.routers.edit_library.requests import RequestName, answer_step
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import AuditDep, PrincipalDep
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.parameters import OFFSET_MAX, FolderPath, RequestBody, RowNumber
from app.routers.shared.services import ServicesDep
from app.similar import MAX_DISTANCE

router = APIRouter(prefix="/api/library/duplicates", tags=["library"])

GROUPS_MAX = 60
PLAN_LENGTH = 32


class RulesParameters(RequestBody):
    """Which files are copies of each other, and which of them is kept."""

    rule: list[KeepRule] = Field(
        default=list(KeepRule),
        max_length=len(KeepRule),
        description="What is preferred, the most important first, each at most once: `largest` (pixels, then bytes),"
        " `prompt` (states its prompt), `oldest` (captured, then added), `folder` (is in `folder`), `score` (the best"
        " one). Where none decides, the file that the library had first is kept.",
    )
    folder: FolderPath | None = Field(default=None, description="The folder that the rule `folder` prefers.")
    look_alikes: bool = Field(
        default=False, description="Pictures that look like the kept one are copies, too; otherwise only equal bytes."
    )
    distance: int = Field(
        default=DEFAULT_DISTANCE,
        ge=0,
        le=MAX_DISTANCE,
        description="With `look_alikes`: bits of 64 in which perceptual hashes may differ.",
    )

    def rules(self) -> DuplicateRules:
        """Return the rules. Raises `ApiError` when one is given twice."""
        if len(set(self.rule)) < len(self.rule):
            raise ApiError("invalid_request", "A rule is given twice.", "Give each rule at most once.")
        return DuplicateRules(tuple(self.rule), self.folder, self.distance if self.look_alikes else None)


class PlanParameters(RulesParameters):
    """Rules, and which part of the plan to return."""

    plan: str = Field(
        default="",
        max_length=PLAN_LENGTH,
        description="The `plan` of an earlier answer, whose further groups are wanted. If the server no longer has it,"
        " the answer is about the library as it is now, under a name of its own.",
    )
    offset: int = Field(default=0, ge=0, le=OFFSET_MAX, description="Number of the first group, from 0.")
    limit: int = Field(default=20, ge=1, le=GROUPS_MAX, description="At most this many groups.")


class SolveRequest(RulesParameters):
    """The plan that is to be carried out, and the rules that it was made by."""

    plan: str = Field(max_length=PLAN_LENGTH, description="The `plan` that was shown.")
    request: RequestName = ""


class KeepRequest(RequestBody):
    """One file, and copies of it."""

    keep: RowNumber = Field(description="Id of the file that is kept.")
    hide: Annotated[list[RowNumber], Field(min_length=1, max_length=SHOWN_FILES)] = Field(
        description="Ids of the files that are hidden."
    )
    request: RequestName = ""


@router.get(
    "",
    summary="Say what solving the duplicates would do",
    response_model=DuplicatePlanDocument,
    responses=errors("invalid_request", "database_away"),
)
async def plan(parameters: Annotated[PlanParameters, Query()], services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Compares all files of the library that are not hidden. Of each group of copies one file is kept and takes over
    the marks of the others, which are hidden: best score, favourite, keywords, and title and note where it has none."""
    page = await services.library_duplicates.find_page(
        parameters.rules(), parameters.plan, parameters.offset, parameters.limit
    )
    return SurrogateSafeJSONResponse(await asyncio.to_thread(duplicate_plan_document, page, parameters.offset))


@router.post(
    "",
    summary="Solve the duplicates of the library in one step",
    response_model=LibraryStepMadeDocument,
    responses=errors("invalid_request", "plan_changed", "database_away", "http_error"),
)
async def solve(
    body: SolveRequest, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Does exactly what the plan said, or nothing. Undo it as any other step of the library."""
    result = await services.library_duplicates.solve(body.rules(), body.plan, Caller(caller.name, body.request))
    return await answer_step(audit, Action.EDIT_LIBRARY, result)


@router.post(
    "/keep",
    summary="Keep one of some library files, and hide the others",
    response_model=LibraryStepMadeDocument,
    responses=errors("invalid_request", "unknown_file", "database_away", "http_error"),
)
async def keep(
    body: KeepRequest, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """One step, in which the kept file takes over the marks of the others, whether they are copies of it or not."""
    result = await services.library_duplicates.keep_file(body.keep, body.hide, Caller(caller.name, body.request))
    if result is None:
        raise ApiError(
            "unknown_file",
            "The library does not have all of these files, or they are one picture.",
            "Load the list again.",
        )
    return await answer_step(audit, Action.EDIT_LIBRARY, result)
