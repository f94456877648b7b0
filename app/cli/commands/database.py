"""`headrace backup` and `headrace reparse`, which work on an existing database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from app.catalog import Catalog, back_up
from app.cli.common import ExistingDataOption, exit_on_database_error, exit_with_error, read_settings_with_database
from app.cli.terminal import create_progress_bar, print_text
from app.ingest.disk.data_lock import lock_data_folder
from app.ingest.reparse import ReparseSummary, reparse_all
from app.settings import DATABASE_NAME


def backup(
    target: Annotated[Path, typer.Argument(help="File to write; must not exist yet.")],
    data: ExistingDataOption = None,
) -> None:
    """Copy the database to a file; safe while a server is using it."""
    settings = read_settings_with_database(data)
    try:
        with exit_on_database_error(settings):
            back_up(settings.url, target)
    except FileExistsError as error:
        exit_with_error(str(error))
    except (OSError, sqlite3.Error) as error:
        cause = error.strerror if isinstance(error, OSError) else error
        exit_with_error(f"the database cannot be copied to {target}: {cause}")
    print_text(f"The database was copied to {target}. To restore it, put it into a data folder as {DATABASE_NAME}.")


def reparse(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what would change without changing it.")] = False,
    data: ExistingDataOption = None,
) -> None:
    """Parse the stored metadata of all files again with the current parsers, without reading the files."""
    settings = read_settings_with_database(data)
    with exit_on_database_error(settings), lock_data_folder(settings.data), closing(Catalog(settings.url)) as catalog:
        outcome = _reparse_all(catalog, dry_run=dry_run)
    print_text(outcome.summarize(), keep="\n")


def _reparse_all(catalog: Catalog, *, dry_run: bool) -> ReparseSummary:
    with create_progress_bar() as bar:
        task = bar.add_task("Parsing again", total=catalog.findings.count().result())
        return reparse_all(catalog, lambda done: bar.update(task, completed=done), dry_run=dry_run)
