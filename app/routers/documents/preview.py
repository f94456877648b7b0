"""The preview before a commit: groups of files, and each file beside the library's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal

from pydantic import Field, JsonValue

from app.catalog import EditResult, EditStep, GoneFile, LibraryFile
from app.domain.preview import Choice, Relation
from app.domain.text.excerpts import EXCERPT_LENGTH
from app.ingest.review.preview import PreviewSummary
from app.ingest.review.preview_files import PreviewFile, PreviewPage, PreviewWindow
from app.routers.documents.base import Json, ResponseDocument
from app.routers.documents.files import (
    FileDocument,
    LibraryFileDocument,
    file_document,
    library_document,
    library_thumbnail_address,
)


class GroupDocument(ResponseDocument):
    files: int = Field(ge=0, description="Files in the group.")
    applied: int = Field(ge=0, description="Of these, files that a commit would apply.")
    items: int = Field(ge=0, description="Items that have one of them: a RAW photograph and its picture are one item.")
    items_applied: int = Field(ge=0, description="Of these, items that a commit would apply.")


class GroupsDocument(ResponseDocument):
    """Files by their relation to the library."""

    new: GroupDocument
    changed: GroupDocument
    moved: GroupDocument
    duplicate: GroupDocument
    same: GroupDocument
    gone: GroupDocument


class ListedDocument(ResponseDocument):
    """How many files a list of the session has, in which files that are one item count once."""

    all: int = Field(ge=0, description="Items whose reading has ended.")
    ok: int = Field(ge=0, description="Items with a file that is ok.")
    failed: int = Field(ge=0, description="Files that failed; they are in no item with others.")
    skipped: int = Field(ge=0, description="Items with a file that was skipped.")
    nsfw: int = Field(ge=0, description="Items with a file that is NSFW.")
    warnings: int = Field(ge=0, description="Items with a file that has a warning.")


class PreviewDocument(ResponseDocument):
    """What a commit would do to the library."""

    groups: GroupsDocument
    edited: int = Field(ge=0, description="Items that the user changed.")
    stacks: int = Field(ge=0, description="Stacks of at least two files.")
    gone_withheld: str = Field(description="Why no library file is called gone; empty where they may be.")
    listed: ListedDocument | None = Field(description="Null where each file of the session is an item of its own.")


class StackDocument(ResponseDocument):
    """The files of one batch: same prompt, same workflow, or same seed."""

    key: str = Field(description="Names the stack; hex digits.")
    size: int = Field(ge=2, description="Files in the stack.")
    applied: int = Field(ge=0, description="Of these, files that a commit would apply.")


class RelatedFileDocument(ResponseDocument):
    """The library file that a file of a session relates to."""

    id: int = Field(ge=1, description="Id of the library file.")
    path: str = Field(description="Its absolute path.")
    thumbnail: str | None = Field(description="Path of its thumbnail on this server; null where there is none.")


_EXCERPTED = (
    f"Of a text of more than {EXCERPT_LENGTH:,} characters, an excerpt from shortly before the two values begin to"
    " differ; `…` stands for what is left out."
)


class ChangeDocument(ResponseDocument):
    """One value that a commit would replace in the library."""

    field: str = Field(description="Name of the field; a part of a group is `group.field`.", examples=["score"])
    old: JsonValue = Field(description=f"The library's value. {_EXCERPTED}")
    new: JsonValue = Field(description=f"The session's value. {_EXCERPTED}")


class PreviewFileDocument(FileDocument):
    """One file of a session, beside the library file that it relates to."""

    stack: StackDocument | None = Field(description="Its stack; null where it is alone.")
    in_library: RelatedFileDocument | None = Field(description="The library file; null where there is none.")
    changes: list[ChangeDocument] = Field(description="For a changed or moved file: what differs in the library.")


class GoneFileDocument(LibraryFileDocument):
    """A library file that is no longer on the disk."""

    outcome: None = Field(description="Always null.")
    relation: Literal[Relation.GONE]
    stack: None = Field(description="Always null.")
    in_library: RelatedFileDocument = Field(description="The library file itself.")
    changes: list[ChangeDocument] = Field(max_length=0, description="Always empty.")


class FilePageDocument(ResponseDocument):
    """One page of a session's files."""

    page: int = Field(ge=1, description="Number of this page, from 1.")
    page_size: int = Field(ge=1, description="Files per page.")
    pages: int = Field(ge=0, description="Number of pages.")
    total: int = Field(ge=0, description="Listed files, on all pages: one for each item, unless `every_file` is given.")
    view: str | None = Field(description="Names the view in later requests; null without `view`.")
    offset: int = Field(ge=0, description="Place of the first file, from 0.")
    files: list[PreviewFileDocument] | list[GoneFileDocument] = Field(
        description="The files; with `relation=gone`, library files."
    )


