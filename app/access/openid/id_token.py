"""Checks an ID token, as OpenID Connect Core 1.0, section 3.1.3.7, says.

https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.access.openid.problems import OpenIdError, OpenIdProblem

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with the provider's private key. Not `none`, and not HMAC: its key would be the client's secret."""

KEY_TYPES = frozenset({"RSA", "EC", "OKP"})
LEEWAY_S = 60
"""Seconds by which the clocks of the provider and this server may differ."""

Claims: TypeAlias = Mapping[str, Any]


def verify_id_token(token: str, keys: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str) -> Claims:
    """Return the claims of an ID token. `keys` is the provider's JWK set.

    Raises `OpenIdError` unless the provider signed it for this client and this attempt, and it has not expired.
    """
    expected = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_S,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        usable = [key for key in keys["keys"] if key.get("kty") in KEY_TYPES]
        claims = jwt.decode(token, KeySet.import_key_set({"keys": usable}), algorithms=list(ALGORITHMS)).claims
        expected.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise OpenIdError(OpenIdProblem.UNVERIFIED, f"the ID token is not valid: {error!r}") from error
    _check_authorized_party(claims, client_id)
    return claims


def _check_authorized_party(claims: Claims, client_id: str) -> None:
    """Refuse a token that was made for several clients, unless it was given to this one."""
    is_shared = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    party = claims.get("azp")
    if party != client_id and (party is not None or is_shared):
        raise OpenIdError(OpenIdProblem.UNVERIFIED, f"the ID token was given to {party!r}")
