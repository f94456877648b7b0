"""Sign-in with an OpenID Connect provider: the authorization code flow with PKCE.

To read the code, begin with `sign_in.py`. `provider.py` asks the provider, `id_token.py` checks what it answers.
"""

from app.access.openid.problems import OpenIdError, OpenIdProblem
from app.access.openid.provider import OpenIdSettings
from app.access.openid.sign_in import Attempt, OpenIdSignIn

__all__ = ["Attempt", "OpenIdError", "OpenIdProblem", "OpenIdSettings", "OpenIdSignIn"]
