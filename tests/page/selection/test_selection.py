"""Files selected in the preview by mouse, keyboard and touch, edited at once, and undone, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.support.browser import uncomplaining_page
from tests.support.preview import PreviewClient, picture_file, read
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

FILES = 200


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture(scope="module")
def read_once(server: HeadraceProcess) -> PreviewClient:
    folder = Path(server.roots[0], "selected")
    for number in range(FILES):
        picture_file(folder / f"{number:03}.png", number)
    return read(server, folder)


@pytest.fixture
def session(read_once: PreviewClient) -> Iterator[PreviewClient]:
    """A session with many files, none of which is edited or left out."""
    yield read_once
    read_once.document("POST", "edits", json={"view": {}, "revert": True})
    read_once.document("POST", "edits", json={"view": {}, "choice": "apply"})


@pytest.fixture
def page(browser: Browser, session: PreviewClient) -> Iterator[Page]:
    with uncomplaining_page(browser, ViewportSize(width=1280, height=900)) as page:
        page.goto(f"{session.server.url}/ingest-v2#/preview/{session.session_id}")
        expect(card(page, 0)).to_be_visible()
        card(page, 0).scroll_into_view_if_needed()
        yield page


def card(page: Page, place: int) -> Locator:
    return page.locator(f'.file-card[data-place="{place}"]')


def box(page: Page, place: int) -> Locator:
    return card(page, place).get_by_test_id("card-select")


def selected(page: Page) -> list[int]:
    """Return the places of the selected cards that are on the page."""
    places = page.locator(".file-card[data-selected]").evaluate_all("cards => cards.map(card => +card.dataset.place)")
    return sorted(places)


def expect_count(page: Page, number: int) -> None:
    text = "1 file selected" if number == 1 else f"{number} files selected"
    if number:
        expect(page.locator("#selection-count")).to_have_text(text)
    else:
        expect(page.get_by_test_id("selection")).to_be_hidden()


def expect_notice(page: Page, text: str) -> None:
    expect(page.get_by_test_id("notice").locator("span")).to_have_text(text)


def scores(session: PreviewClient, score: int) -> list[str]:
    """Return the names of the edited files with this score."""
    return sorted(name for name, file in session.files(edited=True).items() if file["score"] == score)


def test_a_click_on_the_box_selects_shift_extends_and_ctrl_adds_or_removes(page: Page) -> None:
    expect_count(page, 0)
    before = card(page, 3).bounding_box()
    card(page, 0).hover()
    box(page, 0).click()
    expect_count(page, 1)
    assert card(page, 3).bounding_box() == before, "nothing moves"
    card(page, 3).locator(".file-open").click(modifiers=["Shift"])
    expect_count(page, 4)
    card(page, 1).locator(".file-open").click(modifiers=["ControlOrMeta"])
    expect_count(page, 3)
    assert selected(page) == [0, 2, 3]
    expect(box(page, 2)).to_have_attribute("aria-checked", "true")
    expect(box(page, 1)).to_have_attribute("aria-checked", "false")
    page.keyboard.press("Escape")
    expect_count(page, 0)
    card(page, 1).locator(".file-open").click()
    expect(page.get_by_test_id("detail")).to_be_visible()


def test_keys_select_a_range_and_edit_what_is_selected(page: Page, session: PreviewClient) -> None:
    card(page, 1).locator(".file-open").focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    expect_count(page, 4)
    page.keyboard.press("Shift+ArrowLeft")
    expect_count(page, 3)
    page.keyboard.press("4")
    expect_notice(page, "Score 4 for 3 files")
    assert scores(session, 4) == ["001.png", "002.png", "003.png"]
    expect(card(page, 2).locator(".stars")).to_have_text("4")
    page.keyboard.press("x")
    expect_notice(page, "Excluded: 3 files")
    expect(card(page, 2)).to_have_attribute("data-left", "")
    page.keyboard.press("ControlOrMeta+z")
    expect_notice(page, "Undone: Excluded: 3 files")
    page.keyboard.press("ControlOrMeta+z")
    expect_notice(page, "Undone: Score 4 for 3 files")
    expect(card(page, 2).locator(".stars")).to_have_count(0)
    assert session.preview()["edited"] == 0
    page.keyboard.press("ControlOrMeta+Shift+z")
    expect_notice(page, "Done again: Score 4 for 3 files")
    assert len(scores(session, 4)) == 3
    page.get_by_test_id("notice-undo").click()
    expect_notice(page, "Undone: Score 4 for 3 files")
    expect(page.locator("#announcer")).to_have_text("Undone: Score 4 for 3 files.")


def test_a_range_goes_over_files_that_are_not_loaded(page: Page, session: PreviewClient) -> None:
    box(page, 2).click(force=True)
    card(page, 2).locator(".file-open").focus()
    page.keyboard.press("End")
    expect(card(page, FILES - 1)).to_be_visible()
    box(page, FILES - 1).click(force=True, modifiers=["Shift"])
    expect_count(page, FILES - 2)
    page.keyboard.press("2")
    expect_notice(page, f"Score 2 for {FILES - 2} files")
    assert session.preview()["edited"] == FILES - 2


def test_all_that_fit_are_selected_but_for_those_taken_out(page: Page, session: PreviewClient) -> None:
    card(page, 0).locator(".file-open").focus()
    page.keyboard.press("ControlOrMeta+a")
    expect_count(page, FILES)
    card(page, 1).locator(".file-open").click(modifiers=["ControlOrMeta"])
    expect_count(page, FILES - 1)
    page.get_by_test_id("selection-keywords").click()
    page.get_by_test_id("selection-word").fill("Best, sea")
    page.get_by_test_id("selection").get_by_role("button", name="Add").click()
    expect_notice(page, f"2 keywords added to {FILES - 1} files")
    assert session.document("GET", "files", params={"keyword": "Best"})["total"] == FILES - 1
    page.get_by_test_id("selection-word").fill("sea")
    page.get_by_test_id("selection-word").press("ControlOrMeta+z")
    assert session.document("GET", "files", params={"keyword": "Best"})["total"] == FILES - 1, "the field's own undo"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect_count(page, 0)


def test_a_selection_survives_scrolling_and_the_button_selects_all(page: Page) -> None:
    box(page, 0).click(force=True)
    card(page, 0).locator(".file-open").focus()
    page.keyboard.press("End")
    expect(card(page, FILES - 1)).to_be_visible()
    expect_count(page, 1)
    page.get_by_test_id("selection-all").click()
    expect_count(page, FILES)
    page.evaluate("scrollTo(0, 0)")
    expect(card(page, 0)).to_have_attribute("data-selected", "")
    page.get_by_role("button", name="Select nothing").click()
    expect(card(page, 0)).not_to_have_attribute("data-selected", "")


def test_all_files_that_are_shown_are_meant_when_they_no_longer_fit_the_filter(
    page: Page, session: PreviewClient
) -> None:
    session.document("POST", "edits", json={"view": {"q": "/00"}, "choice": "leave"})
    page.goto(f"{session.server.url}/ingest-v2#/preview/{session.session_id}?show=left")
    expect(page.get_by_test_id("card")).to_have_count(10)
    box(page, 0).click()
    page.get_by_test_id("selection-all").click()
    page.locator("#selection-apply").click()
    expect(page.locator("#notice")).to_contain_text("Included: 10 files")
    expect(page.get_by_test_id("card")).to_have_count(10)
    page.locator("#selection-leave").click()
    expect(page.locator("#notice")).to_contain_text("Excluded: 10 files")
    assert len(session.files(choice="leave")) == 10


def test_a_drag_over_the_grid_selects_what_it_touches_and_opens_nothing(page: Page) -> None:
    start, end = card(page, 0).bounding_box(), card(page, 2).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 30, start["y"] + 60)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + 90, steps=8)
    expect(page.locator(".marquee")).to_be_visible()
    page.mouse.up()
    expect(page.locator(".marquee")).to_have_count(0)
    expect_count(page, 3)
    expect(page.get_by_test_id("detail")).to_be_hidden()
    card(page, 5).locator(".file-open").click()
    expect(page.get_by_test_id("detail")).to_be_visible()


def test_a_drag_to_the_edge_scrolls_on(page: Page) -> None:
    start = card(page, 0).bounding_box()
    assert start is not None
    page.mouse.move(start["x"] + 30, start["y"] + 60)
    page.mouse.down()
    page.mouse.move(start["x"] + 300, 880, steps=8)
    wait_until(lambda: page.evaluate("scrollY") > 1500, "the page has scrolled on")
    page.mouse.up()
    assert len(page.locator("#selection-count").inner_text().split()) == 3
    number = int(page.locator("#selection-count").inner_text().split()[0])
    assert number > 12
    page.evaluate("scrollTo(0, 0)")
    expect(card(page, 0)).to_have_attribute("data-selected", "")


def test_an_edit_in_the_viewer_is_undone_there(page: Page, session: PreviewClient) -> None:
    card(page, 4).locator(".file-open").click()
    expect(page.get_by_test_id("detail")).to_be_visible()
    page.keyboard.press("5")
    expect_notice(page, "Score 5 for 1 file")
    assert scores(session, 5) == ["004.png"]
    page.keyboard.press("ControlOrMeta+z")
    expect_notice(page, "Undone: Score 5 for 1 file")
    assert scores(session, 5) == []


def test_the_steps_can_be_looked_at(page: Page) -> None:
    card(page, 0).locator(".file-open").focus()
    page.keyboard.press("3")
    expect_notice(page, "Score 3 for 1 file")
    page.get_by_test_id("steps-open").click()
    first = page.get_by_test_id("steps").locator(".step-entry").first
    expect(first).to_contain_text("Score 3 for 1 file")
    page.get_by_role("button", name="Undo the last").click()
    expect(first).to_contain_text("Undone")
    page.get_by_role("button", name="Do it again").click()
    expect(first).not_to_contain_text("Undone")
    page.keyboard.press("Escape")


def test_another_step_that_came_first_is_not_undone(browser: Browser, session: PreviewClient) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})  # the browser itself complains of the refusal
    page.goto(f"{session.server.url}/ingest-v2#/preview/{session.session_id}")
    card(page, 0).locator(".file-open").focus()
    page.keyboard.press("3")
    expect_notice(page, "Score 3 for 1 file")
    session.document("POST", "edits", json={"view": {}, "score": 1})
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator(".toast")).to_contain_text("another step must be undone first")
    assert len(scores(session, 1)) == FILES
    page.close()


def test_by_touch_a_long_press_begins_and_a_touch_adds(browser: Browser, session: PreviewClient) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{session.server.url}/ingest-v2#/preview/{session.session_id}")
    first = card(page, 0)
    expect(first).to_be_visible()
    first.scroll_into_view_if_needed()
    touches = context.new_cdp_session(page)
    place = first.bounding_box()
    assert place is not None
    point = {"x": place["x"] + 60, "y": place["y"] + 80}
    touches.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(first).to_have_attribute("data-selected", "")
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect_count(page, 1)
    card(page, 1).locator(".file-open").tap()
    expect_count(page, 2)
    expect(page.get_by_test_id("detail")).to_be_hidden()
    toolbar = page.get_by_test_id("selection").bounding_box()
    assert toolbar is not None
    assert toolbar["x"] >= 0
    assert toolbar["x"] + toolbar["width"] <= 390
    card(page, 0).locator(".file-open").tap()
    card(page, 1).locator(".file-open").tap()
    expect_count(page, 0)
    context.close()


def test_two_selected_files_are_compared(page: Page) -> None:
    compare = page.get_by_test_id("selection-compare")
    box(page, 0).click(force=True)
    expect(compare).to_have_attribute("aria-disabled", "true")
    box(page, 3).click(force=True)
    expect(compare).to_have_attribute("aria-disabled", "false")
    compare.click()
    panes = page.locator("#compare-panes")
    expect(panes).to_contain_text("000.png")
    expect(panes).to_contain_text("003.png")
    page.keyboard.press("Escape")
    expect_count(page, 2)
