"""What a role may not do is not offered, and refused all the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.demo import Manifest
from app.domain.access import Role
from tests.page.access.support import PATIENCE_MS, GuardedServer, is_hidden
from tests.support.browser import ConsoleErrors

pytestmark = pytest.mark.slow

ATTEMPTS = [
    ("POST", "/api/ingest/pause/{id}"),
    ("POST", "/api/ingest/retry/{id}"),
    ("POST", "/api/ingest/commit"),
    ("POST", "/api/ingest/undo/{id}"),
    ("DELETE", "/api/ingest/session/{id}"),
    ("POST", "/api/guest-links"),
]


@pytest.fixture(scope="module")
def finished(guarded: GuardedServer, demo: tuple[Path, Manifest]) -> str:
    return guarded.finished(demo[0])


def visit(page: Page, guarded: GuardedServer, step: str, session_id: str = "") -> None:
    page.goto(f"{guarded.url}/ingest-v2#/{step}{f'/{session_id}' if session_id else ''}")
    expect(page.get_by_test_id(f"step-{step}")).to_be_visible()


def test_a_viewer_sees_everything_and_no_button_that_changes_anything(
    guarded: GuardedServer, context: BrowserContext, finished: str
) -> None:
    page = guarded.page_as(context, Role.VIEWER, "/ingest-v2#/configure")
    complaints = ConsoleErrors(page)
    expect(page.get_by_test_id("step-configure")).to_contain_text("You are signed in as a viewer")
    expect(page.get_by_test_id("sessions").get_by_role("link")).to_have_count(1)
    is_hidden(page, "start", "tree", "file-types")
    expect(page.locator(".session-delete")).to_be_hidden()

    visit(page, guarded, "process", finished)
    expect(page.get_by_test_id("percent")).to_have_text("100%", timeout=PATIENCE_MS)
    is_hidden(page, "retry", "share", "queue", "cancel")
    expect(page.get_by_test_id("errors").get_by_role("listitem").first).to_be_visible()
    expect(page.locator(".error-again").first).to_be_hidden()

    visit(page, guarded, "preview", finished)
    expect(page.get_by_test_id("card").first).to_be_visible()
    expect(page.get_by_test_id("group-new")).to_be_visible()
    is_hidden(page, "nsfw-threshold")
    expect(page.get_by_test_id("card-choice").first).to_be_hidden()
    page.get_by_test_id("group-new").click()
    expect(page.locator("#group-meaning")).to_be_visible()
    expect(page.locator("#group-choice")).to_be_hidden()
    first = page.get_by_test_id("card").first
    first.locator(".file-open").focus()
    page.keyboard.press("x")
    page.keyboard.press("5")
    expect(first).not_to_have_attribute("data-left", "")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("detail")).to_be_visible()
    is_hidden(page, "edit")
    expect(page.locator("#detail-take")).to_be_hidden()
    page.keyboard.press("3")
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("file="))
    expect(page.get_by_test_id("to-commit")).to_have_text("See what a commit would do")

    visit(page, guarded, "commit", finished)
    expect(page.get_by_test_id("commit-sentence")).to_contain_text("On commit:")
    is_hidden(page, "commit", "undo")
    visit(page, guarded, "history")
    expect(page.get_by_test_id("past")).to_have_count(1)
    for action in ("delete", "undo"):
        expect(page.locator(f"[data-link={action}]")).to_be_hidden()
    page.goto(f"{guarded.url}/library")
    expect(page.get_by_test_id("result-line")).to_be_attached()
    is_hidden(page, "share")
    assert not complaints.seen  # no request was refused: none was made that a viewer may not make


def test_the_server_refuses_a_viewer_and_the_page_would_say_so(
    guarded: GuardedServer, context: BrowserContext, finished: str
) -> None:
    with guarded.client(Role.VIEWER) as client:
        for method, path in ATTEMPTS:
            body = {"session_id": finished} if path.endswith(("commit", "links")) else None
            assert client.request(method, path.format(id=finished), json=body).status_code == 403, path
    page = guarded.page_as(context, Role.VIEWER, f"/ingest-v2#/process/{finished}")
    expect(page.get_by_test_id("percent")).to_have_text("100%", timeout=PATIENCE_MS)
    page.evaluate("document.body.dataset.role = 'admin'")
    page.get_by_test_id("retry").click()
    expect(page.locator("#toasts")).to_contain_text("viewer may not do this: the role editor is needed.")


def test_an_editor_ingests_and_only_an_admin_may_delete(
    guarded: GuardedServer, context: BrowserContext, finished: str
) -> None:
    page = guarded.page_as(context, Role.EDITOR, "/ingest-v2#/configure")
    expect(page.get_by_test_id("start")).to_be_visible()
    expect(page.get_by_test_id("tree").get_by_role("treeitem").first).to_be_visible()
    expect(page.locator(".session-delete")).to_be_hidden()
    visit(page, guarded, "history")
    expect(page.get_by_test_id("past")).to_have_count(1)
    expect(page.locator("[data-link=delete]")).to_be_hidden()
    context.clear_cookies()
    admins = guarded.page_as(context, Role.ADMIN, "/ingest-v2#/history")
    expect(admins.locator("[data-link=delete]")).to_be_visible()


def test_nothing_that_is_not_offered_flashes_while_the_page_loads(
    guarded: GuardedServer, context: BrowserContext
) -> None:
    """The role stands in the markup, and CSS decides: no module has to run first."""
    guarded.sign_in(context, Role.VIEWER)
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{guarded.url}/ingest-v2")
    offered = page.evaluate(
        """() => [...document.querySelectorAll("[data-needs]")]
             .filter((element) => getComputedStyle(element).display !== "none").length"""
    )
    assert offered == 0
