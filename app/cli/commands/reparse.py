"""`headrace reparse`."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from app.catalog import Catalog
from app.cli.common import ExistingDataOption, read_settings_with_database
from app.cli.database_errors import exit_on_database_error
from app.cli.terminal import create_progress_bar, print_text
from app.ingest.disk.data_lock import lock_data_folder
from app.ingest.reparse import ReparseSummary, reparse_all


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
