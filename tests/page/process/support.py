"""What the tests of the Process step share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.support.control import post
from tests.support.server import HeadraceProcess

PATIENCE_MS = 60_000
QUICK: dict[str, Any] = {"enable_nsfw_detection": False}
BROKEN = b"\x89PNG\r\n\x1a\nbroken"


def show(page: Page, server: HeadraceProcess, session_id: str) -> None:
    page.goto(f"{server.url}/ingest-v2#/process/{session_id}")
    expect(page.get_by_test_id("step-process")).to_be_visible()


def broken_files(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"broken {number:02}.png").write_bytes(BROKEN)
    return folder


def over(server: HeadraceProcess, folder: Path, **options: Any) -> str:
    session_id = server.process_folders(folder, **(QUICK | options))
    server.wait_until_over(session_id)
    return session_id


def paused_while_reading(server: HeadraceProcess, folder: Path) -> str:
    """Start a session over a folder with a file that takes minutes, and pause it while that is read."""
    session_id = server.process_folders(folder, **QUICK)
    server.wait_for(session_id, "a file is being read", lambda state: state["current_file"])
    post(server, f"pause/{session_id}")
    return session_id
