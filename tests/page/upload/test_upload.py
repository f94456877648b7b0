"""Files are added on the Configure step: dropped, chosen, by keyboard and on a phone, with progress and cancel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, Route, ViewportSize, expect

from tests.page.visual.axe import CONTRAST, violations
from tests.support.browser import ConsoleErrors, keep_screenshot, uncomplaining_page
from tests.support.preview import picture_file
from tests.support.server import HeadraceProcess, NewServer

DESKTOP = ViewportSize(width=1280, height=800)
FILE_ADDRESS = re.compile(r"/api/ingest/uploads/[^/]+/file")


@pytest.fixture
def page(browser: Browser, server: HeadraceProcess) -> Iterator[Page]:
    with uncomplaining_page(browser, DESKTOP) as page:
        open_configure(page, server)
        yield page


def open_configure(page: Page, server: HeadraceProcess) -> None:
    page.goto(f"{server.url}/ingest-v2#/configure")
    expect(page.locator("[role=treeitem]").first).to_be_visible()


def drag(page: Page, kind: str, *paths: Path) -> None:
    """Drag files of the system over the page, as a file manager does."""
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    where = {"type": kind, "x": 400, "y": 300}
    page.context.new_cdp_session(page).send("Input.dispatchDragEvent", {**where, "data": data})


def drop(page: Page, *paths: Path) -> None:
    for kind in ("dragEnter", "dragOver", "drop"):
        drag(page, kind, *paths)


def choose(page: Page, *paths: Path, button: str = "upload-files") -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id(button).click()
    chooser.value.set_files([str(path) for path in paths] if button == "upload-files" else str(paths[0]))


def result(page: Page) -> Locator:
    return page.get_by_test_id("upload-result")


def added_below(folder: Path) -> list[str]:
    """Paths of all files, without the folder that each upload has."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(str(Path(*path.parts[1:])) for path in files)


def test_a_dropped_folder_is_added_chosen_and_ingested_with_one_press(
    page: Page, server: HeadraceProcess, folder: Path, pictures: Path
) -> None:
    before = added_below(folder)
    drag(page, "dragEnter", pictures)
    drag(page, "dragOver", pictures)
    expect(page.get_by_test_id("drop-overlay")).to_be_visible()
    keep_screenshot(page, "upload-drop")
    drag(page, "drop", pictures)
    expect(page.get_by_test_id("drop-overlay")).to_be_hidden()
    expect(result(page)).to_have_text("3 files were added, and their folder is selected.")
    added = added_below(folder)
    assert [each for each in added if each not in before] == ["holiday/a.png", "holiday/b.png", "holiday/beach/c.png"]
    failed = page.get_by_test_id("upload-failed")
    expect(failed).to_contain_text("1 file was not added")
    expect(failed).to_contain_text("holiday/notes.txt")
    expect(failed).to_contain_text("leave it out, or convert it")
    expect(page.get_by_test_id("upload-retry")).to_be_hidden()
    expect(page.get_by_test_id("start-summary")).to_have_text("1 folder: matches 3 of 3 files")
    keep_screenshot(page, "upload-done")
    page.get_by_test_id("start").click()
    expect(page.get_by_test_id("counter-processed_files")).to_contain_text("3", timeout=60_000)


def test_files_are_chosen_with_the_keyboard(page: Page, folder: Path, pictures: Path) -> None:
    expect(page.get_by_test_id("sessions")).to_be_attached()
    page.wait_for_load_state("networkidle")  # a page that is still being opened may move the focus
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("upload-files").press("Enter")
    assert chooser.value.is_multiple()
    chooser.value.set_files([str(pictures / "a.png"), str(pictures / "b.png")])
    expect(result(page)).to_have_text("2 files were added, and their folder is selected.")
    expect(page.locator("#announcer")).to_have_text("2 files were added, and their folder is selected.")
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("upload-folder")).to_be_focused()


def test_a_folder_is_chosen_with_its_structure(page: Page, folder: Path, pictures: Path) -> None:
    before = added_below(folder)
    choose(page, pictures, button="upload-folder")
    expect(result(page)).to_have_text("3 files were added, and their folder is selected.")
    assert "holiday/beach/c.png" in added_below(folder)
    assert len(added_below(folder)) == len(before) + 3


def test_each_file_and_all_of_them_can_be_cancelled(page: Page, folder: Path, tmp_path: Path) -> None:
    before = added_below(folder)
    files = [tmp_path / f"{number}.png" for number in range(8)]
    for number, file in enumerate(files):
        picture_file(file, number)
    page.route(FILE_ADDRESS, lambda route: None)  # the server answers nothing
    choose(page, *files)
    rows = page.locator(".upload-row")
    expect(rows).to_have_count(3)
    expect(page.locator("#upload-line")).to_contain_text("0 of 8 files")
    expect(rows.first.get_by_role("progressbar")).to_have_accessible_name("0.png")
    keep_screenshot(page, "upload-running")
    rows.first.get_by_role("button", name="Cancel 0.png").press("Enter")
    expect(rows).to_have_count(3)
    expect(page.get_by_test_id("upload-cancel")).to_be_focused()
    expect(page.locator("#upload-line")).to_contain_text("0 of 7 files")
    page.keyboard.press("Enter")
    expect(result(page)).to_have_text("No file was added. 8 files were cancelled.")
    expect(page.get_by_test_id("upload-progress")).to_be_hidden()
    expect(page.get_by_test_id("upload-files")).to_be_focused()
    assert added_below(folder) == before


