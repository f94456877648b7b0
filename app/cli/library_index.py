"""Waiting for the search index of a library that was just written."""

from __future__ import annotations

import time

from app.catalog import Catalog
from app.cli.terminal import create_progress_bar

POLL_S = 0.1


def wait_for_index(catalog: Catalog) -> None:
    """Wait until the search index covers the whole library, with a progress line if that takes time."""
    with create_progress_bar() as bar:
        task = bar.add_task("Indexing", total=None, visible=False)
        while pending := catalog.search.count_pending().result():
            bar.update(task, description=f"Indexing, {pending:,} left", visible=True)
            time.sleep(POLL_S)
