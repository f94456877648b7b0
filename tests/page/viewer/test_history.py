"""The file that is looked at is part of the browser's history and has an address, in the preview and in the library."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.page.viewer.support import address, expect_file, open_file
from tests.support.preview import PreviewClient

SIZE = ViewportSize(width=1280, height=800)


def test_forward_opens_the_file_again_that_back_closed(page: Page) -> None:
    open_file(page, "a-large.png")
    page.keyboard.press("ArrowRight")
    expect_file(page, "b-large.png")
    page.go_back()
    expect(page.get_by_test_id("detail")).to_be_hidden()
    expect(page.get_by_test_id("card").filter(has_text="b-large.png").locator(".file-open")).to_be_focused()
    page.go_forward()
    expect_file(page, "b-large.png")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("detail")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("file="))


def test_an_address_opens_its_file_and_a_reload_stays(page: Page, browser: Browser) -> None:
    open_file(page, "c-dot.png")
    expect(page).to_have_url(re.compile(r"\?file=\d+$"))
    shared = browser.new_page(viewport=SIZE)
    shared.goto(page.url)
    expect_file(shared, "c-dot.png")
    expect(shared.get_by_test_id("viewer-place")).to_have_text("3 / 10")
    shared.reload()
    expect_file(shared, "c-dot.png")
    shared.keyboard.press("ArrowRight")
    expect_file(shared, "d-icon.png")
    shared.keyboard.press("Escape")
    expect(shared.get_by_test_id("detail")).to_be_hidden()
    expect(shared).not_to_have_url(re.compile("file="))
    expect(shared.get_by_test_id("card").filter(has_text="d-icon.png").locator(".file-open")).to_be_focused()
    shared.close()


def test_a_file_that_is_opened_at_once_after_another_has_its_own_entry(page: Page) -> None:
    before = page.url
    for name in ("a-large.png", "c-dot.png", "d-icon.png"):
        open_file(page, name)
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("detail")).to_be_hidden()
    expect(page).to_have_url(before)
    open_file(page, "b-large.png")
    page.evaluate("""async () => {
        const dialog = document.getElementById("detail");
        const closed = new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
        dialog.close();
        await closed;
        document.querySelectorAll(".file-open")[2].click();
    }""")
    expect_file(page, "c-dot.png")
    expect(page).to_have_url(re.compile("file="))
    page.go_back()
    expect(page.get_by_test_id("detail")).to_be_hidden()
    expect(page).to_have_url(before)


def test_an_address_of_no_file_says_so_and_shows_the_list(page: Page, session: PreviewClient) -> None:
    page.goto("about:blank")
    page.goto(address(session, "?file=999999"))
    expect(page.locator("#toasts")).to_contain_text("no file")
    expect(page.get_by_test_id("card").first).to_be_visible()
    expect(page.get_by_test_id("detail")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("file="))


def test_the_library_does_the_same(browser: Browser, session: PreviewClient) -> None:
    if session.counts().get("new"):
        session.commit()
    page = browser.new_page(viewport=SIZE)
    page.goto(f"{session.server.url}/library?sort=path+asc")
    open_file(page, "b-large.png")
    expect(page).to_have_url(re.compile(r"sort=path\+asc&file=\d+$"))
    page.go_back()
    expect(page.get_by_test_id("detail")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"sort=path\+asc$"))
    page.go_forward()
    expect_file(page, "b-large.png")
    page.reload()
    expect_file(page, "b-large.png")
    page.keyboard.press("Space")
    expect_file(page, "c-dot.png")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"sort=path\+asc$"))
    page.close()


LEAVE_BY_A_LINK = """(selector) => new Promise((end) => {
    const viewer = document.getElementById("detail");
    viewer.addEventListener("close", () => { document.querySelector(selector).click(); end(); }, { once: true });
    viewer.close();
})"""
"""Close the viewer and press a link before the browser has gone back to the list."""


@pytest.mark.parametrize(("selector", "ends"), [("#to-commit", "#/commit/"), ("a[href='/library']", "/library")])
def test_a_link_that_is_pressed_right_after_the_viewer_closed_is_followed(
    page: Page, session: PreviewClient, selector: str, ends: str
) -> None:
    open_file(page, "a-large.png")
    page.evaluate(LEAVE_BY_A_LINK, selector)
    page.wait_for_url(lambda url: ends in url, timeout=5_000)
    page.wait_for_timeout(500)
    assert ends in page.url
    page.go_back()
    expect(page.get_by_test_id("card").first).to_be_visible()
    assert page.url == address(session), "one step back is the list"
    expect(page.get_by_test_id("detail")).to_be_hidden()
