"""Collections and saved searches in a real browser: by mouse, by keyboard, on a phone; and what others see of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.page.library.library_page import PHONE, card, open_library
from tests.page.visual.axe import CONTRAST, violations
from tests.support.browser import keep_screenshot, uncomplaining_page
from tests.support.preview import write_foxes
from tests.support.server import HeadraceProcess

FILES = 12


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [write_foxes(tmp_path_factory.mktemp("library") / "pictures", FILES, digits=3)]


@pytest.fixture
def client(client: httpx.Client) -> Iterator[httpx.Client]:
    """Saved searches, which are no steps, are deleted afterwards."""
    yield client
    for search in client.get("/api/library/searches").json()["searches"]:
        client.delete(f"/api/library/searches/{search['id']}")


def create(client: httpx.Client, name: str, parent: int | None = None) -> int:
    made = client.post("/api/library/collections", json={"name": name, "parent": parent}).json()
    number = made["step"]["edit"]["collection"]["id"]
    assert isinstance(number, int)
    return number


def ids(client: httpx.Client) -> list[int]:
    files = client.get("/api/library/files", params={"sort": "path", "order": "asc"}).json()["files"]
    return [file["id"] for file in files]


def fill(client: httpx.Client, collection: int, file_ids: list[int]) -> None:
    client.post(f"/api/library/collections/{collection}/files", json={"file_ids": file_ids})


def entry(page: Page, name: str) -> Locator:
    return page.get_by_test_id("collection-tree").locator("[role=treeitem]", has_text=name).last


def hand_order(client: httpx.Client, collection: int) -> list[int]:
    asked: dict[str, str | int] = {"collection": collection, "sort": "collection", "order": "asc"}
    return [file["id"] for file in client.get("/api/library/files", params=asked).json()["files"]]


def drag(page: Page, source: Locator, target: Locator, *, at: float = 0.5) -> None:
    """Drag with the mouse to a part of the target's width."""
    begin, end = source.bounding_box(), target.bounding_box()
    assert begin and end
    page.mouse.move(begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] * at, end["y"] + 12, steps=6)
    page.mouse.up()


def test_files_are_put_into_collections_by_mouse(page: Page, client: httpx.Client) -> None:
    page.get_by_test_id("sidebar-toggle").click()
    page.get_by_test_id("collection-new").click()
    page.get_by_test_id("collection-name").fill("<b>Trips")
    page.get_by_test_id("collection-ok").click()
    expect(entry(page, "Trips").locator(".node-name")).to_have_text("<b>Trips")
    expect(page.get_by_test_id("notice")).to_contain_text("created")
    for place in (1, 2, 4):
        card(page, place).get_by_test_id("card-select").click()
    drag(page, card(page, 2).locator(".file-open"), entry(page, "Trips"))
    expect(page.get_by_test_id("notice")).to_contain_text("3 files added to <b>Trips")
    expect(entry(page, "Trips").locator(".node-count")).to_have_text("3")
    entry(page, "Trips").click()
    expect(page.get_by_test_id("result-line")).to_have_text("3 matches")
    expect(page.locator("#chosen")).to_contain_text("In collection <b>Trips")
    (collection,) = client.get("/api/library/collections").json()["collections"]
    before = hand_order(client, collection["id"])
    page.keyboard.press("Escape")
    card(page, 2).get_by_test_id("card-select").click()
    drag(page, card(page, 2).locator(".file-open"), card(page, 0).locator(".file-open"), at=0.2)
    expect(page.get_by_test_id("notice")).to_contain_text("another order")
    assert hand_order(client, collection["id"]) == [before[2], before[0], before[1]]
    page.get_by_test_id("selection-uncollect").click()
    expect(page.get_by_test_id("notice")).to_contain_text("1 file removed from")
    expect(page.get_by_test_id("result-line")).to_have_text("2 matches")
    page.get_by_test_id("notice-undo").click()
    expect(page.get_by_test_id("result-line")).to_have_text("3 matches")
    page.locator("#notice-close").click()
    assert violations(page) == []
    keep_screenshot(page, "collections-light")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert violations(page, CONTRAST) == []
    keep_screenshot(page, "collections-dark")


