"""What library files are recognised by when another program names them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from app.catalog.database.schema import findings, library_files
from app.domain.text.path_keys import make_key, make_path_keys

KEYS_BATCH = 5_000
SECOND_NS = 1_000_000_000

_keys = select(
    library_files.c.id, library_files.c.path, library_files.c.size, library_files.c.mtime_ns, findings.c.content_hash
).join(findings, findings.c.id == library_files.c.finding_id)
_paths = select(library_files.c.id, library_files.c.path)


@dataclass(frozen=True, slots=True)
class LibraryKeys:
    """All files of the library; each array has one entry for each of them. Keys are those of `make_path_keys`.

    It takes 64 bytes for each file.
    """

    ids: NDArray[np.int64]
    sizes: NDArray[np.int64]
    """Bytes."""
    modified_s: NDArray[np.int64]
    """Modification time, seconds since the epoch."""
    hashes: NDArray[np.int64]
    """Key of the hash of the bytes; that of an empty text where there is none."""
    paths: NDArray[np.int64]
    names: NDArray[np.int64]
    tails: NDArray[np.int64]
    tail_stems: NDArray[np.int64]


def load_keys(connection: Connection) -> LibraryKeys:
    columns = [array("q") for _ in range(8)]
    for row in connection.execute(_keys.order_by(library_files.c.id).execution_options(yield_per=KEYS_BATCH)):
        of_path = make_path_keys(row.path)
        values = (row.id, row.size, row.mtime_ns // SECOND_NS, make_key(row.content_hash or ""), *of_path)
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    return LibraryKeys(*(np.array(column, np.int64) for column in columns))


def load_paths(connection: Connection, file_ids: Sequence[int]) -> dict[int, str]:
    """Return the paths of those of the files that exist, by id."""
    found: dict[int, str] = {}
    for first in range(0, len(file_ids), KEYS_BATCH):
        some = library_files.c.id.in_(file_ids[first : first + KEYS_BATCH])
        found |= {row.id: row.path for row in connection.execute(_paths.where(some))}
    return found
