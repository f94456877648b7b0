"""`catalog.credentials`: sign-ins, API tokens and guest links."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    delete,
    insert,
    or_,
    select,
    update,
)

from app.catalog.access.accounts import ACCOUNT_COLUMNS, account_of
from app.catalog.access.records import GuestLink, SignIn, Token
from app.catalog.access.schema import accounts, guest_links, sign_ins, tokens
from app.catalog.database.database import Database, Read, Write
from app.domain.access import Credential, CredentialKind, Role

BROWSER_LENGTH = 300
"""Characters that are kept of what a browser calls itself."""


class CredentialStore:
    """Reads and writes of credentials. Secrets come in as hashes; see `app.access.secrets`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sign_in(
        self, account_id: int, secret_hash: bytes, at: float, expires_at: float, address: str, browser: str
    ) -> Write[int]:
        """Add a sign-in, forget those that have expired, and return its id."""
        values = {
            "account_id": account_id,
            "secret_hash": secret_hash,
            "rotated_at": at,
            "created_at": at,
            "seen_at": at,
            "expires_at": expires_at,
            "address": address,
            "browser": browser[:BROWSER_LENGTH],
        }
        return self._database.write(lambda c: _add_sign_in(c, values, at))

    def find_sign_in(self, secret_hash: bytes, now: float, rotated_after: float) -> Read[SignIn | None]:
        """Return the sign-in with this secret, or with this as its previous secret if rotated after that moment."""
        grace = (sign_ins.c.previous_hash == secret_hash) & (sign_ins.c.rotated_at >= rotated_after)
        condition = or_(sign_ins.c.secret_hash == secret_hash, grace) & (sign_ins.c.expires_at > now)
        return self._database.read(lambda c: next(iter(_sign_ins(c, condition)), None))

    def sign_ins_of(self, account_id: int, now: float) -> Read[list[SignIn]]:
        """Return the account's sign-ins, the one that was used last first."""
        condition = (sign_ins.c.account_id == account_id) & (sign_ins.c.expires_at > now)
        return self._database.read(lambda c: _sign_ins(c, condition))

    def rotate(self, sign_in_id: int, old_hash: bytes, new_hash: bytes, at: float) -> Write[bool]:
        """Replace the secret. Return False when another request has replaced it already."""
        return self._database.write(lambda c: _rotate(c, sign_in_id, old_hash, new_hash, at))

    def end_sign_in(self, sign_in_id: int, account_id: int) -> Write[bool]:
        """Remove a sign-in of the account. Return False when it has no such sign-in."""
        condition = (sign_ins.c.id == sign_in_id) & (sign_ins.c.account_id == account_id)
        return self._database.write(lambda c: c.execute(delete(sign_ins).where(condition)).rowcount > 0)

    def create_token(
        self, account_id: int | None, name: str, role: Role, secret_hash: bytes, at: float, expires_at: float
    ) -> Write[int]:
        """Add a token and return its id."""
        values = {
            "account_id": account_id,
            "name": name,
            "role": role,
            "secret_hash": secret_hash,
            "created_at": at,
            "expires_at": expires_at,
        }
        return self._database.write(
            lambda c: c.execute(insert(tokens).values(values).returning(tokens.c.id)).scalar_one()
        )

    def find_token(self, secret_hash: bytes, now: float) -> Read[Token | None]:
        """Return the token with this secret unless it has expired."""
        condition = (tokens.c.secret_hash == secret_hash) & (tokens.c.expires_at > now)
        return self._database.read(lambda c: next(iter(_tokens(c, condition)), None))

    def tokens(self, account_id: int | None = None) -> Read[list[Token]]:
        """Return the tokens of an account, or all tokens, the newest first, with those that have expired."""
        condition = tokens.c.id.is_not(None) if account_id is None else tokens.c.account_id == account_id
        return self._database.read(lambda c: _tokens(c, condition))

    def revoke_token(self, token_id: int, account_id: int | None = None) -> Write[bool]:
        """Remove a token, with `account_id` only if it is that account's. Return False when there is none."""
        condition = tokens.c.id == token_id
        if account_id is not None:
            condition &= tokens.c.account_id == account_id
        return self._database.write(lambda c: c.execute(delete(tokens).where(condition)).rowcount > 0)

    def note_use(self, credential: Credential, at: float) -> Write[None]:
        """Note when a sign-in or a token was used last."""
        return self._database.write(lambda c: _note_use(c, credential, at))

    def create_guest_link(
        self,
        secret_hash: bytes,
        target: tuple[str | None, str | None],
        file_key: bytes,
        by: str,
        at: float,
        expires_at: float,
    ) -> Write[GuestLink]:
        """Add a guest link, forget those that have expired, and return it.

        `target` is (session id, None) or (None, JSON of a search).
        """
        session_id, query = target
        values: dict[str, object] = {
            "secret_hash": secret_hash,
            "session_id": session_id,
            "query": query,
            "file_key": file_key,
            "created_by": by,
            "created_at": at,
            "expires_at": expires_at,
        }
        return self._database.write(lambda c: _add_guest_link(c, values, at))

    def find_guest_link(self, secret_hash: bytes, now: float) -> Read[GuestLink | None]:
        """Return the guest link with this secret unless it has expired."""
        condition = (guest_links.c.secret_hash == secret_hash) & (guest_links.c.expires_at > now)
        return self._database.read(lambda c: next(iter(_guest_links(c, condition)), None))

    def guest_links(self, now: float) -> Read[list[GuestLink]]:
        """Return all guest links that have not expired, the newest first."""
        return self._database.read(lambda c: _guest_links(c, guest_links.c.expires_at > now))

    def revoke_guest_link(self, link_id: int) -> Write[bool]:
        """Remove a guest link. Return False when there is none."""
        return self._database.write(
            lambda c: c.execute(delete(guest_links).where(guest_links.c.id == link_id)).rowcount > 0
        )

    def still_valid(self, credentials: Collection[Credential], now: float) -> Read[set[Credential]]:
        """Return those of `credentials` that still give access. Local access is never among them."""
        return self._database.read(lambda c: _still_valid(c, credentials, now))


