"""The account page, there and back: tokens, accounts, invitations, browsers, guest links, the audit log."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from app.domain.access import Role
from tests.page.access.support import PASSWORD, PHONE, GuardedServer, fits, submit_sign_in

pytestmark = pytest.mark.slow

HOSTILE = "<b>eve</b> & co"


@pytest.fixture
def page(guarded: GuardedServer, context: BrowserContext) -> Page:
    """The account page of an admin."""
    page = guarded.page_as(context, Role.ADMIN, "/account")
    expect(page.get_by_role("table", name="Accounts")).to_be_visible()
    return page


def row(page: Page, table: str, text: str) -> Locator:
    return page.get_by_role("table", name=table, exact=True).get_by_role("row").filter(has_text=text)


def secret(page: Page, label: str) -> str:
    field = page.get_by_role("textbox", name=label)
    expect(field).to_be_visible()
    return field.input_value()


def confirm(page: Page, yes: str) -> None:
    page.locator("#confirm").get_by_role("button", name=yes).click()


def test_a_token_is_shown_once_works_until_it_is_revoked_and_never_has_a_higher_role(
    guarded: GuardedServer, context: BrowserContext
) -> None:
    page = guarded.page_as(context, Role.EDITOR, "/account")
    form = page.get_by_test_id("token-form")
    expect(form.get_by_label("Role").get_by_role("option")).to_have_text(["Viewer", "Editor"])
    form.get_by_label("What it is for").fill(HOSTILE)
    form.get_by_label("Role").select_option("editor")
    form.get_by_label("Days").fill("3")
    form.get_by_role("button", name="Create token").click()
    token = secret(page, "New token")
    assert token.startswith("hr_")
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{guarded.url}/api/account", headers=headers).json()["role"] == "editor"
    expect(row(page, "Your tokens", HOSTILE)).to_contain_text("Editor")
    page.reload()
    expect(row(page, "Your tokens", HOSTILE)).to_be_visible()
    assert token not in page.content()
    row(page, "Your tokens", HOSTILE).get_by_role("button", name=f"Revoke the token {HOSTILE}").click()
    confirm(page, "Revoke token")
    expect(row(page, "Your tokens", HOSTILE)).to_have_count(0)
    expect(page.locator("#tokens-title")).to_be_focused()
    assert httpx.get(f"{guarded.url}/api/account", headers=headers).status_code == 401


def test_a_secret_is_copied_with_one_press(guarded: GuardedServer, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=guarded.url)
    page = guarded.page_as(context, Role.VIEWER, "/account")
    page.get_by_label("What it is for").fill("copied")
    page.get_by_role("button", name="Create token").click()
    token = secret(page, "New token")
    copy = page.get_by_test_id("tokens").get_by_role("button", name="Copy")
    expect(copy).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copied", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == token


def test_an_account_is_added_invited_given_another_role_disabled_and_enabled(
    guarded: GuardedServer, page: Page, context: BrowserContext
) -> None:
    form = page.get_by_test_id("account-form")
    form.get_by_label("Name").fill(HOSTILE)
    form.get_by_role("button", name="Add account").click()
    link = secret(page, f"Invitation link for {HOSTILE}")
    expect(row(page, "Accounts", HOSTILE)).to_contain_text("no password yet")

    assert context.browser is not None
    with context.browser.new_context() as others:
        their = others.new_page()
        their.goto(link)
        their.get_by_label("Password", exact=True).fill(PASSWORD)
        their.get_by_test_id("submit").click()
        expect(their.get_by_test_id("step-configure")).to_contain_text("You are signed in as a viewer")
        their.goto(link)
        expect(their.get_by_test_id("expired")).to_be_visible()

        page.reload()
        row(page, "Accounts", HOSTILE).get_by_role("combobox").select_option("editor")
        expect(page.get_by_role("table", name="Audit log").get_by_role("row").nth(1)).to_contain_text("role editor")
        their.goto(f"{guarded.url}/ingest-v2")
        expect(their.get_by_test_id("start")).to_be_visible()

        row(page, "Accounts", HOSTILE).get_by_role("button", name=f"Disable {HOSTILE}").click()
        confirm(page, "Disable account")
        expect(row(page, "Accounts", HOSTILE)).to_contain_text("disabled")
        their.goto(f"{guarded.url}/library")
        expect(their.get_by_test_id("sign-in-form")).to_be_visible()
        submit_sign_in(their, HOSTILE)
        expect(their.get_by_test_id("entrance-error")).to_be_visible()

    row(page, "Accounts", HOSTILE).get_by_role("button", name=f"Enable {HOSTILE}").click()
    expect(row(page, "Accounts", HOSTILE)).not_to_contain_text("disabled")
    row(page, "Accounts", HOSTILE).get_by_role("button", name="New password").click()
    assert secret(page, f"Invitation link for {HOSTILE}") != link


def test_the_last_admin_cannot_be_disabled_and_the_page_says_why(page: Page) -> None:
    row(page, "Accounts", "you").get_by_role("button", name="Disable admin").click()
    confirm(page, "Disable account")
    expect(page.locator("#toasts")).to_contain_text("Not possible")
    page.locator("#toasts").get_by_role("button", name="Dismiss").click()
    expect(page.locator("#toasts .toast")).to_have_count(0)
    choice = row(page, "Accounts", "you").get_by_role("combobox")
    choice.select_option("viewer")
    expect(page.locator("#toasts")).to_contain_text("Not possible")
    expect(choice).to_have_value("admin")


def test_another_browser_is_ended_from_the_list_and_has_to_sign_in_again(
    guarded: GuardedServer, context: BrowserContext
) -> None:
    assert context.browser is not None
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
    with context.browser.new_context(user_agent=agent) as others:
        their = others.new_page()
        their.goto(f"{guarded.url}/sign-in?next=/library")
        submit_sign_in(their, "viewer")
        expect(their).to_have_url(f"{guarded.url}/library")
        page = context.new_page()
        page.goto(f"{guarded.url}/sign-in?next=/account")
        submit_sign_in(page, "viewer")
        expect(row(page, "Signed-in browsers", "this browser")).to_contain_text("Chrome on Linux")
        row(page, "Signed-in browsers", "Safari on iPhone").get_by_role("button").click()
        confirm(page, "Sign out")
        expect(row(page, "Signed-in browsers", "Safari on iPhone")).to_have_count(0)
        their.reload()
        expect(their.get_by_test_id("sign-in-form")).to_be_visible()


def test_a_changed_password_is_the_one_that_signs_in(guarded: GuardedServer, context: BrowserContext) -> None:
    invited = guarded.post("/api/accounts", name="changer", role="viewer")["url"]
    page = context.new_page()
    page.goto(invited)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_test_id("submit").click()
    expect(page).to_have_url(re.compile("/ingest-v2"))
    page.goto(f"{guarded.url}/account")
    page.get_by_label("Current password", exact=True).fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_role("button", name="Change the password").click()
    expect(page.locator("#new-password-error")).to_contain_text("at least 10 characters")
    page.get_by_label("New password", exact=True).fill("another good password")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("status").filter(has_text="The password was changed.")).to_be_visible()
    page.get_by_test_id("account-button").click()
    page.get_by_test_id("sign-out").click()
    submit_sign_in(page, "changer", PASSWORD)
    expect(page.get_by_test_id("entrance-error")).to_be_visible()
    submit_sign_in(page, "changer", "another good password")
    expect(page).to_have_url(re.compile("/ingest-v2"))


def test_the_audit_log_shows_older_entries_when_asked(guarded: GuardedServer, page: Page) -> None:
    for _ in range(35):
        guarded.post("/api/guest-links", search={"q": "many"}, days=1)
    page.reload()
    rows = page.get_by_role("table", name="Audit log").get_by_role("row")
    expect(rows).to_have_count(31)
    expect(rows.nth(1)).to_contain_text("create guest link")
    page.get_by_test_id("audit-more").click()
    expect(rows).not_to_have_count(31)


def test_a_viewer_has_no_sections_of_others(guarded: GuardedServer, context: BrowserContext) -> None:
    page = guarded.page_as(context, Role.VIEWER, "/account")
    expect(page.get_by_role("heading", level=2).filter(visible=True)).to_have_text(
        ["Your account", "Signed-in browsers", "Your tokens"]
    )


def test_on_a_phone_the_tables_become_cards_and_keep_their_roles(guarded: GuardedServer, page: Page) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert fits(page)
    cell = row(page, "Accounts", "viewer").get_by_role("cell").nth(2)
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Since"'
    expect(page.get_by_role("columnheader").first).to_be_attached()
