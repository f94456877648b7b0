"""`headrace smoke` against a real deployment, and what it says when something is not as it should be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app import __version__
from app.cli.server_answers import Document
from app.cli.smoke.checks import Check, check_counters, check_end, check_live, check_log
from app.cli.smoke.server_metrics import Metrics
from app.cli.smoke.watching import Watched
from app.demo.manifest import Manifest, build_manifest
from app.domain.progress import Counters, Ledger, Progress, Status
from app.live import status_document
from app.routers import health
from tests.cli.smoke.support import smoke
from tests.http.in_process import server_in_process
from tests.support.server import HeadraceProcess, NewServer
from tests.support.tcp_proxy import proxied

NEXT = "9.9.9"
MANIFEST = replace(
    build_manifest([], count=10, seed=1), total_files=10, ok=9, failed=1, metadata_extracted=8, keywords_added=40,
    scores_imported=3, errors=1,
)  # fmt: skip
DONE = status_document(
    Progress("s", Status.COMPLETED, Ledger(10, ok=9, failed=1), Counters(10, 8, 40, 3, 0, 1), discovery_over=True)
)


def problems(*checks: Check) -> list[str]:
    return [f"{check.name}: {check.problem}" for check in checks if check.problem is not None]


@pytest.mark.slow
def test_a_sound_deployment_passes_and_is_left_as_it_was(server: HeadraceProcess, uploads: Path) -> None:
    status, output = smoke(server.url)
    # Of a busy machine, only what depends on its speed may fail.
    failed = [line for line in output.splitlines() if line.startswith("FAILED") and "within" not in line]
    assert failed == [], output
    assert status == 0 or "within" in output
    assert "counter metadata_extracted" in output and "MB resident" in output
    assert list(uploads.iterdir()) == []
    with server.client() as client:
        assert client.get("/api/ingest/sessions").json()["sessions"] == []


@pytest.mark.slow
def test_an_upgrade_and_the_way_back_behind_one_address(
    server: HeadraceProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two servers of different versions, one after the other behind one proxy: the test tells them apart."""
    monkeypatch.setattr(health, "__version__", NEXT)
    for name in ("media", "uploads"):
        (tmp_path / name).mkdir()
    with (
        server_in_process(tmp_path / "media", tmp_path / "data", uploads=tmp_path / "uploads") as upgraded,
        proxied(server.port) as proxy,
    ):
        url = f"http://127.0.0.1:{proxy.port}"
        assert f"FAILED  the version: it is {__version__} instead of {NEXT}" in smoke(url, "--expect-version", NEXT)[1]
        proxy.lead_to(int(upgraded.url.rpartition(":")[2]))
        assert f"ok      the version ({NEXT})" in smoke(url, "--expect-version", NEXT)[1]
        proxy.lead_to(server.port)
        assert f"ok      the version ({__version__})" in smoke(url, "--expect-version", __version__)[1]


@pytest.mark.slow
def test_files_can_come_by_a_folder_that_both_see(new_server: NewServer, tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    with new_server(tmp_path / "media") as server:
        status, output = smoke(server.url)
        assert status == 2
        assert "started without --uploads" in output and "--server-folder" in output
        _, output = smoke(server.url, "--folder", tmp_path / "media")
    assert "ok      counter scores_imported (" in output and "FAILED  counter" not in output
    assert list((tmp_path / "media").iterdir()) == []


def test_every_wrong_number_is_named() -> None:
    assert problems(*check_counters(DONE, MANIFEST)) == []
    other: Manifest = replace(MANIFEST, keywords_added=41, scores_imported=2)
    assert problems(*check_counters(DONE, other)) == [
        "counter keywords_added: 40 instead of 41",
        "counter scores_imported: 3 instead of 2",
    ]


def test_a_session_that_does_not_complete_is_named() -> None:
    ended: Document = {**DONE, "status": "error", "message": "The disk is gone."}
    watched = Watched(0.0, last=ended)
    assert problems(*check_end(watched, ended)) == [
        "the session completes at 100 %: it is error at 100 %: The disk is gone."
    ]
    assert problems(*check_end(watched, {**ended, "processed_files": 9})) == [
        "the session completes at 100 %: it is error at 100 %: The disk is gone.",
        "the stream and the polled status agree: they differ in processed_files",
    ]


def test_a_stream_that_is_late_held_back_or_lost_is_named() -> None:
    live = Watched(0.0, DONE, 9, 0, 0.2, has_intermediate=True, moments=[(0.1, 10.1), (0.2, 10.23), (0.3, 10.36)])
    assert problems(*check_live(live, 20.0)) == []
    late = replace(live, first_sign_s=2.0, has_intermediate=False, lost=2, longest_silence_s=9.0)
    assert problems(*check_live(late, 70.0)) == [
        "progress begins within a second: it took 2.0 s",
        "states arrive while files are read: only the beginning and the end were seen: the stream is held back",
        "95 of 100 states arrive within 100 ms: they took 130 ms",
        "the stream is never silent for long: it was silent for 9.0 s",
        "the stream holds: it broke off 2 times",
    ]


def test_new_errors_in_the_log_are_counted() -> None:
    before = Metrics(started_at=9.0, cpu_s=1.0, memory_bytes=2.0, log_errors=3.0)
    assert problems(check_log(before, before)) == []
    assert "it has 2;" in problems(check_log(before, replace(before, log_errors=5.0)))[0]
    assert "does not count" in problems(check_log(before, replace(before, log_errors=None)))[0]
    assert "started again" in problems(check_log(before, replace(before, started_at=10.0)))[0]
