"""The preview's duplicates in a real browser: groups side by side, by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ingest.review.test_duplicates import scene
from tests.readers.support import encoded, png, text_chunk
from tests.support.browser import uncomplaining_page
from tests.support.server import HeadraceProcess

HOSTILE = "<img src=x onerror=alert(1)>.png"


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    folder = tmp_path_factory.mktemp("doubles")
    old, new = folder / "old", folder / "new"
    old.mkdir()
    new.mkdir()
    (old / "kept.jpg").write_bytes(encoded(scene(1), "JPEG"))
    (new / "again.jpg").write_bytes((old / "kept.jpg").read_bytes())
    (new / "small.jpg").write_bytes(encoded(scene(1, 240, 180), "JPEG"))
    (new / HOSTILE).write_bytes(png(text_chunk("Comment", b"one")))
    (new / "other text.png").write_bytes(png(text_chunk("Comment", b"two")))
    return [folder]


@pytest.fixture(scope="module")
def previewed(server: HeadraceProcess) -> str:
    """The address of the preview of a session with one group of each kind; the library holds one of its files."""
    first = server.process_folders(server.roots[0] / "old", enable_nsfw_detection=False)
    server.wait_until_over(first)
    server.commit(first)
    second = server.process_folders(server.roots[0] / "new", enable_nsfw_detection=False)
    server.wait_until_over(second)
    return f"{server.url}/ingest-v2#/preview/{second}"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with uncomplaining_page(browser) as page:
        yield page


def names(page: Page) -> list[str]:
    return page.get_by_test_id("card").locator(".file-name").all_inner_texts()


def test_the_chips_lead_to_the_groups_of_each_kind(page: Page, previewed: str) -> None:
    page.goto(previewed)
    expect(page.get_by_test_id("card")).to_have_count(4)
    page.get_by_test_id("show-duplicates").click()
    expect(page.locator("#result-line")).to_have_text("1 group, 2 files in all")
    assert names(page) == ["again.jpg", "kept.jpg"]
    expect(page.get_by_test_id("card").nth(1)).to_contain_text("In library")
    expect(page.locator("#search")).to_be_hidden()
    page.get_by_role("button", name="Identical images").click()
    expect(page.get_by_test_id("card").first).to_contain_text(HOSTILE)
    page.get_by_role("button", name="Similar images").click()
    expect(page.get_by_test_id("duplicate-group").get_by_role("heading")).to_have_text("3 files similar images")
    expect(page.get_by_test_id("card").nth(1)).to_contain_text("of 64 bits differ")
    assert sorted(names(page)) == ["again.jpg", "kept.jpg", "small.jpg"]
    page.get_by_role("button", name="All 4").click()
    expect(page.get_by_test_id("card")).to_have_count(4)
    expect(page.get_by_test_id("duplicate-group")).to_have_count(0)


def test_the_address_keeps_the_kind_and_the_keyboard_walks_the_files(page: Page, previewed: str) -> None:
    page.goto(f"{previewed}?show=duplicates")
    expect(page.get_by_test_id("duplicate-group")).to_have_count(1)
    page.get_by_role("button", name="Identical files").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Similar images")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("card")).to_have_count(3)
    assert page.url.endswith("?show=duplicates&kind=near")
    page.reload()
    expect(page.get_by_test_id("card")).to_have_count(3)
    page.get_by_test_id("card").first.get_by_role("button").focus()
    page.keyboard.press("Enter")
    seen = [page.locator("#detail-name").inner_text()]
    for _ in range(2):
        page.keyboard.press("ArrowRight")
        seen.append(page.locator("#detail-name").inner_text())
    assert seen == names(page)
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).to_be_hidden()


def test_a_session_without_doubles_says_so(page: Page, previewed: str) -> None:
    page.route("**/duplicates?*", lambda route: route.fulfill(json=NOTHING))
    page.goto(f"{previewed}?show=duplicates&kind=near")
    expect(page.locator("#grid-empty")).to_contain_text("No two images of this session look alike.")


NOTHING = {
    **{"kind": "near", "page": 1, "page_size": 60, "pages": 0, "total": 0, "total_files": 0},
    **{"total_shown": 0, "view": "v", "sizes": [], "groups": []},
}


@pytest.mark.parametrize("width", [360, 768])
def test_groups_fit_a_phone_without_scrolling_sideways(browser: Browser, previewed: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{previewed}?show=duplicates&kind=near")
    expect(page.get_by_test_id("card")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
