"""`headrace backup` and `headrace reparse`, which work on an existing database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from app.catalog import Catalog, CatalogError, back_up
from app.cli.common import DataOption, exit_with_error, read_settings_with_database
from app.cli.terminal import create_progress_bar
from app.ingest.disk.data_lock import DataFolderInUseError, lock_data_folder
from app.ingest.reparse import reparse_all
from app.settings import DATABASE_NAME


def backup(
    target: Annotated[Path, typer.Argument(help="File to write; must not exist yet.")],
    data: DataOption = None,
) -> None:
    """Copy the database to a file; safe while a server is using it."""
    settings = read_settings_with_database(data)
    try:
        back_up(settings.url, target)
    except (CatalogError, OSError, ValueError) as error:
        exit_with_error(str(error))
    typer.echo(f"The database was copied to {target}. To restore it, put it into a data folder as {DATABASE_NAME}.")


def reparse(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what would change without changing it.")] = False,
    data: DataOption = None,
) -> None:
    """Parse the stored metadata of all files again with the current parsers, without reading the files."""
    settings = read_settings_with_database(data)
    try:
        with lock_data_folder(settings.data), closing(Catalog(settings.url)) as catalog, create_progress_bar() as bar:
            task = bar.add_task("Parsing again", total=catalog.findings.count().result())
            outcome = reparse_all(catalog, lambda done: bar.update(task, completed=done), dry_run=dry_run)
    except (DataFolderInUseError, CatalogError) as error:
        exit_with_error(str(error))
    typer.echo(outcome.summarize())
