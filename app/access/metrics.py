"""How many sign-ins were tried, and how they ended."""

from __future__ import annotations

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter


class SignInMethod(StrEnum):
    PASSWORD = "password"  # noqa: S105
    OPENID = "openid"


class SignInResult(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    """Wrong name or password; the provider refused, or its answer was not valid."""
    LIMITED = "limited"
    """Too many attempts had failed before, so that the password was not looked at."""


class SignInMetrics:
    """One set per server, in its registry."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self._attempts = Counter(
            "headrace_sign_in_attempts",
            "Attempts to sign in, by method and result; limited: not looked at, because too many had failed.",
            ("method", "result"),
            registry=registry or CollectorRegistry(),
        )
        for method in SignInMethod:
            for result in SignInResult:
                if (method, result) != (SignInMethod.OPENID, SignInResult.LIMITED):
                    self._attempts.labels(method, result)

    def count(self, method: SignInMethod, result: SignInResult) -> None:
        self._attempts.labels(method, result).inc()
