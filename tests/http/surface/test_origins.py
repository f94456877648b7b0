"""What changes something is done for this server's own pages and for programs, never for a page of another site."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.http.origins import SETTING
from app.settings import Settings
from tests.http.surface.support import ask, code_of, unstarted_app

OWN = "http://127.0.0.1:8420"
METHODS = ("POST", "PUT", "PATCH", "DELETE", "TEAPOT")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return unstarted_app(tmp_path_factory.mktemp("media"), allowed_origins=["https://app.example.org"])


def answer_to(app: FastAPI, headers: dict[str, str], method: str = "POST", url: str = OWN) -> httpx.Response:
    """Ask for a path that no route has: whatever passes the check is not found there, or not allowed."""
    return ask(app, httpx.Request(method, f"{url}/nowhere", headers=headers))


FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://127.0.0.1:9000"},
    {"Origin": "http://localhost:8420"},
    {"Origin": "http://127.0.0.1:8420.evil.example"},
    {"Origin": "http://evil.example/http://127.0.0.1:8420"},
    {"Origin": "http://127.0.0.1:8420@evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "odd"},
    {"Origin": OWN, "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "none"},
    {"Origin": "http://app.example.org"},
]
OWN_PAGES = [
    {},
    {"Origin": OWN},
    {"Origin": OWN, "Sec-Fetch-Site": "same-origin"},
    {"Origin": "https://127.0.0.1:8420"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://app.example.org", "Sec-Fetch-Site": "cross-site"},
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_page_of_another_site_changes_nothing(app: FastAPI, headers: dict[str, str], method: str) -> None:
    answer = answer_to(app, headers, method)
    assert (answer.status_code, code_of(answer)) == (403, "foreign_origin")
    assert SETTING in answer.json()["error"]["cure"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("headers", OWN_PAGES, ids=str)
def test_own_pages_allowed_origins_and_programs_pass(app: FastAPI, headers: dict[str, str], method: str) -> None:
    assert answer_to(app, headers, method).status_code == 404


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_what_changes_nothing_may_come_from_anywhere(app: FastAPI, headers: dict[str, str]) -> None:
    assert answer_to(app, headers, "GET").status_code == 404


def test_a_proxy_that_ends_tls_makes_no_origin_foreign(tmp_path: Path) -> None:
    app = unstarted_app(tmp_path, allowed_hosts=["photos.example.org"])
    for host in ("photos.example.org", "photos.example.org:443"):
        headers = {"Host": host, "Origin": "https://photos.example.org", "Sec-Fetch-Site": "same-origin"}
        assert answer_to(app, headers).status_code == 404


@pytest.mark.parametrize(
    "origin", ["null", "example.org", "https://example.org/", "*", "ftp://example.org", "https://"]
)
def test_the_setting_refuses_what_is_no_origin(origin: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not an origin"):
        Settings(roots=[tmp_path], allowed_origins=[origin])
