"""The result of one sub-command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console


@dataclass(frozen=True, slots=True)
class Result:
    """The rows for JSON output, and a function that prints them as a table."""

    rows: list[dict[str, object]]
    show: Callable[[Console], None]
