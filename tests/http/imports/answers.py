"""Every answer of the routes of imports, for the comparison with the API description."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.importing import import_jobs
from app.importing.import_jobs import RUNNING_MAX
from app.importing.read_import import read_import
from tests.importing.foreign import write_iib
from tests.support.waiting import wait_until

IMPORTS = "/api/library/imports"
ONE = f"{IMPORTS}/{{import_id}}"
JSON = {"Content-Type": "application/json"}

Ask = Callable[..., Any]


def ask_for_imports(ask: Ask, root: Path) -> None:
    database = write_iib(root / "iib.db", str(root / "none.png"))
    source = {"path": str(database)}
    with held_reading() as release:
        started = [ask(f"POST {IMPORTS}", expect=202, json=source)["id"] for _ in range(RUNNING_MAX)]
        ask(f"POST {IMPORTS}", expect=409, json=source)
        one = {"import_id": started[0]}
        ask(f"GET {ONE}/plan", expect=409, **one)
        ask(f"GET {ONE}/unmatched", expect=409, **one)
        ask(f"POST {ONE}/apply", expect=409, json={"plan": "x"}, **one)
        release()
    until_read(ask, started[0])
    assert ask(f"GET {IMPORTS}", expect=200)["imports"]
    plan = ask(f"GET {ONE}/plan", expect=200, **one)["plan"]
    ask(f"POST {ONE}/apply", expect=200, json={"plan": plan}, **one)
    ask(f"GET {ONE}/unmatched", expect=200, **one)
    ask(f"POST {ONE}/cancel", expect=200, **one)
    ask(f"POST {IMPORTS}", expect=403, json={"path": "/nowhere"})
    ask(f"POST {IMPORTS}", expect=422, json={"path": 1})
    ask(f"POST {IMPORTS}", expect=400, content=b"\xff", headers=JSON)
    ask(f"POST {ONE}/apply", expect=400, content=b"\xff", headers=JSON, **one)
    for import_id, status in (("nothing", 404), ("x" * 100, 422)):
        for operation in (f"GET {ONE}", f"GET {ONE}/plan", f"GET {ONE}/unmatched", f"POST {ONE}/cancel"):
            ask(operation, expect=status, import_id=import_id)
        ask(f"POST {ONE}/apply", expect=status, json={"plan": "x"}, import_id=import_id)
    database.unlink()


def ask_for_imports_without_database(ask: Ask, import_id: str) -> None:
    """`import_id`: of an import that was read."""
    ask(f"GET {ONE}/plan", expect=503, import_id=import_id)
    ask(f"POST {ONE}/apply", expect=503, json={"plan": "x"}, import_id=import_id)


def until_read(ask: Ask, import_id: str) -> None:
    wait_until(
        lambda: ask(f"GET {ONE}", expect=200, import_id=import_id)["state"],
        "the source was read",
        holds=lambda state: state == "ready",
    )


@contextmanager
def held_reading() -> Iterator[Callable[[], None]]:
    """Within the block, sources are read only after the yielded function was called."""
    released = threading.Event()

    def wait_and_read(*arguments: Any) -> Any:
        assert released.wait(60)
        return read_import(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_jobs, "read_import", wait_and_read)
        try:
            yield released.set
        finally:
            released.set()
