"""The files of a preview, each beside the library file that it relates to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.catalog import (
    Catalog,
    EditStep,
    FileQuery,
    GoneFile,
    GroupCount,
    LibraryFile,
    Selection,
    StagedFile,
    UnknownFileError,
)
from app.domain.preview import Relation
from app.domain.review.differences import Change, list_differences
from app.domain.review.edit_steps import FileEdit
from app.domain.text.excerpts import shorten_change
from app.ingest.review.file_views import FileView, FileViews, ViewOrder, Window
from app.ingest.review.preview import Preview
from app.ingest.sessions.states import SessionStates


@dataclass(frozen=True, slots=True)
class PreviewFile:
    file: StagedFile
    stack: GroupCount | None
    """Its stack; None where the file is the only one."""
    related: LibraryFile | None
    """The library file that it relates to."""
    changes: Sequence[Change]
    """What a commit would replace in the library file."""


@dataclass(frozen=True, slots=True)
class PreviewPage:
    total: int
    """Files that match, on all pages."""
    files: Sequence[PreviewFile] | Sequence[GoneFile]


@dataclass(frozen=True, slots=True)
class PreviewWindow:
    """A part of a view."""

    view: FileView
    first: int
    """The place of the first file in the view, from 0."""
    files: Sequence[PreviewFile] | Sequence[GoneFile]


class PreviewFiles:
    """Reads and edits single files of a preview.

    Every method raises `UnknownSessionError` or `DeletedSessionError`.
    """

    def __init__(self, catalog: Catalog, preview: Preview, states: SessionStates, views: FileViews) -> None:
        self._catalog = catalog
        self._preview = preview
        self._views = views
        self._states = states

    async def page(self, session_id: str, query: FileQuery) -> PreviewPage:
        """Return one page of the session's files, as excerpts, with relations that are up to date."""
        await self._preview.refresh(session_id)
        found = await self._catalog.staging.page(session_id, query)
        return PreviewPage(found.total, await self._beside_library(session_id, found.files))

    async def gone_page(self, session_id: str, query: FileQuery) -> PreviewPage:
        """Return one page of library files that the session did not find on the disk any more."""
        await self._preview.refresh(session_id)
        found = await self._catalog.preview.gone_page(session_id, query)
        return PreviewPage(found.total, found.files)

    async def window(self, session_id: str, query: FileQuery, window: Window, *, of_gone: bool) -> PreviewWindow:
        """Return a part of a view of the session's files, or of its gone files; the query's page does not matter."""
        await self._preview.refresh(session_id)
        key = (session_id, of_gone, replace(query, page=1, page_size=1))

        async def find_order() -> ViewOrder:
            find = self._catalog.preview.gone_ids if of_gone else self._catalog.staging.ids
            return ViewOrder(await find(session_id, query))

        view = await self._views.get(key, window.view, find_order)
        files = await self._load(session_id, window.ids_in(view), of_gone=of_gone)
        if len(files) < len(window.ids_in(view)):
            self._views.forget(view)
            view = await self._views.get(key, "", find_order)
            files = await self._load(session_id, window.ids_in(view), of_gone=of_gone)
        return PreviewWindow(view, window.first_place(view), files)

    def as_listed(self, session_id: str, selection: Selection, token: str) -> Selection:
        """Return the selection of what the view with this token shows, if it is kept and has the selection's filters.

        Files that were changed since then may no longer match the filters, and are still shown and meant.
        """
        view = self._views.find(token)
        if view is None:
            return selection
        wanted = (session_id, selection.of_gone, _filters_of(selection.view))
        match view.key:
            case (of_session, of_gone, FileQuery() as query) if (of_session, of_gone, _filters_of(query)) == wanted:
                return replace(selection, view=FileQuery(), listed=view.order.ids)
        return selection

    async def _load(
        self, session_id: str, ids: Sequence[int], *, of_gone: bool
    ) -> Sequence[PreviewFile] | Sequence[GoneFile]:
        """Return those of the files that still exist, in this order."""
        if of_gone:
            gone = await self._catalog.preview.gone_files(session_id, ids)
            return [gone[file_id] for file_id in ids if file_id in gone]
        staged = await self._catalog.staging.files(ids)
        return await self._beside_library(session_id, [staged[file_id] for file_id in ids if file_id in staged])

    async def file(self, session_id: str, file_id: int) -> PreviewFile:
        """Return one file of the session with its whole texts. Raises `UnknownFileError`."""
        await self._states.load(session_id)
        file = await self._catalog.staging.file_of_session(session_id, file_id)
        if file is None:
            raise UnknownFileError(session_id, file_id)
        related = None if file.library_id is None else await self._catalog.library.file(file.library_id)
        library = {} if related is None else {related.file_id: related}
        return _beside(file, await self._stacks(session_id, [file]), library)

    async def edit(
        self, session_id: str, file_id: int, edit: FileEdit, who: str
    ) -> tuple[PreviewFile, EditStep | None]:
        """Do `edit` to one file, as a step. Return the file, and the step unless it changed nothing.

        Raises `UnknownFileError`, `WrongStatusError`, and `NotEditableError` for values of a file that was not read.
        """
        await self.file(session_id, file_id)
        selection = Selection(file_ids=(file_id,))
        result = await self._preview.make_step(session_id, selection, edit, who, strict=True)
        return await self.file(session_id, file_id), result.step

    async def _beside_library(self, session_id: str, files: Sequence[StagedFile]) -> list[PreviewFile]:
        library = await self._catalog.library.files([file.library_id for file in files if file.library_id is not None])
        stacks = await self._stacks(session_id, files)
        return [_beside(file, stacks, library) for file in files]

    async def _stacks(self, session_id: str, files: Sequence[StagedFile]) -> Mapping[str, GroupCount]:
        keys = {file.stack for file in files if file.stack is not None}
        return await self._catalog.preview.stacks(session_id, keys)


def _filters_of(query: FileQuery) -> FileQuery:
    """Return the query without page and order."""
    return replace(query, page=1, page_size=1, sort="path", order="asc")


def _beside(file: StagedFile, stacks: Mapping[str, GroupCount], library: Mapping[int, LibraryFile]) -> PreviewFile:
    stack = stacks.get(file.stack or "", GroupCount())
    related = None if file.library_id is None else library.get(file.library_id)
    return PreviewFile(file, stack if stack.files > 1 else None, related, _changes(file, related))


def _changes(file: StagedFile, related: LibraryFile | None) -> Sequence[Change]:
    if related is None or file.relation not in (Relation.CHANGED, Relation.MOVED):
        return []
    # What was edited in the library stays as it is there, unless it was edited here, too.
    staying = set(related.edited) - set(file.edited)
    differences = list_differences(related.report, file.report)
    changes = [shorten_change(change) for change in differences if change.field not in staying]
    if related.is_nsfw != file.is_nsfw:
        changes.append(Change("nsfw.is_nsfw", related.is_nsfw, file.is_nsfw))
    return changes or [Change("blocks", "as they were read before", "as they are read now")]
