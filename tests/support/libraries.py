"""Empty libraries. The first one goes through all migrations; the others are copies, which are there at once."""

from __future__ import annotations

import functools
import secrets
from pathlib import Path
from tempfile import TemporaryDirectory

from app.catalog import Catalog
from app.catalog.database.stale_log import LINEAGE


def write_empty_library(database: Path) -> None:
    """Create the SQLite database of a new library, with a lineage of its own."""
    database.parent.mkdir(parents=True, exist_ok=True)
    content = bytearray(_empty_library())
    content[LINEAGE] = (secrets.randbelow(2**31 - 1) + 1).to_bytes(4, "big")
    database.write_bytes(content)


@functools.cache
def _empty_library() -> bytes:
    with TemporaryDirectory(prefix="headrace-library-") as folder:
        database = Path(folder) / "headrace.db"
        Catalog(f"sqlite:///{database}").close()
        return database.read_bytes()
