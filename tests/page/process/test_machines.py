"""The Process step shows the machines that read files for the server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ingest.cluster.support import dask_cluster
from tests.page.process.support import PATIENCE_MS, QUICK, show
from tests.support.control import endless_files
from tests.support.server import NewServer

pytestmark = pytest.mark.slow


def test_the_page_shows_machines_what_they_read_and_that_the_session_waits_without_them(
    new_server: NewServer, tmp_path: Path, page: Page
) -> None:
    media = endless_files(tmp_path / "media", 1)
    with (
        dask_cluster(tmp_path / "cluster") as cluster,
        new_server(media, environ={"HEADRACE_EXECUTOR": cluster.executor}) as server,
    ):
        session_id = server.process_folders(media, **QUICK)
        show(page, server, session_id)
        machines = page.get_by_test_id("machines")
        expect(machines).to_contain_text("No machine has joined", timeout=PATIENCE_MS)
        expect(page.locator("#process-message")).to_contain_text("headrace worker dask://")

        cluster.start_machine("box", str(media))
        line = machines.get_by_role("listitem")
        expect(line).to_contain_text("endless 0.jpg", timeout=PATIENCE_MS)
        expect(line).to_contain_text("ready")
        expect(machines).to_contain_text("1 machine reads")
        expect(machines.get_by_role("link", name="Dask dashboard")).to_have_attribute(
            "href", re.compile(r"http://127\.0\.0\.1:\d+/status")
        )

        cluster.kill_machine("box")
        expect(line).to_contain_text("gone", timeout=PATIENCE_MS)
        expect(machines).to_contain_text("No machine has joined")


def test_a_server_that_reads_alone_shows_no_machines(new_server: NewServer, tmp_path: Path, page: Page) -> None:
    media = endless_files(tmp_path / "media", 1)
    with new_server(media) as server:
        show(page, server, server.process_folders(media, **QUICK))
        expect(page.locator("#machines-card")).to_have_count(0)
