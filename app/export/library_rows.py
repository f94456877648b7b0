"""Library files by their ids, whole and in order, few of them in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.catalog import WHOLE_FILES_BATCH, Catalog, LibraryFile


def read_whole_files(
    catalog: Catalog, file_ids: NDArray[np.int64], *, with_collections: bool = False
) -> Iterator[LibraryFile]:
    """Yield those of the files that are still in the library, with their whole texts. Blocks: use it in a thread.

    Raises CatalogUnavailableError.
    """
    for at in range(0, len(file_ids), WHOLE_FILES_BATCH):
        ids = file_ids[at : at + WHOLE_FILES_BATCH].tolist()
        found = catalog.library.whole_files(ids).result()
        places = catalog.collections.file_places(ids).result() if with_collections else {}
        yield from (replace(found[file_id], collections=places.get(file_id, ())) for file_id in ids if file_id in found)
