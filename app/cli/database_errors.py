"""What the commands say when the database cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError

from app.catalog import CatalogError, NewerDatabaseError
from app.cli.messages import exit_with_error
from app.ingest.disk.data_lock import DataFolderInUseError
from app.server import describe_database_error
from app.settings import Settings


@contextmanager
def exit_on_database_error(settings: Settings) -> Iterator[None]:
    """Exit with a message when the block fails because of the database or its folder."""
    try:
        yield
    except (NewerDatabaseError, ArgumentError) as error:
        exit_with_error(describe_database_error(settings, error))
    except CatalogError as error:
        exit_with_error(error.explain())
    except (DataFolderInUseError, ValueError) as error:
        exit_with_error(error)
