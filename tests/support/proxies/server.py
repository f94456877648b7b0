"""A server that believes the proxies of tests, and the caller that it wants to know."""

from __future__ import annotations

from app.catalog import Catalog
from app.domain.access import Role
from tests.access.support import add_token

TRUSTING = {"HEADRACE_TRUSTED_PROXIES": '["127.0.0.1"]'}
"""Its environment. A server that believes a proxy is open to nobody, also on a loopback address."""


def add_caller(catalog: Catalog, role: Role = Role.VIEWER) -> dict[str, str]:
    """Add a token, and return the header that carries it."""
    return {"Authorization": f"Bearer {add_token(catalog, None, role)}"}
