"""What several commands share: exit statuses, the option `--data`, settings and error messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError

from app.catalog import CatalogError, CatalogUnavailableError, NewerDatabaseError
from app.cli.terminal import print_notice
from app.ingest.disk.data_lock import DataFolderInUseError
from app.server import describe_database_error
from app.settings import Settings, load_settings

FILES_FAILED = 1
NOTHING_FOUND = 1
PROBLEMS_FOUND = 1
CHECKS_FAILED = 1
BAD_USAGE = 2
READER_GONE = 141
"""What a shell reports for other programs whose reader has ended (128 + SIGPIPE)."""

DataOption = Annotated[Path | None, typer.Option(help="Folder for the database; created if missing.")]
ExistingDataOption = Annotated[Path | None, typer.Option(help="Folder of the database.")]


def read_settings(**overrides: object) -> Settings:
    """Return the settings from environment and `overrides`; exit with a message if one is invalid."""
    try:
        return load_settings(**overrides)
    except ValidationError as error:
        exit_with_error("; ".join(f"the setting {_describe(fault)}" for fault in error.errors()))
    except ValueError as error:
        exit_with_error(str(error))


def _describe(fault: object) -> str:
    assert isinstance(fault, dict)
    name = ".".join(str(place) for place in fault["loc"]).lower()
    return f"{name} is {fault['input']!r}: {fault['msg']}"


def read_settings_with_database(data: Path | None) -> Settings:
    """Like `read_settings`, but exit with a message if there is no database yet."""
    settings = read_settings(data=data)
    if settings.database_url is None and not settings.database.is_file():
        exit_with_error(f"there is no database at {settings.database}; give its folder with --data")
    return settings


@contextmanager
def exit_on_database_error(settings: Settings) -> Iterator[None]:
    """Exit with a message when the block fails because of the database or its folder."""
    try:
        yield
    except (NewerDatabaseError, ArgumentError) as error:
        exit_with_error(describe_database_error(settings, error))
    except (CatalogError, DataFolderInUseError, ValueError) as error:
        exit_with_error(error)


def exit_with_error(problem: str | Exception) -> NoReturn:
    """Print what happened and what to do as one line to standard error, and exit with `BAD_USAGE`."""
    print_error(problem.explain() if isinstance(problem, CatalogUnavailableError) else str(problem))
    raise typer.Exit(BAD_USAGE)


def print_error(message: str) -> None:
    """Print `message` as one line to standard error."""
    print_notice(f"headrace: {message}")