def test_what_breaks_off_is_named_and_sent_again(
    browser: Browser, server: HeadraceProcess, folder: Path, pictures: Path
) -> None:
    page = browser.new_page(viewport=DESKTOP)
    open_configure(page, server)
    is_broken = Event()
    is_broken.set()

    def break_off(route: Route) -> None:
        if is_broken.is_set() and "b.png" in route.request.url:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(FILE_ADDRESS, break_off)
    choose(page, pictures / "a.png", pictures / "b.png")
    expect(result(page)).to_have_text("1 file was added, and its folder is selected.")
    expect(page.get_by_test_id("upload-failed")).to_contain_text("The connection broke off")
    expect(page.get_by_test_id("upload-failed")).to_contain_text("b.png")
    expect(page.get_by_test_id("start-summary")).to_have_text("1 folder: matches 1 of 1 file")
    is_broken.clear()
    page.get_by_role("button", name="Retry 1 file").click()
    expect(result(page)).to_have_text("2 files were added, and their folder is selected.")
    expect(page.get_by_test_id("upload-failed")).to_be_hidden()
    expect(page.get_by_test_id("start-summary")).to_have_text("1 folder: matches 2 of 2 files")
    page.close()


def test_a_full_disk_and_a_file_that_is_too_large_say_what_to_do(
    browser: Browser, server: HeadraceProcess, pictures: Path
) -> None:
    page = browser.new_page(viewport=DESKTOP)
    open_configure(page, server)
    error = {"code": "upload_disk_full", "message": "The file was not added: No space left.", "cure": "Free space."}
    page.route(FILE_ADDRESS, lambda route: route.fulfill(status=507, json={"error": error}))
    (pictures / "large.mp4").write_bytes(bytes(2 << 20))
    choose(page, pictures / "a.png", pictures / "large.mp4")
    expect(result(page)).to_have_text("No file was added.")
    failed = page.get_by_test_id("upload-failed")
    expect(failed).to_contain_text("The file was not added: No space left. Free space.")
    expect(failed).to_contain_text("Larger than 1.0 MB: copy it to a media folder of the server by other means.")
    expect(page.get_by_test_id("upload-retry")).to_have_text("Retry 1 file")
    keep_screenshot(page, "upload-failed")
    page.close()


def test_leaving_the_page_while_files_are_sent_is_asked_about(
    browser: Browser, server: HeadraceProcess, pictures: Path
) -> None:
    page = browser.new_page(viewport=DESKTOP)
    open_configure(page, server)
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.route(FILE_ADDRESS, lambda route: None)
    choose(page, pictures / "a.png")
    expect(page.locator(".upload-row")).to_have_count(1)
    page.goto("about:blank")
    assert asked == ["beforeunload"]
    page.close()


def test_on_a_phone_the_button_opens_the_chooser_and_everything_fits(
    browser: Browser, server: HeadraceProcess, pictures: Path
) -> None:
    context = browser.new_context(viewport=ViewportSize(width=390, height=844), has_touch=True, is_mobile=True)
    page = context.new_page()
    complaints = ConsoleErrors(page)
    open_configure(page, server)
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("upload-files").tap()
    assert "image/*" in (chooser.value.element.get_attribute("accept") or "")
    chooser.value.set_files([str(pictures / "a.png"), str(pictures / "notes.txt")])
    expect(result(page)).to_have_text("1 file was added, and its folder is selected.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_test_id("upload").scroll_into_view_if_needed()
    keep_screenshot(page, "upload-phone")
    page.emulate_media(color_scheme="dark")
    keep_screenshot(page, "upload-phone-dark")
    context.close()
    assert not complaints.seen, complaints.seen


def test_without_a_folder_for_them_a_drop_says_how_to_allow_it(
    browser: Browser, new_server: NewServer, pictures: Path
) -> None:
    with new_server(pictures) as server:
        page = browser.new_page(viewport=DESKTOP)
        open_configure(page, server)
        expect(page.get_by_test_id("upload")).to_have_count(0)
        drop(page, pictures / "a.png")
        expect(page.get_by_text("Start the server with --uploads FOLDER")).to_be_visible()
        assert page.url.endswith("#/configure")
        page.close()


@pytest.mark.slow
@pytest.mark.parametrize("size", [DESKTOP, ViewportSize(width=390, height=844), ViewportSize(width=320, height=640)])
def test_axe_finds_nothing_wrong_while_files_are_sent_and_afterwards(
    browser: Browser, server: HeadraceProcess, pictures: Path, size: ViewportSize
) -> None:
    page = browser.new_page(viewport=size)
    page.emulate_media(reduced_motion="reduce")
    open_configure(page, server)
    page.route(FILE_ADDRESS, lambda route: None)
    choose(page, pictures / "a.png", pictures / "notes.txt")
    expect(page.locator(".upload-row")).to_have_count(1)
    found = {"running": violations(page), "running dark": violations_in_dark(page)}
    page.get_by_test_id("upload-cancel").click()
    expect(result(page)).to_have_text("No file was added. 1 file was cancelled.")
    found |= {"over": violations(page), "over dark": violations_in_dark(page)}
    assert {state: each for state, each in found.items() if each} == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.close()


def violations_in_dark(page: Page) -> list[str]:
    page.emulate_media(color_scheme="dark")
    found = violations(page, CONTRAST)
    page.emulate_media(color_scheme="light")
    return found
