"""Why a sign-in with a provider failed, in words for the person who tried."""

from __future__ import annotations

from enum import StrEnum


class OpenIdProblem(StrEnum):
    """Its value is what the address of the sign-in page says, and `sentence` what the page says."""

    UNCONFIGURED = "no_provider"
    UNAVAILABLE = "provider_away"
    DENIED = "access_denied"
    EXPIRED = "attempt_expired"
    UNVERIFIED = "not_verified"
    DISABLED = "account_disabled"

    @property
    def sentence(self) -> str:
        """Return what happened and what to do."""
        return _SENTENCES[self]


_SENTENCES = {
    OpenIdProblem.UNCONFIGURED: "This server has no OpenID Connect provider. Sign in with a password.",
    OpenIdProblem.UNAVAILABLE: "The provider cannot be reached at the moment. Try again in a minute.",
    OpenIdProblem.DENIED: "The provider refused, or you cancelled. Try again, or ask an admin for access.",
    OpenIdProblem.EXPIRED: "This sign-in took too long, or began in another browser or tab. Try again.",
    OpenIdProblem.UNVERIFIED: "The provider's answer could not be verified, so you were not signed in. Tell an admin: "
    "the server's log says why.",
    OpenIdProblem.DISABLED: "Your account is disabled. Ask an admin to enable it.",
}


class OpenIdError(RuntimeError):
    """Nobody was signed in. The text is for the log."""

    def __init__(self, problem: OpenIdProblem, reason: str) -> None:
        super().__init__(reason)
        self.problem = problem
