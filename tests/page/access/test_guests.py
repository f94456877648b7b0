"""Guest links: made in a dialog, and what they show to people without an account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.demo import Manifest
from app.domain.access import Role
from tests.page.access.support import PATIENCE_MS, PHONE, GuardedServer, fits
from tests.readers.support import png
from tests.support.browser import ConsoleErrors
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

FILES = 70
"""More than one page of a guest's."""
HOSTILE = "<img src=x onerror=alert(1)>.png"


@pytest.fixture
def guest(browser: Browser) -> Iterator[Page]:
    """A browser of somebody who has no account."""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def roots(demo: tuple[Path, Manifest], tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """The demo library, which other modules use as it is, and a folder for the files of these tests."""
    return [demo[0], tmp_path_factory.mktemp("for-guests")]


@pytest.fixture(scope="module")
def shared_files(guarded: GuardedServer, roots: Sequence[Path]) -> int:
    """How many files are in the library."""
    folder = roots[1]
    for number in range(FILES - 1):
        (folder / f"guest_{number:03}.png").write_bytes(png())
    (folder / HOSTILE).write_bytes(png())
    guarded.commit(folder)
    return FILES


def test_a_session_is_shared_in_a_dialog_and_a_guest_follows_it_to_the_end(
    guarded: GuardedServer, context: BrowserContext, guest: Page, demo: tuple[Path, Manifest]
) -> None:
    session_id = guarded.paused(demo[0])
    page = guarded.page_as(context, Role.EDITOR, f"/ingest-v2#/process/{session_id}")
    page.get_by_test_id("share").click()
    dialog = page.get_by_test_id("share-dialog")
    expect(dialog).to_contain_text("Anybody with the link sees the live progress of this session")
    dialog.get_by_label("1 day").check()
    page.get_by_test_id("share-create").click()
    link = dialog.get_by_role("textbox", name="Guest link").input_value()
    qr = dialog.get_by_role("img", name="QR code of the link")
    expect(qr).to_have_attribute("src", re.compile("^data:image/svg"))
    assert qr.evaluate("image => image.complete && image.naturalWidth > 100")
    expect(dialog).to_contain_text("It works until")
    expect(dialog).to_contain_text("can only be reached from its own machine")

    complaints = ConsoleErrors(guest)
    guest.goto(link)
    expect(guest.get_by_test_id("connection")).to_contain_text("Connected", timeout=PATIENCE_MS)
    expect(guest.get_by_role("heading", level=1)).to_have_text("Paused")
    expect(guest.get_by_test_id("account-button")).to_have_count(0)
    expect(guest.get_by_role("link").filter(visible=True)).to_have_text(["Skip to content"])
    expect(guest.locator("main").get_by_role("button").filter(visible=True)).to_have_count(0)
    guarded.post(f"/api/ingest/resume/{session_id}")
    expect(guest.get_by_test_id("percent")).to_have_text("100%", timeout=PATIENCE_MS)
    expect(guest.get_by_role("heading", level=1)).to_have_text("All files processed, 1 failed")
    expect(guest.get_by_test_id("counter-processed_files")).to_have_text(
        page.get_by_test_id("counter-processed_files").inner_text()
    )
    expect(guest.get_by_test_id("elapsed")).to_have_text(page.get_by_test_id("elapsed").inner_text())
    guarded.post("/api/ingest/commit", session_id=session_id)
    expect(guest.get_by_role("heading", level=1)).to_have_text("In the library", timeout=PATIENCE_MS)
    assert not complaints.seen


def test_a_guests_page_follows_the_rollout_in_mid_session(
    guarded: GuardedServer, guest: Page, demo: tuple[Path, Manifest]
) -> None:
    session_id = guarded.paused(demo[0])
    path, _ = guarded.guest_path(session_id=session_id)
    complaints = ConsoleErrors(guest)
    guest.goto(f"{guarded.url}{path}")
    transport = guest.locator("body")
    try:
        for percent, expected in ((100, "stream"), (0, "poll"), (100, "stream"), (0, "poll")):
            with guarded.client(Role.ADMIN) as admin:
                admin.put("/api/admin/rollout", json={"percent": percent}).raise_for_status()
            expect(transport).to_have_attribute("data-transport", expected)
        guarded.post(f"/api/ingest/resume/{session_id}")
        expect(guest.get_by_test_id("percent")).to_have_text("100%", timeout=PATIENCE_MS)
        expect(guest.get_by_role("heading", level=1)).to_have_text("All files processed, 1 failed")
        assert not complaints.seen
    finally:
        with guarded.client(Role.ADMIN) as admin:
            admin.put("/api/admin/rollout", json={"percent": 100}).raise_for_status()


def test_a_guest_without_event_streams_is_told_by_polling(
    guarded: GuardedServer, guest: Page, demo: tuple[Path, Manifest]
) -> None:
    guest.add_init_script("delete window.EventSource")
    path, _ = guarded.guest_path(session_id=guarded.finished(demo[0]))
    guest.goto(guarded.url + path)
    expect(guest.get_by_test_id("percent")).to_have_text("100%")
    expect(guest.locator("body")).to_have_attribute("data-transport", "poll")


def test_a_link_that_is_revoked_says_so_on_the_open_page_and_when_it_is_opened_again(
    guarded: GuardedServer, context: BrowserContext, guest: Page, demo: tuple[Path, Manifest]
) -> None:
    session_id = guarded.paused(demo[0])
    path, _ = guarded.guest_path(session_id=session_id)
    guest.goto(guarded.url + path)
    expect(guest.get_by_test_id("connection")).to_contain_text("Connected", timeout=PATIENCE_MS)
    page = guarded.page_as(context, Role.EDITOR, "/account")
    shown = page.get_by_role("table", name="Guest links").get_by_role("row").filter(has_text=session_id)
    shown.get_by_role("button", name="Revoke").click()
    page.locator("#confirm").get_by_role("button", name="Revoke link").click()
    expect(shown).to_have_count(0)
    expect(guest.get_by_test_id("guest-nothing")).to_be_visible(timeout=PATIENCE_MS)
    expect(guest.get_by_test_id("guest-session")).to_be_hidden()
    guest.goto(guarded.url + path)
    expect(guest.get_by_test_id("guest-nothing")).to_contain_text("This link has expired or was revoked")
    guarded.post(f"/api/ingest/cancel/{session_id}")


def test_a_search_is_shared_with_its_filters_and_a_guest_sees_its_files_page_by_page(
    guarded: GuardedServer, context: BrowserContext, guest: Page, shared_files: int
) -> None:
    page = guarded.page_as(context, Role.EDITOR, "/library?q=guests&kind=image&size_from=0&sort=path+asc")
    expect(page.get_by_test_id("result-line")).to_have_text(f"{shared_files} matches")
    page.get_by_test_id("share").click()
    page.get_by_test_id("share-create").click()
    link = page.get_by_role("textbox", name="Guest link").input_value()

    complaints = ConsoleErrors(guest)
    guest.goto(link)
    expect(guest.get_by_test_id("guest-total")).to_contain_text(f"{shared_files} files")
    cards = guest.get_by_test_id("card")
    expect(cards.first.locator(".file-name")).to_have_text(HOSTILE)
    expect(cards.first).to_have_attribute("aria-setsize", str(shared_files))
    assert cards.count() < shared_files
    guest.keyboard.press("Tab")
    cards.first.focus()
    guest.keyboard.press("End")
    last = guest.locator(f'[aria-posinset="{shared_files}"]')
    expect(last).to_be_focused()
    expect(last.locator(".file-name")).to_have_text(f"guest_{shared_files - 2:03}.png")
    assert cards.count() < shared_files
    assert str(guarded.server.roots[0]) not in guest.content()
    guest.wait_for_function("() => document.querySelector('.guest-card img').naturalWidth > 0")
    guest.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    wait_until(lambda: fits(guest), "the list is laid out for the narrow window")
    assert not complaints.seen


def test_pictures_that_are_nsfw_are_blurred_until_the_guest_reveals_them(
    guarded: GuardedServer, guest: Page, shared_files: int
) -> None:
    path, _ = guarded.guest_path(search={"q": "guests"})
    guest.route(re.compile(r"/files\?"), lambda route: route.fulfill(json=_all_nsfw(route.fetch().json())))
    guest.goto(guarded.url + path)
    first = guest.get_by_test_id("card").first
    expect(first).to_have_attribute("data-veiled", "")
    guest.get_by_role("button", name="Show NSFW").click()
    expect(first).not_to_have_attribute("data-veiled", "")


def _all_nsfw(page: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    return {**page, "files": [{**file, "is_nsfw": True} for file in page["files"]]}


def test_a_guest_link_opens_nothing_else(guarded: GuardedServer, guest: Page, demo: tuple[Path, Manifest]) -> None:
    path, _ = guarded.guest_path(session_id=guarded.finished(demo[0]))
    guest.goto(guarded.url + path)
    expect(guest.get_by_test_id("percent")).to_have_text("100%")
    for other in ("/api/ingest/sessions", f"{path}/files"):
        status = guest.evaluate("path => fetch(path).then((answer) => answer.status)", other)
        assert status in (401, 404), other
    guest.goto(f"{guarded.url}/library")
    assert urlsplit(guest.url).path == "/sign-in"
