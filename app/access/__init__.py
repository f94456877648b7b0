"""Who calls, and what they may do: accounts, sign-ins, API tokens, guest links and the audit log.

To read the code, begin with `policy.py`, the table of routes and roles, then `authenticator.py`.
"""

from app.access.access import Access, AccessSettings, create_access
from app.access.accounts import Accounts, Invited, UnknownAccountError, UnknownInvitationError
from app.access.audit import Action, AuditLog
from app.access.authenticator import SIGN_IN_COOKIE, Authenticator, Identified, RequestCredentials
from app.access.guest_links import GuestLinks, NewGuestLink, prove_shown, was_shown
from app.access.metrics import SignInMethod, SignInResult
from app.access.openid import Attempt, OpenIdError, OpenIdProblem, OpenIdSettings
from app.access.passwords import hash_password
from app.access.policy import RULES, Special, access_to
from app.access.secrets import SECRET_LENGTH, hash_secret, make_secret
from app.access.sign_in import SignedIn, SignInService, TooManyAttemptsError, WrongPasswordError
from app.access.stream_rights import StreamRights

__all__ = [
    "RULES",
    "SECRET_LENGTH",
    "SIGN_IN_COOKIE",
    "Access",
    "AccessSettings",
    "Accounts",
    "Action",
    "Attempt",
    "AuditLog",
    "Authenticator",
    "GuestLinks",
    "Identified",
    "Invited",
    "NewGuestLink",
    "OpenIdError",
    "OpenIdProblem",
    "OpenIdSettings",
    "RequestCredentials",
    "SignInMethod",
    "SignInResult",
    "SignInService",
    "SignedIn",
    "Special",
    "StreamRights",
    "TooManyAttemptsError",
    "UnknownAccountError",
    "UnknownInvitationError",
    "WrongPasswordError",
    "access_to",
    "create_access",
    "hash_password",
    "hash_secret",
    "make_secret",
    "prove_shown",
    "was_shown",
]
