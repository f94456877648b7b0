"""What all requests that edit the library have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from app.access import Action
from app.catalog import LibraryStep, LibraryStepResult
from app.routers.edit_library.documents import library_step_made_document
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import Audit

REQUEST_LENGTH = 32

RequestName = Annotated[
    str,
    Field(
        max_length=REQUEST_LENGTH,
        description="Your name for this request: the events that it causes on the library's stream have it.",
    ),
]


async def audit_library_step(audit: Audit, action: Action, step: LibraryStep | None) -> None:
    """Note a step: how many files it changed, and what it says. What changed nothing was no step, and is not noted."""
    if step is not None:
        details = step.edit.to_json()
        details |= details.pop("solved", {}) | _name_imported(details.pop("imported", {}))
        texts = {name: bool(details.pop(name)) for name in ("title", "note") if name in details}
        await audit(action, "library", step=step.step_id, files=step.files, **details, **texts)


def _name_imported(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers of an import that are not zero, but for its files, which the step counts."""
    return {name: value for name, value in summary.items() if value and name not in ("files", "created")}


async def answer_step(
    audit: Audit, action: Action, result: LibraryStepResult, *, status: int = 200
) -> SurrogateSafeJSONResponse:
    """Note a step that was made, and answer with it."""
    await audit_library_step(audit, action, result.step)
    return SurrogateSafeJSONResponse(library_step_made_document(result), status_code=status)
