"""`catalog.library_edits`: edits of library files, in steps that can be undone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.catalog.database.database import Database, Read, Write
from app.catalog.library_edits import collection_steps, duplicates, imports, journal, steps
from app.catalog.library_edits.duplicates import DuplicateSearch
from app.catalog.library_edits.imports import ImportChoice, ImportSource
from app.catalog.library_edits.steps import OnStepProgress
from app.catalog.records import DuplicatePlan, LibraryStep, LibraryStepResult
from app.domain.review.collections import CollectionAct
from app.domain.review.import_summary import ImportPlan
from app.domain.review.library_edits import JoinKeywords, LibraryEdit


class LibraryEditStore:
    """Steps over library files and collections."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make_step(
        self,
        file_ids: NDArray[np.int64],
        edit: LibraryEdit,
        join: JoinKeywords,
        on_progress: OnStepProgress,
        *,
        who: str,
        at: float,
    ) -> Write[LibraryStepResult]:
        """Do `edit` to all of the files or, on failure, to none; `at` in Unix seconds.

        `on_progress` is called in the writer's thread.
        """
        return self._database.write(
            lambda c: steps.make_step(c, file_ids, edit, join, on_progress, who=who, at=at), alone=True
        )

    def plan_duplicates(self, search: DuplicateSearch) -> Read[DuplicatePlan]:
        """Return what solving the duplicates would do now."""
        return self._database.read(lambda c: duplicates.make_plan(c, search))

    def solve_duplicates(
        self, search: DuplicateSearch, plan: str, on_progress: OnStepProgress, *, who: str, at: float
    ) -> Write[LibraryStepResult]:
        """Do what the plan with this token says, or nothing; `at` in Unix seconds. Raises PlanChangedError.

        `on_progress` is called in the writer's thread, and so are the functions of `search`.
        """
        return self._database.write(
            lambda c: duplicates.solve_duplicates(c, search, plan, on_progress, who=who, at=at), alone=True
        )

    def keep_file(self, kept: int, others: Sequence[int], *, who: str, at: float) -> Write[LibraryStepResult | None]:
        """Keep one of some files, hide the others, and merge their marks; `at` in Unix seconds.

        Returns None if the library does not have all of them, or if they are one item.
        """
        return self._database.write(lambda c: duplicates.keep_file(c, kept, others, who=who, at=at), alone=True)

    def plan_import(self, source: ImportSource, choice: ImportChoice) -> Read[ImportPlan]:
        """Return what importing would change now."""
        return self._database.read(lambda c: imports.make_plan(c, source, choice))

    def carry_out_import(
        self,
        source: ImportSource,
        choice: ImportChoice,
        plan: str,
        on_progress: OnStepProgress,
        *,
        who: str,
        at: float,
    ) -> Write[LibraryStepResult]:
        """Do what the plan with this token says, or nothing; `at` in Unix seconds. Raises PlanChangedError.

        `on_progress` is called in the writer's thread, and `source` is asked there.
        """
        return self._database.write(
            lambda c: imports.carry_out(c, source, choice, plan, on_progress, who=who, at=at), alone=True
        )

    def undo_step(self, step_id: int | None, on_progress: OnStepProgress, *, at: float) -> Write[LibraryStepResult]:
        """Undo the newest step; refuse any other than `step_id`, if it is given. Raises StepRefusedError."""
        return self._database.write(lambda c: steps.undo_step(c, step_id, on_progress, at=at), alone=True)

    def redo_step(self, step_id: int | None, on_progress: OnStepProgress, *, at: float) -> Write[LibraryStepResult]:
        """Do the step again that was undone last. Raises as `undo_step`."""
        return self._database.write(lambda c: steps.redo_step(c, step_id, on_progress, at=at), alone=True)

    def make_collection(self, name: str, parent_id: int | None, *, who: str, at: float) -> Write[LibraryStepResult]:
        """Create a collection; `at` in Unix seconds.

        Raises UnknownCollectionError for its parent, CollectionNameTakenError and CollectionRefusedError.
        """
        return self._database.write(
            lambda c: collection_steps.make_collection(c, name, parent_id, who=who, at=at), alone=True
        )

    def change_collection(
        self, collection_id: int, *, name: str | None, move_to: tuple[int | None] | None, who: str, at: float
    ) -> Write[LibraryStepResult]:
        """Rename a collection unless `name` is None, and move it unless `move_to` is. Raises as `make_collection`."""
        return self._database.write(
            lambda c: collection_steps.change_collection(c, collection_id, name, move_to, who=who, at=at), alone=True
        )

    def delete_collection(self, collection_id: int, *, who: str, at: float) -> Write[LibraryStepResult]:
        """Delete a collection and all below it. The files stay. Raises UnknownCollectionError."""
        return self._database.write(
            lambda c: collection_steps.delete_collection(c, collection_id, who=who, at=at), alone=True
        )

    def change_collection_files(
        self,
        file_ids: NDArray[np.int64],
        act: CollectionAct,
        collection_id: int,
        on_progress: OnStepProgress,
        *,
        who: str,
        at: float,
    ) -> Write[LibraryStepResult]:
        """Add files to a collection or remove them, as `make_step` does. Raises UnknownCollectionError."""
        return self._database.write(
            lambda c: collection_steps.change_files(c, file_ids, act, collection_id, on_progress, who=who, at=at),
            alone=True,
        )

    def order_collection_files(
        self, collection_id: int, file_ids: Sequence[int], before: int | None, *, who: str, at: float
    ) -> Write[LibraryStepResult]:
        """Put files of a collection before another one, or at its end.

        Raises UnknownCollectionError, and CollectionRefusedError for files that it does not have.
        """
        return self._database.write(
            lambda c: collection_steps.order_files(c, collection_id, file_ids, before, who=who, at=at), alone=True
        )

    def steps(self) -> Read[list[LibraryStep]]:
        """Return the steps, newest first."""
        return self._database.read(journal.list_steps)
