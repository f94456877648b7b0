"""Steps of the library: what somebody edited at once."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from pydantic import Field

from app.catalog import LibraryStep, LibraryStepResult
from app.domain.review.collections import CollectionAct, CollectionChange
from app.domain.review.duplicates import KeepReason
from app.domain.review.import_summary import ImportKind, ImportSummary
from app.domain.review.library_edits import HIDDEN, VALUES
from app.ingest.review.duplicates import SHOWN_FILES
from app.ingest.review.library_duplicates import PlannedGroup, PlanPage
from app.routers.documents.base import Json, ResponseDocument
from app.routers.documents.files import LibraryFileDocument, library_document


class SolvedDuplicatesDocument(ResponseDocument):
    """What solving duplicates does, or did."""

    groups: int = Field(ge=0, description="Groups of copies, of each of which one file is kept.")
    hidden: int = Field(ge=0, description="Copies that are hidden; those of an item count once.")
    merged: int = Field(ge=0, description="Kept files that take over marks from their copies.")


class ImportSummaryDocument(ResponseDocument):
    """What an import changes, or changed: numbers of files, unless it says otherwise."""

    kind: ImportKind = Field(description="Where the values are from.")
    files: int = Field(ge=0, description="Files that are changed in any way.")
    scores: int = Field(ge=0, description="Files that get another score.")
    favourites: int = Field(ge=0, description="Files that become favourites, or are none any more.")
    keywords: int = Field(ge=0, description="Files that get other keywords.")
    titles: int = Field(ge=0, description="Files that get another title.")
    notes: int = Field(ge=0, description="Files that get another note.")
    hidden: int = Field(ge=0, description="Files that are hidden, or shown again.")
    collected: int = Field(ge=0, description="Files that are put into collections.")
    collections: int = Field(ge=0, description="Collections that are made.")
    kept: int = Field(ge=0, description="Files that keep values although the source has others.")
    full: int = Field(ge=0, description="Files that cannot have all of the keywords.")
    refused: int = Field(ge=0, description="Collections that cannot be made, because there are too many.")


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
    solved: SolvedDuplicatesDocument | None = Field(
        description="Of a step that solved duplicates, each file of which was changed in its own way; null for others."
    )
    imported: ImportSummaryDocument | None = Field(
        description="Of a step that imported from another program, each file of which was changed in its own way; null"
        " for others."
    )
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


class PlannedGroupDocument(ResponseDocument):
    """Copies of one file, and which of them is kept."""

    size: int = Field(ge=2, description="Files of the group: the one that is kept, and those that are hidden.")
    files: list[LibraryFileDocument] = Field(
        max_length=SHOWN_FILES,
        description=f"At most {SHOWN_FILES} of them: the one that is kept, then the others by id. Files that were"
        " removed since are left out.",
    )
    reason: KeepReason = Field(
        description="What decided: one of the rules; `complete`, because only this file has companions, such as a RAW"
        " photograph; or `first`, because no rule tells the files apart and the library had it first."
    )
    merges: bool = Field(description="Whether the kept file takes over marks from the others.")


class DuplicatePlanDocument(ResponseDocument):
    """What solving the duplicates would do, and a part of its groups."""

    plan: str = Field(description="Names what is said here; two plans with the same name do the same.")
    summary: SolvedDuplicatesDocument
    offset: int = Field(ge=0, description="The number of the first group in `groups`, from 0.")
    groups: list[PlannedGroupDocument] = Field(description="In the order in which their files came to the library.")
    pending: int = Field(
        ge=0, description="Library changes that are not indexed yet; of these files, items may not be known."
    )


def duplicate_plan_document(page: PlanPage, offset: int) -> Json:
    return {
        "plan": page.plan.token,
        "summary": asdict(page.plan.summary),
        "offset": offset,
        "groups": [_planned_group_document(group) for group in page.groups],
        "pending": page.pending,
    }


def _planned_group_document(group: PlannedGroup) -> Json:
    return {
        "size": group.size,
        "files": [library_document(file) for file in group.files],
        "reason": group.reason,
        "merges": group.merges,
    }


def import_summary_document(summary: ImportSummary) -> Json:
    return {name: value for name, value in asdict(summary).items() if name != "created"}


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
            "solved": None if step.edit.solved is None else asdict(step.edit.solved),
            "imported": None if step.edit.imported is None else import_summary_document(step.edit.imported),
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
