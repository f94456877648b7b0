"""Who makes a request: every kind of credential, right and wrong, on both databases."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import Engine

from app.access import Identified, RequestCredentials, authenticator
from app.catalog import Catalog
from app.domain.access import CredentialKind, Role
from tests.access.support import (
    ADDRESS,
    DAY_S,
    add_account,
    add_token,
    identify,
    let_time_pass,
    new_access,
    run,
    sign_in,
)
from tests.support.waiting import wait_until

pytest_plugins = ["tests.catalog.fixtures"]

ROTATION_S = DAY_S + 60
GRACE_S = 60.0


def role_of(found: Identified | None) -> Role | None:
    return None if found is None else found.principal.role


def test_nothing_proves_nothing(catalog: Catalog) -> None:
    access = new_access(catalog)
    assert identify(access) is None
    assert identify(access, cookie="hr_wrong") is None
    assert identify(access, token="hr_wrong") is None


def test_everybody_is_local_until_an_admin_could_sign_in(catalog: Catalog) -> None:
    access = new_access(catalog, may_be_open=True)
    add_account(catalog, "viewer")
    found = identify(access)
    assert found is not None and found.principal.credential.kind is CredentialKind.LOCAL
    add_account(catalog, "admin", Role.ADMIN)
    assert identify(access) is None


def test_an_admin_without_a_password_does_not_lock_the_server(catalog: Catalog) -> None:
    catalog.accounts.add("invited", Role.ADMIN, None, time.time()).result()
    assert identify(new_access(catalog, may_be_open=True)) is not None


def test_a_server_that_others_reach_is_never_open(catalog: Catalog) -> None:
    assert identify(new_access(catalog, may_be_open=False)) is None


def test_a_wrong_token_is_refused_where_nobody_has_to_sign_in(catalog: Catalog) -> None:
    assert identify(new_access(catalog, may_be_open=True), token="hr_wrong") is None


def test_a_wrong_token_is_refused_beside_a_right_cookie(catalog: Catalog) -> None:
    access = new_access(catalog)
    add_account(catalog)
    assert identify(access, cookie=sign_in(access), token="hr_wrong") is None


def test_a_token_gives_its_own_role_and_never_more_than_its_account_has(catalog: Catalog) -> None:
    access = new_access(catalog)
    account = add_account(catalog, "ann", Role.EDITOR)
    low, high = add_token(catalog, account, Role.VIEWER), add_token(catalog, account, Role.ADMIN)
    assert role_of(identify(access, token=low)) is Role.VIEWER
    assert role_of(identify(access, token=high)) is Role.EDITOR
    catalog.accounts.change(account.account_id, role=Role.VIEWER).result()
    assert role_of(identify(access, token=high)) is Role.VIEWER


def test_a_token_of_nobody_has_its_own_role(catalog: Catalog) -> None:
    found = identify(new_access(catalog), token=add_token(catalog, None, Role.ADMIN))
    assert found is not None
    assert (found.principal.role, found.principal.name, found.principal.account_id) == (
        Role.ADMIN,
        "token script",
        None,
    )


def test_a_token_that_has_expired_proves_nothing(catalog: Catalog) -> None:
    assert identify(new_access(catalog), token=add_token(catalog, None, days=-0.001)) is None


def test_a_revoked_token_proves_nothing(catalog: Catalog) -> None:
    access = new_access(catalog)
    account, other = add_account(catalog), add_account(catalog, "other")
    secret = add_token(catalog, account)
    found = identify(access, token=secret)
    assert found is not None
    number = found.principal.credential.number
    assert run(access.accounts.revoke_token(number, other.account_id)) is False, "it is not the other's"
    assert identify(access, token=secret) is not None
    assert run(access.accounts.revoke_token(number, account.account_id)) is True
    assert identify(access, token=secret) is None


def test_a_disabled_account_cannot_be_used_by_any_credential(catalog: Catalog) -> None:
    access = new_access(catalog)
    account = add_account(catalog)
    cookie, token = sign_in(access), add_token(catalog, account)
    run(access.accounts.change(account.account_id, role=None, disabled=True))
    assert identify(access, cookie=cookie) is None
    assert identify(access, token=token) is None
    assert identify(access, proxy_user="ann") is None
    run(access.accounts.change(account.account_id, role=None, disabled=False))
    assert identify(access, cookie=cookie) is None, "its sign-ins have ended for good"
    assert identify(access, token=token) is not None


def test_what_is_remembered_for_a_second_is_forgotten_when_an_account_is_changed(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authenticator, "CACHE_S", 3600.0)
    access = new_access(catalog)
    account = add_account(catalog)
    request = RequestCredentials(cookie=sign_in(access))
    assert role_of(run(access.authenticator.identify(request))) is Role.VIEWER
    add_account(catalog, "admin", Role.ADMIN)
    catalog.accounts.change(account.account_id, role=Role.ADMIN).result()
    assert role_of(run(access.authenticator.identify(request))) is Role.VIEWER, "it is remembered"
    run(access.accounts.change(account.account_id, role=Role.EDITOR, disabled=None))
    assert role_of(run(access.authenticator.identify(request))) is Role.EDITOR


def test_a_proxys_user_gets_an_account_and_keeps_it(catalog: Catalog) -> None:
    access = new_access(catalog)
    first, second = identify(access, proxy_user=" Ann "), identify(access, proxy_user="ann")
    assert first is not None and second is not None
    assert first.principal == second.principal
    assert (first.principal.name, first.principal.role) == ("Ann", Role.VIEWER)
    assert identify(access, proxy_user="a\x00b") is None


def test_a_sign_in_expires(catalog: Catalog, engine: Engine) -> None:
    access = new_access(catalog)
    add_account(catalog)
    cookie = sign_in(access)
    let_time_pass(engine, "sign_ins", "expires_at", 30 * DAY_S + 1)
    assert identify(access, cookie=cookie) is None


def test_a_sign_in_gets_a_new_secret_after_a_day_and_the_old_one_works_for_a_minute(
    catalog: Catalog, engine: Engine
) -> None:
    access = new_access(catalog)
    add_account(catalog)
    old = sign_in(access)
    fresh = identify(access, cookie=old)
    assert fresh is not None and fresh.new_cookie == ""
    let_time_pass(engine, "sign_ins", "rotated_at", ROTATION_S)
    rotated = identify(access, cookie=old)
    assert rotated is not None and rotated.new_cookie not in ("", old)
    assert abs(rotated.cookie_max_age_s - 30 * DAY_S) < 60
    also = identify(access, cookie=old)
    assert also is not None and also.new_cookie == "", "another request of the page that was under way"
    assert also.principal == rotated.principal
    let_time_pass(engine, "sign_ins", "rotated_at", GRACE_S + 1)
    assert identify(access, cookie=old) is None
    renewed = identify(access, cookie=rotated.new_cookie)
    assert renewed is not None and renewed.principal == rotated.principal


def test_only_one_of_two_requests_at_a_time_rotates_a_sign_in(catalog: Catalog, engine: Engine) -> None:
    access, other = new_access(catalog), new_access(catalog)
    add_account(catalog)
    cookie = sign_in(access)
    let_time_pass(engine, "sign_ins", "rotated_at", ROTATION_S)
    found = [identify(access, cookie=cookie), identify(other, cookie=cookie)]
    assert [bool(one and one.new_cookie) for one in found] == [True, False]


def test_sign_ins_are_listed_and_ended_one_by_one(catalog: Catalog) -> None:
    access = new_access(catalog)
    account, other = add_account(catalog), add_account(catalog, "other")
    first, second = sign_in(access), sign_in(access)
    listed = catalog.credentials.sign_ins_of(account.account_id, time.time()).result()
    assert [(one.address, one.browser) for one in listed] == [(ADDRESS, "Firefox")] * 2
    assert catalog.credentials.sign_ins_of(other.account_id, time.time()).result() == []
    found = identify(access, cookie=first)
    assert found is not None
    number = found.principal.credential.number
    assert run(access.accounts.end_sign_in(number, other.account_id)) is False, "it is not the other's"
    assert identify(access, cookie=first) is not None
    assert run(access.accounts.end_sign_in(number, account.account_id)) is True
    assert identify(access, cookie=first) is None
    assert identify(access, cookie=second) is not None


def test_the_rights_of_all_streams_are_checked_at_once(catalog: Catalog, engine: Engine) -> None:
    access = new_access(catalog)
    account, disabled = add_account(catalog), add_account(catalog, "other")
    secrets = {"cookie": sign_in(access), "token": add_token(catalog, account)}
    kept = {identify(access, **{kind: secret}) for kind, secret in secrets.items()}
    link = run(access.guest_links.share_session("s", "ann", 1)).link
    lost = {identify(access, proxy_user="other"), identify(access, token=add_token(catalog, disabled))}
    used = {one.principal.credential for one in kept | lost if one is not None}
    assert len(used) == 4
    assert run(access.authenticator.still_valid(used)) == used
    run(access.accounts.change(disabled.account_id, role=None, disabled=True))
    assert run(access.authenticator.still_valid(used)) == {one.principal.credential for one in kept if one is not None}
    assert link.session_id == "s"


def test_when_a_token_was_used_is_noted(catalog: Catalog) -> None:
    secret = add_token(catalog, None)
    assert catalog.credentials.tokens().result()[0].used_at is None
    identify(new_access(catalog), token=secret)
    used_at = wait_until(lambda: catalog.credentials.tokens().result()[0].used_at, "the use is noted")
    assert used_at is not None and abs(time.time() - used_at) < 60


def test_the_database_holds_no_secret_in_clear(catalog: Catalog, engine: Engine) -> None:
    access = new_access(catalog)
    account = add_account(catalog)
    secrets = [sign_in(access), add_token(catalog, account)]
    secrets += [run(access.guest_links.share_session("s", "ann", 1)).secret]
    secrets += [run(access.accounts.invite(account.account_id))[1].secret]
    with engine.connect() as connection:
        stored = b""
        for table in ("sign_ins", "tokens", "guest_links", "invitations"):
            for row in connection.exec_driver_sql(f"SELECT secret_hash FROM {table}"):
                stored += bytes(row[0])
    assert len(stored) == 32 * len(secrets)
    assert [secret for secret in secrets if secret.encode()[:12] in stored] == []
