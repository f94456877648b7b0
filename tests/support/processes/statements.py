"""SQL that SQLAlchemy has compiled, kept for all databases of a process.

An engine keeps what it has compiled for itself alone. Each test has engines of its own, and would compile every
statement again, which takes longer than running it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import Compiled
from sqlalchemy.util import LRUCache

STATEMENTS_KEPT = 2000


class _Statements(LRUCache[Any, Compiled]):
    """By what identifies a statement, with the kind of database instead of the one engine's dialect."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_for_all_engines(key), default)

    def __setitem__(self, key: Any, value: Compiled) -> None:
        super().__setitem__(_for_all_engines(key), value)


def _for_all_engines(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *statement = key
    return type(dialect), *statement


_statements = _Statements(STATEMENTS_KEPT)


def share_statements() -> None:
    """Let all engines of this process, those made later too, share what they compile."""
    if not event.contains(Engine, "engine_connect", _use_shared):
        event.listen(Engine, "engine_connect", _use_shared)


def _use_shared(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_statements)
