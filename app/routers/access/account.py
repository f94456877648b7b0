"""One's own account: its page, sign-ins, password and tokens."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from app import __version__
from app.access import Action
from app.catalog import Account
from app.domain.access import NAME_LENGTH, PASSWORD_LENGTHS, CredentialKind, Principal, Role
from app.routers.documents.access import (
    MeDocument,
    NewTokenDocument,
    TokensDocument,
    caller_document,
    me_document,
    token_document,
)
from app.routers.shared.answers import SECRET_HEADERS, SurrogateSafeJSONResponse
from app.routers.shared.authentication import AddressDep, AuditDep, PrincipalDep
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.parameters import PasswordText, RequestBody
from app.routers.shared.services import Services, ServicesDep

router = APIRouter(tags=["access"])

RowId = Annotated[int, Path(ge=1, lt=2**63, description="Id of the row.")]


class PasswordRequest(RequestBody):
    old: PasswordText
    new: PasswordText


class TokenRequest(RequestBody):
    name: str = Field(min_length=1, max_length=NAME_LENGTH, description="What it is for.", examples=["Prometheus"])
    role: Role = Field(default=Role.VIEWER, description="What it may do; at most what the account may.")
    days: int = Field(default=90, ge=1, le=3650, description="Days after which it expires.")


@router.get("/account", response_class=HTMLResponse, summary="Open the account page")
async def page(request: Request, principal: PrincipalDep, services: ServicesDep) -> Response:
    """Your sign-ins and tokens; for an admin also all accounts, guest links and the audit log."""
    config = {
        "version": __version__,
        "caller": caller_document(principal),
        "password_lengths": PASSWORD_LENGTHS,
    }
    return services.templates.TemplateResponse(request, "account.html", {"page": config}, headers=SECRET_HEADERS)


@router.get(
    "/api/account", summary="Get the caller's account", response_model=MeDocument, responses=errors("database_away")
)
async def me(principal: PrincipalDep, services: ServicesDep) -> SurrogateSafeJSONResponse:
    if principal.account_id is None:
        return SurrogateSafeJSONResponse(me_document(principal, None, []))
    account = await services.catalog.accounts.by_id(principal.account_id)
    sign_ins = await services.catalog.credentials.sign_ins_of(principal.account_id, time.time())
    return SurrogateSafeJSONResponse(me_document(principal, account, sign_ins))


@router.put(
    "/api/account/password",
    status_code=204,
    summary="Change the password",
    responses=errors(
        "wrong_password",
        "too_many_attempts",
        "no_account",
        "http_error",
        "invalid_request",
        "invalid_account",
        "database_away",
    ),
)
async def change_password(
    body: PasswordRequest, principal: PrincipalDep, services: ServicesDep, address: AddressDep, audit: AuditDep
) -> Response:
    """Ends all other sign-ins of the account."""
    account = await services.access.sign_in_service.check_password(
        (await _own_account(services, principal)).name, body.old, address
    )
    credential = principal.credential
    keep = credential.number if credential.kind is CredentialKind.SIGN_IN else None
    try:
        await services.access.accounts.change_password(account, body.new, keep)
    except ValueError as error:
        raise ApiError("invalid_account", f"Not possible: {error}.", "Choose another password.") from error
    await audit(Action.CHANGE_PASSWORD, account.name)
    return Response(status_code=204)


@router.delete(
    "/api/account/sign-ins/{sign_in_id}",
    status_code=204,
    summary="End a sign-in of the account",
    responses=errors("unknown_credential", "no_account", "invalid_request", "database_away"),
)
async def end_sign_in(sign_in_id: RowId, principal: PrincipalDep, services: ServicesDep, audit: AuditDep) -> Response:
    """The browser has to sign in again, and its live streams end within five seconds."""
    account = await _own_account(services, principal)
    if not await services.access.accounts.end_sign_in(sign_in_id, account.account_id):
        raise ApiError("unknown_credential", f"You have no sign-in {sign_in_id}.", "GET /api/account lists them.")
    await audit(Action.END_SIGN_IN, account.name, sign_in=sign_in_id)
    return Response(status_code=204)


@router.get(
    "/api/account/tokens",
    summary="List your tokens",
    response_model=TokensDocument,
    responses=errors("no_account", "database_away"),
)
async def tokens(principal: PrincipalDep, services: ServicesDep) -> SurrogateSafeJSONResponse:
    account = await _own_account(services, principal)
    found = await services.catalog.credentials.tokens(account.account_id)
    return SurrogateSafeJSONResponse({"tokens": [token_document(token) for token in found]})


@router.post(
    "/api/account/tokens",
    status_code=201,
    summary="Create a token",
    response_model=NewTokenDocument,
    responses=errors("forbidden", "no_account", "http_error", "invalid_request", "database_away"),
)
async def create_token(
    body: TokenRequest, principal: PrincipalDep, services: ServicesDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """For scripts: `Authorization: Bearer TOKEN`. The token itself is in this answer only."""
    account = await _own_account(services, principal)
    if principal.credential.kind is CredentialKind.TOKEN:
        raise ApiError(
            "forbidden", "A token cannot create tokens, because they would outlive it.", "Sign in with the account."
        )
    if principal.role is None or not principal.role.includes(body.role):
        raise ApiError(
            "forbidden",
            f"{principal.name} cannot create a token with the role {body.role.value}.",
            "Choose a lower role.",
        )
    token_id, secret = await services.access.accounts.create_token(account.account_id, body.name, body.role, body.days)
    await audit(Action.CREATE_TOKEN, body.name, role=body.role, days=body.days)
    made = next(
        one for one in await services.catalog.credentials.tokens(account.account_id) if one.token_id == token_id
    )
    answer = {"token": token_document(made), "secret": secret}
    return SurrogateSafeJSONResponse(answer, status_code=201, headers=SECRET_HEADERS)


@router.delete(
    "/api/account/tokens/{token_id}",
    status_code=204,
    summary="Revoke one of your tokens",
    responses=errors("unknown_credential", "no_account", "invalid_request", "database_away"),
)
async def revoke_token(token_id: RowId, principal: PrincipalDep, services: ServicesDep, audit: AuditDep) -> Response:
    account = await _own_account(services, principal)
    if not await services.access.accounts.revoke_token(token_id, account.account_id):
        raise ApiError("unknown_credential", f"You have no token {token_id}.", "GET /api/account/tokens lists them.")
    await audit(Action.REVOKE_TOKEN, str(token_id))
    return Response(status_code=204)


async def _own_account(services: Services, principal: Principal) -> Account:
    """Return the caller's account. Raises `ApiError` when it has none."""
    account = None if principal.account_id is None else await services.catalog.accounts.by_id(principal.account_id)
    if account is None:
        raise ApiError("no_account", f"{principal.name} is not an account.", "Sign in with an account.")
    return account
