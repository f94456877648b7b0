"""Searching the library from a terminal: a line a file for people, a JSON object a line for programs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.catalog import MAX_PAGE_SIZE, Catalog, LibraryFile, LibraryQuery
from app.readers import as_json
from app.terminal import printable

LOOK_AGAIN_S = 0.1


def wait_until_searchable(catalog: Catalog, on_waiting: Callable[[int], None]) -> None:
    """Until the index knows all that is in the library; `on_waiting(changes it does not know)`."""
    while pending := catalog.search.count_pending().result():
        on_waiting(pending)
        time.sleep(LOOK_AGAIN_S)


def found(catalog: Catalog, query: LibraryQuery, most: int) -> Iterator[LibraryFile]:
    """The first files that fit, at most `most`, a page in memory at a time."""
    left = most
    while left > 0:
        page = catalog.search.page(replace(query, limit=min(left, MAX_PAGE_SIZE))).result()
        yield from page.files
        left -= len(page.files)
        if page.next is None:
            return
        query = replace(query, after=page.next)


def print_objects(files: Iterable[LibraryFile]) -> int:
    """How many there were."""
    printed = 0
    for file in files:
        own = {"id": file.file_id, "added_at": file.added_at, "is_nsfw": file.is_nsfw}
        print(json.dumps(own | as_json(file.report)))
        printed += 1
    return printed


def print_table(files: Iterable[LibraryFile]) -> int:
    """How many there were."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("score", "captured", "model"):
        table.add_column(name, no_wrap=True)
    table.add_column("path", overflow="fold")
    for file in files:
        table.add_row(*_cells(file))
    if table.row_count:
        Console().print(table)
    return table.row_count


def _cells(file: LibraryFile) -> Iterator[Text]:
    report = file.report
    model = report.generation.model if report.generation else None
    score = "" if report.score is None else str(report.score)
    yield Text(score + (" ♥" if report.favourite else ""))
    yield Text((report.captured_at or "")[: len("2024-05-06T07:08")].replace("T", " "))
    yield Text(printable(model or ""))
    yield Text(printable(report.path))
