"""The library as one long list, in a real browser: few elements, every place reachable, and a place that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from benchmarks.library.rows import fill_library
from tests.page.grid.support import card, nodes
from tests.support.browser import uncomplaining_page
from tests.support.server import HeadraceProcess, NewServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

FILES = 5_000
MOST_NODES = 3_000
COUNT_MADE = """() => {
    window.made = [];
    const count = (records) => {
        const nodes = records.flatMap(({ addedNodes }) => [...addedNodes]);
        window.made.push(nodes.filter((node) => node.matches(".file-card")).length);
    };
    new MutationObserver(count).observe(document.getElementById("grid"), { childList: true });
}"""
"""Counts how many cards are added at once."""
PARTS = re.compile(r"/api/library/files\?.*offset=")


@pytest.fixture(scope="module")
def library(new_server: NewServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HeadraceProcess]:
    """A server whose library has many files, none of which is on the disk."""
    folder = tmp_path_factory.mktemp("large")
    data, media = folder / "data", folder / "media"
    data.mkdir()
    media.mkdir()
    fill_library(f"sqlite:///{data / 'headrace.db'}", FILES)
    with new_server(media, data=data) as server:
        yield server


@pytest.fixture
def page(browser: Browser, library: HeadraceProcess) -> Iterator[Page]:
    with uncomplaining_page(browser, ViewportSize(width=1280, height=800)) as page:
        page.goto(f"{library.url}/library")
        expect(page.get_by_test_id("result-line")).to_have_text("5,000 files")
        expect(card(page, 0)).to_be_visible()
        yield page


def name_at(page: Page, place: int) -> str:
    return card(page, place).locator(".file-name").inner_text()


def jump(page: Page, place: int) -> None:
    """Go to a place with the scrubber."""
    page.evaluate(
        """(place) => {
            const range = document.getElementById("scrubber-range");
            range.step = 1;
            range.value = place;
            range.dispatchEvent(new Event("input"));
        }""",
        place,
    )
    expect(card(page, place)).to_be_in_viewport()


def first_seen(page: Page) -> int:
    return int(
        page.evaluate(
            """Math.min(...[...document.querySelectorAll(".file-card")]
                .filter((card) => card.getBoundingClientRect().top >= 60).map((card) => card.dataset.place))"""
        )
    )


def test_only_what_is_near_the_window_exists_however_far_one_scrolls(page: Page) -> None:
    most = nodes(page)
    for _ in range(12):
        page.mouse.wheel(0, 8_000)
        page.wait_for_timeout(60)
        most = max(most, nodes(page))
    # The wheel may still be turning when the scroll begins, and the list becomes taller on the way.
    to_the_end = "scrollTo(0, document.documentElement.scrollHeight)"
    wait_until(
        lambda: (page.evaluate(to_the_end), card(page, FILES - 1).is_visible())[1], "the last file is shown", pause=0.2
    )
    assert max(most, nodes(page)) < MOST_NODES
    expect(card(page, FILES - 1)).to_have_attribute("aria-posinset", str(FILES))
    expect(card(page, FILES - 1)).to_have_attribute("aria-setsize", str(FILES))
    expect(card(page, 0)).to_have_count(0)


def test_the_keyboard_walks_over_files_that_are_not_loaded(page: Page) -> None:
    card(page, 0).locator(".file-open").focus()
    page.keyboard.press("End")
    expect(card(page, FILES - 1).locator(".file-open")).to_be_focused()
    expect(card(page, FILES - 1)).to_be_in_viewport()
    page.keyboard.press("ArrowLeft")
    expect(card(page, FILES - 2).locator(".file-open")).to_be_focused()
    page.keyboard.press("Home")
    expect(card(page, 0).locator(".file-open")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("PageDown")
    here = int(page.evaluate("document.activeElement.closest('[data-place]').dataset.place"))
    assert here > 100
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(card(page, here).locator(".file-open")).to_be_focused()
    box, bar = card(page, here).bounding_box(), page.locator(".topbar").bounding_box()
    assert box is not None and bar is not None
    assert box["y"] >= bar["y"] + bar["height"], "the focus is below the bar"


def test_tab_reaches_one_card(page: Page) -> None:
    assert page.locator('.file-open[tabindex="0"]').count() == 1
    jump(page, 3_000)
    expect(page.locator('.file-open[tabindex="0"]')).to_have_count(1)


def test_back_forward_and_a_reload_lead_to_the_same_place(page: Page, library: HeadraceProcess) -> None:
    jump(page, 2_345)
    page.wait_for_timeout(400)
    name, place = name_at(page, 2_345), first_seen(page)
    page.reload()
    expect(card(page, 2_345)).to_be_in_viewport()
    assert (name_at(page, 2_345), first_seen(page)) == (name, place)
    page.goto(f"{library.url}/ingest-v2")
    page.go_back()
    expect(card(page, 2_345)).to_be_in_viewport()
    assert (name_at(page, 2_345), first_seen(page)) == (name, place)
    page.get_by_test_id("words").fill("comfyui")
    expect(card(page, 0)).to_be_in_viewport()
    page.go_back()
    expect(card(page, 2_345)).to_be_in_viewport()
    assert first_seen(page) == place


def test_the_place_is_not_forgotten_while_the_files_are_on_their_way(page: Page) -> None:
    jump(page, 2_345)
    place = wait_until(lambda: page.evaluate("history.state?.grid?.place"), "the page remembers its place")

    files = "**/api/library/files*"
    page.route(files, lambda route: None)  # the server answers nothing until `unroute` lets go of what is held
    with page.expect_request(files):
        page.reload()
    page.evaluate("dispatchEvent(new Event('resize'))")  # as when the window is laid out
    page.wait_for_timeout(300)
    assert card(page, 2_345).count() == 0, "the files are on their way"
    assert page.evaluate("history.state.grid?.place") == place
    page.unroute(files)
    expect(card(page, 2_345)).to_be_in_viewport()


def test_the_scrubber_leads_to_a_date(page: Page) -> None:
    page.get_by_label("Sort by").select_option("captured asc")
    scrubber = page.get_by_label("Go to", exact=True)
    expect(scrubber).to_have_attribute("aria-valuetext", re.compile("2012"))
    scrubber.focus()
    page.keyboard.press("End")
    expect(scrubber).to_have_attribute("aria-valuetext", "No date")
    expect(card(page, FILES - 1)).to_be_in_viewport()
    page.get_by_label("Sort by").select_option("path asc")
    expect(scrubber).to_have_attribute("aria-valuetext", re.compile(r"^\d[\d,]* of 5,000$"))


def test_a_part_of_its_path_finds_a_folder(page: Page) -> None:
    page.locator("#filters-toggle").click()
    folder = page.locator("#folder")
    folder.fill("0002")
    expect(page.locator("#folder-list option").first).to_have_attribute("value", "/media/out/00002")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("result-line")).to_have_text("1,000 matches")
    expect(page).to_have_url(re.compile(r"folder=%2Fmedia%2Fout%2F00002"))


def test_files_that_do_not_come_can_be_asked_for_again_where_they_are_missing(
    browser: Browser, library: HeadraceProcess
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})  # the browser itself complains of the requests
    page.goto(f"{library.url}/library")
    expect(page.get_by_test_id("result-line")).to_have_text("5,000 files")
    expect(card(page, 0)).to_be_visible()
    page.route(PARTS, lambda route: route.abort())
    page.mouse.wheel(0, 20_000)
    again = page.locator(".grid-retry").first
    expect(again).to_be_visible()
    page.unroute(PARTS)
    again.click()
    expect(page.get_by_test_id("card").first).to_be_visible()
    page.close()


def test_files_on_their_way_have_their_room_already(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(PARTS, hold)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.mouse.wheel(0, 30_000)
    expect(page.locator(".grid-skeleton").first).to_be_visible()
    for route in held:
        route.continue_()
    page.unroute(PARTS)
    expect(page.locator(".grid-skeleton")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollHeight") == height


def test_a_part_is_asked_for_by_its_place_in_one_view(page: Page) -> None:
    with page.expect_request(PARTS) as first:
        jump(page, 1_234)
    with page.expect_request(PARTS) as second:
        jump(page, 4_321)
    asked = [parse_qs(urlsplit(each.value.url).query) for each in (first, second)]
    assert [int(each["offset"][0]) // 60 for each in asked][1] in (71, 72)
    assert asked[0]["view"] == asked[1]["view"] != ["new"]


@pytest.mark.parametrize("layout", ["justified", "list"])
def test_other_layouts_show_every_file_and_are_remembered(page: Page, layout: str) -> None:
    page.get_by_test_id("view-open").click()
    page.locator(f'#grid-layout input[value="{layout}"]').check(force=True)
    page.keyboard.press("Escape")
    expect(page.locator(f'#grid[data-layout="{layout}"]')).to_be_visible()
    names: Sequence[str] = []
    for place in (0, 2_000, FILES - 60):
        jump(page, place)
        names = [*names, name_at(page, place)]
    assert len(set(names)) == 3
    assert nodes(page) < MOST_NODES
    page.reload()
    expect(page.locator(f'#grid[data-layout="{layout}"]')).to_be_visible()


def test_a_column_sorts_the_list(page: Page) -> None:
    page.get_by_test_id("view-open").click()
    page.locator('#grid-layout input[value="list"]').check(force=True)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Name", exact=True).click()
    expect(page).to_have_url(re.compile(r"sort=path\+asc"))
    expect(card(page, 0).locator(".file-name")).to_have_text("ComfyUI_0000000_.png")
    page.get_by_role("button", name="Name", exact=True).click()
    expect(card(page, 0).locator(".file-name")).to_have_text(f"ComfyUI_{FILES - 1:07}_.png")


def test_the_pictures_take_the_width_of_the_window(browser: Browser, library: HeadraceProcess) -> None:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(f"{library.url}/library")
    expect(card(page, 0)).to_be_visible()
    box = page.get_by_test_id("grid").bounding_box()
    assert box is not None
    assert box["width"] > 1_850
    page.close()


def test_the_cards_of_a_place_are_made_over_several_frames(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.evaluate(COUNT_MADE)
    jump(page, 3_000)
    expect(page.locator(".grid-skeleton")).to_have_count(0)
    made = page.evaluate("window.made")
    assert sum(made) > 40
    assert max(made) < sum(made) / 2
