"""All accounts and tokens, and the audit log: for admins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.access import Action, Invited
from app.catalog import Account
from app.domain.access import NAME_LENGTH, Role
from app.routers.documents.access import (
    AccountDocument,
    AccountsDocument,
    AuditDocument,
    InvitationDocument,
    TokensDocument,
    account_document,
    audit_document,
    token_document,
)
from app.routers.documents.base import Json
from app.routers.shared.answers import SECRET_HEADERS, SurrogateSafeJSONResponse
from app.routers.shared.authentication import AuditDep
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.parameters import RequestBody
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api", tags=["access"])

AccountId = Annotated[int, Path(ge=1, lt=2**63, description="Id of the account.")]
TokenId = Annotated[int, Path(ge=1, lt=2**63, description="Id of the token.")]


class AccountRequest(RequestBody):
    name: str = Field(min_length=1, max_length=NAME_LENGTH, description="Name to sign in with.", examples=["ann"])
    role: Role = Field(default=Role.VIEWER)


class AccountChange(RequestBody):
    """What to change. A field that is left out keeps its value."""

    role: Role | None = Field(default=None)
    disabled: bool | None = Field(default=None, description="True ends all its sign-ins, tokens and streams.")


@router.get(
    "/accounts", summary="List all accounts", response_model=AccountsDocument, responses=errors("database_away")
)
async def accounts(services: ServicesDep) -> SurrogateSafeJSONResponse:
    found = await services.catalog.accounts.all()
    return SurrogateSafeJSONResponse({"accounts": [account_document(account) for account in found]})


@router.post(
    "/accounts",
    status_code=201,
    summary="Add an account",
    response_model=InvitationDocument,
    responses=errors("name_taken", "http_error", "invalid_request", "invalid_account", "database_away"),
)
async def add(
    request: Request, body: AccountRequest, services: ServicesDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Returns a link with which the owner chooses a password. The link is in this answer only."""
    try:
        account, invited = await services.access.accounts.add(body.name, body.role)
    except ValueError as error:
        raise ApiError("invalid_account", f"Not possible: {error}.", "Choose another name.") from error
    await audit(Action.ADD_ACCOUNT, account.name, role=account.role)
    return SurrogateSafeJSONResponse(
        _invitation_document(request, account, invited), status_code=201, headers=SECRET_HEADERS
    )


@router.patch(
    "/accounts/{account_id}",
    summary="Change an account",
    response_model=AccountDocument,
    responses=errors("unknown_account", "last_admin", "http_error", "invalid_request", "database_away"),
)
async def change(
    account_id: AccountId, body: AccountChange, services: ServicesDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Its role, or whether it may be used. Takes effect at once; live streams end within five seconds."""
    account = await services.access.accounts.change(account_id, role=body.role, disabled=body.disabled)
    await audit(Action.CHANGE_ACCOUNT, account.name, **body.model_dump(exclude_none=True))
    return SurrogateSafeJSONResponse(account_document(account))


@router.post(
    "/accounts/{account_id}/invitation",
    status_code=201,
    summary="Invite the owner of an account to choose a password",
    response_model=InvitationDocument,
    responses=errors("unknown_account", "invalid_request", "database_away"),
)
async def invite(
    request: Request, account_id: AccountId, services: ServicesDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Also for a forgotten password: the old one works until the link is used. It replaces an earlier link."""
    account, invited = await services.access.accounts.invite(account_id)
    await audit(Action.INVITE, account.name)
    return SurrogateSafeJSONResponse(
        _invitation_document(request, account, invited), status_code=201, headers=SECRET_HEADERS
    )


@router.get("/tokens", summary="List all tokens", response_model=TokensDocument, responses=errors("database_away"))
async def tokens(services: ServicesDep) -> SurrogateSafeJSONResponse:
    found = await services.catalog.credentials.tokens()
    return SurrogateSafeJSONResponse({"tokens": [token_document(token) for token in found]})


@router.delete(
    "/tokens/{token_id}",
    status_code=204,
    summary="Revoke a token",
    responses=errors("unknown_credential", "invalid_request", "database_away"),
)
async def revoke_token(token_id: TokenId, services: ServicesDep, audit: AuditDep) -> Response:
    if not await services.access.accounts.revoke_token(token_id):
        raise ApiError("unknown_credential", f"There is no token {token_id}.", "GET /api/tokens lists all tokens.")
    await audit(Action.REVOKE_TOKEN, str(token_id))
    return Response(status_code=204)


@router.get(
    "/audit",
    summary="Read the audit log",
    response_model=AuditDocument,
    responses=errors("invalid_request", "database_away"),
)
async def audit_log(
    services: ServicesDep,
    limit: Annotated[int, Query(ge=1, le=500, description="At most this many entries.")] = 100,
    before: Annotated[int | None, Query(ge=1, lt=2**63, description="The `next` of the previous page.")] = None,
) -> SurrogateSafeJSONResponse:
    """Who did what, when, from where: edits, commits, undos, deletions, accounts, settings."""
    return SurrogateSafeJSONResponse(audit_document(await services.catalog.audit.entries(limit, before), limit))


def _invitation_document(request: Request, account: Account, invited: Invited) -> Json:
    url = str(request.base_url.replace(path=f"/invitation/{invited.secret}"))
    return {"account": account_document(account), "url": url, "expires_at": invited.expires_at}
