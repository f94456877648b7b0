"""The journal of steps over many files: what each changed, so that it can be undone and done again.

Its newest steps are kept, up to `MAX_STEPS` and `MAX_FILES`. What a step changed is stored by batch, as zlib data
(RFC 1950) of a JSON list with an item for each file; whoever makes the steps decides what an item is.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, true, update

MAX_STEPS = 100
"""Steps that are kept."""
MAX_FILES = 1_000_000
"""Files of all these steps together; the newest step is kept even if it has more."""
LEVEL = 1


@dataclass(frozen=True, slots=True)
class StepJournal:
    """The steps of one table, with what they changed in another one."""

    steps: Table
    """Has id, files and undone."""
    files: Table
    """Has step, number, files and data."""
    forget: Callable[[Connection, Sequence[int]], None] | None = None
    """Deletes what else is stored of steps that are dropped."""

    def insert(self, connection: Connection, values: Mapping[str, object]) -> int:
        """Insert a step without files; return its id."""
        row = insert(self.steps).values({**values, "files": 0}).returning(self.steps.c.id)
        return int(connection.execute(row).scalar_one())

    def add_batch(self, connection: Connection, step_id: int, batch: int, items: Sequence[Any]) -> None:
        """Store what a step did to a batch of files."""
        data = zlib.compress(json.dumps(items).encode(), LEVEL)
        connection.execute(
            insert(self.files).values({"step": step_id, "number": batch, "files": len(items), "data": data})
        )

    def batches(self, connection: Connection, step_id: int) -> Iterator[list[Any]]:
        """Yield what a step did, batch by batch."""
        of_step = self.files.c.step == step_id
        numbers = select(self.files.c.number).where(of_step).order_by(self.files.c.number)
        for number in connection.execute(numbers).scalars().all():
            batch = select(self.files.c.data).where(of_step, self.files.c.number == number)
            items: list[Any] = json.loads(zlib.decompress(connection.execute(batch).scalar_one()))
            yield items

    def finish(
        self,
        connection: Connection,
        step_id: int,
        among: ColumnElement[bool] | None = None,
        *,
        keeps_empty: bool = False,
    ) -> bool:
        """Count the step's files; remove it and return False if it changed none, unless it changed something else.

        A step that changed files takes the place of those that were undone `among` the steps of its kind.
        """
        mine = true() if among is None else among
        of_step = self.files.c.step == step_id
        files = connection.execute(select(func.sum(self.files.c.files)).where(of_step)).scalar_one() or 0
        if not files and not keeps_empty:
            self._drop(connection, [step_id])
            return False
        undone = select(self.steps.c.id).where(mine, self.steps.c.undone)
        self._drop(connection, connection.execute(undone).scalars().all())
        connection.execute(update(self.steps).where(self.steps.c.id == step_id).values(files=int(files)))
        self._drop(connection, self._list_beyond_bounds(connection, mine))
        return True

    def _list_beyond_bounds(self, connection: Connection, among: ColumnElement[bool]) -> list[int]:
        kept, dropped = 0, []
        query = select(self.steps.c.id, self.steps.c.files).where(among).order_by(self.steps.c.id.desc())
        for position, (step_id, files) in enumerate(connection.execute(query)):
            kept += files
            if position and (position >= MAX_STEPS or kept > MAX_FILES):
                dropped.append(step_id)
        return dropped

    def _drop(self, connection: Connection, step_ids: Sequence[int]) -> None:
        if step_ids:
            if self.forget is not None:
                self.forget(connection, step_ids)
            connection.execute(delete(self.steps).where(self.steps.c.id.in_(step_ids)))