class FileEditDocument(ResponseDocument):
    """What a step did to each of its files."""

    fields: list[Literal["score", "favourite", "keywords"]] = Field(description="The values that it set.")
    score: int | None = Field(ge=-1, le=5, description="The score, if it is among `fields`; null removed it.")
    favourite: bool | None = Field(description="The mark, if it is among `fields`; null removed it.")
    keywords: list[str] = Field(description="All keywords, if they are among `fields`.")
    add_keywords: list[str] = Field(description="Keywords that were added.")
    remove_keywords: list[str] = Field(description="Keywords that were removed.")
    choice: Choice | None = Field(description="The choice; null where it was left as it was.")
    revert: bool = Field(description="Whether all edits were discarded.")


class StepDocument(ResponseDocument):
    """What somebody changed at once, in one file or in many."""

    id: int = Field(ge=1, description="Id of the step.")
    made_at: float = Field(description="When, in seconds since the epoch.")
    who: str = Field(description="Who made it.")
    edit: FileEditDocument
    gone: bool = Field(description="Whether its files are library files that are gone.")
    files: int = Field(ge=1, description="Files that it changed.")
    undone: bool = Field(description="Whether it is undone now.")
    committed: bool = Field(description="Whether a commit came after it: it can no longer be undone.")


class StepsDocument(ResponseDocument):
    """The newest steps of a session."""

    steps: list[StepDocument] = Field(description="Newest first.")
    undo: int | None = Field(description="Id of the step that can be undone next; null where there is none.")
    redo: int | None = Field(description="Id of the step that can be redone next; null where there is none.")


class StepDoneDocument(ResponseDocument):
    """A step that was undone or done again."""

    step: StepDocument
    preview: PreviewDocument


class StepMadeDocument(ResponseDocument):
    """What a request changed."""

    step: StepDocument | None = Field(description="The step; null where all files were like that already.")
    matched: int = Field(ge=0, description="Files that were selected.")
    not_editable: int = Field(ge=0, description="Of these, files that kept their values, because they were not read.")
    preview: PreviewDocument


def preview_document(summary: PreviewSummary) -> Json:
    counts = summary.counts
    return {
        "groups": {relation: asdict(count) for relation, count in counts.groups.items()},
        "edited": counts.edited,
        "stacks": counts.stacks,
        "gone_withheld": summary.gone_withheld,
        "listed": counts.listed and asdict(counts.listed),
    }


def file_page_document(page: int, page_size: int, found: PreviewPage) -> Json:
    return {
        "page": page,
        "page_size": page_size,
        "pages": -(-found.total // page_size),
        "total": found.total,
        "view": None,
        "offset": (page - 1) * page_size,
        "files": [_document(file) for file in found.files],
    }


def file_window_document(page_size: int, found: PreviewWindow) -> Json:
    return {
        "page": found.first // page_size + 1,
        "page_size": page_size,
        "pages": -(-found.view.total // page_size),
        "total": found.view.total,
        "view": found.view.token,
        "offset": found.first,
        "files": [_document(file) for file in found.files],
    }


def _document(file: PreviewFile | GoneFile) -> Json:
    return gone_file_document(file) if isinstance(file, GoneFile) else preview_file_document(file)


def preview_file_document(shown: PreviewFile) -> Json:
    file, stack = shown.file, shown.stack
    return file_document(file) | {
        "stack": stack and {"key": file.stack, "size": stack.files, "applied": stack.applied},
        "in_library": _related_document(shown.related),
        "changes": [asdict(change) for change in shown.changes],
    }


def gone_file_document(gone: GoneFile) -> Json:
    return library_document(gone.file) | {
        "outcome": None,
        "relation": Relation.GONE,
        "choice": gone.choice,
        "stack": None,
        "in_library": _related_document(gone.file),
        "changes": [],
    }


def _related_document(file: LibraryFile | None) -> Json | None:
    if file is None:
        return None
    return {"id": file.file_id, "path": file.report.path, "thumbnail": library_thumbnail_address(file)}


def steps_document(steps: Sequence[EditStep]) -> Json:
    done = next((step for step in steps if not step.is_undone), None)
    undone = next((step for step in reversed(steps) if step.is_undone), None)
    return {
        "steps": [_step_document(step) for step in steps],
        "undo": done.step_id if done and not done.is_committed else None,
        "redo": undone.step_id if undone and not undone.is_committed else None,
    }


def step_made_document(result: EditResult, summary: PreviewSummary) -> Json:
    return {
        "step": None if result.step is None else _step_document(result.step),
        "matched": result.matched,
        "not_editable": result.not_editable,
        "preview": preview_document(summary),
    }


def step_done_document(step: EditStep, summary: PreviewSummary) -> Json:
    return {"step": _step_document(step), "preview": preview_document(summary)}


def _step_document(step: EditStep) -> Json:
    edit = step.edit
    return {
        "id": step.step_id,
        "made_at": step.made_at,
        "who": step.who,
        "edit": {
            "fields": list(edit.values),
            "score": edit.values.get("score"),
            "favourite": edit.values.get("favourite"),
            "keywords": edit.values.get("keywords", ()),
            "add_keywords": edit.add_keywords,
            "remove_keywords": edit.remove_keywords,
            "choice": edit.choice,
            "revert": edit.reverts,
        },
        "gone": step.of_gone,
        "files": step.files,
        "undone": step.is_undone,
        "committed": step.is_committed,
    }
