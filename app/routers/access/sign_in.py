"""Sign in and out, and accept an invitation."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from app import __version__
from app.access import Action, OpenIdProblem, SignedIn, UnknownInvitationError
from app.domain.access import NAME_LENGTH, PASSWORD_LENGTHS, CredentialKind
from app.routers.documents.access import SignedInDocument
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import AddressDep, AuditDep, PrincipalDep, set_sign_in_cookie
from app.routers.shared.errors import EXPIRED_LINK, ApiError, errors
from app.routers.shared.parameters import LinkSecret, PasswordText, RequestBody, Secret
from app.routers.shared.services import Services, ServicesDep
from app.routers.shared.signing_in import browser_of, complete_sign_in

router = APIRouter(tags=["access"])


class SignInRequest(RequestBody):
    name: str = Field(max_length=NAME_LENGTH, description="Name of the account.")
    password: PasswordText


class AcceptRequest(RequestBody):
    secret: Secret
    name: str = Field(
        default="", max_length=NAME_LENGTH, description="Name of the new account, where the invitation names none."
    )
    password: PasswordText


@router.get("/sign-in", response_class=HTMLResponse, summary="Open the sign-in page")
async def page(request: Request, services: ServicesDep) -> Response:
    """`problem` in its address says why a sign-in with an OpenID Connect provider failed."""
    sentences = {problem.value: problem.sentence for problem in OpenIdProblem}
    problem = sentences.get(request.query_params.get("problem", ""))
    return _page(request, services, {"mode": "sign-in", "problem": problem})


@router.get("/invitation/{secret}", response_class=HTMLResponse, summary="Open an invitation", responses=EXPIRED_LINK)
async def invitation(request: Request, secret: LinkSecret, services: ServicesDep) -> Response:
    """Shows a page on which the invited person chooses a password."""
    try:
        found = await services.access.accounts.find_invitation(secret)
    except UnknownInvitationError:
        return _page(request, services, {"mode": "expired"}, status=404)
    name = found.account.name if found.account else None
    return _page(request, services, {"mode": "invitation", "name": name, "role": found.role, "secret": secret})


@router.post(
    "/api/sign-in",
    summary="Sign in",
    response_model=SignedInDocument,
    responses=errors("wrong_password", "too_many_attempts", "http_error", "invalid_request", "database_away"),
)
async def sign_in(
    request: Request, body: SignInRequest, services: ServicesDep, address: AddressDep
) -> SurrogateSafeJSONResponse:
    """Sets the cookie that signs in this browser."""
    signed_in = await services.access.sign_in_service.sign_in(body.name, body.password, address, browser_of(request))
    return await _let_in(request, services, signed_in, Action.SIGN_IN)


@router.post(
    "/api/invitation",
    summary="Accept an invitation",
    response_model=SignedInDocument,
    responses=errors(
        "unknown_invitation", "name_taken", "http_error", "invalid_request", "invalid_account", "database_away"
    ),
)
async def accept(
    request: Request, body: AcceptRequest, services: ServicesDep, address: AddressDep
) -> SurrogateSafeJSONResponse:
    """Chooses the account's password and signs in. An invitation can be used once."""
    try:
        account = await services.access.accounts.accept(body.secret, body.name, body.password)
    except ValueError as error:
        raise ApiError("invalid_account", f"Not possible: {error}.", "Correct it and try again.") from error
    signed_in = await services.access.sign_in_service.admit(account, address, browser_of(request))
    return await _let_in(request, services, signed_in, Action.ACCEPT_INVITATION)


@router.post("/api/sign-out", status_code=204, summary="Sign out", responses=errors("database_away"))
async def sign_out(principal: PrincipalDep, services: ServicesDep, audit: AuditDep) -> Response:
    """Ends this browser's sign-in. Without one it does nothing."""
    if principal.credential.kind is CredentialKind.SIGN_IN and principal.account_id is not None:
        await services.access.accounts.end_sign_in(principal.credential.number, principal.account_id)
        await audit(Action.SIGN_OUT, principal.name)
    answer = Response(status_code=204)
    set_sign_in_cookie(answer, "", max_age_s=0, is_secure=False)
    return answer


async def _let_in(
    request: Request, services: Services, signed_in: SignedIn, action: Action
) -> SurrogateSafeJSONResponse:
    answer = SurrogateSafeJSONResponse({"name": signed_in.account.name, "role": signed_in.account.role})
    await complete_sign_in(request, services.access.audit, signed_in, action, answer)
    return answer


def _page(request: Request, services: Services, config: dict[str, object], status: int = 200) -> Response:
    openid = services.access.openid
    shown = {
        "version": __version__,
        "password_lengths": PASSWORD_LENGTHS,
        "oidc": {"name": openid.name} if openid else None,
    } | config
    return services.templates.TemplateResponse(
        request,
        "sign_in.html",
        {"page": shown},
        headers={"Cache-Control": "no-store"},
        status_code=status,
    )
