"""A file that takes long: the page says how far it is, and lets an editor skip it or wait."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.page.process.support import PATIENCE_MS, QUICK, show
from tests.support.control import endless_files, get, sound_files
from tests.support.server import HeadraceProcess, assert_ledger_adds_up
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow


def test_a_slow_file_can_be_skipped_and_ends_as_a_failure_that_says_who_skipped_it(
    server: HeadraceProcess, media: Path, page: Page
) -> None:
    folder = endless_files(media / "skipped", 1)
    sound_files(folder / "after", 3)
    session_id = server.process_folders(folder, **QUICK)
    show(page, server, session_id)
    slow = page.get_by_test_id("slow-files").get_by_role("listitem")
    expect(slow).to_contain_text("endless 0.jpg", timeout=PATIENCE_MS)
    expect(slow).to_contain_text(str(folder))
    expect(slow).to_contain_text(re.compile(r"Decoding, \d+ s so far\. Its reading is stopped after 10 min"))
    skip = page.get_by_role("button", name="Skip this file")
    skip.focus()
    page.keyboard.press("Enter")
    expect(slow).to_have_count(0, timeout=PATIENCE_MS)
    state = server.wait_until_over(session_id)
    assert (state["ledger"]["ok"], state["ledger"]["failed"]) == (3, 1)
    assert_ledger_adds_up(state)
    failure = page.get_by_test_id("errors").get_by_role("listitem")
    expect(failure).to_contain_text("endless 0.jpg")
    expect(failure).to_contain_text("skipped by the user")
    expect(page.get_by_test_id("retry")).to_have_text("Retry 1 failed file")
    assert page.evaluate("document.activeElement !== document.body"), "the focus is not lost with the button"


def test_somebody_who_keeps_waiting_is_asked_again_only_later(server: HeadraceProcess, media: Path, page: Page) -> None:
    session_id = server.process_folders(endless_files(media / "waited", 1), **QUICK)
    show(page, server, session_id)
    slow = page.get_by_test_id("slow-files")
    page.get_by_role("button", name="Keep waiting").click(timeout=PATIENCE_MS)
    expect(slow).to_be_hidden()
    page.wait_for_timeout(2500)
    expect(slow).to_be_hidden()
    expect(slow).to_be_visible(timeout=PATIENCE_MS)
    with server.client() as client:
        client.post(f"/api/ingest/cancel/{session_id}")
    expect(slow).to_be_hidden(timeout=PATIENCE_MS)


def test_bytes_are_shown_where_they_mean_something_and_a_stop_is_called_one(
    server: HeadraceProcess, root: Path, page: Page
) -> None:
    """The worker is stopped in the middle of a large file, as a disk stops it that no longer answers."""
    size = 1_000_000_000
    with (root / "large.mp4").open("wb") as file:
        file.write(b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + (size - 24).to_bytes(4, "big") + b"mdat")
        for _ in range(1000):
            file.write(bytes([7]) * 1_000_000)
    session_id = server.process_folders(root, **QUICK)
    with stopped_while_reading(server, session_id, root / "large.mp4") as worker:
        show(page, server, session_id)
        slow = page.get_by_test_id("slow-files").get_by_role("listitem")
        expect(slow).to_contain_text(re.compile(r"\d+(\.\d)? (kB|MB) of 1\.0 GB read in \d+ s"), timeout=PATIENCE_MS)
        expect(slow).to_contain_text(re.compile(r"Nothing was read for \d+ s\."), timeout=PATIENCE_MS)
        page.get_by_role("button", name="Skip this file").click()
        state = server.wait_until_over(session_id)
        assert state["ledger"]["failed"] == 1
        assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE


@contextmanager
def stopped_while_reading(server: HeadraceProcess, session_id: str, path: Path) -> Iterator[psutil.Process]:
    """Stop the worker with some bytes of `path` read, and some not. At the end it goes on, if it still is there."""
    worker = wait_until(lambda: stop_with_some_bytes(server, session_id, path), "the file is read in part", pause=0.01)
    assert worker is not None
    try:
        yield worker
    finally:
        with suppress(psutil.NoSuchProcess):
            worker.resume()


def stop_with_some_bytes(server: HeadraceProcess, session_id: str, path: Path) -> psutil.Process | None:
    """Stop the worker if it is in the middle of `path`. It may have started only now, for this file."""
    assert server.process is not None
    workers = psutil.Process(server.process.pid).children(recursive=True)
    worker = next((worker for worker in workers if reads(worker, path)), None)
    if worker is None:
        return None
    worker.suspend()
    reading = get(server, f"session/{session_id}/activity")["reading"]
    if reading and reading[0]["bytes_read"] and reads(worker, path):
        return worker
    worker.resume()
    return None


def reads(process: psutil.Process, path: Path) -> bool:
    with suppress(psutil.NoSuchProcess):
        return any(file.path == str(path) for file in process.open_files())
    return False
