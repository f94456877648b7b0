"""`headrace export table`."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from app.cli.common import ExistingDataOption, read_settings_with_database
from app.cli.export.shared import (
    EveryFileOption,
    HiddenOption,
    OrderOption,
    SortOption,
    WordsArgument,
    make_query,
    open_found,
)
from app.cli.messages import exit_with_error
from app.cli.streams import write_bytes
from app.cli.terminal import print_notice
from app.domain.text.counts import count_noun
from app.export.library_rows import read_whole_files
from app.export.tables.columns import choose_columns
from app.export.tables.tables import TableFormat, write_table


def table(
    words: WordsArgument = None,
    table_format: Annotated[
        TableFormat, typer.Option("--as", help="Format; parquet needs an extra package.")
    ] = TableFormat.CSV,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="New file; without it, standard output.")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="Only this column; may be repeated. Without it, all columns.")
    ] = None,
    every_file: EveryFileOption = False,
    hidden: HiddenOption = False,
    sort: SortOption = "added",
    order: OrderOption = "desc",
    data: ExistingDataOption = None,
) -> None:
    """Write a table with one row for each file, even while a server is using the library. Exit status 1 if nothing was
    found."""
    settings = read_settings_with_database(data)
    query = make_query(words, sort, order, every_file=every_file, hidden=hidden)
    if output is None and table_format is TableFormat.PARQUET and sys.stdout.isatty():
        exit_with_error("Parquet is no text for a terminal; name a file with --output")
    with open_found(settings, query) as found:
        pieces = write_table(
            read_whole_files(found.catalog, found.ids, with_collections=True),
            table_format,
            choose_columns(tuple(column or ())),
        )
        if output is None:
            for piece in pieces:
                write_bytes(piece)
        else:
            write_new_file(output, pieces)
            print_notice(f"{count_noun(len(found.ids), 'file')} written to {output}")


def write_new_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that appears under its name when it is whole. Raises OSError; FileExistsError if there is one."""
    if path.exists():
        raise FileExistsError(
            errno.EEXIST, "there is a file of this name already, and nothing is overwritten", str(path)
        )
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as written:
            for piece in pieces:
                written.write(piece)
            written.flush()
            os.fsync(written.fileno())
        os.link(part, path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
