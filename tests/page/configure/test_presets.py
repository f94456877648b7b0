"""Presets: saved, used, renamed and deleted from the page, and the options of the last time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import keep_screenshot
from tests.support.preview import picture_file, read
from tests.support.server import HeadraceProcess


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def chosen(page: Page) -> str:
    text: str = page.get_by_test_id("saved-preset").evaluate("(list) => list.selectedOptions[0].textContent")
    return text


def save(page: Page, name: str) -> None:
    page.get_by_test_id("preset-save").click()
    dialog = page.get_by_test_id("preset-dialog")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()


def test_options_are_saved_used_renamed_and_deleted(page: Page, server: HeadraceProcess) -> None:
    presets = page.get_by_test_id("saved-preset")
    expect(presets).to_have_value("standard")
    page.locator("#pattern").fill("*.webp")
    page.get_by_role("switch", name="Include subfolders").uncheck()
    expect(presets).to_have_value("")
    save(page, "web pictures")
    assert chosen(page) == "web pictures"
    presets.select_option("standard")
    expect(page.get_by_role("switch", name="Include subfolders")).to_be_checked()
    page.reload()
    page.get_by_test_id("saved-preset").select_option(label="web pictures")
    expect(page.locator("#pattern")).to_have_value("*.webp")
    expect(page.get_by_role("switch", name="Include subfolders")).not_to_be_checked()

    page.locator("#pattern").fill("*.webp|*.avif")
    page.get_by_test_id("preset-save").click()
    dialog = page.get_by_test_id("preset-dialog")
    expect(dialog.get_by_label("Name")).to_have_value("web pictures")
    expect(dialog).to_contain_text("Replaces the preset of this name.")
    keep_screenshot(page, "preset-dialog")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    with server.client() as client:
        [saved] = client.get("/api/ingest/presets").json()["presets"]
    assert saved["options"]["pattern"] == "*.webp|*.avif"

    page.get_by_role("button", name="Rename this preset").click()
    dialog.get_by_label("Name").fill("for the web")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert chosen(page) == "for the web"
    page.get_by_role("button", name="Delete this preset").click()
    page.get_by_role("button", name="Delete preset").click()
    expect(page.get_by_role("button", name="Delete this preset")).to_be_hidden()
    with server.client() as client:
        assert client.get("/api/ingest/presets").json()["presets"] == []
    expect(page.locator("#pattern")).to_have_value("*.webp|*.avif")


def test_a_root_offers_the_options_of_the_last_time(page: Page, server: HeadraceProcess, roots: Sequence[Path]) -> None:
    picture_file(roots[0] / "a.png", 1)
    read(server, roots[0], pattern="*.png", recursive=False)
    page.reload()
    hint = page.get_by_test_id("preset-hint")
    expect(hint).to_be_hidden()
    page.locator(f'[role=treeitem][data-path="{roots[0]}"] .node-check').first.click()
    expect(hint).to_contain_text(f"{roots[0].name} had other options last time.")
    keep_screenshot(page, "preset-hint")
    hint.get_by_role("button", name="Use them again").click()
    expect(page.locator("#pattern")).to_have_value("*.png")
    expect(hint).to_be_hidden()
    assert chosen(page) == roots[0].name