def _add_sign_in(connection: Connection, values: dict[str, object], now: float) -> int:
    connection.execute(delete(sign_ins).where(sign_ins.c.expires_at <= now))
    added: int = connection.execute(insert(sign_ins).values(values).returning(sign_ins.c.id)).scalar_one()
    return added


def _sign_ins(connection: Connection, condition: ColumnElement[bool]) -> list[SignIn]:
    columns = [column for column in sign_ins.c if column.name not in ("account_id", "previous_hash")]
    query = (
        select(*columns, *ACCOUNT_COLUMNS)
        .join_from(sign_ins, accounts, accounts.c.id == sign_ins.c.account_id)
        .where(condition, accounts.c.disabled.is_(False))
        .order_by(sign_ins.c.seen_at.desc(), sign_ins.c.id)
    )
    return [
        SignIn(
            row["id"],
            account_of(row),
            row["secret_hash"],
            row["rotated_at"],
            row["created_at"],
            row["seen_at"],
            row["expires_at"],
            row["address"],
            row["browser"],
        )
        for row in connection.execute(query).mappings()
    ]


def _rotate(connection: Connection, sign_in_id: int, old_hash: bytes, new_hash: bytes, at: float) -> bool:
    condition = (sign_ins.c.id == sign_in_id) & (sign_ins.c.secret_hash == old_hash)
    values = {"secret_hash": new_hash, "previous_hash": old_hash, "rotated_at": at}
    return connection.execute(update(sign_ins).where(condition).values(values)).rowcount > 0


def _tokens(connection: Connection, condition: ColumnElement[bool]) -> list[Token]:
    query: Select[*tuple[object, ...]] = (
        select(tokens.c.id, tokens.c.name, tokens.c.role, tokens.c.created_at, tokens.c.expires_at, tokens.c.used_at)
        .add_columns(*ACCOUNT_COLUMNS)
        .outerjoin_from(tokens, accounts, accounts.c.id == tokens.c.account_id)
        .where(condition)
        .order_by(tokens.c.id.desc())
    )
    return [_token_of(row) for row in connection.execute(query).mappings()]


def _token_of(row: RowMapping) -> Token:
    account = None if row["account_id"] is None else account_of(row)
    return Token(
        row["id"], account, row["name"], Role(row["role"]), row["created_at"], row["expires_at"], row["used_at"]
    )


def _note_use(connection: Connection, credential: Credential, at: float) -> None:
    if credential.kind is CredentialKind.SIGN_IN:
        connection.execute(update(sign_ins).where(sign_ins.c.id == credential.number).values(seen_at=at))
    elif credential.kind is CredentialKind.TOKEN:
        connection.execute(update(tokens).where(tokens.c.id == credential.number).values(used_at=at))


def _add_guest_link(connection: Connection, values: dict[str, object], now: float) -> GuestLink:
    connection.execute(delete(guest_links).where(guest_links.c.expires_at <= now))
    added = connection.execute(insert(guest_links).values(values).returning(guest_links.c.id)).scalar_one()
    return _guest_links(connection, guest_links.c.id == added)[0]


def _guest_links(connection: Connection, condition: ColumnElement[bool]) -> list[GuestLink]:
    columns = [column for column in guest_links.c if column.name != "secret_hash"]
    rows = connection.execute(select(*columns).where(condition).order_by(guest_links.c.id.desc()))
    return [GuestLink(*row) for row in rows]


def _still_valid(connection: Connection, credentials: Collection[Credential], now: float) -> set[Credential]:
    enabled = accounts.c.disabled.is_(False)
    ids = {kind: {one.number for one in credentials if one.kind is kind} for kind in CredentialKind}
    queries = {
        CredentialKind.SIGN_IN: select(sign_ins.c.id)
        .join_from(sign_ins, accounts, accounts.c.id == sign_ins.c.account_id)
        .where(sign_ins.c.id.in_(ids[CredentialKind.SIGN_IN]), sign_ins.c.expires_at > now, enabled),
        CredentialKind.TOKEN: select(tokens.c.id)
        .outerjoin_from(tokens, accounts, accounts.c.id == tokens.c.account_id)
        .where(
            tokens.c.id.in_(ids[CredentialKind.TOKEN]),
            tokens.c.expires_at > now,
            or_(tokens.c.account_id.is_(None), enabled),
        ),
        CredentialKind.GUEST: select(guest_links.c.id).where(
            guest_links.c.id.in_(ids[CredentialKind.GUEST]), guest_links.c.expires_at > now
        ),
        CredentialKind.PROXY: select(accounts.c.id).where(accounts.c.id.in_(ids[CredentialKind.PROXY]), enabled),
    }
    return {
        Credential(kind, number)
        for kind, query in queries.items()
        if ids[kind]
        for number in connection.execute(query).scalars()
    }
