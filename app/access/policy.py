"""Which role each route needs: one table, which `docs/SECURITY.md` prints and a test asks a live server about.

A route that is missing here is closed: whoever is signed in may read it, and only an admin may change anything by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeAlias

from starlette.routing import compile_path

from app.domain.access import Role


class Special(StrEnum):
    """Access that needs no role."""

    PUBLIC = "public"
    """Everybody, signed in or not."""
    GUEST = "guest"
    """Whoever has the guest link that is in the path."""


Access: TypeAlias = Role | Special

PUBLIC, GUEST = Special.PUBLIC, Special.GUEST
VIEWER, EDITOR, ADMIN = Role.VIEWER, Role.EDITOR, Role.ADMIN

RULES: Mapping[tuple[str, str], Access] = {
    # the way in
    ("GET", "/healthz"): PUBLIC,
    ("GET", "/readyz"): PUBLIC,
    ("GET", "/static/{path:path}"): PUBLIC,
    ("GET", "/sign-in"): PUBLIC,
    ("POST", "/api/sign-in"): PUBLIC,
    ("GET", "/sign-in/oidc"): PUBLIC,
    ("GET", "/sign-in/oidc/callback"): PUBLIC,
    ("GET", "/invitation/{secret}"): PUBLIC,
    ("POST", "/api/invitation"): PUBLIC,
    ("GET", "/guest/{secret}"): GUEST,
    ("GET", "/guest/{secret}/status"): GUEST,
    ("GET", "/guest/{secret}/stream"): GUEST,
    ("GET", "/guest/{secret}/files"): GUEST,
    ("GET", "/guest/{secret}/files/{file_id}/thumbnail"): GUEST,
    # the pages
    ("GET", "/"): VIEWER,
    ("GET", "/ingest-v2"): VIEWER,
    ("GET", "/library"): VIEWER,
    ("GET", "/account"): VIEWER,
    ("GET", "/connection"): VIEWER,
    ("GET", "/docs"): VIEWER,
    ("GET", "/openapi.json"): VIEWER,
    ("GET", "/api/machines"): VIEWER,
    # one's own account
    ("POST", "/api/sign-out"): VIEWER,
    ("GET", "/api/account"): VIEWER,
    ("PUT", "/api/account/password"): VIEWER,
    ("DELETE", "/api/account/sign-ins/{sign_in_id}"): VIEWER,
    ("GET", "/api/account/tokens"): VIEWER,
    ("POST", "/api/account/tokens"): VIEWER,
    ("DELETE", "/api/account/tokens/{token_id}"): VIEWER,
    # all accounts
    ("GET", "/api/accounts"): ADMIN,
    ("POST", "/api/accounts"): ADMIN,
    ("PATCH", "/api/accounts/{account_id}"): ADMIN,
    ("POST", "/api/accounts/{account_id}/invitation"): ADMIN,
    ("GET", "/api/tokens"): ADMIN,
    ("DELETE", "/api/tokens/{token_id}"): ADMIN,
    ("GET", "/api/audit"): ADMIN,
    ("GET", "/api/guest-links"): EDITOR,
    ("POST", "/api/guest-links"): EDITOR,
    ("DELETE", "/api/guest-links/{link_id}"): EDITOR,
    # a session, from start to deletion
    ("GET", "/api/ingest/capabilities"): VIEWER,
    ("GET", "/api/ingest/directories"): EDITOR,
    ("POST", "/api/ingest/file-types"): EDITOR,
    ("POST", "/api/ingest/uploads"): EDITOR,
    ("PUT", "/api/ingest/uploads/{upload_id}/file"): EDITOR,
    ("DELETE", "/api/ingest/uploads/{upload_id}"): ADMIN,
    ("GET", "/api/ingest/presets"): EDITOR,
    ("POST", "/api/ingest/presets"): EDITOR,
    ("PATCH", "/api/ingest/presets/{preset_id}"): EDITOR,
    ("DELETE", "/api/ingest/presets/{preset_id}"): EDITOR,
    ("POST", "/api/ingest/process"): EDITOR,
    ("GET", "/api/ingest/active-session"): VIEWER,
    ("GET", "/api/ingest/status/{session_id}"): VIEWER,
    ("GET", "/api/ingest/stream/{session_id}"): VIEWER,
    ("GET", "/api/ingest/stream/test-events"): VIEWER,
    ("GET", "/api/ingest/connection"): VIEWER,
    ("GET", "/api/ingest/connection/problems"): VIEWER,
    ("GET", "/api/ingest/sessions"): VIEWER,
    ("GET", "/api/ingest/session/{session_id}"): VIEWER,
    ("PATCH", "/api/ingest/session/{session_id}"): EDITOR,
    ("DELETE", "/api/ingest/session/{session_id}"): ADMIN,
    ("POST", "/api/ingest/cancel/{session_id}"): EDITOR,
    ("POST", "/api/ingest/pause/{session_id}"): EDITOR,
    ("POST", "/api/ingest/resume/{session_id}"): EDITOR,
    ("POST", "/api/ingest/retry/{session_id}"): EDITOR,
    ("POST", "/api/ingest/session/{session_id}/priority"): EDITOR,
    ("POST", "/api/ingest/session/{session_id}/next"): EDITOR,
    ("GET", "/api/ingest/session/{session_id}/pending-folders"): VIEWER,
    ("GET", "/api/ingest/session/{session_id}/activity"): VIEWER,
    ("POST", "/api/ingest/session/{session_id}/skip"): EDITOR,
    ("GET", "/api/ingest/session/{session_id}/failures"): VIEWER,
    # its files, the preview, the report
    ("GET", "/api/ingest/session/{session_id}/files"): VIEWER,
    ("GET", "/api/ingest/session/{session_id}/keywords"): VIEWER,
    ("GET", "/api/ingest/session/{session_id}/duplicates"): VIEWER,
    ("GET", "/api/ingest/session/{session_id}/preview"): VIEWER,
    ("POST", "/api/ingest/session/{session_id}/choices"): EDITOR,
    ("GET", "/api/ingest/session/{session_id}/edits"): VIEWER,
    ("POST", "/api/ingest/session/{session_id}/edits"): EDITOR,
    ("POST", "/api/ingest/session/{session_id}/edits/undo"): EDITOR,
    ("POST", "/api/ingest/session/{session_id}/edits/redo"): EDITOR,
    ("GET", "/api/ingest/session/{session_id}/file/{file_id}"): VIEWER,
    ("PATCH", "/api/ingest/session/{session_id}/file/{file_id}"): EDITOR,
    ("DELETE", "/api/ingest/session/{session_id}/file/{file_id}/edits"): EDITOR,
    ("GET", "/api/ingest/file/{file_id}/thumbnail"): VIEWER,
    ("GET", "/api/ingest/file/{file_id}/rendition"): VIEWER,
    ("GET", "/api/ingest/file/{file_id}/original"): VIEWER,
    ("GET", "/api/ingest/file/{file_id}/clean"): VIEWER,
    ("GET", "/api/ingest/file/{file_id}/parameters"): VIEWER,
    ("GET", "/api/ingest/file/{file_id}/workflow"): VIEWER,
    ("GET", "/api/ingest/file/{file_id}/blocks"): VIEWER,
    ("GET", "/api/ingest/file/{file_id}/blocks/{number}"): VIEWER,
    ("GET", "/api/ingest/report/{session_id}"): VIEWER,
    # the commit and the library
    ("POST", "/api/ingest/commit"): EDITOR,
    ("GET", "/api/ingest/commit-status/{session_id}"): VIEWER,
    ("GET", "/api/ingest/session/{session_id}/commits"): VIEWER,
    ("POST", "/api/ingest/undo/{session_id}"): EDITOR,
    ("GET", "/api/ingest/library/{file_id}/thumbnail"): VIEWER,
    ("GET", "/api/ingest/library/{file_id}/rendition"): VIEWER,
    ("GET", "/api/ingest/library/{file_id}/original"): VIEWER,
    ("GET", "/api/ingest/library/{file_id}/clean"): VIEWER,
    ("GET", "/api/ingest/library/{file_id}/parameters"): VIEWER,
    ("GET", "/api/ingest/library/{file_id}/workflow"): VIEWER,
    ("GET", "/api/ingest/library/{file_id}/blocks"): VIEWER,
    ("GET", "/api/ingest/library/{file_id}/blocks/{number}"): VIEWER,
    ("GET", "/api/library/files"): VIEWER,
    ("GET", "/api/library/file/{file_id}"): VIEWER,
    ("GET", "/api/library/facets"): VIEWER,
    ("GET", "/api/library/terms"): VIEWER,
    ("GET", "/api/library/completions"): VIEWER,
    ("GET", "/api/library/folders"): VIEWER,
    ("GET", "/api/library/folder-tree"): VIEWER,
    ("GET", "/api/library/calendar"): VIEWER,
    ("GET", "/api/library/places"): VIEWER,
    ("GET", "/api/library/keywords"): VIEWER,
    ("GET", "/api/library/stream"): VIEWER,
    ("GET", "/api/library/steps"): VIEWER,
    ("POST", "/api/library/steps"): EDITOR,
    ("POST", "/api/library/steps/undo"): EDITOR,
    ("POST", "/api/library/steps/redo"): EDITOR,
    ("GET", "/api/library/duplicates"): VIEWER,
    ("POST", "/api/library/duplicates"): EDITOR,
    ("POST", "/api/library/duplicates/keep"): EDITOR,
    ("GET", "/api/library/exports"): VIEWER,
    ("POST", "/api/library/exports"): EDITOR,
    ("GET", "/api/library/exports/table"): VIEWER,
    ("POST", "/api/library/exports/table"): VIEWER,
    ("GET", "/api/library/exports/{export_id}"): VIEWER,
    ("POST", "/api/library/exports/{export_id}/cancel"): EDITOR,
    ("GET", "/api/library/imports"): EDITOR,
    ("POST", "/api/library/imports"): EDITOR,
    ("GET", "/api/library/imports/{import_id}"): EDITOR,
    ("GET", "/api/library/imports/{import_id}/plan"): EDITOR,
    ("GET", "/api/library/imports/{import_id}/unmatched"): EDITOR,
    ("POST", "/api/library/imports/{import_id}/apply"): EDITOR,
    ("POST", "/api/library/imports/{import_id}/cancel"): EDITOR,
    ("GET", "/api/library/collections"): VIEWER,
    ("POST", "/api/library/collections"): EDITOR,
    ("PATCH", "/api/library/collections/{collection_id}"): EDITOR,
    ("DELETE", "/api/library/collections/{collection_id}"): EDITOR,
    ("POST", "/api/library/collections/{collection_id}/files"): EDITOR,
    ("POST", "/api/library/collections/{collection_id}/files/remove"): EDITOR,
    ("POST", "/api/library/collections/{collection_id}/files/order"): EDITOR,
    ("GET", "/api/library/searches"): VIEWER,
    ("POST", "/api/library/searches"): EDITOR,
    ("PATCH", "/api/library/searches/{search_id}"): EDITOR,
    ("DELETE", "/api/library/searches/{search_id}"): EDITOR,
    # operation
    ("GET", "/metrics"): VIEWER,
    ("GET", "/api/rollout"): PUBLIC,
    ("GET", "/api/admin/rollout"): ADMIN,
    ("PUT", "/api/admin/rollout"): ADMIN,
    ("GET", "/api/admin/streams"): ADMIN,
    ("DELETE", "/api/admin/streams/{number}"): ADMIN,
    ("POST", "/api/beacon"): VIEWER,
    ("POST", "/api/live-feedback"): VIEWER,
}

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def _compile() -> Iterator[tuple[str, re.Pattern[str], Access]]:
    for (method, path), access in RULES.items():
        yield method, compile_path(path)[0], access


_COMPILED = tuple(_compile())
_FIXED = {rule: access for rule, access in RULES.items() if "{" not in rule[1]}


def access_to(method: str, path: str) -> Access:
    """Return what a request needs. HEAD and OPTIONS need what GET needs."""
    asked = "GET" if method in READING else method
    if (fixed := _FIXED.get((asked, path))) is not None:
        return fixed
    for rule_method, pattern, access in _COMPILED:
        if rule_method == asked and pattern.match(path):
            return access
    return VIEWER if asked == "GET" else ADMIN
