"""The files of a preview, each beside the library file that it relates to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.catalog import Catalog, FileQuery, GoneFile, GroupCount, LibraryFile, StagedFile, UnknownFileError
from app.domain.differences import Change, list_differences
from app.domain.preview import Choice, Relation
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


class PreviewFiles:
    """Reads and edits single files of a preview.

    Every method raises `UnknownSessionError` or `DeletedSessionError`.
    """

    def __init__(self, catalog: Catalog, preview: Preview, states: SessionStates) -> None:
        self._catalog = catalog
        self._preview = preview
        self._states = states

    async def page(self, session_id: str, query: FileQuery) -> PreviewPage:
        """Return one page of the session's files, with relations that are up to date."""
        await self._preview.refresh(session_id)
        found = await self._catalog.staging.page(session_id, query)
        return PreviewPage(found.total, await self._beside_library(session_id, found.files))

    async def gone_page(self, session_id: str, query: FileQuery) -> PreviewPage:
        """Return one page of library files that the session did not find on the disk any more."""
        await self._preview.refresh(session_id)
        found = await self._catalog.preview.gone_page(session_id, query)
        return PreviewPage(found.total, found.files)

    async def file(self, session_id: str, file_id: int) -> PreviewFile:
        """Return one file of the session. Raises `UnknownFileError`."""
        await self._states.load(session_id)
        file = await self._catalog.staging.file_of_session(session_id, file_id)
        if file is None:
            raise UnknownFileError(session_id, file_id)
        return (await self._beside_library(session_id, [file]))[0]

    async def edit(
        self, session_id: str, file_id: int, values: Mapping[str, object], choice: Choice | None
    ) -> PreviewFile:
        """Change values and choice of one file, and return it.

        Raises `UnknownFileError`, `WrongStatusError`, and `NotEditableError` for a file that was not read.
        """
        await self.file(session_id, file_id)
        await self._preview.edit(session_id, file_id, values, choice)
        return await self.file(session_id, file_id)

    async def revert(self, session_id: str, file_id: int) -> PreviewFile:
        """Revert all changes of one file, and return it. Raises what `edit` raises."""
        await self.file(session_id, file_id)
        await self._preview.revert(session_id, file_id)
        return await self.file(session_id, file_id)

    async def _beside_library(self, session_id: str, files: Sequence[StagedFile]) -> list[PreviewFile]:
        keys = {file.stack for file in files if file.stack is not None}
        stacks = await self._catalog.preview.stacks(session_id, keys)
        library = await self._catalog.library.files([file.library_id for file in files if file.library_id is not None])
        return [_beside(file, stacks, library) for file in files]


def _beside(file: StagedFile, stacks: Mapping[str, GroupCount], library: Mapping[int, LibraryFile]) -> PreviewFile:
    stack = stacks.get(file.stack or "", GroupCount())
    related = None if file.library_id is None else library.get(file.library_id)
    return PreviewFile(file, stack if stack.files > 1 else None, related, _changes(file, related))


def _changes(file: StagedFile, related: LibraryFile | None) -> Sequence[Change]:
    if related is None or file.relation not in (Relation.CHANGED, Relation.MOVED):
        return []
    changes = list_differences(related.report, file.report)
    if related.is_nsfw != file.is_nsfw:
        changes.append(Change("nsfw.is_nsfw", related.is_nsfw, file.is_nsfw))
    return changes or [Change("blocks", "as they were read before", "as they are read now")]
