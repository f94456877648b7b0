"""Steps of the library: what somebody edited at once."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.catalog import LibraryStep, LibraryStepResult
from app.domain.review.collections import CollectionAct, CollectionChange
from app.domain.review.library_edits import HIDDEN, VALUES
from app.routers.documents.base import Json, ResponseDocument


class CollectionChangeDocument(ResponseDocument):
    """What a step did to a collection."""

    act: CollectionAct = Field(
        description="`create`, `change` (its name or place), `delete`, `add` or `remove` files, or `order` them."
    )
    id: int = Field(ge=1, description="Id of the collection.")
    path: str = Field(description="Its path before the step; of a new one, its path.", examples=["Trips/Rome"])
    name: str | None = Field(description="Of a change: its name afterwards; otherwise null.")


class LibraryEditDocument(ResponseDocument):
    """What a step did to each of its files."""

    fields: list[Literal["score", "favourite", "title", "note", "hidden"]] = Field(
        description="The values that it set."
    )
    score: int | None = Field(ge=-1, le=5, description="The score, if it is among `fields`; null removed it.")
    favourite: bool | None = Field(description="The mark, if it is among `fields`; null removed it.")
    title: str | None = Field(description="The title, if it is among `fields`; null removed it.")
    note: str | None = Field(description="The note, if it is among `fields`; null removed it.")
    hidden: bool | None = Field(description="Whether it hid the files or showed them, if it is among `fields`.")
    add_keywords: list[str] = Field(description="Keywords that were added.")
    remove_keywords: list[str] = Field(description="Keywords that were removed.")
    remove: bool = Field(description="Whether the files were taken out of the library.")
    collection: CollectionChangeDocument | None = Field(
        description="What it did to a collection, and then nothing else; null for other steps."
    )


class LibraryStepDocument(ResponseDocument):
    """What somebody edited at once, in one file or in many."""

    id: int = Field(ge=1, description="Id of the step.")
    made_at: float = Field(description="When, in seconds since the epoch.")
    who: str = Field(description="Who made it.")
    edit: LibraryEditDocument
    files: int = Field(ge=0, description="Files that it changed; 0 if it changed a collection itself.")
    undone: bool = Field(description="Whether it is undone now.")


class LibraryStepsDocument(ResponseDocument):
    """The newest steps of the library."""

    steps: list[LibraryStepDocument] = Field(description="Newest first.")
    undo: int | None = Field(description="Id of the step that can be undone next; null where there is none.")
    redo: int | None = Field(description="Id of the step that can be redone next; null where there is none.")


class LibraryStepDoneDocument(ResponseDocument):
    """A step that was undone or done again."""

    step: LibraryStepDocument


class LibraryStepMadeDocument(ResponseDocument):
    """What a request changed."""

    step: LibraryStepDocument | None = Field(description="The step; null where all files were like that already.")
    matched: int = Field(ge=0, description="Files that were selected, with all files of their items.")


def library_step_document(step: LibraryStep) -> Json:
    values = step.edit.values
    return {
        "id": step.step_id,
        "made_at": step.made_at,
        "who": step.who,
        "edit": {
            "fields": [name for name in (*VALUES, HIDDEN) if name in values],
            **{name: values.get(name) for name in (*VALUES, HIDDEN)},
            "add_keywords": list(step.edit.add_keywords),
            "remove_keywords": list(step.edit.remove_keywords),
            "remove": step.edit.removes,
            "collection": _change_document(step.edit.collection),
        },
        "files": step.files,
        "undone": step.is_undone,
    }


def _change_document(change: CollectionChange | None) -> Json | None:
    if change is None:
        return None
    name = change.after[0] if change.after else None
    return {"act": change.act, "id": change.collection_id, "path": change.path, "name": name}


def library_steps_document(found: list[LibraryStep]) -> Json:
    return {
        "steps": [library_step_document(step) for step in found],
        "undo": next((step.step_id for step in found if not step.is_undone), None),
        "redo": next((step.step_id for step in reversed(found) if step.is_undone), None),
    }


def library_step_made_document(result: LibraryStepResult) -> Json:
    step = None if result.step is None else library_step_document(result.step)
    return {"step": step, "matched": result.matched}


def library_step_done_document(result: LibraryStepResult) -> Json:
    assert result.step is not None
    return {"step": library_step_document(result.step)}
