"""The HTTP API of a real server: answers, and errors in one shape that says what happened and what to do."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.demo import Manifest
from tests.support.server import HeadraceProcess, NewDatabase, NewServer, assert_ledger_adds_up, on_both_databases
from tests.support.waiting import wait_until

pytest_generate_tests = on_both_databases


@pytest.fixture(scope="module")
def odd_folder(tmp_path_factory: pytest.TempPathFactory, demo: tuple[Path, Manifest]) -> Path:
    """Pictures whose names are not UTF-8, HTML, or a formula, in a folder whose name is not UTF-8."""
    folder = tmp_path_factory.mktemp("odd")
    picture = (demo[0] / next(file.path for file in demo[1].files if file.format == "png")).read_bytes()
    deep = os.fsencode(folder) + b"/caf\xe9"
    os.mkdir(deep)
    for name in (b"\xff\xfe.png", b"<img src=x onerror=alert(1)>.png", b"=cmd.png"):
        with open(deep + b"/" + name, "wb") as file:
            file.write(picture)
    return folder


@pytest.fixture(scope="module")
def roots(demo: tuple[Path, Manifest], odd_folder: Path) -> Sequence[Path]:
    return [demo[0], odd_folder]


@pytest.fixture(scope="module")
def shared(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> tuple[HeadraceProcess, str]:
    """The module's server, with one session over the demo library. Tests only look."""
    session_id = server.process_folders(demo[0])
    server.wait_until_over(session_id)
    return server, session_id


@pytest.fixture
def client(shared: tuple[HeadraceProcess, str]) -> Iterator[httpx.Client]:
    with shared[0].client() as client:
        yield client


def assert_error(answer: httpx.Response, status: int, code: str) -> dict[str, str]:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"error"}
    error = body["error"]
    assert isinstance(error, dict)
    assert set(error) - {"position", "length"} == {"code", "message", "cure"}
    assert error["code"] == code
    assert error["message"] and error["cure"]
    return error


def files(client: httpx.Client, session_id: str, **query: Any) -> dict[str, Any]:
    answer = client.get(f"/api/ingest/session/{session_id}/files", params={"page_size": 200, **query})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert isinstance(body, dict)
    return body


def test_the_root_leads_to_the_page_with_a_strict_policy(client: httpx.Client) -> None:
    answer = client.get("/", follow_redirects=True)
    assert answer.url.path == "/ingest-v2"
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy


def test_health_readiness_and_metrics_answer(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}
    assert "headrace_stream_open" in client.get("/metrics").text


