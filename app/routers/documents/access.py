"""Accounts, their credentials, guest links and the audit log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import Field

from app.catalog import Account, AuditEntry, GuestLink, SignIn, Token
from app.domain.access import CredentialKind, Principal, Role
from app.routers.documents.base import Json, ResponseDocument

SECONDS = "In Unix seconds."


class AccountDocument(ResponseDocument):
    id: int = Field(description="Id of the row.")
    name: str = Field(description="Name to sign in with.")
    role: Role
    disabled: bool = Field(description="Whether the account may not be used.")
    has_password: bool = Field(
        description="False until the owner has chosen a password, and where another service signs the owner in."
    )
    created_at: float = Field(description=SECONDS)


class AccountsDocument(ResponseDocument):
    accounts: list[AccountDocument] = Field(description="All accounts, sorted by name.")


class InvitationDocument(ResponseDocument):
    """A link with which the owner of an account chooses a password. It is shown once."""

    account: AccountDocument
    url: str = Field(description="The link. It works once.")
    expires_at: float = Field(description=SECONDS)


class SignedInDocument(ResponseDocument):
    """The account that has signed in. The answer also sets the cookie."""

    name: str = Field(description="Name of the account.")
    role: Role


class SignInDocument(ResponseDocument):
    """A browser that is signed in."""

    id: int = Field(description="Id of the row.")
    created_at: float = Field(description=SECONDS)
    seen_at: float = Field(description="When it was used last, to the minute. In Unix seconds.")
    expires_at: float = Field(description=SECONDS)
    address: str = Field(description="The address that signed in.")
    browser: str = Field(description="The browser's `User-Agent`.")
    is_current: bool = Field(description="Whether this browser made the request.")


class MeDocument(ResponseDocument):
    """Who makes the request."""

    name: str = Field(description="Name of the account, or of what the caller is without one.")
    role: Role
    credential: CredentialKind = Field(description="How the caller proved who it is.")
    account: AccountDocument | None = Field(description="Null for local access, and for tokens of the command line.")
    sign_ins: list[SignInDocument] = Field(description="The account's sign-ins, the last used first.")


class TokenDocument(ResponseDocument):
    id: int = Field(description="Id of the row.")
    name: str = Field(description="What it is for.")
    role: Role
    account: str | None = Field(description="Name of the account it belongs to; null if made on the command line.")
    created_at: float = Field(description=SECONDS)
    expires_at: float = Field(description=SECONDS)
    used_at: float | None = Field(description="When it was used last, to the minute; null: never. In Unix seconds.")


class TokensDocument(ResponseDocument):
    tokens: list[TokenDocument] = Field(description="Newest first, including those that have expired.")


class NewTokenDocument(ResponseDocument):
    token: TokenDocument
    secret: str = Field(description="The token itself. It is shown once.")


class GuestLinkDocument(ResponseDocument):
    id: int = Field(description="Id of the row.")
    session_id: str | None = Field(description="The session that it shows; null for a search.")
    search: dict[str, Any] | None = Field(description="The parameters of the search that it shows; null for a session.")
    created_by: str = Field(description="Who made it.")
    created_at: float = Field(description=SECONDS)
    expires_at: float = Field(description=SECONDS)


class GuestLinksDocument(ResponseDocument):
    links: list[GuestLinkDocument] = Field(description="All valid links, newest first.")


class NewGuestLinkDocument(ResponseDocument):
    link: GuestLinkDocument
    url: str = Field(description="The link itself. It is shown once.")
    qr: str = Field(description="The link as a QR code: an SVG picture as a `data:` address.")


class AuditEntryDocument(ResponseDocument):
    id: int = Field(description="Id of the row.")
    at: float = Field(description=SECONDS)
    who: str = Field(description="Name of the account, or of the token.")
    credential: CredentialKind = Field(description="How the caller proved who it is.")
    address: str = Field(description="Where it came from.")
    action: str = Field(description="What it did.", examples=["commit"])
    target: str = Field(description="What it was done to: a session, an account, a token.")
    details: dict[str, Any] = Field(description="More about the action.")


class AuditDocument(ResponseDocument):
    entries: list[AuditEntryDocument] = Field(description="The newest first.")
    next: int | None = Field(description="The `before` of the following page; null on the last page.")


def account_document(account: Account) -> Json:
    return {
        "id": account.account_id,
        "name": account.name,
        "role": account.role,
        "disabled": account.disabled,
        "has_password": account.has_password,
        "created_at": account.created_at,
    }


def caller_document(principal: Principal) -> Json:
    """Return what a page has to know about its user."""
    return {"name": principal.name, "role": principal.role, "credential": principal.credential.kind}


def me_document(principal: Principal, account: Account | None, sign_ins: Sequence[SignIn]) -> Json:
    kind = principal.credential.kind
    current = principal.credential.number if kind is CredentialKind.SIGN_IN else None
    return {
        "name": principal.name,
        "role": principal.role,
        "credential": kind,
        "account": None if account is None else account_document(account),
        "sign_ins": [sign_in_document(one, is_current=one.sign_in_id == current) for one in sign_ins],
    }


def sign_in_document(sign_in: SignIn, *, is_current: bool) -> Json:
    return {
        "id": sign_in.sign_in_id,
        "created_at": sign_in.created_at,
        "seen_at": sign_in.seen_at,
        "expires_at": sign_in.expires_at,
        "address": sign_in.address,
        "browser": sign_in.browser,
        "is_current": is_current,
    }


def token_document(token: Token) -> Json:
    return {
        "id": token.token_id,
        "name": token.name,
        "role": token.role,
        "account": None if token.account is None else token.account.name,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "used_at": token.used_at,
    }


def guest_link_document(link: GuestLink) -> Json:
    return {
        "id": link.link_id,
        "session_id": link.session_id,
        "search": None if link.query is None else json.loads(link.query),
        "created_by": link.created_by,
        "created_at": link.created_at,
        "expires_at": link.expires_at,
    }


def audit_document(entries: Sequence[AuditEntry], limit: int) -> Json:
    return {
        "entries": [
            {
                "id": entry.entry_id,
                "at": entry.at,
                "who": entry.who,
                "credential": entry.credential,
                "address": entry.address,
                "action": entry.action,
                "target": entry.target,
                "details": json.loads(entry.details),
            }
            for entry in entries
        ],
        "next": entries[-1].entry_id if len(entries) == limit else None,
    }
