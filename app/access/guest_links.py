"""Guest links: one session's progress or one search's result, read-only, for whoever has the link."""

from __future__ import annotations

import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from app.access.secrets import DAY_S, hash_secret, make_secret
from app.catalog import Catalog, GuestLink

PROOF_BYTES = 16


@dataclass(frozen=True, slots=True)
class NewGuestLink:
    """A link that was just made. `secret` is the end of its address, and is kept nowhere else."""

    link: GuestLink
    secret: str


class GuestLinks:
    """Makes guest links, and proves which files they have shown."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    async def share_session(self, session_id: str, by: str, days: int) -> NewGuestLink:
        """Return a link that shows the progress of a session."""
        return await self._create((session_id, None), by, days)

    async def share_search(self, search: Mapping[str, object], by: str, days: int) -> NewGuestLink:
        """Return a link that shows the result of a search, whatever that is when somebody looks."""
        return await self._create((None, json.dumps(search)), by, days)

    async def _create(self, target: tuple[str | None, str | None], by: str, days: int) -> NewGuestLink:
        secret, now = make_secret(), time.time()
        link = await self._catalog.credentials.create_guest_link(
            hash_secret(secret), target, secrets.token_bytes(32), by, now, now + days * DAY_S
        )
        return NewGuestLink(link, secret)


def prove_shown(link: GuestLink, file_id: int) -> str:
    """Return the proof, in hexadecimal, that the link has shown this file: only the server can make it."""
    return hmac.digest(link.file_key, str(file_id).encode(), sha256)[:PROOF_BYTES].hex()


def was_shown(link: GuestLink, file_id: int, proof: str) -> bool:
    """Return whether `proof` is what `prove_shown` returned for this file."""
    return hmac.compare_digest(prove_shown(link, file_id).encode(), proof.encode("utf-8", "replace"))
