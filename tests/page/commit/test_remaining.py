"""What a session says and offers that was cancelled, or that had nothing to read."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.page.commit.support import PATIENCE_MS
from tests.readers.support import png
from tests.support.browser import keep_screenshot
from tests.support.preview import picture_file, read
from tests.support.server import HeadraceProcess

FILES = 150


@pytest.fixture
def cancelled(server: HeadraceProcess, root: Path) -> str:
    """A session that was cancelled after its first failure, with most of its files pending."""
    (root / "0 broken.png").write_bytes(b"no picture")
    pixels = np.random.default_rng(1).integers(0, 255, (900, 900, 3)).astype(np.uint8)
    (root / "1 first.png").write_bytes(png(pixels=pixels))
    for number in range(2, FILES):
        os.link(root / "1 first.png", root / f"{number:03}.png")
    session_id = server.process_folders(root, enable_nsfw_detection=False)
    server.wait_for(session_id, "a file has failed", lambda state: state["ledger"]["failed"])
    with server.client() as client:
        assert client.post(f"/api/ingest/cancel/{session_id}").status_code == 200
    ledger = server.status(session_id)["ledger"]
    assert ledger["failed"] == 1
    assert ledger["pending"] > 1
    return session_id


def open_step(page: Page, server: HeadraceProcess, step: str, session_id: str) -> None:
    page.goto(f"{server.url}/ingest-v2#/{step}/{session_id}")


def test_one_failed_file_is_retried_without_the_pending_ones(
    page: Page, server: HeadraceProcess, root: Path, cancelled: str
) -> None:
    before = server.status(cancelled)["ledger"]
    picture_file(root / "0 broken.png", 7)
    open_step(page, server, "process", cancelled)
    expect(page.get_by_test_id("read-rest")).to_have_text(f"Read the remaining {before['pending']} files")
    keep_screenshot(page, "cancelled-remaining")
    retry = page.get_by_test_id("retry")
    expect(retry).to_have_text("Retry 1 failed file")
    retry.click()
    expect(page.get_by_test_id("run")).to_have_text("Run 2", timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="Cancelled")).to_be_visible(timeout=PATIENCE_MS)
    expect(retry).to_be_hidden()
    after = server.status(cancelled)
    assert after["ledger"] == before | {"ok": before["ok"] + 1, "failed": 0}
    assert after["message"] == f"{before['pending']} files were not read."


def test_the_remaining_files_are_read_without_the_failed_one(
    page: Page, server: HeadraceProcess, root: Path, cancelled: str
) -> None:
    picture_file(root / "0 broken.png", 7)
    open_step(page, server, "process", cancelled)
    page.get_by_test_id("read-rest").click()
    expect(page.get_by_role("heading", name="All files processed, 1 failed")).to_be_visible(timeout=PATIENCE_MS)
    assert server.status(cancelled)["ledger"] == {
        "discovered": FILES,
        "ok": FILES - 1,
        "failed": 1,
        "skipped": 0,
        "pending": 0,
    }
    expect(page.get_by_test_id("read-rest")).to_be_hidden()
    expect(page.get_by_test_id("retry")).to_have_text("Retry 1 failed file")


def test_a_session_without_files_is_never_one_that_is_done(page: Page, server: HeadraceProcess, root: Path) -> None:
    (root / "notes.txt").write_text("no picture")
    session = read(server, root)
    open_step(page, server, "process", session.session_id)
    expect(page.get_by_role("heading", name="No matching files")).to_be_visible()
    expect(page.get_by_test_id("percent")).not_to_have_text("100%")
    expect(page.locator("#bar")).to_have_attribute("data-state", "empty")
    expect(page.get_by_test_id("to-preview")).to_be_hidden()
    expect(page.get_by_role("link", name="Choose another folder")).to_have_class(re.compile("button-primary"))
    keep_screenshot(page, "no-matching-files")
    open_step(page, server, "preview", session.session_id)
    expect(page.locator("#grid-empty-title")).to_have_text("No matching files")
    open_step(page, server, "commit", session.session_id)
    expect(page.locator("#commit-notes")).to_contain_text("There is nothing to commit: the session found no matching")
    expect(page.get_by_test_id("commit-nothing")).to_be_visible()
    expect(page.get_by_test_id("commit")).to_be_disabled()
    page.get_by_test_id("commit-nothing").get_by_role("link", name="Choose another folder").click()
    expect(page.get_by_test_id("step-configure")).to_be_visible()
    line = page.get_by_test_id("sessions").get_by_role("listitem").first
    expect(line).to_contain_text("No files")
    expect(line).to_contain_text("no matching files")
    expect(page.locator(f'#resume[href*="{session.session_id}"]')).to_have_count(0)


def test_a_session_that_skipped_all_its_files_says_so_and_waits_for_nobody(
    page: Page, server: HeadraceProcess, root: Path
) -> None:
    for number in range(3):
        picture_file(root / f"{number}.png", number)
    read(server, root).commit()
    session = read(server, root)
    open_step(page, server, "process", session.session_id)
    expect(page.get_by_role("heading", name="Nothing new to read")).to_be_visible()
    expect(page.get_by_role("link", name="Open library")).to_be_visible()
    expect(page.get_by_test_id("to-preview")).to_have_text("Preview 3 skipped files")
    keep_screenshot(page, "nothing-new")
    open_step(page, server, "commit", session.session_id)
    expect(page.locator("#commit-notes")).to_contain_text(
        "There is nothing to commit: all its 3 files are already in the library, unchanged."
    )
    page.goto(f"{server.url}/ingest-v2#/configure")
    line = page.get_by_test_id("sessions").get_by_role("listitem").first
    expect(line).to_contain_text("Nothing new")
    expect(line).to_contain_text("3 files, all already in the library")
    expect(page.locator(f'#resume[href*="{session.session_id}"]')).to_have_count(0)
