"""Sign in with an OpenID Connect provider. Whatever fails, it ends on the sign-in page, which says why."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from app.access import Action, Attempt, OpenIdError, OpenIdProblem, SignInMethod, SignInResult
from app.routers.shared.authentication import AddressDep
from app.routers.shared.services import Services, ServicesDep
from app.routers.shared.signing_in import browser_of, complete_sign_in

log = structlog.get_logger(__name__)

PATH = "/sign-in/oidc"
CALLBACK_PATH = f"{PATH}/callback"
COOKIE = "headrace_oidc"
NEXT_LENGTH = 4_096
"""Characters of a path of this server, with its query."""
ANSWER_LENGTH = 8_192
"""Characters of a value that the provider sends; codes of some providers have thousands."""

router = APIRouter(tags=["access"])


@router.get(PATH, status_code=303, response_class=RedirectResponse, summary="Sign in with the OpenID Connect provider")
async def begin(
    request: Request,
    services: ServicesDep,
    next_path: Annotated[
        str, Query(alias="next", max_length=NEXT_LENGTH, description="Path of this server to go to afterwards.")
    ] = "/",
) -> RedirectResponse:
    """Sends the browser to the provider."""
    attempt = Attempt.begin(next_path)
    try:
        if services.access.openid is None:
            raise OpenIdError(OpenIdProblem.UNCONFIGURED, "HEADRACE_OIDC_ISSUER is not set")
        url = await services.access.openid.begin(attempt, _callback_url(request))
    except OpenIdError as error:
        return _explain(error, attempt.path)
    answer = RedirectResponse(url, status_code=303, headers={"Cache-Control": "no-store"})
    _set_cookie(request, answer, attempt.cookie, max_age_s=Attempt.VALID_S)
    return answer


@router.get(
    CALLBACK_PATH,
    status_code=303,
    response_class=RedirectResponse,
    summary="Return from the OpenID Connect provider",
)
async def callback(
    request: Request,
    services: ServicesDep,
    address: AddressDep,
    code: Annotated[
        str, Query(max_length=ANSWER_LENGTH, description="The authorization code that the provider gave.")
    ] = "",
    state: Annotated[
        str, Query(max_length=ANSWER_LENGTH, description="The `state` that was sent to the provider.")
    ] = "",
    error: Annotated[str, Query(max_length=ANSWER_LENGTH, description="Why the provider gave no code.")] = "",
) -> RedirectResponse:
    """Adds the account if it is new, signs it in, and redirects to where the sign-in began."""
    path = "/"
    try:
        attempt = Attempt.from_cookie(request.cookies.get(COOKIE, ""))
        path = attempt.path
        answer = await _sign_in(request, services, attempt, address=address, code=code, state=state, error=error)
        services.access.sign_in_metrics.count(SignInMethod.OPENID, SignInResult.ACCEPTED)
    except OpenIdError as failure:
        services.access.sign_in_metrics.count(SignInMethod.OPENID, SignInResult.REFUSED)
        answer = _explain(failure, path)
    _set_cookie(request, answer, "", max_age_s=0)
    return answer


async def _sign_in(
    request: Request, services: Services, attempt: Attempt, *, address: str, code: str, state: str, error: str
) -> RedirectResponse:
    access = services.access
    if access.openid is None:
        raise OpenIdError(OpenIdProblem.UNCONFIGURED, "HEADRACE_OIDC_ISSUER is not set")
    account = await access.openid.finish(attempt, _callback_url(request), state=state, code=code, error=error)
    signed_in = await access.sign_in_service.admit(account, address, browser_of(request))
    answer = RedirectResponse(attempt.path, status_code=303, headers={"Cache-Control": "no-store"})
    await complete_sign_in(request, access.audit, signed_in, Action.SIGN_IN, answer, provider=access.openid.name)
    return answer


def _callback_url(request: Request) -> str:
    """Return the address to which the provider sends the browser back; it has to know it beforehand."""
    return str(request.base_url.replace(path=CALLBACK_PATH))


def _explain(error: OpenIdError, path: str) -> RedirectResponse:
    log.warning("nobody was signed in by the OpenID Connect provider", problem=error.problem.value, reason=str(error))
    query = urlencode({"problem": error.problem.value, "next": path})
    return RedirectResponse(f"/sign-in?{query}", status_code=303, headers={"Cache-Control": "no-store"})


def _set_cookie(request: Request, answer: RedirectResponse, value: str, *, max_age_s: int) -> None:
    """Set the cookie of the attempt. The provider sends the browser back by a link, so that the cookie is Lax."""
    is_secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, value, max_age=max_age_s, httponly=True, samesite="lax", secure=is_secure, path=PATH)
