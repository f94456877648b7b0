"""Where a browser stands in the rollout: its place, 0–99, which a cookie keeps.

It streams while its place is below the percentage: a rising percentage only adds browsers.
"""

from __future__ import annotations

import re
import secrets

from fastapi import Request, Response

from app.routers.documents.base import Json
from app.routers.shared.services import Services

ROLLOUT_COOKIE = "headrace_rollout"
ROLLOUT_COOKIE_AGE_S = 365 * 24 * 3600
PLACES = 100
_KEPT_PLACE = re.compile("[0-9]{1,2}")


def rollout_place(request: Request) -> int:
    """Return this browser's place: the one that it keeps, or a random one, so that browsers spread evenly."""
    kept = request.cookies.get(ROLLOUT_COOKIE, "")
    return int(kept) if _KEPT_PLACE.fullmatch(kept) else secrets.randbelow(PLACES)


def keep_place(response: Response, place: int) -> None:
    response.set_cookie(ROLLOUT_COOKIE, str(place), max_age=ROLLOUT_COOKIE_AGE_S, samesite="lax", httponly=True)


def rollout_config(services: Services, place: int) -> Json:
    """Return what a page needs to choose its transport, now and after a change."""
    return {"percent": services.rollout.percent, "place": place}
