"""The export dialog in a real browser: a table, copies of a selection, the result, keyboard, phone, two languages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.page.visual.axe import violations
from tests.support.browser import keep_screenshot, uncomplaining_page
from tests.support.preview import write_foxes
from tests.support.server import HeadraceProcess, committed_library

FILES = 6
PHONE = ViewportSize(width=390, height=844)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports").resolve()


@pytest.fixture(scope="module")
def environ(target: Path) -> dict[str, str]:
    return {"HEADRACE_EXPORT_ROOTS": json.dumps([str(target)])}


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [write_foxes(tmp_path_factory.mktemp("media"), FILES)]


@pytest.fixture(scope="module")
def library(server: HeadraceProcess) -> HeadraceProcess:
    committed_library(server, server.roots[0])
    return server


@pytest.fixture
def page(browser: Browser, library: HeadraceProcess) -> Iterator[Page]:
    with uncomplaining_page(browser) as page:
        page.goto(f"{library.url}/library?sort=path+asc")
        expect(page.get_by_test_id("export-open")).to_be_visible()
        yield page


def test_a_table_of_what_is_shown_is_downloaded(page: Page) -> None:
    page.get_by_test_id("export-open").click()
    expect(page.get_by_test_id("export-sentence")).to_contain_text("A CSV table with a row for each of 6 files")
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_test_id("export-start").click()
    assert download.value.suggested_filename == "headrace-library.csv"
    assert len(Path(download.value.path()).read_text().splitlines()) == FILES + 1


def test_copies_of_a_selection_are_written_and_the_result_is_shown(page: Page, target: Path) -> None:
    for place in (1, 3):
        page.locator(f'.file-card[data-place="{place}"]').get_by_test_id("card-select").click()
    page.get_by_test_id("selection-export").click()
    expect(page.locator("#export-what")).to_have_text("2 selected files")
    page.get_by_label("Copies", exact=True).check()
    page.get_by_label("Folder of the server").fill(str(target / "two"))
    expect(page.get_by_test_id("export-sentence")).to_contain_text(f"2 files are copied into {target / 'two'}")
    page.get_by_test_id("export-start").click()
    expect(page.get_by_test_id("export-state")).to_contain_text("Done: 2 files written")
    assert sorted(path.name for path in (target / "two").glob("*.png")) == ["made_1.png", "made_3.png"]
    assert violations(page) == []
    keep_screenshot(page, "library-export")


def test_by_keyboard_alone_on_a_phone_and_in_german(browser: Browser, library: HeadraceProcess, target: Path) -> None:
    with uncomplaining_page(browser, PHONE) as page:
        page.context.add_cookies([{"name": "headrace_language", "value": "de", "url": library.url}])
        page.goto(f"{library.url}/library")
        button = page.get_by_test_id("export-open")
        expect(button).to_be_visible()
        button.focus()
        page.keyboard.press("Enter")
        page.locator("[name='kind'][value='table']").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_test_id("export-sentence")).to_contain_text("XMP-Begleitdateien zu 6 Dateien")
        page.get_by_label("Ordner des Servers").fill(str(target / "xmp"))
        assert violations(page) == []
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("export-state")).to_contain_text("Fertig: 6 Dateien")
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("export-dialog")).to_be_hidden()
        assert len(list((target / "xmp").rglob("*.xmp"))) == FILES
