"""The Commit step after a commit: what it did, what has changed since, and where to go from there."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.page.commit.support import PATIENCE_MS, said, step, undo
from tests.support.browser import keep_screenshot
from tests.support.preview import PreviewClient, committed_without_its_last, edit, picture_file, read
from tests.support.server import HeadraceProcess


def committed(server: HeadraceProcess, root: Path, files: int = 2) -> PreviewClient:
    for number in range(files):
        picture_file(root / f"{number}.png", number)
    session = read(server, root)
    session.commit()
    return session


def test_an_edit_after_a_commit_is_committed_from_the_page(page: Page, server: HeadraceProcess, root: Path) -> None:
    session = committed(server, root)
    page.goto(step(session, "preview"))
    expect(page.get_by_test_id("to-commit")).to_contain_text("See the commit")
    page.get_by_test_id("card").first.locator(".file-open").focus()
    page.keyboard.press("3")
    expect(page.get_by_test_id("preview-sentence")).to_have_text("On commit: 1 updated.")
    expect(page.get_by_test_id("to-commit")).to_contain_text("Commit changes")
    page.get_by_test_id("to-commit").click()
    expect(page.get_by_role("heading", name="Changes since the last commit")).to_be_visible()
    expect(page.get_by_test_id("commit-sentence")).to_have_text("On commit: 1 updated.")
    expect(page.get_by_test_id("journal").get_by_role("listitem")).to_have_count(1)
    keep_screenshot(page, "commit-changes")
    commit = page.get_by_role("button", name="Commit changes")
    commit.click()
    expect(page.locator("#done-message")).to_have_text("Committed: 1 updated.", timeout=PATIENCE_MS)
    lines = page.get_by_test_id("journal").get_by_role("listitem")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("1 updated")
    expect(lines.nth(1)).to_contain_text("2 added")
    with server.client() as client:
        files = client.get("/api/library/files", params={"folder": str(root)}).json()["files"]
    assert sorted(file["score"] or 0 for file in files) == [0, 3]


def test_a_file_taken_in_after_a_commit_is_committed_from_the_page(
    page: Page, server: HeadraceProcess, root: Path
) -> None:
    session, last = committed_without_its_last(server, root)
    page.goto(step(session, "commit"))
    expect(page.locator("#done-message")).to_have_text("Committed: 2 added; 1 excluded.")
    session.choose("apply", file_ids=[last])
    page.reload()
    expect(page.get_by_test_id("commit-sentence")).to_have_text("On commit: 1 added.")
    page.get_by_role("button", name="Commit changes").click()
    expect(page.locator("#done-message")).to_have_text("Committed: 1 added.", timeout=PATIENCE_MS)


def test_what_a_commit_did_never_depends_on_what_is_chosen_later(
    page: Page, server: HeadraceProcess, root: Path
) -> None:
    session = committed(server, root)
    edit(session, "0.png", score=2)
    session.choose("leave", file_ids=[session.files()["0.png"]["id"]])
    page.goto(step(session, "commit"))
    expect(page.locator("#done-message")).to_have_text("Committed: 2 added.")
    expect(page.locator("#done-left")).to_have_text("0")


def test_each_commit_is_listed_with_what_it_did_and_whether_it_was_undone(
    page: Page, server: HeadraceProcess, root: Path
) -> None:
    session, last = committed_without_its_last(server, root)
    session.choose("apply", file_ids=[last])
    session.commit()
    page.goto(step(session, "commit"))
    lines = page.get_by_test_id("journal").get_by_role("listitem")
    expect(lines).to_have_count(2)
    expect(lines.nth(1)).to_contain_text("2 added; 1 excluded")
    undo(page)
    expect(said(page, "Undone: 1 file removed from the library. Nothing else changed.")).to_be_visible()
    expect(lines.nth(0)).to_contain_text(re.compile("1 added.*Undone"))
    expect(lines.nth(1)).not_to_contain_text("Undone")
    keep_screenshot(page, "commit-journal")


def test_one_press_leads_from_a_commit_to_its_files_in_the_library(
    page: Page, server: HeadraceProcess, root: Path
) -> None:
    committed(server, root / "before", files=3)
    session = committed(server, root / "now")
    page.goto(step(session, "commit"))
    link = page.get_by_role("link", name="Open library")
    expect(link).to_have_class(re.compile("button-primary"))
    expect(page.get_by_role("link", name="Back to preview")).to_be_visible()
    expect(page.get_by_role("link", name="Report", exact=True)).to_be_visible()
    expect(link).to_have_attribute("href", re.compile(r"\?commit=\d+$"))
    link.click()
    expect(page).to_have_url(re.compile("/library"))
    expect(page.get_by_test_id("card")).to_have_count(2)
    expect(page.locator("#chosen")).to_contain_text(re.compile(r"Added by commit \d+"))
    page.locator("#chosen .chip").click()
    expect(page.get_by_test_id("card")).not_to_have_count(2)


def test_the_step_says_that_the_server_is_away_and_recovers_by_itself(
    browser: Browser, server: HeadraceProcess, root: Path
) -> None:
    picture_file(root / "a.png", 1)
    session = read(server, root)
    page = browser.new_page(viewport=ViewportSize(width=1280, height=800))
    page.goto(step(session, "preview"))
    expect(page.get_by_test_id("to-commit")).to_contain_text("Go to commit")
    server.kill()
    try:
        page.get_by_test_id("to-commit").click()
        problem = page.get_by_test_id("commit-problem")
        expect(problem).to_contain_text("Cannot reach the server.")
        expect(problem).to_contain_text("tries again by itself")
        expect(page.get_by_test_id("commit")).to_be_disabled()
        page.wait_for_timeout(2500)
        expect(page.locator(".toast")).to_have_count(0)
        expect(page.get_by_test_id("commit")).to_be_disabled()
        keep_screenshot(page, "commit-server-away")
    finally:
        server.start()
    expect(page.get_by_test_id("commit-problem")).to_be_hidden(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("commit-sentence")).to_have_text("On commit: 1 added.")
    page.get_by_test_id("commit").click()
    expect(page.locator("#done-message")).to_have_text("Committed: 1 added.", timeout=PATIENCE_MS)
    page.close()
