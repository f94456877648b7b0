"""The NSFW threshold after the scan, over HTTP and on the page of a real server: scores stay, labels move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.http.test_api import assert_error
from tests.ingest.review.test_duplicates import scene
from tests.readers.support import encoded
from tests.support.browser import ConsoleErrors
from tests.support.server import HeadraceProcess

FILES = 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judged")
    for number in range(FILES):
        (folder / f"{number}.jpg").write_bytes(encoded(scene(number), "JPEG"))
    return folder


@pytest.fixture(scope="module")
def roots(folder: Path) -> Sequence[Path]:
    return [folder]


def read(server: HeadraceProcess, folder: Path) -> str:
    """Read the files at the highest threshold, and return the session."""
    session_id = server.process_folders(folder, nsfw_threshold=1.0, skip_existing=False)
    server.wait_until_over(session_id)
    return session_id


@pytest.fixture
def session_id(server: HeadraceProcess, folder: Path) -> str:
    """A session of the test's own."""
    return read(server, folder)


@pytest.fixture(scope="module")
def unmoved(server: HeadraceProcess, folder: Path) -> str:
    """A session whose threshold no test moves."""
    return read(server, folder)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    complaints = ConsoleErrors(page)
    yield page
    page.close()
    assert not complaints.seen


def scores(client: httpx.Client, session_id: str, **query: Any) -> list[float]:
    files = client.get(f"/api/ingest/session/{session_id}/files", params=query).json()["files"]
    return sorted(file["nsfw"]["score"] for file in files)


def test_moving_the_threshold_labels_every_file_by_the_score_it_has(server: HeadraceProcess, session_id: str) -> None:
    with server.client() as client:
        before = scores(client, session_id)
        assert len(before) == FILES
        threshold = before[FILES // 2]
        wanted = [score for score in before if score >= threshold]
        answer = client.patch(f"/api/ingest/session/{session_id}", json={"nsfw_threshold": threshold})
        assert answer.status_code == 200, answer.text
        assert answer.json() == client.get(f"/api/ingest/session/{session_id}").json()
        assert answer.json()["parameters"]["nsfw_threshold"] == threshold
        assert answer.json()["totals"]["nsfw"] == len(wanted)
        assert server.status(session_id)["stats"]["nsfw_detected"] == len(wanted)
        assert scores(client, session_id, nsfw=True) == wanted
        assert scores(client, session_id) == before
        report = client.get(f"/api/ingest/report/{session_id}?format=json").json()
        assert sum(file["nsfw"]["is_nsfw"] for file in report["files"]) == len(wanted)


def test_a_client_that_joins_later_streams_the_new_count(server: HeadraceProcess, session_id: str) -> None:
    with server.client() as client:
        client.patch(f"/api/ingest/session/{session_id}", json={"nsfw_threshold": 0}).raise_for_status()
        with client.stream("GET", f"/api/ingest/stream/{session_id}") as stream:
            shown = next(line for line in stream.iter_lines() if line.startswith("data:"))
    assert f'"nsfw_detected":{FILES}' in shown.replace(" ", "")


def test_what_is_in_the_library_is_labelled_again_only_after_the_commit_was_taken_back(
    server: HeadraceProcess, session_id: str
) -> None:
    server.commit(session_id)
    with server.client() as client:
        address, body = f"/api/ingest/session/{session_id}", {"nsfw_threshold": 0.0}
        assert "committed" in assert_error(client.patch(address, json=body), 409, "wrong_status")["message"]
        client.post(f"/api/ingest/undo/{session_id}").raise_for_status()
        assert client.patch(address, json=body).json()["totals"]["nsfw"] == FILES


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"nsfw_threshold": 1.5}, "less than or equal to 1"),
        ({"nsfw_threshold": "NaN"}, "nsfw_threshold"),
        ({}, "nsfw_threshold"),
        ({"nsfw_threshold": 0.5, "pattern": "*.png"}, "pattern"),
    ],
)
def test_a_threshold_that_makes_no_sense_is_refused(
    server: HeadraceProcess, unmoved: str, body: dict[str, Any], words: str
) -> None:
    with server.client() as client:
        answer = client.patch(f"/api/ingest/session/{unmoved}", json=body)
        assert words in assert_error(answer, 422, "invalid_request")["message"]
        assert_error(client.patch("/api/ingest/session/nobody", json={"nsfw_threshold": 0.5}), 404, "unknown_session")


def test_the_previews_slider_moves_labels_chips_and_veils(page: Page, server: HeadraceProcess, session_id: str) -> None:
    page.goto(f"{server.url}/ingest-v2#/preview/{session_id}")
    page.get_by_test_id("nsfw-open").click()
    slider = page.get_by_label("NSFW threshold")
    expect(page.locator("#nsfw-threshold-value")).to_have_text("100%")
    expect(page.locator("#nsfw-threshold-note")).to_have_text(f"marks 0 of {FILES}")
    expect(page.locator("[data-veiled]")).to_have_count(0)
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("#nsfw-threshold-note")).to_have_text(f"marks {FILES} of {FILES}")
    expect(page.locator("#nsfw-threshold-value")).to_have_text("0%")
    expect(page.locator("[data-veiled]")).to_have_count(FILES)
    expect(page.locator('[data-show="nsfw"] .chip-count')).to_have_text(str(FILES))
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#nsfw-threshold-value")).to_have_text("1%")
    page.reload()
    page.get_by_test_id("nsfw-open").click()
    expect(slider).to_have_value("0.01")


def test_the_slider_rests_while_the_library_holds_the_verdicts(
    page: Page, server: HeadraceProcess, session_id: str
) -> None:
    server.commit(session_id)
    page.goto(f"{server.url}/ingest-v2#/preview/{session_id}")
    page.get_by_test_id("nsfw-open").click()
    expect(page.locator("#nsfw-threshold-note")).to_have_text(
        "Already in the library. Undo the commit to change the threshold."
    )
    expect(page.get_by_label("NSFW threshold")).to_be_disabled()


def test_a_refused_move_says_why_and_the_slider_shows_what_holds(
    browser: Browser, server: HeadraceProcess, session_id: str
) -> None:
    page = browser.new_page()
    page.goto(f"{server.url}/ingest-v2#/preview/{session_id}")
    page.get_by_test_id("nsfw-open").click()
    expect(page.get_by_label("NSFW threshold")).to_be_enabled()
    server.commit(session_id)
    page.get_by_label("NSFW threshold").focus()
    page.keyboard.press("Home")
    expect(page.get_by_role("alert")).to_contain_text("committed cannot be labelled again")
    expect(page.locator("#nsfw-threshold-value")).to_have_text("100%")
    expect(page.get_by_label("NSFW threshold")).to_be_disabled()
    page.close()


def test_a_session_that_judged_nothing_has_no_slider(page: Page, server: HeadraceProcess, folder: Path) -> None:
    session_id = server.process_folders(folder, enable_nsfw_detection=False, skip_existing=False)
    server.wait_until_over(session_id)
    page.goto(f"{server.url}/ingest-v2#/preview/{session_id}")
    expect(page.get_by_test_id("card")).to_have_count(FILES)
    expect(page.get_by_test_id("nsfw-open")).to_be_hidden()
