"""`catalog.accounts`: accounts, invitations, and failed attempts to sign in."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, RowMapping, Select, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.catalog.access.records import Account, Invitation
from app.catalog.access.schema import accounts, invitations, sign_in_failures, sign_ins
from app.catalog.database.database import Database, Read, Write
from app.catalog.errors import LastAdminError, NameTakenError
from app.domain.access import Role

ACCOUNT_COLUMNS = (
    accounts.c.id.label("account_id"),
    accounts.c.name.label("account_name"),
    accounts.c.role.label("account_role"),
    accounts.c.disabled,
    accounts.c.password_hash.is_not(None).label("has_password"),
    accounts.c.created_at.label("account_created_at"),
)


def account_of(row: RowMapping) -> Account:
    return Account(
        row["account_id"],
        row["account_name"],
        Role(row["account_role"]),
        row["disabled"],
        row["has_password"],
        row["account_created_at"],
    )


def name_key(name: str) -> str:
    """Return a key that is equal for two names that a person would take for the same."""
    return unicodedata.normalize("NFKC", name).casefold()


class AccountStore:
    """Reads and writes of accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has_admin(self) -> Read[bool]:
        """Return whether there is an admin who can sign in."""
        return self._database.read(lambda c: _count_admins(c) > 0)

    def all(self) -> Read[list[Account]]:
        """Return all accounts in order of name."""
        return self._database.read(lambda c: _accounts(c, select(*ACCOUNT_COLUMNS).order_by(accounts.c.name_key)))

    def by_id(self, account_id: int) -> Read[Account | None]:
        query = select(*ACCOUNT_COLUMNS).where(accounts.c.id == account_id)
        return self._database.read(lambda c: next(iter(_accounts(c, query)), None))

    def by_name(self, name: str) -> Read[Account | None]:
        query = select(*ACCOUNT_COLUMNS).where(accounts.c.name_key == name_key(name))
        return self._database.read(lambda c: next(iter(_accounts(c, query)), None))

    def password_of(self, name: str) -> Read[tuple[Account, str] | None]:
        """Return the account and its password's hash; None when there is no such account or it has no password."""
        return self._database.read(lambda c: _password_of(c, name))

    def add(self, name: str, role: Role, password_hash: str | None, at: float) -> Write[Account]:
        """Add an account. Raises NameTakenError."""
        return self._database.write(lambda c: _add(c, name, role, at, password_hash=password_hash))

    def find_or_add_identity(self, identity: str, name: str, role: Role, at: float) -> Write[Account]:
        """Return the account of an OpenID Connect identity; add it, with a free name like `name`, when it is new."""
        return self._database.write(lambda c: _find_or_add_identity(c, identity, name, role, at))

    def find_or_add_proxied(self, name: str, role: Role, at: float) -> Write[Account]:
        """Return the account with this name; add it, without a password, when there is none."""
        return self._database.write(lambda c: _find_or_add_proxied(c, name, role, at))

    def change(self, account_id: int, *, role: Role | None = None, disabled: bool | None = None) -> Write[Account]:
        """Change the role, or whether the account is disabled. Disabling it ends all its sign-ins.

        Raises LastAdminError when no admin would be left, and LookupError when there is no such account.
        """
        return self._database.write(lambda c: _change(c, account_id, role, disabled))

    def set_password(self, account_id: int, password_hash: str, keep_sign_in: int | None = None) -> Write[None]:
        """Set the password and end all sign-ins of the account except `keep_sign_in`."""
        return self._database.write(lambda c: _set_password(c, account_id, password_hash, keep_sign_in))

    def invite(
        self, account_id: int | None, role: Role, secret_hash: bytes, at: float, expires_at: float
    ) -> Write[None]:
        """Add an invitation. It replaces earlier ones for the same account, or for nobody in particular."""
        return self._database.write(lambda c: _invite(c, account_id, role, secret_hash, at, expires_at))

    def invitation(self, secret_hash: bytes, now: float) -> Read[Invitation | None]:
        """Return the invitation with this secret unless it has expired."""
        return self._database.read(lambda c: _invitation(c, secret_hash, now))

    def accept(self, invitation: Invitation, name: str, password_hash: str, at: float) -> Write[Account]:
        """Use up an invitation: add its account, or set the password of the account that it is for.

        Raises NameTakenError, and LookupError when somebody else used it meanwhile.
        """
        return self._database.write(lambda c: _accept(c, invitation, name, password_hash, at))

    def note_failures(self, keys: Collection[bytes], at: float, forget_before: float) -> Write[None]:
        """Note a failed attempt to sign in under each key, and forget those before `forget_before`."""
        return self._database.write(lambda c: _note_failures(c, keys, at, forget_before))

    def count_failures(self, keys: Collection[bytes], since: float) -> Read[Mapping[bytes, int]]:
        """Return how many failed attempts each key has had since then; keys without any are missing."""
        return self._database.read(lambda c: _count_failures(c, keys, since))


def _accounts(connection: Connection, query: Select[*tuple[object, ...]]) -> list[Account]:
    return [account_of(row) for row in connection.execute(query).mappings()]


def _get(connection: Connection, account_id: int) -> Account:
    query = select(*ACCOUNT_COLUMNS).where(accounts.c.id == account_id)
    return account_of(connection.execute(query).mappings().one())


def _password_of(connection: Connection, name: str) -> tuple[Account, str] | None:
    query = select(*ACCOUNT_COLUMNS, accounts.c.password_hash).where(accounts.c.name_key == name_key(name))
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None or row["password_hash"] is None else (account_of(row), row["password_hash"])


