"""A program that uses a catalog until the test kills it: `python -m tests.catalog.crasher URL WORK`.

It prints one line for each write that the catalog reported as durable, so the test can check that nothing was lost.
"""

from __future__ import annotations

import sys
from functools import partial

from app.catalog import Catalog
from app.catalog.commit import commit as commit_module
from tests.catalog.support import discovered, finish, full_report, names

SESSION = "crashing"
FILES = 300


def say(*words: object) -> None:
    print(*words, flush=True)


def stage(catalog: Catalog) -> None:
    """Discover and stage all files that are not staged yet; print `staged ID` for each durable file."""
    catalog.staging.add_discovered(SESSION, discovered(*names(FILES)), skip_existing=True).result()
    for file in catalog.staging.pending(SESSION, limit=FILES).result():
        report = full_report(file.path, number=file.file_id)
        written = catalog.staging.add_reports(SESSION, [finish(file, report, at=1.0)])
        written.future.add_done_callback(partial(_say_staged, file.file_id))


def _say_staged(file_id: int, _: object) -> None:
    say("staged", file_id)


def commit(catalog: Catalog) -> None:
    """Commit in many small batches; print `committing DONE` for each, and `committed` at the end."""
    commit_module.COMMIT_BATCH = 10
    commit_module.PROGRESS_INTERVAL = 0
    catalog.commits.commit(SESSION, lambda written, total, message: say("committing", written)).result()
    say("committed")


if __name__ == "__main__":
    url, work = sys.argv[1:]
    opened = Catalog(url)
    say("ready")
    {"stage": stage, "commit": commit}[work](opened)
    opened.close()
