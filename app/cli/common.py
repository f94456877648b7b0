"""What several commands share: exit statuses, the option `--data`, settings and error messages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.cli.terminal import stderr
from app.settings import Settings, load_settings

FILES_FAILED = 1
NOTHING_FOUND = 1
BAD_USAGE = 2

DataOption = Annotated[Path | None, typer.Option(help="Folder for the database; created if missing.")]


def read_settings(**overrides: object) -> Settings:
    """Return the settings from environment and `overrides`; exit with a message if one is invalid."""
    try:
        return load_settings(**overrides)
    except ValueError as error:
        exit_with_error(str(error))


def read_settings_with_database(data: Path | None) -> Settings:
    """Like `read_settings`, but exit with a message if there is no database yet."""
    settings = read_settings(data=data)
    if settings.database_url is None and not settings.database.is_file():
        exit_with_error(f"there is no database at {settings.database}; name its folder with --data")
    return settings


def exit_with_error(message: str) -> NoReturn:
    """Print `message` to standard error and exit with `BAD_USAGE`."""
    stderr.print(f"headrace: {message}", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(BAD_USAGE)
