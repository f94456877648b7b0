"""`headrace backup`."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from app.catalog import back_up
from app.cli.common import ExistingDataOption, read_settings_with_database
from app.cli.database_errors import exit_on_database_error
from app.cli.messages import exit_with_error
from app.cli.terminal import print_text
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
