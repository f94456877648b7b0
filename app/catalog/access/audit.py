"""`catalog.audit`: who did what, when, from where."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from app.catalog.access.records import AuditEntry
from app.catalog.access.schema import audit_log
from app.catalog.database.database import Database, Read, Write
from app.domain.access import CredentialKind


class AuditStore:
    """The audit log. Nothing changes or removes its entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, at: float, who: str, credential: CredentialKind, address: str, action: str, target: str, details: str
    ) -> Write[None]:
        """Add an entry; `at` in Unix seconds, `details` as JSON."""
        values = {
            "at": at,
            "who": who,
            "credential": credential,
            "address": address,
            "action": action,
            "target": target,
            "details": details,
        }
        return self._database.write(lambda c: _add(c, values))

    def entries(self, limit: int, before: int | None = None) -> Read[list[AuditEntry]]:
        """Return the newest entries first, only those older than the entry with the id `before`."""
        return self._database.read(lambda c: _entries(c, limit, before))


def _add(connection: Connection, values: dict[str, object]) -> None:
    connection.execute(insert(audit_log).values(values))


def _entries(connection: Connection, limit: int, before: int | None) -> list[AuditEntry]:
    query = select(audit_log).order_by(audit_log.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit_log.c.id < before)
    return [
        AuditEntry(
            row.id, row.at, row.who, CredentialKind(row.credential), row.address, row.action, row.target, row.details
        )
        for row in connection.execute(query)
    ]
