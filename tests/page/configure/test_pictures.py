"""The switch “Pictures”: what is read without it is marked everywhere, and a later session goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.preview import picture_file
from tests.support.server import HeadraceProcess, wait_until_indexed


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def start(page: Page, root: Path) -> None:
    page.locator(f'[role=treeitem][data-path="{root}"] .node-check').first.click()
    page.get_by_test_id("start").click()


def test_a_session_without_pictures_marks_its_files_until_a_later_one_reads_them(
    page: Page, server: HeadraceProcess, roots: Sequence[Path]
) -> None:
    picture_file(roots[0] / "a.png", 1)
    page.get_by_role("switch", name="Pictures").uncheck()
    expect(page.get_by_role("switch", name="NSFW detection")).to_be_disabled()
    start(page, roots[0])
    expect(page.get_by_test_id("step-process")).to_be_visible()
    session_id = page.url.rpartition("/")[2].partition("?")[0]
    server.wait_until_over(session_id)
    spent = page.get_by_test_id("time-spent")
    spent.get_by_text("Where the time went").click()
    expect(spent.locator("dt")).to_contain_text(["Reading", "Hashes", "Metadata"])
    expect(spent.locator("dd").first).to_contain_text("%")
    page.goto(f"{server.url}/ingest-v2#/preview/{session_id}")
    card = page.locator('[data-picture="none"]').first
    expect(card).to_contain_text("Picture not read yet")
    page.get_by_role("button", name="Pictures not read yet").click()
    expect(page).to_have_url(f"{server.url}/ingest-v2#/preview/{session_id}?show=without_pixels")
    expect(page.locator('[data-picture="none"]')).to_have_count(1)
    page.locator(".file-open").first.click()
    expect(page.locator("img.viewer-large")).to_have_js_property("naturalWidth", 64)

    server.commit(session_id)
    page.goto(f"{server.url}/ingest-v2#/commit/{session_id}")
    page.get_by_test_id("done-time-spent").get_by_text("Where the time went").click()
    expect(page.get_by_test_id("done-time-spent").locator("dt").last).to_have_text("Database")
    wait_until_indexed(server)
    page.goto(f"{server.url}/library?pixels_read=false")
    expect(page.locator('[data-picture="none"]')).to_contain_text("Picture not read yet")
    expect(page.locator("#chosen")).to_contain_text("Pictures not read yet")
