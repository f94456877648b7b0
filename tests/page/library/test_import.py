"""The import dialog in a real browser: by mouse with undo and redo, by keyboard, on a phone in German, with axe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.importing.foreign import write_diffusion_toolkit, write_iib
from tests.importing.test_sources import bag, write_sidecar
from tests.page.visual.axe import violations
from tests.support.browser import keep_screenshot, uncomplaining_page
from tests.support.preview import write_foxes
from tests.support.server import HeadraceProcess

FILES = 6
PHONE = ViewportSize(width=390, height=844)


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [write_foxes(tmp_path_factory.mktemp("media"), FILES)]


@pytest.fixture
def media(library: HeadraceProcess) -> Path:
    return library.roots[0].resolve()


@pytest.fixture
def page(browser: Browser, library: HeadraceProcess, client: httpx.Client) -> Iterator[Page]:
    """`client` undoes afterwards what the test did."""
    with uncomplaining_page(browser) as page:
        page.goto(f"{library.url}/library?sort=path+asc")
        expect(page.get_by_test_id("import-open")).to_be_visible()
        yield page


def scores(client: httpx.Client) -> list[int | None]:
    files = client.get("/api/library/files", params={"sort": "path", "order": "asc"}).json()["files"]
    return [file["score"] for file in files]


def test_sidecars_are_imported_by_mouse_undone_and_done_again(page: Page, media: Path, client: httpx.Client) -> None:
    folder = media / "xmp" / media.name
    for number in (1, 2):
        write_sidecar(folder / f"made_{number}.png.xmp", bag("dc:subject", "sunset"), attributes='xmp:Rating="4"')
    write_sidecar(folder / "other.png.xmp", attributes='xmp:Rating="1"')
    page.get_by_test_id("import-open").click()
    page.get_by_label("Folder or file of the server").fill(str(media / "xmp"))
    page.get_by_test_id("import-read").click()
    expect(page.get_by_test_id("import-state")).to_contain_text("3 entries read from")
    expect(page.get_by_test_id("import-state")).to_contain_text("2 library files were found.")
    page.get_by_text("1 entry without a library file").click()
    expect(page.locator("#import-unmatched-list")).to_contain_text("other.png: the library has no such file")
    expect(page.get_by_test_id("import-sentence")).to_contain_text("2 files are changed, in one step")
    expect(page.get_by_test_id("import-lines")).to_contain_text("Scores: 2")
    with page.expect_download() as download:
        page.get_by_test_id("import-unmatched-all").click()
    assert "other.png" in Path(download.value.path()).read_text()
    assert violations(page) == []
    keep_screenshot(page, "library-import")
    page.get_by_test_id("import-apply").click()
    expect(page.get_by_test_id("import-dialog")).to_be_hidden()
    expect(page.locator("body")).to_contain_text("Imported into 2 files")
    assert scores(client) == [None, 4, 4, None, None, None]
    page.locator("#grid").focus()
    page.keyboard.press("Control+z")
    expect(page.locator("body")).to_contain_text("Undone: Imported into 2 files")
    assert scores(client) == [None] * FILES
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("body")).to_contain_text("Done again: Imported into 2 files")
    assert scores(client) == [None, 4, 4, None, None, None]


def test_a_database_is_imported_by_keyboard_alone(page: Page, media: Path, client: httpx.Client) -> None:
    client.post("/api/library/steps", json={"search": "", "add_keywords": ["mine"]})
    database = write_iib(media / "iib.db", str(media / "made_0.png"))
    page.get_by_test_id("import-open").focus()
    page.keyboard.press("Enter")
    page.locator("#import-path").focus()
    page.keyboard.type(str(database))
    page.keyboard.press("Enter")
    expect(page.locator("[name='conflict'][value='fill']")).to_be_focused()
    expect(page.get_by_test_id("import-lines")).to_contain_text("Keywords: 1")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("import-lines")).not_to_contain_text("Keywords")
    expect(page.get_by_test_id("import-lines")).to_contain_text("1 file keeps values that differ.")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("import-lines")).to_contain_text("Keywords: 1")
    expect(page.get_by_test_id("import-lines")).to_contain_text("Favourites: 1")
    client.post("/api/library/steps", json={"search": "", "favourite": True})
    expect(page.locator("#import-changed")).to_be_visible()
    expect(page.get_by_test_id("import-lines")).to_have_text("Keywords: 1")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("import-dialog")).to_be_hidden()
    expect(page.locator("body")).to_contain_text("Imported into 1 file")
    database.unlink()


def test_what_is_no_source_is_said_on_a_phone_in_german(
    browser: Browser, library: HeadraceProcess, media: Path, client: httpx.Client
) -> None:
    database = write_diffusion_toolkit(media / "dt.db", *(f"D:\\{media.name}\\x\\made_{n}.png" for n in range(2)))
    with uncomplaining_page(browser, PHONE) as page:
        page.context.add_cookies([{"name": "headrace_language", "value": "de", "url": library.url}])
        page.goto(f"{library.url}/library")
        page.get_by_test_id("import-open").click()
        page.get_by_label("Ordner oder Datei des Servers").fill(str(media / "made_0.png"))
        page.get_by_test_id("import-read").click()
        expect(page.get_by_test_id("import-state")).to_contain_text("nothing that can be imported")
        page.get_by_label("Ordner oder Datei des Servers").fill(str(database))
        page.get_by_test_id("import-read").click()
        expect(page.get_by_test_id("import-state")).to_contain_text("2 Einträge aus")
        expect(page.get_by_test_id("import-sentence")).to_contain_text("Nichts ändert sich")
        assert violations(page) == []
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"]
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("import-dialog")).to_be_hidden()
    database.unlink()
