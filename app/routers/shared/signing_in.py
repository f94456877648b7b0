"""The end of every way to sign in: a note in the audit log, and the cookie."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from app.access import Action, AuditLog, SignedIn
from app.domain.access import Credential, CredentialKind, Principal
from app.routers.shared.authentication import address_of, set_sign_in_cookie


async def complete_sign_in(
    request: Request, audit: AuditLog, signed_in: SignedIn, action: Action, answer: Response, **details: object
) -> None:
    """Note who signed in, and set the cookie of the new sign-in in the answer."""
    account = signed_in.account
    credential = Credential(CredentialKind.SIGN_IN, signed_in.sign_in_id)
    principal = Principal(account.name, account.role, credential, account.account_id)
    await audit.add(principal, address_of(request), action, account.name, **details)
    is_secure = request.url.scheme == "https"
    set_sign_in_cookie(answer, signed_in.secret, max_age_s=signed_in.max_age_s, is_secure=is_secure)


def browser_of(request: Request) -> str:
    """Return what the browser calls itself."""
    return request.headers.get("user-agent", "")
