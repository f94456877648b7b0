"""The limit on wrong guesses, on both databases."""

from __future__ import annotations

from typing import Literal

import pytest
from argon2 import PasswordHasher
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine, text

from app.access import TooManyAttemptsError, WrongPasswordError, passwords
from app.catalog import Catalog
from app.domain.access import Role
from tests.access.support import ADDRESS, CHEAP, PASSWORD, WRONG, add_account, let_time_pass, new_access, run, sign_in

pytest_plugins = ["tests.catalog.fixtures"]

PER_NAME_AND_ADDRESS = 10
PER_ADDRESS = 50
WINDOW_S = 15 * 60.0
OTHER_ADDRESS = "192.0.2.2"


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real hash with the smallest memory: a test that guesses a hundred times does not wait for it."""
    monkeypatch.setattr(passwords, "_hasher", CHEAP)
    monkeypatch.setattr(passwords, "_hash_of_nobody", lambda: CHEAP.hash("a password of nobody"))


def guess(catalog: Catalog, name: str, address: str = ADDRESS, *, times: int = 1) -> None:
    access = new_access(catalog)
    for _ in range(times):
        with pytest.raises(WrongPasswordError):
            sign_in(access, name, WRONG, address)


def is_locked_out(catalog: Catalog, name: str, address: str = ADDRESS) -> bool:
    try:
        sign_in(new_access(catalog), name, PASSWORD, address)
    except TooManyAttemptsError:
        return True
    except WrongPasswordError:
        return False
    return False


@pytest.mark.usefixtures("cheap_hashes")
@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_ten_wrong_guesses_lock_a_name_for_one_address_whether_it_exists_or_not(name: str, catalog: Catalog) -> None:
    add_account(catalog)
    guess(catalog, name, times=PER_NAME_AND_ADDRESS)
    with pytest.raises(TooManyAttemptsError) as refused:
        sign_in(new_access(catalog), name, PASSWORD)
    assert refused.value.retry_after_s == WINDOW_S
    with pytest.raises(TooManyAttemptsError):
        sign_in(new_access(catalog), f" {name.upper()} ", PASSWORD)
    assert not is_locked_out(catalog, name, OTHER_ADDRESS), "somebody who guesses locks nobody else out"


@pytest.mark.usefixtures("cheap_hashes")
def test_the_lock_ends_after_a_while(catalog: Catalog, engine: Engine) -> None:
    add_account(catalog)
    guess(catalog, "ann", times=PER_NAME_AND_ADDRESS)
    let_time_pass(engine, "sign_in_failures", "failed_at", WINDOW_S + 1)
    assert sign_in(new_access(catalog))
    guess(catalog, "ann")
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT count(*) FROM sign_in_failures")).scalar_one()
    assert kept == 3, "failures that no longer count are removed"


@pytest.mark.usefixtures("cheap_hashes")
def test_a_right_password_in_between_resets_nothing(catalog: Catalog) -> None:
    add_account(catalog), add_account(catalog, "eve")
    guess(catalog, "ann", times=PER_NAME_AND_ADDRESS - 1)
    assert sign_in(new_access(catalog), "eve"), "an attacker with an account of their own"
    guess(catalog, "ann")
    assert is_locked_out(catalog, "ann")


@pytest.mark.usefixtures("cheap_hashes")
def test_one_address_cannot_try_many_names(catalog: Catalog) -> None:
    add_account(catalog)
    for number in range(PER_ADDRESS):
        guess(catalog, f"name {number}")
    assert is_locked_out(catalog, "ann")
    assert not is_locked_out(catalog, "ann", OTHER_ADDRESS)


@pytest.mark.usefixtures("cheap_hashes")
def test_an_ipv6_network_counts_as_one_address(catalog: Catalog) -> None:
    add_account(catalog)
    for number in range(PER_NAME_AND_ADDRESS):
        guess(catalog, "ann", f"2001:db8:0:1::{number:x}")
    assert is_locked_out(catalog, "ann", "2001:db8:0:1:ffff::1%eth0")
    assert not is_locked_out(catalog, "ann", "2001:db8:0:2::1")


@pytest.mark.usefixtures("cheap_hashes")
@pytest.mark.parametrize("known", [True, False])
def test_an_unknown_name_costs_as_much_as_a_known_one(
    known: bool, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(catalog)
    checked: list[str] = []
    verify = passwords._matches

    def note(password: str, password_hash: str | None) -> bool:
        checked.append(password)
        return verify(password, password_hash)

    monkeypatch.setattr(passwords, "_matches", note)
    guess(catalog, "ann" if known else "nobody")
    assert checked == [WRONG]


def test_argon2_runs_for_an_unknown_name_and_never_says_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []

    class Hasher(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
            verified.append(str(password))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Hasher())
    checker = passwords.PasswordChecker()
    assert run(checker.matches("nobody has this password", None)) is False
    assert verified == ["nobody has this password"]


def test_a_disabled_account_is_refused_like_a_wrong_password(catalog: Catalog) -> None:
    account = add_account(catalog)
    add_account(catalog, "other")
    catalog.accounts.change(account.account_id, disabled=True).result()
    with pytest.raises(WrongPasswordError):
        sign_in(new_access(catalog))


def test_an_account_without_a_password_cannot_be_signed_in_to(catalog: Catalog) -> None:
    catalog.accounts.find_or_add_identity("issuer 1", "ann", Role.VIEWER, 1.0).result()
    for password in ("", PASSWORD, "nobody has this password"):
        with pytest.raises(WrongPasswordError):
            sign_in(new_access(catalog), "ann", password)


@pytest.mark.usefixtures("cheap_hashes")
def test_attempts_are_counted_by_their_result(catalog: Catalog) -> None:
    registry = CollectorRegistry()
    add_account(catalog)
    access = new_access(catalog, metrics=registry)
    sign_in(access, "ann", PASSWORD)
    guess(catalog, "ann", times=PER_NAME_AND_ADDRESS - 1)
    with pytest.raises(WrongPasswordError):
        sign_in(access, "ann", WRONG)
    with pytest.raises(TooManyAttemptsError):
        sign_in(access, "ann", PASSWORD)
    counted = {
        result: registry.get_sample_value("headrace_sign_in_attempts_total", {"method": "password", "result": result})
        for result in ("accepted", "refused", "limited")
    }
    assert counted == {"accepted": 1, "refused": 1, "limited": 1}
