"""What the tests of a file's contents share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.server import HeadraceProcess, wait_until_indexed


def ingest(server: HeadraceProcess, folder: Path, *, commit: bool = False) -> dict[str, dict[str, Any]]:
    """Read the folder in a session, and return its files by name, as the session or the library has them."""
    session_id = server.process_folders(folder, enable_nsfw_detection=False)
    server.wait_until_over(session_id)
    with server.client() as client:
        if commit:
            assert server.commit(session_id)["status"] == "committed"
            wait_until_indexed(server)
            found = client.get("/api/library/files", params={"folder": str(folder), "limit": 200})
        else:
            found = client.get(f"/api/ingest/session/{session_id}/files", params={"page_size": 200})
        assert found.status_code == 200, found.text
        return {file["name"]: file for file in found.json()["files"]}
