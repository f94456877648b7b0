"""The whole way of a user in a real browser: folder, press, watch it live, preview, commit, done."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from app.demo import Manifest, make_library
from tests.support.browser import ConsoleErrors, keep_screenshot
from tests.support.server import HeadraceProcess, NewServer

FILES, COPIES = 200, 5
SESSION_MS = 180_000
DESKTOP = ViewportSize(width=1440, height=900)


@pytest.fixture
def library(tmp_path: Path) -> tuple[Path, Manifest]:
    """A thousand files: a demo library and copies of it, which take a fifth of the time; the manifest is of one."""
    folder = tmp_path / "library"
    manifest = make_library(folder / "0", FILES, 11)
    for number in range(1, COPIES):
        shutil.copytree(folder / "0", folder / str(number))
    return folder, manifest


def counter(page: Page, name: str) -> int:
    return int(re.sub(r"\D", "", page.get_by_test_id(f"counter-{name}").inner_text().split("\n")[0]))


def choose_everything_and_start(page: Page) -> None:
    page.get_by_test_id("tree").get_by_role("checkbox").first.check()
    page.get_by_test_id("start").click()


def test_a_thousand_files_go_from_press_to_library(
    browser: Browser, library: tuple[Path, Manifest], new_server: NewServer
) -> None:
    folder, manifest = library
    with new_server(folder) as server:
        page = browser.new_page(viewport=DESKTOP)
        complaints = ConsoleErrors(page)
        page.goto(server.url)
        keep_screenshot(page, "1-configure")
        choose_everything_and_start(page)

        expect(page.get_by_test_id("live-badge")).to_be_visible()
        expect(page.get_by_test_id("percent")).to_contain_text(re.compile(r"[1-9]"), timeout=SESSION_MS)
        keep_screenshot(page, "2-process")
        page.reload()
        expect(page.locator("body")).to_have_attribute("data-step", "process")
        expect(page.get_by_test_id("percent")).to_contain_text("100", timeout=SESSION_MS)
        expect(page.get_by_test_id("to-preview")).to_be_enabled()

        wanted = {
            "processed_files": manifest.total_files,
            "metadata_extracted": manifest.metadata_extracted,
            "keywords_added": manifest.keywords_added,
            "scores_imported": manifest.scores_imported,
            "nsfw_detected": manifest.nsfw_detected,
            "errors": manifest.errors,
        }
        assert {name: counter(page, name) for name in wanted} == {name: COPIES * one for name, one in wanted.items()}
        for file in (file for file in manifest.files if file.outcome == "failed"):
            expect(page.get_by_test_id("errors")).to_contain_text(Path(file.path).name)

        page.get_by_test_id("to-preview").click()
        expect(page.get_by_test_id("card").first).to_be_visible()
        keep_screenshot(page, "3-preview")
        page.get_by_test_id("to-commit").click()
        page.get_by_test_id("commit").click()
        expect(page.get_by_test_id("done")).to_be_visible(timeout=SESSION_MS)
        committed = COPIES * manifest.ok
        expect(page.get_by_test_id("done")).to_contain_text(re.compile(rf"{committed:,}|{committed}"))
        keep_screenshot(page, "4-done")
        assert not complaints.seen

        with server.client() as client:
            roots = client.get("/api/ingest/directories").json()["directories"]
        assert roots[0]["ingested"] == committed
        page.close()


FOUNDING_CLIENT = """
(sessionId) => new Promise((resolve) => {
  const seen = [];
  const source = new EventSource(`/api/ingest/stream/${sessionId}`);
  source.onmessage = (event) => {
    const data = JSON.parse(event.data);
    seen.push(data);
    if (data.status === "completed" || data.status === "error") {
      source.close();
      resolve(seen);
    }
  };
})
"""


def test_the_founding_documents_own_client_works_unchanged(
    browser: Browser, server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    page = browser.new_page()
    page.goto(f"{server.url}/ingest-v2")
    seen = page.evaluate(FOUNDING_CLIENT, server.process_folders(demo[0]))
    last = seen[-1]
    assert last["status"] == "completed"
    assert (last["progress"], last["total_files"], last["processed_files"]) == (
        100,
        demo[1].total_files,
        demo[1].total_files,
    )
    assert last["stats"]["errors"] == len(last["errors"]) == demo[1].errors
    assert any(document["current_file"] for document in seen)
    page.close()


def test_a_browser_without_event_source_polls(
    browser: Browser, server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    context = browser.new_context()
    context.add_init_script("delete window.EventSource")
    page = context.new_page()
    page.goto(server.url)
    choose_everything_and_start(page)
    expect(page.get_by_test_id("percent")).to_contain_text("100", timeout=SESSION_MS)
    assert page.evaluate("document.body.dataset.transport") == "poll"
    assert counter(page, "processed_files") == demo[1].total_files
    context.close()