def test_collections_are_kept_by_keyboard_alone(page: Page, client: httpx.Client) -> None:
    trips = create(client, "Trips")
    rome = create(client, "Rome", trips)
    page.reload()
    expect(entry(page, "Rome")).to_be_visible()
    card(page, 3).locator(".file-open").focus()
    page.keyboard.press("b")
    expect(page.get_by_test_id("collection-dialog")).to_be_visible()
    page.get_by_test_id("collection-place").select_option(str(rome))
    page.get_by_test_id("collection-ok").press("Enter")
    expect(page.get_by_test_id("notice")).to_contain_text("1 file added to Trips/Rome")
    expect(entry(page, "Rome").locator(".node-count")).to_have_text("1")
    page.locator("#collection-tree [tabindex='0']").focus()
    page.keyboard.press("ArrowLeft")
    expect(entry(page, "Rome")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(entry(page, "Rome")).to_be_focused()
    page.keyboard.press("F2")
    page.get_by_test_id("collection-name").fill("Roma")
    page.keyboard.press("Enter")
    expect(entry(page, "Roma")).to_be_focused()
    fill(client, rome, ids(client)[:2])
    expect(entry(page, "Roma").locator(".node-count")).to_have_text("3")
    entry(page, "Roma").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("result-line")).to_have_text("3 matches")
    before = hand_order(client, rome)
    card(page, 2).locator(".file-open").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("<")
    expect(page.get_by_test_id("notice")).to_contain_text("another order")
    assert hand_order(client, rome) == [before[0], before[2], before[1]]
    entry(page, "Roma").focus()
    page.keyboard.press("Delete")
    page.locator("#confirm-yes").click()
    expect(entry(page, "Roma")).to_be_hidden()
    expect(page.get_by_test_id("result-line")).to_have_text(f"{FILES} files")


def test_saved_searches_count_live_and_are_replaced(
    browser: Browser, page: Page, library: HeadraceProcess, client: httpx.Client
) -> None:
    page.goto(f"{library.url}/library?q=rating:5")
    page.get_by_test_id("sidebar-toggle").click()
    page.get_by_test_id("search-save").click()
    page.get_by_test_id("collection-name").fill("Best")
    page.get_by_test_id("collection-ok").click()
    saved = page.get_by_test_id("search-list").locator("li")
    expect(saved.locator(".node-count")).to_have_text("0")
    with uncomplaining_page(browser) as other:
        open_library(other, library)
        expect(other.get_by_test_id("search-list")).to_be_visible()
        client.post("/api/library/steps", json={"file_ids": ids(client)[:2], "score": 5})
        for each in (page, other):
            expect(each.get_by_test_id("search-list").locator(".node-count")).to_have_text("2")
        other.get_by_test_id("search-list").get_by_role("link").click()
        expect(other.get_by_test_id("result-line")).to_have_text("2 matches")
    page.goto(f"{library.url}/library?q=number1")
    expect(saved).to_have_count(1)
    page.get_by_test_id("search-save").click()
    page.get_by_test_id("collection-name").fill("best")
    expect(page.locator("#collection-note")).to_contain_text("replaces")
    page.get_by_test_id("collection-ok").click()
    expect(saved.locator("a")).to_have_attribute("aria-current", "page")
    saved.locator("a").focus()
    saved.locator(".search-delete").click()
    page.locator("#confirm-yes").click()
    expect(saved).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_phone_has_them_in_a_drawer(
    browser: Browser, library: HeadraceProcess, client: httpx.Client, language: str
) -> None:
    trips = create(client, "Reisen mit einem sehr langen Namen, der nicht in die Zeile passt")
    fill(client, trips, ids(client)[:4])
    context = browser.new_context(viewport=PHONE, locale=language, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_library(page, library)
    page.get_by_test_id("sidebar-toggle").tap()
    expect(page.get_by_test_id("sidebar-drawer")).to_be_visible()
    expect(entry(page, "Reisen").locator(".node-count")).to_have_text("4")
    assert violations(page) == []
    keep_screenshot(page, f"collections-phone-{language}")
    entry(page, "Reisen").tap()
    expect(page.get_by_test_id("sidebar-drawer")).to_be_hidden()
    expect(page.get_by_test_id("result-line")).to_contain_text("4")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
