"""Accounts: names, roles, invitations, and the last admin, on both databases."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import Engine

from app.access import UnknownAccountError, UnknownInvitationError, WrongPasswordError
from app.catalog import Catalog, LastAdminError, NameTakenError
from app.domain.access import Role
from tests.access.support import PASSWORD, add_account, identify, let_time_pass, new_access, run, sign_in

pytest_plugins = ["tests.catalog.fixtures"]

NEW_PASSWORD = "another fine password"


def test_two_accounts_cannot_have_names_that_look_alike(catalog: Catalog) -> None:
    access = new_access(catalog)
    add_account(catalog, "Straße")
    for name in ("straße", "STRASSE", " Straße "):
        with pytest.raises(NameTakenError):
            run(access.accounts.add(name, Role.VIEWER))


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "a\x00b", "\udcff", "\u202eann", "n" * 65])
def test_a_name_that_nobody_could_read_is_refused(name: str, catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="visible characters"):
        run(new_access(catalog).accounts.add(name, Role.VIEWER))


def test_the_last_admin_can_neither_be_disabled_nor_lose_the_role(catalog: Catalog) -> None:
    access = new_access(catalog)
    admin = add_account(catalog, "admin", Role.ADMIN)
    catalog.accounts.add("no way in", Role.ADMIN, None, time.time()).result()
    for change in ({"role": Role.EDITOR, "disabled": None}, {"role": None, "disabled": True}):
        with pytest.raises(LastAdminError):
            run(access.accounts.change(admin.account_id, **change))
    assert catalog.accounts.by_id(admin.account_id).result() == admin, "the change was taken back as a whole"
    second = add_account(catalog, "second", Role.ADMIN)
    assert run(access.accounts.change(admin.account_id, role=Role.EDITOR, disabled=None)).role is Role.EDITOR
    with pytest.raises(LastAdminError):
        run(access.accounts.change(second.account_id, role=None, disabled=True))


def test_a_change_of_no_account_is_refused(catalog: Catalog) -> None:
    access = new_access(catalog)
    with pytest.raises(UnknownAccountError):
        run(access.accounts.change(1, role=Role.ADMIN, disabled=None))
    with pytest.raises(UnknownAccountError):
        run(access.accounts.invite(1))


def test_the_first_admin_is_invited_until_there_is_one(catalog: Catalog) -> None:
    access = new_access(catalog)
    earlier, invited = run(access.accounts.invite_first_admin()), run(access.accounts.invite_first_admin())
    assert earlier is not None and invited is not None
    with pytest.raises(UnknownInvitationError):
        run(access.accounts.accept(earlier.secret, "eve", PASSWORD))
    account = run(access.accounts.accept(invited.secret, "ann", PASSWORD))
    assert (account.name, account.role) == ("ann", Role.ADMIN)
    assert sign_in(access, "ann")
    with pytest.raises(UnknownInvitationError):
        run(access.accounts.accept(invited.secret, "eve", PASSWORD))
    assert run(access.accounts.invite_first_admin()) is None


def test_an_invitation_expires(catalog: Catalog, engine: Engine) -> None:
    access = new_access(catalog)
    _, invited = run(access.accounts.add("ann", Role.EDITOR))
    let_time_pass(engine, "invitations", "expires_at", 7 * 24 * 3600 + 1)
    with pytest.raises(UnknownInvitationError):
        run(access.accounts.accept(invited.secret, "", PASSWORD))


def test_an_invitation_of_a_disabled_account_is_void(catalog: Catalog) -> None:
    access = new_access(catalog)
    account, invited = run(access.accounts.add("ann", Role.EDITOR))
    run(access.accounts.change(account.account_id, role=None, disabled=True))
    with pytest.raises(UnknownInvitationError):
        run(access.accounts.accept(invited.secret, "", PASSWORD))


def test_an_invitation_sets_the_password_of_its_account_whatever_name_is_sent(catalog: Catalog) -> None:
    access = new_access(catalog)
    account = add_account(catalog)
    cookie = sign_in(access)
    _, invited = run(access.accounts.invite(account.account_id))
    assert sign_in(access), "the old password works until the link is used"
    assert run(access.accounts.accept(invited.secret, "somebody else", NEW_PASSWORD)).name == "ann"
    assert identify(access, cookie=cookie) is None
    with pytest.raises(WrongPasswordError):
        sign_in(access)
    assert sign_in(access, password=NEW_PASSWORD)


def test_a_taken_name_does_not_use_the_invitation_up(catalog: Catalog) -> None:
    access = new_access(catalog)
    add_account(catalog)
    invited = run(access.accounts.invite_first_admin())
    assert invited is not None
    with pytest.raises(NameTakenError):
        run(access.accounts.accept(invited.secret, "ANN", PASSWORD))
    assert run(access.accounts.accept(invited.secret, "bob", PASSWORD)).role is Role.ADMIN


@pytest.mark.parametrize("password", ["123456789", "p" * 257])
def test_a_password_of_the_wrong_length_is_refused(password: str, catalog: Catalog) -> None:
    access = new_access(catalog)
    account = add_account(catalog)
    with pytest.raises(ValueError, match="10 to 256 characters"):
        run(access.accounts.change_password(account, password, None))
    assert sign_in(access)


def test_a_new_password_ends_all_sign_ins_but_ones_own(catalog: Catalog) -> None:
    access = new_access(catalog)
    account = add_account(catalog)
    own, other = sign_in(access), sign_in(access)
    found = identify(access, cookie=own)
    assert found is not None
    run(access.accounts.change_password(account, NEW_PASSWORD, found.principal.credential.number))
    assert identify(access, cookie=own) is not None
    assert identify(access, cookie=other) is None
    with pytest.raises(WrongPasswordError):
        sign_in(access)


def test_one_identity_is_one_account_and_no_name_joins_two(catalog: Catalog) -> None:
    add_account(catalog)

    def account_of(identity: str) -> tuple[int, str, Role]:
        found = catalog.accounts.find_or_add_identity(identity, "Ann", Role.VIEWER, time.time()).result()
        return found.account_id, found.name, found.role

    first = account_of("https://id.example 1")
    assert first[1:] == ("Ann 2", Role.VIEWER)
    assert account_of("https://id.example 1") == first
    assert account_of("https://id.example 2")[1] == "Ann 3"
