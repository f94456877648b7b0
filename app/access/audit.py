"""The audit log: what somebody did that others may have to answer for."""

from __future__ import annotations

import json
import time
from enum import StrEnum

import structlog

from app.catalog import Catalog
from app.domain.access import Principal

log = structlog.get_logger(__name__)


class Action(StrEnum):
    """What can be in the audit log."""

    ADD_FILES = "add files"
    DELETE_FILES = "delete files"
    COMMIT = "commit"
    UNDO = "undo"
    EDIT_FILES = "edit files"
    UNDO_EDIT = "undo edit"
    REDO_EDIT = "redo edit"
    EDIT_LIBRARY = "edit library"
    REMOVE_FROM_LIBRARY = "remove from library"
    UNDO_LIBRARY_EDIT = "undo library edit"
    REDO_LIBRARY_EDIT = "redo library edit"
    EXPORT = "export"
    EDIT_COLLECTION = "edit collection"
    EDIT_SAVED_SEARCH = "edit saved search"
    DELETE_SESSION = "delete session"
    MOVE_NSFW_THRESHOLD = "move NSFW threshold"
    CHANGE_ROLLOUT = "change rollout"
    SIGN_IN = "sign in"
    SIGN_OUT = "sign out"
    ADD_ACCOUNT = "add account"
    CHANGE_ACCOUNT = "change account"
    INVITE = "invite"
    ACCEPT_INVITATION = "accept invitation"
    CHANGE_PASSWORD = "change password"
    END_SIGN_IN = "end sign-in"
    CREATE_TOKEN = "create token"
    REVOKE_TOKEN = "revoke token"
    CREATE_GUEST_LINK = "create guest link"
    REVOKE_GUEST_LINK = "revoke guest link"


class AuditLog:
    """Adds entries to the audit log, and to the server's log."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    async def add(
        self, principal: Principal, address: str, action: Action, target: str = "", **details: object
    ) -> None:
        """Note that `principal`, at `address`, did `action` to `target`."""
        kind = principal.credential.kind
        await self._catalog.audit.add(time.time(), principal.name, kind, address, action, target, json.dumps(details))
        log.info(
            "audit", who=principal.name, credential=kind.value, address=address, action=action.value, target=target
        )