def test_every_route_is_described_with_the_stream_among_them(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert "/api/ingest/stream/{session_id}" in paths
    assert client.get("/docs").status_code == 200


@pytest.mark.parametrize(
    ("parameters", "status", "code", "words"),
    [
        ({"directories": []}, 422, "invalid_parameters", "no folder"),
        ({"directories": ["/"]}, 403, "outside_roots", "outside the media roots"),
        ({"directories": ["{demo}/../.."]}, 403, "outside_roots", "outside the media roots"),
        ({"directories": ["{demo}/nowhere"]}, 403, "outside_roots", "not a folder"),
        ({"directories": ["{demo}/caf\udce9"]}, 403, "outside_roots", "not a folder"),
        ({"directories": ["{demo}"], "pattern": "a/*.png"}, 422, "invalid_parameters", "names a folder"),
        ({"directories": ["{demo}"], "pattern": "*.jpg|*.[png"}, 422, "invalid_parameters", "[ at character 9"),
        ({"directories": ["{demo}"], "nsfw_threshold": 2}, 422, "invalid_request", "less than or equal to 1"),
        ({"directories": ["{demo}"], "max_files": 0}, 422, "invalid_request", "max_files"),
        ({"directories": ["{demo}"], "colour": "red"}, 422, "invalid_request", "colour"),
        ({"directories": "{demo}"}, 422, "invalid_request", "list"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(
    client: httpx.Client,
    demo: tuple[Path, Manifest],
    parameters: dict[str, Any],
    status: int,
    code: str,
    words: str,
) -> None:
    text = json.dumps({"parameters": parameters}).replace("{demo}", str(demo[0]))
    answer = client.post("/api/ingest/process", content=text, headers={"Content-Type": "application/json"})
    assert words in assert_error(answer, status, code)["message"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"parameters": 1}', b"\xff"])
def test_a_body_that_is_not_a_request_is_refused(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/api/ingest/process", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert set(answer.json()["error"]) == {"code", "message", "cure"}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/api/ingest/status/nobody", 404, "unknown_session"),
        ("GET", "/api/ingest/session/nobody", 404, "unknown_session"),
        ("GET", "/api/ingest/session/nobody/files", 404, "unknown_session"),
        ("GET", "/api/ingest/session/nobody/keywords", 404, "unknown_session"),
        ("GET", "/api/ingest/report/nobody", 404, "unknown_session"),
        ("GET", "/api/ingest/commit-status/nobody", 404, "unknown_session"),
        ("DELETE", "/api/ingest/session/nobody", 404, "unknown_session"),
        ("POST", "/api/ingest/cancel/nobody", 404, "unknown_session"),
        ("POST", "/api/ingest/pause/nobody", 404, "unknown_session"),
        ("GET", "/api/ingest/file/999999/thumbnail", 404, "no_thumbnail"),
        ("GET", "/api/ingest/file/999999/original", 404, "unknown_file"),
        ("GET", "/api/ingest/file/x/original", 422, "invalid_request"),
        ("GET", "/api/ingest/file/99999999999999999999999/original", 422, "invalid_request"),
        ("GET", "/api/ingest/sessions?after=1-99999999999999999999999", 422, "invalid_request"),
        ("GET", "/api/ingest/sessions?after=nan-1", 422, "invalid_request"),
        ("GET", "/api/ingest/directories?path=/etc", 403, "outside_roots"),
        ("PUT", "/api/ingest/process", 405, "http_error"),
    ],
)
def test_every_error_has_one_shape(client: httpx.Client, method: str, path: str, status: int, code: str) -> None:
    assert_error(client.request(method, path), status, code)


@pytest.mark.parametrize("file_ids", [[2**63], [0], list(range(1, 10_002))])
def test_a_retry_of_impossible_files_is_refused(
    client: httpx.Client, shared: tuple[Any, str], file_ids: list[int]
) -> None:
    answer = client.post(f"/api/ingest/retry/{shared[1]}", json={"file_ids": file_ids})
    assert_error(answer, 422, "invalid_request")


def test_a_session_that_is_over_cannot_be_cancelled_or_paused(client: httpx.Client, shared: tuple[Any, str]) -> None:
    for verb in ("cancel", "pause", "resume"):
        assert_error(client.post(f"/api/ingest/{verb}/{shared[1]}"), 409, "wrong_status")


def test_the_tree_counts_files_level_by_level(
    client: httpx.Client, demo: tuple[Path, Manifest], odd_folder: Path
) -> None:
    roots = client.get("/api/ingest/directories").json()["directories"]
    assert [root["path"] for root in roots] == [str(demo[0]), str(odd_folder)]
    assert roots[0]["total"] == demo[1].total_files
    level = client.get("/api/ingest/directories", params={"path": str(demo[0])}).json()
    assert level["parent"] is None
    assert level["total"] == demo[1].total_files
    assert sum(child["total"] for child in level["directories"]) == demo[1].total_files
    below = client.get("/api/ingest/directories", params={"path": level["directories"][0]["path"]}).json()
    assert below["parent"] == str(demo[0])


def test_file_types_are_counted(client: httpx.Client, demo: tuple[Path, Manifest]) -> None:
    found = client.post("/api/ingest/file-types", json={"directories": [str(demo[0])]}).json()
    counts = {kind["extension"]: kind["count"] for kind in found["types"]}
    for extension in (".png", ".jpg", ".mp4"):
        wanted = sum(Path(file.path).suffix.lower() == extension for file in demo[1].files)
        assert counts[extension] == wanted
    assert found["total"] == sum(counts.values())
    assert found["complete"]


def test_files_that_match_a_pattern_are_counted(client: httpx.Client, demo: tuple[Path, Manifest]) -> None:
    body = {"directories": [str(demo[0])], "pattern": "*.PNG|IMG_*"}
    found = client.post("/api/ingest/file-types", json=body).json()
    names = [Path(file.path).name.lower() for file in demo[1].files]
    assert found["matching"] == sum(name.endswith(".png") or name.startswith("img_") for name in names)
    assert 0 < found["matching_bytes"] < found["bytes"]
    body["pattern"] = "*.[png"
    error = assert_error(client.post("/api/ingest/file-types", json=body), 422, "invalid_parameters")
    assert error["cure"].startswith("Add a ]")


def test_staged_files_say_what_the_manifest_says(
    client: httpx.Client, shared: tuple[Any, str], demo: tuple[Path, Manifest]
) -> None:
    found = {file["path"]: file for file in files(client, shared[1])["files"]}
    assert len(found) == demo[1].total_files
    for wanted in demo[1].files:
        file = found[str(demo[0] / wanted.path)]
        assert file["outcome"] == wanted.outcome
        if wanted.outcome == "ok":
            assert (file["width"], file["height"]) == (wanted.width, wanted.height)
            assert file["keywords"] == list(wanted.keywords)
            assert file["score"] == wanted.score
        else:
            assert file["failures"][0]["step"]
            assert file["failures"][0]["reason"]


def test_filters_sorting_and_pages_cut_the_same_set(client: httpx.Client, shared: tuple[Any, str]) -> None:
    everything = files(client, shared[1])["files"]
    failed = files(client, shared[1], outcome="failed")
    assert failed["total"] == sum(file["outcome"] == "failed" for file in everything) > 0
    paged = [files(client, shared[1], page=page, page_size=7)["files"] for page in range(1, 100 // 7)]
    assert [file["id"] for page in paged for file in page] == [file["id"] for file in everything]
    scores = [file["score"] for file in files(client, shared[1], sort="score", order="desc")["files"]]
    known = [score for score in scores if score is not None]
    assert known == sorted(known, reverse=True)
    keyword = client.get(f"/api/ingest/session/{shared[1]}/keywords").json()["keywords"][0]
    assert files(client, shared[1], keyword=keyword["keyword"])["total"] == keyword["count"]
    assert files(client, shared[1], q="no such words anywhere")["files"] == []


def test_thumbnails_and_originals_are_served_as_what_they_are(client: httpx.Client, shared: tuple[Any, str]) -> None:
    file = files(client, shared[1], outcome="ok")["files"][0]
    thumbnail = client.get(file["thumbnail"])
    assert thumbnail.headers["content-type"] in ("image/jpeg", "image/webp")
    assert "immutable" in thumbnail.headers["cache-control"]
    original = client.get(file["original"])
    assert original.content == Path(file["path"]).read_bytes()
    assert original.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in original.headers["content-security-policy"]


def test_a_video_can_be_seeked(client: httpx.Client, shared: tuple[Any, str]) -> None:
    video = next(file for file in files(client, shared[1], outcome="ok")["files"] if file["kind"] == "video")
    part = client.get(video["original"], headers={"Range": "bytes=4-7"})
    assert part.status_code == 206
    assert part.content == b"ftyp"
    assert part.headers["content-type"] == "video/mp4"


def test_the_report_has_three_formats(
    client: httpx.Client, shared: tuple[Any, str], demo: tuple[Path, Manifest]
) -> None:
    page = client.get(f"/api/ingest/report/{shared[1]}")
    assert page.headers["content-type"].startswith("text/html")
    assert page.text.count("data:image/") == demo[1].ok
    assert "<script" not in page.text.lower().replace("&lt;script", "")
    assert "http" not in page.text.replace("http-equiv", "").split("</style>")[0], "nothing is fetched from elsewhere"
    found = client.get(f"/api/ingest/report/{shared[1]}", params={"format": "json"}).json()
    assert len(found["files"]) == demo[1].total_files
    assert_ledger_adds_up(found["status"])
    text = client.get(f"/api/ingest/report/{shared[1]}", params={"format": "csv"}).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(row["outcome"] == "ok" for row in rows) == demo[1].ok
    assert_error(client.get(f"/api/ingest/report/{shared[1]}", params={"format": "pdf"}), 422, "invalid_request")


def test_the_session_states_its_parameters_and_totals(
    client: httpx.Client, shared: tuple[Any, str], demo: tuple[Path, Manifest]
) -> None:
    session = client.get(f"/api/ingest/session/{shared[1]}").json()
    assert session["parameters"]["directories"] == [str(demo[0])]
    assert session["totals"]["ok"] == demo[1].ok
    assert session["totals"]["failed"] == demo[1].failed
    assert session["totals"]["images"] + session["totals"]["videos"] == demo[1].ok
    assert shared[1] in [line["session_id"] for line in client.get("/api/ingest/sessions").json()["sessions"]]


def test_names_that_are_not_utf_8_or_are_html_survive_a_round_trip(
    shared: tuple[HeadraceProcess, str], client: httpx.Client, odd_folder: Path
) -> None:
    level = client.get("/api/ingest/directories", params={"path": str(odd_folder)}).json()
    folder = level["directories"][0]["path"]
    assert os.fsencode(folder) == os.fsencode(odd_folder) + b"/caf\xe9"
    started = client.post(
        "/api/ingest/process",
        content=json.dumps({"parameters": {"directory": folder}}),
        headers={"Content-Type": "application/json"},
    )
    session_id = started.json()["session_id"]
    assert shared[0].wait_until_over(session_id)["ledger"]["ok"] == 3
    names = {os.fsencode(file["name"]) for file in files(client, session_id)["files"]}
    assert names == {b"\xff\xfe.png", b"<img src=x onerror=alert(1)>.png", b"=cmd.png"}
    page = client.get(f"/api/ingest/report/{session_id}").text
    assert "<img src=x" not in page
    assert client.get(f"/api/ingest/report/{session_id}", params={"format": "csv"}).status_code == 200
    committed = shared[0].commit(session_id)
    assert committed["status"] == "committed"


def test_zero_files_say_why(shared: tuple[HeadraceProcess, str], demo: tuple[Path, Manifest]) -> None:
    session_id = shared[0].process_folders(demo[0], pattern="*.nothing")
    document = shared[0].wait_until_over(session_id)
    assert (document["status"], document["progress"], document["total_files"]) == ("completed", 100, 0)
    assert document["discovery_message"].startswith("No matching files: none of")


def test_what_was_passed_over_is_said_in_words_and_in_numbers(
    shared: tuple[HeadraceProcess, str], demo: tuple[Path, Manifest]
) -> None:
    server, _ = shared
    session_id = server.process_folders(demo[0], enable_nsfw_detection=False)
    said = "Passed over: 1 × .gpx, 1 × .json, 1 × .txt"
    assert server.wait_until_over(session_id)["discovery_message"].endswith(said)
    kinds = [{"extension": extension, "files": 1} for extension in (".gpx", ".json", ".txt")]
    with server.client() as client:
        assert client.get(f"/api/ingest/session/{session_id}").json()["passed_over"] == {"kinds": kinds, "others": 0}
        report = client.get(f"/api/ingest/report/{session_id}", params={"format": "json"}).json()
        assert report["passed_over"] == {"kinds": kinds, "others": 0}
        page = client.get(f"/api/ingest/report/{session_id}").text
        assert said in page


def test_the_active_session_is_the_newest_that_is_not_over(
    fresh_server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    with fresh_server.client() as client:
        assert client.get("/api/ingest/active-session").json() == {"session": None}
        session_id = fresh_server.process_folders(demo[0])
        assert client.get("/api/ingest/active-session").json()["session"]["session_id"] == session_id
        fresh_server.wait_until_over(session_id)
        fresh_server.commit(session_id)
        assert client.get("/api/ingest/active-session").json() == {"session": None}


def test_a_second_commit_and_a_second_session_add_no_row(
    fresh_server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    first = fresh_server.process_folders(demo[0], enable_nsfw_detection=False)
    fresh_server.wait_until_over(first)
    fresh_server.commit(first)
    fresh_server.commit(first)
    again = fresh_server.process_folders(demo[0], skip_existing=False, enable_nsfw_detection=False)
    fresh_server.wait_until_over(again)
    fresh_server.commit(again)
    skipping = fresh_server.process_folders(demo[0], enable_nsfw_detection=False)
    document = fresh_server.wait_until_over(skipping)
    with fresh_server.client() as client:
        status = client.get(f"/api/ingest/commit-status/{again}").json()
        ingested = client.get("/api/ingest/directories").json()["directories"][0]["ingested"]
    assert status["created"] == 0
    assert ingested == demo[1].ok
    assert document["ledger"]["skipped"] == demo[1].ok
    assert document["total_files"] == demo[1].failed, "what failed is not in the library, so it is tried again"


def wait_until_started(server: HeadraceProcess, session_id: str) -> None:
    wait_until(
        lambda: server.status(session_id)["status"],
        "the session has started",
        holds=lambda status: status != "starting",
        pause=0,
    )


def test_pause_resume_and_cancel(fresh_server: HeadraceProcess, demo: tuple[Path, Manifest]) -> None:
    session_id = fresh_server.process_folders(demo[0])
    with fresh_server.client() as client:
        wait_until_started(fresh_server, session_id)
        assert client.post(f"/api/ingest/pause/{session_id}").json()["status"] == "paused"
        assert_error(client.post("/api/ingest/commit", json={"session_id": session_id}), 409, "wrong_status")
        assert client.post(f"/api/ingest/resume/{session_id}").json()["status"] == "processing"
        cancelled = client.post(f"/api/ingest/cancel/{session_id}").json()
    assert cancelled["status"] == "cancelled"
    assert_ledger_adds_up(cancelled)
    assert fresh_server.commit(session_id)["commit"]["total"] == cancelled["ledger"]["ok"]


def test_a_paused_session_is_still_paused_after_a_restart(
    fresh_server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    session_id = fresh_server.process_folders(demo[0])
    with fresh_server.client() as client:
        wait_until_started(fresh_server, session_id)
        client.post(f"/api/ingest/pause/{session_id}")
    assert fresh_server.stop() in (0, -signal.SIGTERM)
    fresh_server.start()
    assert fresh_server.status(session_id)["status"] == "paused"
    with fresh_server.client() as client:
        client.post(f"/api/ingest/resume/{session_id}")
    assert fresh_server.wait_until_over(session_id)["processed_files"] == demo[1].total_files


def test_failed_files_are_read_again_after_they_are_repaired(
    demo: tuple[Path, Manifest], tmp_path: Path, new_server: NewServer, database: NewDatabase
) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    sound = demo[0] / next(file.path for file in demo[1].files if file.format == "png" and file.outcome == "ok")
    (folder / "empty.png").write_bytes(b"")
    (folder / "torn.png").write_bytes(sound.read_bytes()[:200])
    with new_server(folder, environ=database()) as server, server.client() as client:
        session_id = server.process_folders(folder, enable_nsfw_detection=False)
        assert server.wait_until_over(session_id)["ledger"]["failed"] == 2
        causes = client.get(f"/api/ingest/session/{session_id}/failures").json()["causes"]
        assert sum(cause["files"] for cause in causes) == 2
        (folder / "torn.png").write_bytes(sound.read_bytes())
        torn = next(file for file in files(client, session_id)["files"] if file["name"] == "torn.png")
        answer = client.post(f"/api/ingest/retry/{session_id}", json={"file_ids": [torn["id"]]})
        assert answer.json() == {"session_id": session_id, "retried": 1}
        document = server.wait_until_over(session_id)
        assert_ledger_adds_up(document)
        assert (document["ledger"]["ok"], document["ledger"]["failed"]) == (1, 1)
        assert [error["file"] for error in document["errors"]] == ["empty.png"]
        assert_error(
            client.post(f"/api/ingest/retry/{session_id}", json={"file_ids": [torn["id"]]}), 409, "wrong_status"
        )
        answer = client.post(f"/api/ingest/retry/{session_id}", json={"cause": {"step": "open", "reason": "none such"}})
        assert_error(answer, 409, "wrong_status")


def test_a_commit_is_undone_as_a_unit(fresh_server: HeadraceProcess, demo: tuple[Path, Manifest]) -> None:
    session_id = fresh_server.process_folders(demo[0], enable_nsfw_detection=False)
    fresh_server.wait_until_over(session_id)
    with fresh_server.client() as client:
        assert_error(client.post(f"/api/ingest/undo/{session_id}"), 409, "nothing_to_undo")
        fresh_server.commit(session_id)
        assert client.post(f"/api/ingest/undo/{session_id}").json() == {
            "session_id": session_id,
            "removed": demo[1].ok,
            "restored": 0,
            "moved_back": 0,
            "returned": 0,
        }
        assert client.get("/api/ingest/directories").json()["directories"][0]["ingested"] == 0
        assert fresh_server.status(session_id)["status"] == "undone"
        assert fresh_server.commit(session_id)["commit"]["committed"] == demo[1].ok
