"""The folders of the Configure step: those that are away, the filter, and what a session over them would take."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import keep_screenshot
from tests.support.preview import picture_file, read
from tests.support.server import HeadraceProcess

PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    media = tmp_path_factory.mktemp("media")
    for name in ("shelf", "usb"):
        (media / name).mkdir()
    return [media / "shelf", media / "usb"]


def node(page: Page, path: Path) -> Locator:
    return page.locator(f'[role=treeitem][data-path="{path}"]')


def choose(page: Page, path: Path) -> None:
    node(page, path).locator(".node-check").first.click()


def unfold(page: Page, path: Path) -> None:
    node(page, path).locator(".node-twist").first.click()
    expect(node(page, path)).to_have_attribute("aria-expanded", "true")


def summary(page: Page) -> Locator:
    return page.get_by_test_id("start-summary")


def test_a_root_that_is_away_is_no_empty_one_and_is_found_again(
    page: Page, server: HeadraceProcess, roots: Sequence[Path]
) -> None:
    usb = roots[1]
    picture_file(usb / "a.png", 1)
    aside = usb.rename(usb.with_name("elsewhere"))
    page.reload()
    expect(node(page, usb)).to_have_attribute("aria-disabled", "true")
    expect(node(page, usb)).to_contain_text("Not available: is the disk mounted?")
    expect(node(page, usb)).to_have_accessible_name("usb. Not available: is the disk mounted?")
    expect(node(page, usb).get_by_role("checkbox", include_hidden=True)).to_be_disabled()
    keep_screenshot(page, "root-away")
    node(page, usb).focus()
    page.keyboard.press("Space")
    expect(node(page, usb)).to_have_attribute("aria-checked", "false")
    expect(page.get_by_test_id("start")).to_be_disabled()
    aside.rename(usb)
    expect(node(page, usb)).not_to_have_attribute("aria-disabled", "true", timeout=PATIENCE_MS)
    expect(node(page, usb)).to_be_focused()
    choose(page, usb)
    expect(summary(page)).to_have_text("1 folder: matches 1 of 1 file")


def test_a_root_that_was_emptied_says_that_its_disk_may_be_away(
    page: Page, server: HeadraceProcess, roots: Sequence[Path]
) -> None:
    usb = roots[1]
    picture_file(usb / "a.png", 1)
    read(server, usb).commit()
    (usb / "a.png").unlink()
    page.reload()
    expect(node(page, usb)).to_contain_text("Empty now: is the disk mounted?")


def test_nothing_starts_without_files_and_the_page_says_why(page: Page, root: Path, roots: Sequence[Path]) -> None:
    (root / "none").mkdir()
    (root / "texts").mkdir()
    (root / "texts" / "notes.txt").write_text("no picture")
    page.reload()
    for path in (roots[0], root):
        unfold(page, path)
    choose(page, root / "none")
    expect(summary(page)).to_have_text("The selected folder has no files. Select another one.")
    expect(page.get_by_test_id("start")).to_be_disabled()
    choose(page, root / "none")
    choose(page, root / "texts")
    expect(summary(page)).to_have_text("None of the 1 file matches the pattern. Change it, or select another folder.")
    expect(page.get_by_test_id("start")).to_be_disabled()
    page.locator("#pattern").fill("*.txt")
    expect(summary(page)).to_have_text("1 folder: matches 1 of 1 file")
    expect(page.get_by_test_id("start")).to_be_enabled()


def test_a_bad_pattern_is_refused_while_it_is_typed(page: Page, root: Path, roots: Sequence[Path]) -> None:
    picture_file(root / "a.png", 1)
    page.reload()
    choose(page, roots[0])
    page.locator("#pattern").fill("*.jpg|*.[png")
    expect(page.locator("#pattern-error")).to_have_text(
        "The [ at character 9 is never closed. Add a ] behind it, or write [[] for the bracket itself."
    )
    expect(page.locator("#pattern")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_test_id("start")).to_be_disabled()
    page.locator("#pattern").fill("*.[pj]*")
    expect(page.locator("#pattern-error")).to_be_hidden()
    expect(page.get_by_test_id("start")).to_be_enabled()


def test_the_page_says_what_a_session_takes_as_earlier_ones_did(
    page: Page, server: HeadraceProcess, root: Path, roots: Sequence[Path]
) -> None:
    for number in range(110):
        picture_file(root / "many" / f"{number}.png", number)
    (root / "many" / "notes.txt").write_text("no picture")
    page.reload()
    for path in (roots[0], root):
        unfold(page, path)
    choose(page, root / "many")
    expect(summary(page)).to_have_text("1 folder: matches 110 of 111 files")
    estimate = page.get_by_test_id("start-estimate")
    expect(estimate).to_contain_text("Reads about 110 new files")
    expect(estimate).to_contain_text("not known before the first session")
    read(server, root / "many").commit()
    page.reload()
    for path in (roots[0], root):
        unfold(page, path)
    choose(page, root / "many")
    expect(estimate).to_have_text("Probably all of them are in the library already.")
    page.get_by_role("switch", name="Skip unchanged files").uncheck()
    expect(estimate).to_contain_text("Reads about 110 files in about ")
    expect(estimate).to_contain_text("the database grows by about ")
    page.locator("#max-files").fill("20")
    expect(estimate).to_contain_text("Reads about 20 files in about ")


def test_the_tree_is_filtered_from_the_keyboard(page: Page, root: Path, roots: Sequence[Path]) -> None:
    for name in ("holiday", "work", "workshop"):
        picture_file(root / name / "a.png", 1)
    page.reload()
    for path in (roots[0], root):
        unfold(page, path)
    page.get_by_test_id("tree-filter").focus()
    page.keyboard.type("work")
    expect(node(page, root / "holiday")).to_be_hidden()
    expect(node(page, root / "work")).to_be_visible()
    expect(node(page, roots[0])).to_be_visible()
    expect(node(page, roots[1])).to_be_hidden()
    expect(page.locator("#tree-filter-note")).to_have_text("2 matches")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    expect(node(page, root / "workshop")).to_be_focused()
    page.keyboard.press("Space")
    expect(node(page, root / "workshop")).to_have_attribute("aria-checked", "true")
    page.get_by_test_id("tree-filter").focus()
    page.keyboard.press("Escape")
    expect(node(page, root / "holiday")).to_be_visible()
    page.keyboard.type("nowhere")
    expect(page.locator("#tree-filter-note")).to_have_text("No matches among the folders opened so far.")
