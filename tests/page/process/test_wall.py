"""The wall of what was read last: newest first, of a fixed size, in a fixed place, and still when it has to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.page.process.support import PATIENCE_MS, QUICK, broken_files, over, show
from tests.support.control import get, post, sound_files
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

TILES = 24
SHIFTS = """() => {
  window.shifts = [];
  const seen = (list) => window.shifts.push(...list.getEntries().map(({ value, sources }) =>
    ({ value, of: sources.map(({ node }) => node?.id || node?.className || String(node)) })));
  new PerformanceObserver(seen).observe({ type: "layout-shift" });
}"""
ALL_LOADED = """() => [...document.querySelectorAll("[data-testid=wall] img")].every((one) => one.naturalWidth > 0)"""
AT_ONCE = 2


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """With motion: the wall holds still for who wants none."""
    with browser.new_context(reduced_motion="no-preference") as context:
        yield context


def names(page: Page) -> list[str]:
    links = page.get_by_test_id("wall").get_by_role("link")
    return [link.get_attribute("aria-label") or "" for link in links.all()]


def test_the_wall_shows_what_was_read_last_and_opens_it(server: HeadraceProcess, media: Path, page: Page) -> None:
    folder = sound_files(media / "some", 40)
    session_id = over(server, folder)
    show(page, server, session_id)
    wall = page.get_by_test_id("wall")
    expect(wall.get_by_role("listitem")).to_have_count(TILES)
    newest = [file["name"] for file in get(server, f"session/{session_id}/activity")["recent"]]
    assert names(page) == newest
    pictures = wall.locator("img")
    expect(pictures).to_have_count(TILES)
    page.wait_for_function(ALL_LOADED)

    assert wall.locator("[tabindex='0']").count() == 1, "the wall is one stop of the Tab key"
    wall.get_by_role("link").first.focus()
    page.keyboard.press("ArrowRight")
    expect(wall.get_by_role("link").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("card")).to_have_count(1)
    expect(page.get_by_test_id("card")).to_contain_text(newest[1])


def test_pictures_load_a_few_at_a_time_so_that_events_have_room(
    server: HeadraceProcess, media: Path, page: Page
) -> None:
    session_id = over(server, sound_files(media / "few at a time", 12))
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    def count_asked() -> int:
        page.wait_for_timeout(50)
        return len(asked)

    page.route(re.compile(r"/thumbnail"), hold)
    show(page, server, session_id)
    expect(page.get_by_test_id("wall").get_by_role("listitem")).to_have_count(12)
    for answered in range(12):
        expected = min(12, answered + AT_ONCE)
        wait_until(count_asked, "the next pictures are asked for", holds=expected.__le__)
        assert count_asked() == expected
        asked[answered].continue_()
    page.wait_for_function(ALL_LOADED)


def test_files_that_fail_say_why_and_nothing_moves_when_tiles_come(
    server: HeadraceProcess, media: Path, page: Page
) -> None:
    folder = sound_files(media / "mixed", 600)
    broken_files(folder, 8)
    session_id = server.process_folders(folder, **QUICK)
    show(page, server, session_id)
    expect(page.get_by_test_id("wall-card")).to_be_visible()
    page.evaluate(SHIFTS)
    expect(page.get_by_test_id("wall").get_by_role("listitem")).to_have_count(TILES, timeout=PATIENCE_MS)
    page.wait_for_timeout(1500)  # new tiles come on a full wall
    assert server.status(session_id)["status"] == "processing"
    assert page.evaluate("window.shifts.filter(({ of }) => of.some((name) => name.includes('wall')))") == []
    server.wait_until_over(session_id)
    failed = page.get_by_test_id("wall").get_by_role("link", name="failed")
    expect(failed.first).to_be_visible()
    expect(failed.first).to_have_accessible_name("broken 07.png, failed: the image header has no valid dimensions")
    expect(page.get_by_test_id("wall").get_by_role("listitem")).to_have_count(TILES)


def test_nothing_moves_when_pictures_of_a_session_that_is_over_come_late(
    server: HeadraceProcess, media: Path, page: Page
) -> None:
    session_id = over(server, broken_files(sound_files(media / "quick", 30), 1))

    def answer_late(route: Route) -> None:
        page.wait_for_timeout(1500)
        route.continue_()

    page.route("**/activity*", answer_late)
    page.add_init_script(f"({SHIFTS})()")
    show(page, server, session_id)
    expect(page.get_by_test_id("errors")).to_contain_text("broken 00.png")
    page.evaluate("window.shifts.length = 0")
    expect(page.get_by_test_id("wall").get_by_role("listitem")).to_have_count(TILES)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifts") == []


def test_a_session_of_an_earlier_start_has_no_wall(server: HeadraceProcess, media: Path, page: Page) -> None:
    session_id = over(server, sound_files(media / "early", 2))
    server.stop()
    server.start()
    show(page, server, session_id)
    expect(page.get_by_test_id("ledger")).to_contain_text("ok 2")
    expect(page.get_by_test_id("wall-card")).to_be_hidden()


def test_the_wall_stands_still_while_somebody_points_at_it_or_has_frozen_it(
    server: HeadraceProcess, media: Path, page: Page
) -> None:
    folder = broken_files(sound_files(media / "still", 30), 1)
    session_id = over(server, folder)
    show(page, server, session_id)
    expect(page.get_by_test_id("wall").get_by_role("listitem")).to_have_count(TILES)
    before = names(page)

    page.get_by_test_id("wall").hover()
    assert_still(server, page, session_id, before)
    expect(page.get_by_test_id("wall-note")).to_have_text("updates wait while you are here")

    page.get_by_test_id("wall-pause").click()
    page.mouse.move(0, 0)
    assert_still(server, page, session_id, before)
    expect(page.get_by_test_id("wall-note")).to_have_text("")

    page.get_by_test_id("wall-pause").click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    read_again(server, session_id)
    expect(page.get_by_test_id("wall").get_by_role("link").first).to_have_accessible_name(
        re.compile(r"broken 00\.png, failed"), timeout=PATIENCE_MS
    )


def assert_still(server: HeadraceProcess, page: Page, session_id: str, before: list[str]) -> None:
    read_again(server, session_id)
    page.wait_for_timeout(2500)  # the page asks twice
    assert names(page) == before


def read_again(server: HeadraceProcess, session_id: str) -> None:
    """Read the file that failed once more: it is the newest then."""
    post(server, f"retry/{session_id}", {})
    server.wait_until_over(session_id)


def test_with_less_motion_the_wall_is_filled_once_and_stands_still(
    server: HeadraceProcess, media: Path, browser: Browser
) -> None:
    session_id = server.process_folders(sound_files(media / "calm", 250), **QUICK)
    page = browser.new_page(reduced_motion="reduce")
    show(page, server, session_id)
    expect(page.get_by_test_id("wall-pause")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("wall").get_by_role("listitem")).to_have_count(TILES, timeout=PATIENCE_MS)
    before = names(page)
    server.wait_until_over(session_id)
    page.wait_for_timeout(1500)
    assert names(page) == before
    assert page.locator(".wall-link").first.evaluate("tile => getComputedStyle(tile).animationName") == "none"
    page.close()


def test_nsfw_pictures_are_blurred_until_they_are_revealed(server: HeadraceProcess, media: Path, page: Page) -> None:
    folder = sound_files(media / "nsfw", 3)
    session_id = over(server, folder, enable_nsfw_detection=True, nsfw_threshold=0)
    show(page, server, session_id)
    tile = page.get_by_test_id("wall").get_by_role("link").first
    picture = tile.locator("img")
    expect(tile).to_have_accessible_name("00002.png, NSFW")
    assert "blur" in picture.evaluate("img => getComputedStyle(img).filter")
    page.get_by_test_id("wall-reveal").click()
    assert picture.evaluate("img => getComputedStyle(img).filter") == "none"


def test_a_phone_shows_fewer_tiles_in_the_same_place(server: HeadraceProcess, media: Path, browser: Browser) -> None:
    session_id = over(server, sound_files(media / "phone", 30))
    page = browser.new_page(viewport={"width": 320, "height": 640})
    show(page, server, session_id)
    expect(page.get_by_test_id("wall").get_by_role("listitem").locator("visible=true")).to_have_count(12)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
