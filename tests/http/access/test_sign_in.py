"""Signing in and out, tokens and accounts, over HTTP."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from http.cookies import SimpleCookie

import httpx
import pytest

from app.access import SIGN_IN_COOKIE
from app.domain.access import Role
from tests.access.support import DAY_S, PASSWORD, WRONG
from tests.http.access.support import SecuredServer
from tests.support.waiting import wait_until

pytest_plugins = ["tests.http.access.fixtures"]
pytestmark = pytest.mark.slow

GUESSES = 10


def error_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def let_sign_ins_age(secured: SecuredServer, name: str, column: str, seconds: float) -> None:
    with closing(sqlite3.connect(secured.server.data / "headrace.db", timeout=60)) as database, database:
        database.execute(
            f"UPDATE sign_ins SET {column} = {column} - ? WHERE account_id = ?",
            (seconds, secured.account(name).account_id),
        )


@pytest.mark.parametrize("name", ["known", "unknown"])
def test_the_eleventh_guess_is_told_to_wait_whether_the_account_exists_or_not(
    name: str, secured: SecuredServer
) -> None:
    browser = secured.stranger()
    if name == "known":
        secured.browser("known")
    for _ in range(GUESSES):
        answer = browser.post("/api/sign-in", json={"name": name, "password": WRONG})
        assert error_of(answer) == (401, "wrong_password")
    answer = browser.post("/api/sign-in", json={"name": name, "password": PASSWORD})
    assert error_of(answer) == (429, "too_many_attempts")
    assert int(answer.headers["retry-after"]) == 15 * 60
    assert "set-cookie" not in answer.headers


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(secured: SecuredServer) -> None:
    answer = secured.stranger().post("/api/sign-in", json={"name": "viewer", "password": PASSWORD})
    cookie = SimpleCookie(answer.headers["set-cookie"])[SIGN_IN_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert int(cookie["max-age"]) == 30 * DAY_S
    assert cookie.value not in answer.text


def test_a_sign_in_of_yesterday_gets_a_new_cookie_once(secured: SecuredServer) -> None:
    browser = secured.browser("rotating")
    old = browser.cookies[SIGN_IN_COOKIE]
    let_sign_ins_age(secured, "rotating", "rotated_at", DAY_S + 60)
    wait_until(
        lambda: browser.get("/api/account").status_code and browser.cookies[SIGN_IN_COOKIE],
        "it is rotated",
        holds=lambda new: new != old,
    )
    late = secured.stranger(Cookie=f"{SIGN_IN_COOKIE}={old}")
    answer = late.get("/api/account")
    assert (answer.status_code, "set-cookie" in answer.headers) == (200, False), "a request that was under way"
    let_sign_ins_age(secured, "rotating", "rotated_at", 61)
    wait_until(lambda: late.get("/api/account").status_code, "the old cookie ends", holds=lambda status: status == 401)
    assert browser.get("/api/account").status_code == 200


def test_signing_out_ends_this_sign_in_and_no_other(secured: SecuredServer) -> None:
    one, other = secured.browser("leaving"), secured.browser("viewer")
    cookie = one.cookies[SIGN_IN_COOKIE]
    assert one.post("/api/sign-out").status_code == 204
    assert SIGN_IN_COOKIE not in one.cookies
    assert secured.stranger(Cookie=f"{SIGN_IN_COOKIE}={cookie}").get("/api/account").status_code == 401
    assert other.get("/api/account").status_code == 200


def test_another_browser_can_be_signed_out_from_the_list(secured: SecuredServer) -> None:
    here = secured.browser("two browsers")
    there = secured.stranger()
    there.post("/api/sign-in", json={"name": "two browsers", "password": PASSWORD})
    listed = here.get("/api/account").json()["sign_ins"]
    assert sorted(one["is_current"] for one in listed) == [False, True]
    (other,) = (one["id"] for one in listed if not one["is_current"])
    assert error_of(secured.browser("viewer").delete(f"/api/account/sign-ins/{other}")) == (
        404,
        "unknown_credential",
    )
    assert there.get("/api/account").status_code == 200
    assert here.delete(f"/api/account/sign-ins/{other}").status_code == 204
    assert there.get("/api/account").status_code == 401
    assert len(here.get("/api/account").json()["sign_ins"]) == 1


def test_a_token_can_do_what_its_role_allows_and_make_no_tokens(secured: SecuredServer) -> None:
    browser = secured.browser("editor")
    made = browser.post("/api/account/tokens", json={"name": "script", "role": "viewer", "days": 1}).json()
    script = secured.stranger(Authorization=f"Bearer {made['secret']}")
    assert script.get("/api/ingest/sessions").status_code == 200
    assert error_of(script.get("/api/ingest/directories")) == (403, "forbidden")
    assert error_of(script.post("/api/account/tokens", json={"name": "more"})) == (403, "forbidden")
    assert "secret" not in script.get("/api/account/tokens").json()["tokens"][0]
    assert browser.delete(f"/api/account/tokens/{made['token']['id']}").status_code == 204
    assert error_of(script.get("/api/ingest/sessions")) == (401, "not_signed_in")


def test_nobody_gives_away_more_than_their_own_role(secured: SecuredServer) -> None:
    answer = secured.browser("editor").post("/api/account/tokens", json={"name": "script", "role": "admin"})
    assert error_of(answer) == (403, "forbidden")


def test_a_token_loses_what_its_account_loses(secured: SecuredServer) -> None:
    secured.browser("demoted")
    account = secured.account("demoted")
    admin = secured.browser()
    assert admin.patch(f"/api/accounts/{account.account_id}", json={"role": "editor"}).status_code == 200
    script = secured.script(Role.EDITOR, account)
    assert script.get("/api/ingest/directories").status_code == 200
    assert admin.patch(f"/api/accounts/{account.account_id}", json={"role": "viewer"}).status_code == 200
    assert error_of(script.get("/api/ingest/directories")) == (403, "forbidden")
    assert admin.patch(f"/api/accounts/{account.account_id}", json={"disabled": True}).status_code == 200
    assert error_of(script.get("/api/ingest/sessions")) == (401, "not_signed_in")


def test_the_last_admin_stays_one(secured: SecuredServer) -> None:
    admin, account = secured.browser(), secured.account("admin")
    for change in ({"role": "editor"}, {"disabled": True}):
        assert error_of(admin.patch(f"/api/accounts/{account.account_id}", json=change)) == (409, "last_admin")
    assert admin.get("/api/accounts").status_code == 200


def test_changing_a_password_needs_the_old_one_and_ends_other_sign_ins(secured: SecuredServer) -> None:
    here = secured.browser("changing")
    there = secured.stranger()
    there.post("/api/sign-in", json={"name": "changing", "password": PASSWORD})
    new = "another fine password"
    assert error_of(here.put("/api/account/password", json={"old": WRONG, "new": new})) == (401, "wrong_password")
    assert error_of(here.put("/api/account/password", json={"old": PASSWORD, "new": "short"}))[0] == 422
    assert there.get("/api/account").status_code == 200
    assert here.put("/api/account/password", json={"old": PASSWORD, "new": new}).status_code == 204
    assert here.get("/api/account").status_code == 200
    assert there.get("/api/account").status_code == 401
    assert there.post("/api/sign-in", json={"name": "changing", "password": PASSWORD}).status_code == 401
    assert there.post("/api/sign-in", json={"name": "changing", "password": new}).status_code == 200


def test_an_invited_person_chooses_a_password_and_is_signed_in(secured: SecuredServer) -> None:
    invited = secured.browser().post("/api/accounts", json={"name": "invited", "role": "editor"}).json()
    secret = invited["url"].rpartition("/")[2]
    assert invited["url"].startswith(f"{secured.server.url}/invitation/hr_")
    person = secured.stranger()
    assert error_of(person.post("/api/invitation", json={"secret": secret, "password": "short"}))[0] == 422
    answer = person.post("/api/invitation", json={"secret": secret, "name": "admin", "password": PASSWORD})
    assert answer.json() == {"name": "invited", "role": "editor"}
    assert person.get("/api/account").json()["name"] == "invited"
    assert error_of(secured.stranger().post("/api/invitation", json={"secret": secret, "password": PASSWORD})) == (
        404,
        "unknown_invitation",
    )


def test_wrong_credentials_of_every_kind_are_refused(secured: SecuredServer) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer hr_wrong"},
        {"Authorization": "Basic YWRtaW46YWRtaW4="},
        {"Cookie": f"{SIGN_IN_COOKIE}=hr_wrong"},
        {"Cookie": f"{SIGN_IN_COOKIE}="},
        {"Remote-User": "admin"},
        {"X-Forwarded-For": "127.0.0.1"},
    ):
        assert error_of(secured.stranger(**headers).get("/api/accounts")) == (401, "not_signed_in"), headers
    assert secured.stranger().get("/guest/hr_wrong/status").status_code == 404
