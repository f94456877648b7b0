"""A sign-in that ends while the page is open: one clear notice, and no endless reconnecting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from app.demo import Manifest
from app.domain.access import Role
from tests.page.access.support import PATIENCE_MS, GuardedServer, submit_sign_in

pytestmark = pytest.mark.slow

QUIET_MS = 3_000


def end_all_sign_ins(guarded: GuardedServer) -> None:
    with guarded.client(Role.EDITOR) as client:
        for sign_in in client.get("/api/account").json()["sign_ins"]:
            assert client.delete(f"/api/account/sign-ins/{sign_in['id']}").status_code == 204


def watch(page: Page, guarded: GuardedServer, session_id: str) -> None:
    page.goto(f"{guarded.url}/ingest-v2#/process/{session_id}")
    expect(page.get_by_test_id("connection")).to_contain_text("Connected", timeout=PATIENCE_MS)


@pytest.mark.parametrize("transport", ["shared", "own", "poll"])
def test_a_live_page_says_that_the_sign_in_was_ended_and_stops_asking(
    guarded: GuardedServer, context: BrowserContext, demo: tuple[Path, Manifest], transport: str
) -> None:
    if transport == "own":
        context.add_init_script("delete Navigator.prototype.locks")
    if transport == "poll":
        context.add_init_script("delete window.EventSource")
    session_id = guarded.paused(demo[0])
    guarded.sign_in(context, Role.EDITOR)
    page = context.new_page()
    page.goto(f"{guarded.url}/ingest-v2#/process/{session_id}")
    live = "Polling every second" if transport == "poll" else "Connected"
    expect(page.get_by_test_id("connection")).to_contain_text(live, timeout=PATIENCE_MS)
    end_all_sign_ins(guarded)
    notice = page.get_by_test_id("signed-out")
    expect(notice).to_be_visible(timeout=PATIENCE_MS)
    expect(notice).to_contain_text("You are signed out")
    expect(notice.get_by_role("link", name="Sign in again")).to_be_focused()
    expect(page.get_by_test_id("connection")).to_contain_text("Signed out")
    expect(page.locator(".toast")).to_have_count(0)

    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.wait_for_timeout(QUIET_MS)
    assert asked == []
    notice.get_by_role("link", name="Sign in again").click()
    submit_sign_in(page, "editor")
    expect(page).to_have_url(f"{guarded.url}/ingest-v2#/process/{session_id}")
    expect(page.get_by_test_id("connection")).to_contain_text(live, timeout=PATIENCE_MS)
    guarded.post(f"/api/ingest/cancel/{session_id}")


def test_all_tabs_say_it_and_go_on_once_one_of_them_has_signed_in(
    guarded: GuardedServer, context: BrowserContext, demo: tuple[Path, Manifest]
) -> None:
    session_id = guarded.paused(demo[0])
    guarded.sign_in(context, Role.EDITOR)
    tabs = [context.new_page(), context.new_page()]
    for tab in tabs:
        watch(tab, guarded, session_id)
    end_all_sign_ins(guarded)
    for tab in tabs:
        expect(tab.get_by_test_id("signed-out")).to_be_visible(timeout=PATIENCE_MS)
    tabs[1].get_by_role("link", name="Sign in again").click()
    submit_sign_in(tabs[1], "editor")
    expect(tabs[1].get_by_test_id("connection")).to_contain_text("Connected", timeout=PATIENCE_MS)
    tabs[0].evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # the user comes back to this tab
    expect(tabs[0].get_by_test_id("signed-out")).to_be_hidden()
    expect(tabs[0].get_by_test_id("connection")).to_contain_text("Connected", timeout=PATIENCE_MS)
    with tabs[0].expect_request(re.compile(r"/activity\?"), timeout=PATIENCE_MS):
        guarded.post(f"/api/ingest/resume/{session_id}")


def test_a_request_of_a_signed_out_page_shows_the_notice_and_keeps_the_search(
    guarded: GuardedServer, context: BrowserContext
) -> None:
    page = guarded.page_as(context, Role.VIEWER, "/library")
    # The page has all that it asks for by itself: none of that finds out that the sign-in is over.
    with (
        page.expect_response("**/api/library/facets*"),
        page.expect_response("**/api/library/searches"),
        page.expect_response("**/api/library/stream"),
    ):
        page.reload()
    expect(page.locator("#grid")).to_have_attribute("aria-busy", "false")
    context.clear_cookies()
    page.get_by_test_id("words").fill("red fox")
    expect(page.get_by_test_id("signed-out")).to_be_visible()
    link = page.get_by_role("link", name="Sign in again")
    expect(link).to_have_attribute("href", re.compile(r"^/sign-in\?next=%2Flibrary%3Fq%3Dred"))


def test_an_answer_that_was_on_its_way_does_not_hide_the_notice(
    guarded: GuardedServer, context: BrowserContext
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    context.route("**/api/library/facets*", hold)
    page = guarded.page_as(context, Role.VIEWER, "/library")
    expect(page.locator("#grid")).to_have_attribute("aria-busy", "false")
    context.clear_cookies()
    page.get_by_test_id("words").fill("red fox")
    expect(page.get_by_test_id("signed-out")).to_be_visible()
    with page.expect_response("**/api/library/facets*"):
        held[0].fulfill(json={})
    page.wait_for_timeout(500)
    expect(page.get_by_test_id("signed-out")).to_be_visible()


def test_a_page_that_comes_back_from_the_browsers_cache_says_that_its_sign_in_has_ended(
    guarded: GuardedServer, context: BrowserContext
) -> None:
    page = guarded.page_as(context, Role.VIEWER, "/account")
    expect(page.get_by_role("table", name="Signed-in browsers")).to_be_visible()
    context.clear_cookies()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.get_by_test_id("signed-out")).to_be_visible()


def test_a_wrong_password_on_the_account_page_is_no_end_of_the_sign_in(
    guarded: GuardedServer, context: BrowserContext
) -> None:
    page = guarded.page_as(context, Role.EDITOR, "/account")
    page.get_by_label("Current password", exact=True).fill("wrong")
    page.get_by_label("New password", exact=True).fill("another good password")
    page.get_by_role("button", name="Change the password").click()
    expect(page.locator("#old-password-error")).to_have_text("This is not your current password.")
    expect(page.get_by_test_id("signed-out")).to_be_hidden()
