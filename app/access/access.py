"""Everything that decides who may do what, built once."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from app.access.accounts import Accounts
from app.access.audit import AuditLog
from app.access.authenticator import Authenticator
from app.access.guest_links import GuestLinks
from app.access.metrics import SignInMetrics
from app.access.openid import OpenIdSettings, OpenIdSignIn
from app.access.sign_in import SignInService
from app.catalog import Catalog
from app.domain.access import Role


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """What the operator decided."""

    may_be_open: bool
    """Whether nobody has to sign in as long as no admin could: the server can only be reached from its own machine."""
    sign_in_days: int
    """Days after which a browser has to sign in again."""
    new_account_role: Role
    """Role of accounts that a proxy or an OpenID Connect provider brings."""
    openid: OpenIdSettings | None = None
    """None: nobody signs in with a provider."""


@dataclass(frozen=True, slots=True)
class Access:
    """The objects that decide who may do what."""

    authenticator: Authenticator
    sign_in_service: SignInService
    accounts: Accounts
    guest_links: GuestLinks
    audit: AuditLog
    openid: OpenIdSignIn | None
    sign_in_metrics: SignInMetrics


def create_access(catalog: Catalog, settings: AccessSettings, metrics: CollectorRegistry | None = None) -> Access:
    """Build them; their metrics go into `metrics`, if there is a registry."""
    sign_in_metrics = SignInMetrics(metrics)
    authenticator = Authenticator(catalog, may_be_open=settings.may_be_open, new_account_role=settings.new_account_role)
    sign_in_service = SignInService(catalog, settings.sign_in_days, sign_in_metrics)
    accounts = Accounts(catalog, authenticator, sign_in_service.passwords)
    openid = OpenIdSignIn(catalog, settings.openid, settings.new_account_role) if settings.openid else None
    return Access(
        authenticator=authenticator,
        sign_in_service=sign_in_service,
        accounts=accounts,
        guest_links=GuestLinks(catalog),
        audit=AuditLog(catalog),
        openid=openid,
        sign_in_metrics=sign_in_metrics,
    )
