"""The rules that a client has to share with the server, as JSON: the page reads them from its configuration."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from app.domain.progress import ACTIVE, COMMITTABLE, ERRORS_KEPT, RELABELLED, RUNNING, TERMINAL, Status
from app.domain.report import FATAL_STEPS


def client_rules() -> dict[str, object]:
    """Return the status groups, the fatal steps and the number of failures that a status document keeps."""
    return {
        "statuses": {
            "running": _values(RUNNING),
            "processing": _values(ACTIVE - {Status.COMMITTING}),
            "terminal": _values(TERMINAL),
            "committable": _values(COMMITTABLE),
            "relabelled": _values(RELABELLED),
        },
        "fatal_steps": _values(FATAL_STEPS),
        "errors_kept": ERRORS_KEPT,
    }


def _values(members: Iterable[StrEnum]) -> list[str]:
    return sorted(member.value for member in members)
