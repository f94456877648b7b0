"""Every answer of the routes of exports, for the comparison with the API description."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.export.folders.export_folder import ExportFolder
from app.export.tables import parquet
from app.export.tables.tables import TableFormat
from tests.http.in_process import InProcessServer
from tests.support.waiting import wait_until

EXPORTS = "/api/library/exports"
TABLE = f"{EXPORTS}/table"
ONE = f"{EXPORTS}/{{export_id}}"

Ask = Callable[..., Any]


def ask_for_tables(ask: Ask) -> None:
    for table_format in TableFormat:
        ask(f"GET {TABLE}", expect=200, query={"q": "cat", "as": table_format})
        ask(f"POST {TABLE}", expect=200, json={"search": "q=cat", "as": table_format})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "find_spec", lambda _: None)
        ask(f"GET {TABLE}", expect=501, query={"as": "parquet"})
        ask(f"POST {TABLE}", expect=501, json={"search": "", "as": "parquet"})


def ask_for_exports(ask: Ask, server: InProcessServer) -> None:
    (root,) = server.app.state.services.exports.roots.folders
    copies = {"search": "", "folder": str(root / "copies")}
    with held_export() as release:
        started = ask(f"POST {EXPORTS}", expect=202, json=copies)
        one = {"export_id": started["id"]}
        ask(f"POST {EXPORTS}", expect=409, json=copies)
        ask(f"POST {ONE}/cancel", expect=200, **one)
        release()
    until_over(ask, started["id"])
    again = ask(f"POST {EXPORTS}", expect=202, json=copies)
    until_over(ask, again["id"])
    assert ask(f"GET {EXPORTS}", expect=200)["roots"] == [str(root)]
    ask(f"POST {EXPORTS}", expect=403, json=copies | {"folder": str(Path(root).parent)})
    ask(f"GET {ONE}", expect=404, export_id="nothing")
    ask(f"POST {ONE}/cancel", expect=404, export_id="nothing")
    ask(f"GET {ONE}", expect=422, export_id="x" * 100)
    ask(f"POST {ONE}/cancel", expect=422, export_id="x" * 100)


def until_over(ask: Ask, export_id: str) -> None:
    wait_until(
        lambda: ask(f"GET {ONE}", expect=200, export_id=export_id)["state"],
        "the export is over",
        holds=lambda state: state != "running",
    )


@contextmanager
def held_export() -> Iterator[Callable[[], None]]:
    """Within the block, exports open their folder only after the yielded function was called."""
    released = threading.Event()
    open_folder = ExportFolder.open

    def wait_and_open(path: Path) -> Any:
        assert released.wait(60)
        return open_folder(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ExportFolder, "open", wait_and_open)
        try:
            yield released.set
        finally:
            released.set()
