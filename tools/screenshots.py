"""Takes the screenshots of the documentation: `python tools/screenshots.py` (needs Chromium and write access to /srv).

They show the real page with a demo library of 1,000 files, during a session and at its preview.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, expect

sys.path.insert(0, str(Path(__file__).parent.parent))

from app.demo import make_library
from tests.support.browser import chromium
from tests.support.server import HeadraceProcess

MEDIA = Path("/srv/pictures")
"""The folder shown in the screenshots. It is created for them and deleted afterwards."""
IMAGES = Path(__file__).parent.parent / "docs" / "images"
DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
HALF_WAY = 300
SETTLE_MS = 1500
"""Time for thumbnails to fade in and the progress bar to move."""


def main() -> None:
    if MEDIA.exists():
        sys.exit(f"{MEDIA} already exists. Move it away: this script creates and deletes that folder.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    make_library(MEDIA, 1000, 11)
    try:
        with tempfile.TemporaryDirectory() as data, chromium() as browser:
            take_all(browser, Path(data))
    finally:
        shutil.rmtree(MEDIA)


def take_all(browser: Browser, data: Path) -> None:
    with HeadraceProcess(roots=[MEDIA], data=data) as server:
        session_id = server.process_folders(MEDIA)
        while server.status(session_id)["processed_files"] < HALF_WAY:
            time.sleep(0.1)
        take(browser, f"{server.url}/ingest-v2#/process/{session_id}", "process-desktop", DESKTOP, "live-badge")
        take(browser, f"{server.url}/ingest-v2#/process/{session_id}", "process-phone-dark", PHONE, "live-badge")
        server.wait_until_over(session_id)
        take(browser, f"{server.url}/ingest-v2#/preview/{session_id}", "preview-desktop", DESKTOP, "card")


def take(browser: Browser, address: str, name: str, size: ViewportSize, wait_for: str) -> None:
    scheme: Literal["dark", "light"] = "dark" if name.endswith("dark") else "light"
    page = browser.new_page(viewport=size, color_scheme=scheme)
    page.goto(address)
    expect(page.get_by_test_id(wait_for).first).to_be_visible()
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main()
