"""Signing in and out, and accepting an invitation, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.demo import Manifest
from app.domain.access import Role
from tests.page.access.support import PASSWORD, PATIENCE_MS, GuardedServer, submit_sign_in
from tests.support.server import HeadraceProcess, NewServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def open_menu(page: Page) -> None:
    page.wait_for_load_state()  # the menu's module has run
    page.get_by_test_id("account-button").click()
    expect(page.get_by_test_id("account-panel")).to_be_visible()


def test_the_first_admin_is_added_on_the_page_and_then_everybody_has_to_sign_in(
    fresh_server: HeadraceProcess, page: Page
) -> None:
    page.goto(f"{fresh_server.url}/ingest-v2")
    open_menu(page)
    expect(page.get_by_test_id("account-panel")).to_contain_text("This machine, no account")
    page.get_by_role("link", name="Accounts and access").click()
    page.get_by_label("Name of the first admin").fill(HOSTILE)
    page.get_by_role("button", name="Add the first admin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Welcome, {HOSTILE}")
    expect(page.get_by_test_id("invitation-form")).to_contain_text("Admin")

    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_test_id("submit").click()
    expect(page.locator("#password-error")).to_have_text("Use at least 10 characters. You entered 5.")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_test_id("submit").click()
    expect(page).to_have_url(re.compile(r"/ingest-v2"))
    open_menu(page)
    expect(page.get_by_test_id("account-panel")).to_contain_text(HOSTILE)
    page.get_by_test_id("sign-out").click()
    expect(page.get_by_test_id("sign-in-form")).to_be_visible()
    page.goto(f"{fresh_server.url}/library")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Flibrary$"))


def test_the_link_that_a_reachable_server_prints_makes_the_first_admin_with_a_name_of_their_choice(
    new_server: NewServer, demo: tuple[Path, Manifest], tmp_path: Path, page: Page
) -> None:
    with new_server(demo[0], data=tmp_path / "data", environ={"HEADRACE_HOST": "0.0.0.0"}):
        printed = wait_until(
            (tmp_path / "data.out").read_text, "the link is printed", holds=lambda text: "127.0.0.1" in text
        )
        link = next(word for word in printed.split() if word.startswith("http://127.0.0.1:") and "/invitation/" in word)
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to Headrace")
        page.get_by_test_id("submit").click()
        expect(page.locator("#name-error")).to_have_text("Choose a name to sign in with.")
        submit_sign_in(page, "ann")
        expect(page).to_have_url(re.compile("/ingest-v2"))
        open_menu(page)
        expect(page.get_by_test_id("account-panel")).to_contain_text("Admin")
        page.goto(link)
        expect(page.get_by_test_id("expired")).to_contain_text("This invitation no longer works")
        page.get_by_role("link", name="Go to sign-in").click()
        expect(page.get_by_test_id("sign-in-form")).to_be_visible()


def test_signing_in_leads_to_where_one_wanted_to_go_with_its_step(guarded: GuardedServer, page: Page) -> None:
    page.goto(f"{guarded.url}/ingest-v2#/history")
    expect(page.get_by_test_id("sign-in-form")).to_be_visible()
    submit_sign_in(page, "viewer")
    expect(page).to_have_url(f"{guarded.url}/ingest-v2#/history")
    expect(page.get_by_test_id("step-history")).to_be_visible()


def test_signing_in_never_leads_to_another_server(guarded: GuardedServer, page: Page) -> None:
    page.goto(f"{guarded.url}/sign-in?next=%2F%2Fexample.org%2Flibrary")
    submit_sign_in(page, "viewer")
    expect(page).to_have_url(re.compile(f"^{re.escape(guarded.url)}/ingest-v2"))


def test_a_wrong_password_is_said_in_place_and_the_next_try_succeeds(guarded: GuardedServer, page: Page) -> None:
    page.goto(f"{guarded.url}/sign-in")
    page.get_by_test_id("submit").click()
    expect(page.locator("#name-error")).to_have_text("Enter your name.")
    expect(page.locator("#password-error")).to_have_text("Enter your password.")
    expect(page.get_by_label("Name")).to_be_focused()
    submit_sign_in(page, "editor", "not the password")
    expect(page.get_by_test_id("entrance-error")).to_contain_text("The name or the password is wrong.")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    submit_sign_in(page, "editor")
    expect(page).to_have_url(re.compile("/ingest-v2"))


def test_after_too_many_attempts_the_page_says_for_how_long(guarded: GuardedServer, page: Page) -> None:
    page.goto(f"{guarded.url}/sign-in")
    limited = {"error": {"code": "too_many_attempts", "message": "No.", "cure": "", "retry_after_s": 61}}
    page.route("**/api/sign-in", lambda route: route.fulfill(status=429, json=limited))
    submit_sign_in(page, "nobody")
    expect(page.get_by_test_id("entrance-error")).to_have_text(
        "Too many attempts to sign in have failed. Try again in 2 minutes."
    )


def test_a_password_can_be_shown_and_is_hidden_again_before_it_is_sent(guarded: GuardedServer, page: Page) -> None:
    page.goto(f"{guarded.url}/sign-in")
    field = page.get_by_label("Password", exact=True)
    field.fill("wrong but visible")
    page.get_by_role("button", name="Show the password").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_label("Name").fill("viewer")
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("entrance-error")).to_be_visible()
    expect(field).to_have_attribute("type", "password")


def test_the_keyboard_alone_signs_in_and_out(guarded: GuardedServer, page: Page) -> None:
    page.goto(f"{guarded.url}/sign-in")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(Role.EDITOR.value)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    button = page.get_by_test_id("account-button")
    expect(button).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_load_state()
    tools = page.get_by_role("toolbar", name="Page")
    for _ in range(30):
        page.keyboard.press("Tab")
        if tools.evaluate("element => element.contains(document.activeElement)"):
            break
    page.keyboard.press("End")  # the row is one stop of the Tab key
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("account-panel")).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Account and access")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Check the connection")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_test_id("sign-out")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Account and access")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("sign-in-form")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("sign-in-form").or_(page.get_by_test_id("signed-out"))).to_be_visible()
