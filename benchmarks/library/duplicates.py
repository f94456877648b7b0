"""How long it takes to plan and to solve the duplicates of the library, and to undo that."""

from __future__ import annotations

import time

from app.catalog import Catalog
from app.domain.review.duplicates import DuplicateRules
from app.ingest.review.duplicates import DEFAULT_DISTANCE
from app.ingest.review.library_duplicates import make_search
from benchmarks.library.timing import time_call


def measure_duplicates(catalog: Catalog) -> list[str]:
    """Return a row of a table for each thing that was measured. The library is afterwards as it was before."""
    edits, rows = catalog.library_edits, []
    exact, near = make_search(DuplicateRules()), make_search(DuplicateRules(distance=DEFAULT_DISTANCE))
    plan, seconds = time_call(lambda: edits.plan_duplicates(exact).result())
    rows.append(f"| plan, equal bytes: {len(plan):,} groups | {seconds:.2f} |")
    found, seconds = time_call(lambda: edits.plan_duplicates(near).result())
    rows.append(f"| plan, look-alikes: {len(found):,} groups | {seconds:.2f} |")
    solve = edits.solve_duplicates(exact, plan.token, lambda *_: None, who="benchmark", at=time.time())
    result, seconds = time_call(solve.result)
    rows.append(f"| solve, {len(result.file_ids):,} files changed | {seconds:.2f} |")
    if result.step is not None:
        undo = edits.undo_step(result.step.step_id, lambda *_: None, at=time.time())
        rows.append(f"| undo | {time_call(undo.result)[1]:.2f} |")
    return rows
