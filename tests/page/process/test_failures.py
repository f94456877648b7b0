"""The failures of a session: where the files are, what they have in common, and the way to them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.page.process.support import PATIENCE_MS, broken_files, over, show
from tests.support.browser import keep_screenshot
from tests.support.control import sound_files
from tests.support.server import HeadraceProcess


def mixed(media: Path, name: str) -> Path:
    """Make a folder with twelve files that fail alike, one that fails otherwise, and one that is sound."""
    folder = broken_files(sound_files(media / name, 1), 12)
    (folder / "empty.png").touch()
    return folder


def test_the_folder_is_shown_and_a_row_opens_its_file(server: HeadraceProcess, media: Path, page: Page) -> None:
    folder = mixed(media, "rows")
    show(page, server, over(server, folder))
    row = page.get_by_test_id("errors").get_by_role("listitem").filter(has_text="empty.png")
    expect(row).to_contain_text(str(folder))
    row.get_by_role("link", name="empty.png").click()
    expect(page.get_by_test_id("card")).to_have_count(1)
    expect(page.get_by_test_id("card")).to_contain_text("empty.png")


def test_a_cause_opens_its_files(server: HeadraceProcess, media: Path, page: Page) -> None:
    show(page, server, over(server, mixed(media, "causes")))
    causes = page.get_by_test_id("causes").get_by_role("listitem")
    expect(causes).to_have_count(2)
    expect(causes.first).to_contain_text("the image header has no valid dimensions")
    causes.first.get_by_role("link", name="12 files").click()
    expect(page.get_by_test_id("card")).to_have_count(12, timeout=PATIENCE_MS)
    expect(page.get_by_test_id("card").filter(has_text="empty.png")).to_have_count(0)


def test_the_step_that_failed_is_said_in_words(server: HeadraceProcess, media: Path, page: Page) -> None:
    show(page, server, over(server, mixed(media, "words")))
    words = ["decoding", "opening the file"]
    expect(page.get_by_test_id("causes").get_by_role("listitem")).to_have_count(2)
    assert sorted(page.locator("#causes .error-step").all_inner_texts()) == sorted(words)
    assert set(page.locator("#errors .error-step").all_inner_texts()) == set(words)
    page.goto(f"{server.url}/ingest-v2#/history")
    causes = page.get_by_test_id("past").first.locator(".past-causes .error-step")
    expect(causes).to_have_count(2)
    assert sorted(causes.all_inner_texts()) == sorted(words)
    keep_screenshot(page, "failures-in-words")


def test_many_failures_of_one_reason_are_folded(server: HeadraceProcess, media: Path, page: Page) -> None:
    show(page, server, over(server, mixed(media, "folded")))
    rows = page.get_by_test_id("errors").get_by_role("listitem")
    expect(rows).to_have_count(5 + 1)
    more = page.get_by_role("button", name="Show 7 more with this reason")
    more.focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(12 + 1)
    expect(more).to_have_count(0)
    expect(rows.nth(5 + 1).get_by_role("link").or_(rows.nth(5).get_by_role("link")).first).to_be_visible()
    assert page.evaluate("document.activeElement.className") == "error-file", "the focus is on the first of the others"


def test_the_failures_link_to_their_report(server: HeadraceProcess, media: Path, page: Page) -> None:
    session_id = over(server, mixed(media, "reports"))
    show(page, server, session_id)
    for name, file in (("CSV report", "csv"), ("JSON report", "json")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename == f"headrace-{session_id}.{file}"
        assert "broken 11.png" in download.value.path().read_text()
    page.get_by_role("link", name="See all failed files").click()
    expect(page.get_by_test_id("card")).to_have_count(13, timeout=PATIENCE_MS)
