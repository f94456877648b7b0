"""Steps of edits in the audit log."""

from __future__ import annotations

from app.access import Action
from app.catalog import EditStep
from app.routers.shared.authentication import Audit


async def audit_step(audit: Audit, action: Action, session_id: str, step: EditStep | None) -> None:
    """Note a step: how many files it changed, and what it says. What changed nothing was no step, and is not noted."""
    if step is not None:
        await audit(action, session_id, step=step.step_id, files=step.files, **step.edit.to_json())
