"""What several commands share: the settings, and the option `--data`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from app.cli.messages import exit_with_error
from app.settings import Settings, load_settings

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
