"""What the commands of `headrace export` share: the search that says which files, and the open library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from app.catalog import Catalog, LibraryQuery, LibrarySort, Order
from app.cli.database_errors import exit_on_database_error
from app.cli.library_index import wait_for_index
from app.cli.messages import NOTHING_FOUND, exit_with_error
from app.cli.terminal import print_notice
from app.settings import Settings

WordsArgument = Annotated[
    list[str] | None,
    typer.Argument(help="Which files, in the query language: keyword:sunset rating:>=4; without it, all files."),
]
EveryFileOption = Annotated[
    bool, typer.Option("--every-file", help="Also the RAW photographs and Live Photo videos of pictures.")
]
HiddenOption = Annotated[
    bool, typer.Option("--hidden", help="The hidden files instead, which no search finds; the search does not matter.")
]
SortOption = Annotated[LibrarySort, typer.Option(help="Sort key.")]
OrderOption = Annotated[Order, typer.Option(help="Sort order.")]


def make_query(
    words: Sequence[str] | None, sort: LibrarySort, order: Order, *, every_file: bool, hidden: bool = False
) -> LibraryQuery:
    """Return the search; exit with a message if it makes no sense."""
    try:
        return LibraryQuery(words=" ".join(words or ()), sort=sort, order=order, every_file=every_file, hidden=hidden)
    except ValueError as error:
        exit_with_error(str(error))


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The open library, and what a search found in it."""

    settings: Settings
    catalog: Catalog
    ids: NDArray[np.int64]


@contextmanager
def open_found(settings: Settings, query: LibraryQuery) -> Iterator[FoundFiles]:
    """Open the library and yield what `query` finds. Exits with `NOTHING_FOUND` if that is nothing."""
    with exit_on_database_error(settings), closing(Catalog(settings.url)) as catalog:
        wait_for_index(catalog)
        ids = catalog.search.order(query).result().ids
        if not len(ids):
            print_notice("headrace: no file of the library matches")
            raise typer.Exit(NOTHING_FOUND)
        yield FoundFiles(settings, catalog, ids)
