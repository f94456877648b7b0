"""`headrace search`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from app.catalog import MAX_PAGE_SIZE, Catalog, IndexedSort, LibraryFile, LibraryQuery, Order
from app.cli.common import ExistingDataOption, read_settings_with_database
from app.cli.database_errors import exit_on_database_error
from app.cli.library_index import wait_for_index
from app.cli.messages import NOTHING_FOUND, exit_with_error
from app.cli.terminal import create_console, plain
from app.domain.report import Kind
from app.readers import as_json

MODEL_WIDTH = 40
"""Columns of a model's name; a longer one must not push the path out of the table."""


def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(help='Words or "phrases" in path, model, keywords or prompt; after --, -word excludes.'),
    ] = None,
    keyword: Annotated[list[str] | None, typer.Option(help="An exact keyword; may be repeated.")] = None,
    score_from: Annotated[int | None, typer.Option(min=-1, max=5, help="Lowest score.")] = None,
    score_to: Annotated[int | None, typer.Option(min=-1, max=5, help="Highest score.")] = None,
    favourite: Annotated[
        bool | None, typer.Option("--favourite/--no-favourite", help="Only favourites, or only other files.")
    ] = None,
    nsfw: Annotated[bool | None, typer.Option("--nsfw/--no-nsfw", help="Only NSFW files, or only other files.")] = None,
    pixels_read: Annotated[
        bool | None,
        typer.Option("--pixels-read/--no-pixels-read", help="Only files whose pictures were read, or not read yet."),
    ] = None,
    tool: Annotated[str | None, typer.Option(help="Exact name of the tool: ComfyUI, A1111 …")] = None,
    model: Annotated[str | None, typer.Option(help="Exact name of the model.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Kind of file.")] = None,
    file_format: Annotated[str | None, typer.Option("--format", help="File format: png, jpeg, mp4 …")] = None,
    captured_from: Annotated[
        str | None, typer.Option(help="Only files captured on or after this date: 2024, 2024-05 or 2024-05-06.")
    ] = None,
    captured_to: Annotated[str | None, typer.Option(help="Only files captured on or before this date.")] = None,
    added_from: Annotated[str | None, typer.Option(help="Only files added on or after this date.")] = None,
    added_to: Annotated[str | None, typer.Option(help="Only files added on or before this date.")] = None,
    size_from: Annotated[int | None, typer.Option(min=0, help="Smallest size in bytes.")] = None,
    size_to: Annotated[int | None, typer.Option(min=0, help="Largest size in bytes.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Only files in this folder or its subfolders.")] = None,
    every_file: Annotated[
        bool, typer.Option("--every-file", help="List RAW photographs and Live Photo videos after their picture.")
    ] = False,
    sort: Annotated[IndexedSort, typer.Option(help="Sort key.")] = "added",
    order: Annotated[Order, typer.Option(help="Sort order.")] = "desc",
    limit: Annotated[int, typer.Option(min=1, help="Print at most this many files.")] = 50,
    as_lines: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
    data: ExistingDataOption = None,
) -> None:
    """Search the library, even while a server is using it. Exit status 1 if nothing was found."""
    settings = read_settings_with_database(data)
    try:
        query = LibraryQuery(
            words=" ".join(words or ()),
            keywords=tuple(keyword or ()),
            score_from=score_from,
            score_to=score_to,
            favourite=favourite,
            nsfw=nsfw,
            pixels_read=pixels_read,
            tool=tool,
            model=model,
            kind=kind,
            format=file_format,
            captured_from=captured_from,
            captured_to=captured_to,
            added_from=added_from,
            added_to=added_to,
            size_from=size_from,
            size_to=size_to,
            folder=None if folder is None else str(folder.absolute()),
            every_file=every_file,
            sort=sort,
            order=order,
        )
    except ValueError as error:
        exit_with_error(str(error))
    with exit_on_database_error(settings), closing(Catalog(settings.url)) as catalog:
        wait_for_index(catalog)
        files = find_files(catalog, query, limit)
        printed = (print_objects if as_lines else print_table)(files)
    if not printed:
        raise typer.Exit(NOTHING_FOUND)


def find_files(catalog: Catalog, query: LibraryQuery, limit: int) -> Iterator[LibraryFile]:
    """Yield the first `limit` files that match, with one page in memory at a time."""
    left = limit
    while left > 0:
        page = catalog.search.page(replace(query, limit=min(left, MAX_PAGE_SIZE))).result()
        yield from (_load_whole(catalog, file) for file in page.files)
        left -= len(page.files)
        if page.next is None:
            return
        query = replace(query, after=page.next)


def _load_whole(catalog: Catalog, file: LibraryFile) -> LibraryFile:
    """Return the file with its whole texts, of which a page has excerpts."""
    return (catalog.library.file(file.file_id).result() or file) if file.report.excerpts else file


def print_objects(files: Iterable[LibraryFile]) -> int:
    """Print one JSON object per line and return the number of files."""
    printed = 0
    for file in files:
        own = {"id": file.file_id, "added_at": file.added_at, "is_nsfw": file.is_nsfw}
        others = [{"id": each.file_id, "path": each.path, "role": each.role} for each in file.companions]
        print(json.dumps(own | as_json(file.report) | ({"role": file.role, "companions": others} if others else {})))
        printed += 1
    return printed


def print_table(files: Iterable[LibraryFile]) -> int:
    """Print one line per file and return the number of files."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("score", "captured", "model"):
        table.add_column(name, no_wrap=True, max_width=MODEL_WIDTH if name == "model" else None)
    table.add_column("path", overflow="fold")
    for file in files:
        table.add_row(*_make_cells(file))
    if table.row_count:
        create_console().print(table)
    return table.row_count


def _make_cells(file: LibraryFile) -> Iterator[Text]:
    report = file.report
    model = report.generation.model if report.generation else None
    score = "" if report.score is None else str(report.score)
    yield Text(score + (" ♥" if report.favourite else ""))
    yield plain((report.captured_at or "")[: len("2024-05-06T07:08")].replace("T", " "))
    yield plain(model or "")
    yield plain(report.path)
