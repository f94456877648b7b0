"""The result of one command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console


@dataclass(frozen=True, slots=True)
class Result:
    """The rows for JSON output, one per size, and a function that prints them as tables."""

    rows: list[dict[str, object]]
    show: Callable[[Console], None]