def _add(
    connection: Connection,
    name: str,
    role: Role,
    at: float,
    *,
    password_hash: str | None = None,
    identity: str | None = None,
) -> Account:
    values = {
        "name": name,
        "name_key": name_key(name),
        "role": role,
        "password_hash": password_hash,
        "identity": identity,
        "created_at": at,
    }
    if _is_taken(connection, name):
        raise NameTakenError(name)
    try:
        with connection.begin_nested():
            added = connection.execute(insert(accounts).values(values).returning(accounts.c.id)).scalar_one()
    except IntegrityError as error:  # another process added it in the same moment
        raise NameTakenError(name) from error
    return _get(connection, added)


def _is_taken(connection: Connection, name: str) -> bool:
    return bool(connection.execute(select(exists().where(accounts.c.name_key == name_key(name)))).scalar_one())


def _find_or_add_identity(connection: Connection, identity: str, name: str, role: Role, at: float) -> Account:
    query = select(*ACCOUNT_COLUMNS).where(accounts.c.identity == identity)
    if found := _accounts(connection, query):
        return found[0]
    free, number = name, 1
    while _is_taken(connection, free):  # somebody else has this name: never share an account because of a name
        number += 1
        free = f"{name} {number}"
    return _add(connection, free, role, at, identity=identity)


def _find_or_add_proxied(connection: Connection, name: str, role: Role, at: float) -> Account:
    key = name_key(name)
    identity = f"proxy {key}"
    found = _accounts(connection, select(*ACCOUNT_COLUMNS).where(accounts.c.name_key == key))
    if not found:
        return _add(connection, name, role, at, identity=identity)
    # An admin whom the proxy signs in counts as one who can sign in.
    unclaimed = (accounts.c.name_key == key) & accounts.c.identity.is_(None)
    connection.execute(update(accounts).where(unclaimed).values(identity=identity))
    return found[0]


def _change(connection: Connection, account_id: int, role: Role | None, disabled: bool | None) -> Account:
    values: dict[str, object] = {}
    if role is not None:
        values["role"] = role
    if disabled is not None:
        values["disabled"] = disabled
    if connection.execute(select(exists().where(accounts.c.id == account_id))).scalar_one() is False:
        raise LookupError(account_id)
    before = _get(connection, account_id)
    if values:
        connection.execute(update(accounts).where(accounts.c.id == account_id).values(values))
    loses_admin = before.role is Role.ADMIN and not before.disabled and (role not in (None, Role.ADMIN) or disabled)
    if loses_admin and not _count_admins(connection):
        raise LastAdminError
    if disabled:
        connection.execute(delete(sign_ins).where(sign_ins.c.account_id == account_id))
        connection.execute(delete(invitations).where(invitations.c.account_id == account_id))
    return _get(connection, account_id)


def _count_admins(connection: Connection) -> int:
    """Return how many admins can sign in."""
    can_sign_in = or_(accounts.c.password_hash.is_not(None), accounts.c.identity.is_not(None))
    query = select(func.count()).where(accounts.c.role == Role.ADMIN, accounts.c.disabled.is_(False), can_sign_in)
    return int(connection.execute(query).scalar_one())


def _set_password(connection: Connection, account_id: int, password_hash: str, keep_sign_in: int | None) -> None:
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(password_hash=password_hash))
    others = delete(sign_ins).where(sign_ins.c.account_id == account_id)
    connection.execute(others if keep_sign_in is None else others.where(sign_ins.c.id != keep_sign_in))


def _invite(
    connection: Connection, account_id: int | None, role: Role, secret_hash: bytes, at: float, expires_at: float
) -> None:
    connection.execute(delete(invitations).where(invitations.c.account_id.is_not_distinct_from(account_id)))
    connection.execute(
        insert(invitations).values(
            account_id=account_id, role=role, secret_hash=secret_hash, created_at=at, expires_at=expires_at
        )
    )


def _invitation(connection: Connection, secret_hash: bytes, now: float) -> Invitation | None:
    query = (
        select(invitations.c.id.label("invitation_id"), invitations.c.role, invitations.c.expires_at, *ACCOUNT_COLUMNS)
        .outerjoin_from(invitations, accounts, accounts.c.id == invitations.c.account_id)
        .where(invitations.c.secret_hash == secret_hash, invitations.c.expires_at > now)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    account = None if row["account_id"] is None else account_of(row)
    return Invitation(row["invitation_id"], account, Role(row["role"]), row["expires_at"])


def _accept(connection: Connection, invitation: Invitation, name: str, password_hash: str, at: float) -> Account:
    used = connection.execute(delete(invitations).where(invitations.c.id == invitation.invitation_id))
    if used.rowcount == 0:
        raise LookupError(invitation.invitation_id)
    if invitation.account is None:
        return _add(connection, name, invitation.role, at, password_hash=password_hash)
    _set_password(connection, invitation.account.account_id, password_hash, None)
    return _get(connection, invitation.account.account_id)


def _note_failures(connection: Connection, keys: Collection[bytes], at: float, forget_before: float) -> None:
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.failed_at < forget_before))
    connection.execute(insert(sign_in_failures), [{"key": key, "failed_at": at} for key in keys])


def _count_failures(connection: Connection, keys: Collection[bytes], since: float) -> Mapping[bytes, int]:
    columns = sign_in_failures.c
    query = select(columns.key, func.count().label("failures"))
    found = query.where(columns.key.in_(keys), columns.failed_at >= since).group_by(columns.key)
    return {row.key: row.failures for row in connection.execute(found)}
