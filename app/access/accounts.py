"""Accounts: add, change, invite; and the first admin of a server that has none."""

from __future__ import annotations

import time
from dataclasses import dataclass

from app.access.authenticator import Authenticator
from app.access.passwords import PasswordChecker
from app.access.secrets import DAY_S, hash_secret, make_secret
from app.catalog import Account, Catalog, Invitation
from app.domain.access import Role, check_account_name, check_password

INVITATION_S = 7 * DAY_S
FIRST_INVITATION_S = DAY_S
"""Seconds for which the link that makes the first admin is valid; each start prints a new one."""


class UnknownAccountError(LookupError):
    """There is no account with this id."""


class UnknownInvitationError(LookupError):
    """The invitation does not exist, was used, or has expired."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was just made. `secret` is the end of its link, and is kept nowhere else."""

    secret: str
    expires_at: float


class Accounts:
    """Changes to accounts. Names and passwords are checked here."""

    def __init__(self, catalog: Catalog, authenticator: Authenticator, passwords: PasswordChecker) -> None:
        self._catalog = catalog
        self._authenticator = authenticator
        self._passwords = passwords

    async def add(self, name: str, role: Role) -> tuple[Account, Invited]:
        """Add an account and invite its owner to choose a password. Raises ValueError and NameTakenError."""
        account = await self._catalog.accounts.add(check_account_name(name), role, None, time.time())
        return account, await self._invite(account, account.role, INVITATION_S)

    async def add_uninvited(self, name: str, role: Role, password: str | None) -> Account:
        """Add an account with a password, or without: then only a proxy lets its owner in.

        Raises ValueError and NameTakenError.
        """
        name = check_account_name(name)
        password_hash = None if password is None else await self._passwords.hash(check_password(password))
        account = await self._catalog.accounts.add(name, role, password_hash, time.time())
        self._authenticator.forget()
        return account

    async def change(self, account_id: int, *, role: Role | None, disabled: bool | None) -> Account:
        """Change the role, or disable or enable it. Raises `UnknownAccountError` and LastAdminError."""
        try:
            account = await self._catalog.accounts.change(account_id, role=role, disabled=disabled)
        except LookupError as error:
            raise UnknownAccountError(account_id) from error
        self._authenticator.forget()
        return account

    async def invite(self, account_id: int) -> tuple[Account, Invited]:
        """Invite the owner of an account to choose a new password. Raises `UnknownAccountError`."""
        account = await self._catalog.accounts.by_id(account_id)
        if account is None:
            raise UnknownAccountError(account_id)
        return account, await self._invite(account, account.role, INVITATION_S)

    async def invite_first_admin(self) -> Invited | None:
        """Return an invitation for the first admin; None when there is one who can sign in."""
        if await self._catalog.accounts.has_admin():
            return None
        return await self._invite(None, Role.ADMIN, FIRST_INVITATION_S)

    async def find_invitation(self, secret: str) -> Invitation:
        """Return the invitation. Raises `UnknownInvitationError`."""
        found = await self._catalog.accounts.invitation(hash_secret(secret), time.time())
        if found is None or (found.account is not None and found.account.disabled):
            raise UnknownInvitationError
        return found

    async def accept(self, secret: str, name: str, password: str) -> Account:
        """Use an invitation up. `name` counts only where the invitation is for nobody in particular.

        Raises `UnknownInvitationError`, ValueError and NameTakenError.
        """
        invitation = await self.find_invitation(secret)
        name = invitation.account.name if invitation.account else check_account_name(name)
        password_hash = await self._passwords.hash(check_password(password))
        try:
            account = await self._catalog.accounts.accept(invitation, name, password_hash, time.time())
        except LookupError as error:
            raise UnknownInvitationError from error
        self._authenticator.forget()
        return account

    async def change_password(self, account: Account, password: str, keep_sign_in: int | None) -> None:
        """Set a new password and end all other sign-ins of the account. Raises ValueError."""
        password_hash = await self._passwords.hash(check_password(password))
        await self._catalog.accounts.set_password(account.account_id, password_hash, keep_sign_in)
        self._authenticator.forget()

    async def end_sign_in(self, sign_in_id: int, account_id: int) -> bool:
        """End a sign-in of the account. Return False when it has no such sign-in."""
        ended = await self._catalog.credentials.end_sign_in(sign_in_id, account_id)
        self._authenticator.forget()
        return ended

    async def create_token(self, account_id: int | None, name: str, role: Role, days: int) -> tuple[int, str]:
        """Create a token of the account, or of nobody, and return its id and its secret, which is kept nowhere else."""
        secret, now = make_secret(), time.time()
        token_id = await self._catalog.credentials.create_token(
            account_id, name, role, hash_secret(secret), now, now + days * DAY_S
        )
        return token_id, secret

    async def revoke_token(self, token_id: int, account_id: int | None = None) -> bool:
        """Revoke a token, with `account_id` only if it is that account's. Return False when there is none."""
        revoked = await self._catalog.credentials.revoke_token(token_id, account_id)
        self._authenticator.forget()
        return revoked

    async def _invite(self, account: Account | None, role: Role, valid_s: float) -> Invited:
        secret, now = make_secret(), time.time()
        account_id = None if account is None else account.account_id
        await self._catalog.accounts.invite(account_id, role, hash_secret(secret), now, now + valid_s)
        return Invited(secret, now + valid_s)
