"""Sign-in with OpenID Connect: with a real provider, and with one that lies.

Whatever goes wrong ends on the sign-in page, with a sentence, and without a cookie.
"""

from __future__ import annotations

import html
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.access import SIGN_IN_COOKIE, OpenIdProblem
from app.demo import Manifest
from app.domain.access import Role
from tests.access.support import PASSWORD
from tests.http.access.lying_provider import CLIENT_ID, CLIENT_SECRET, LyingProvider, lying_provider
from tests.http.access.support import add_account
from tests.support.server import HeadraceProcess, NewServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

PATH = "/ingest-v2?session=x"


@pytest.fixture(scope="module")
def liar() -> Iterator[LyingProvider]:
    with lying_provider() as provider:
        yield provider


@pytest.fixture
def provider(liar: LyingProvider) -> LyingProvider:
    """The provider, which tells the truth until the test says otherwise."""
    fresh = LyingProvider(url=liar.url, key=liar.key)
    vars(liar).update(vars(fresh))
    return liar


@pytest.fixture(scope="module")
def environ(liar: LyingProvider) -> dict[str, str]:
    return settings_for(liar.url)


def settings_for(issuer: str) -> dict[str, str]:
    return {
        "HEADRACE_OIDC_ISSUER": issuer,
        "HEADRACE_OIDC_CLIENT_ID": CLIENT_ID,
        "HEADRACE_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "HEADRACE_OIDC_NAME": "Our <provider>",
    }


@pytest.fixture
def browser(server: HeadraceProcess) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


def begin(browser: httpx.Client, path: str = PATH) -> str:
    """Press the button; return the address of the provider to which it leads."""
    answer = browser.get("/sign-in/oidc", params={"next": path})
    assert answer.status_code == 303
    return answer.headers["location"]


def come_back(browser: httpx.Client, **query: str) -> httpx.Response:
    return browser.get("/sign-in/oidc/callback", params=query)


def sign_in(browser: httpx.Client, provider: LyingProvider, path: str = PATH) -> httpx.Response:
    """Return the answer with which the server receives the browser that comes back."""
    return come_back(browser, code="a code", state=provider.accept(begin(browser, path)))


def assert_refused(answer: httpx.Response, browser: httpx.Client, problem: OpenIdProblem) -> None:
    """Assert that the answer leads to the sign-in page, that the page says why, and that nobody is signed in."""
    assert answer.status_code == 303
    place = urlsplit(answer.headers["location"])
    query = parse_qs(place.query)
    assert (place.netloc, place.path, query["problem"]) == ("", "/sign-in", [problem.value])
    page = browser.get(answer.headers["location"])
    assert page.status_code == 200
    assert problem.sentence in html.unescape(page.text).replace("\\u0027", "'")
    assert SIGN_IN_COOKIE not in browser.cookies
    assert browser.get("/api/account").status_code == 401


def test_a_person_signs_in_and_goes_on_where_the_sign_in_began(
    server: HeadraceProcess, browser: httpx.Client, provider: LyingProvider
) -> None:
    provider.claims = {"sub": "first", "preferred_username": " Ann\x1b[2J "}
    answer = sign_in(browser, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    assert "no-store" in answer.headers["cache-control"]
    found = browser.get("/api/account").json()
    assert (found["name"], found["role"], found["credential"]) == ("Ann[2J", "viewer", "sign_in")
    assert found["account"]["has_password"] is False
    assert "headrace_oidc" not in browser.cookies
    with server.client() as again:
        assert sign_in(again, provider).status_code == 303
        assert again.get("/api/account").json()["account"] == found["account"]
    token = next(request for request in provider.requests if request[0] == "/token")
    assert token[1]["Authorization"].startswith("Basic ")
    assert CLIENT_SECRET not in token[2]


def test_the_page_is_told_what_the_provider_is_called(browser: httpx.Client) -> None:
    text = browser.get("/sign-in").text
    assert "Our <provider>" not in text
    assert re.search(r"Our (\\u003c|&lt;)provider", text)


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "evil", "", "/\tx", "/" + "x" * 2000]
)
def test_a_sign_in_leads_to_no_other_site(path: str, browser: httpx.Client, provider: LyingProvider) -> None:
    answer = sign_in(browser, provider, path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.get("/api/account").status_code == 200


def test_a_name_that_the_id_token_lacks_comes_from_the_provider(browser: httpx.Client, provider: LyingProvider) -> None:
    provider.claims, provider.user_info = {"sub": "quiet"}, {"sub": "quiet", "name": "Quiet Person"}
    sign_in(browser, provider)
    assert browser.get("/api/account").json()["name"] == "Quiet Person"


def test_what_the_provider_says_of_another_person_is_not_used(browser: httpx.Client, provider: LyingProvider) -> None:
    provider.user_info = {"sub": "somebody else", "name": "Somebody Else"}
    assert_refused(sign_in(browser, provider), browser, OpenIdProblem.UNVERIFIED)


def test_a_name_of_an_account_with_a_password_gives_no_access_to_it(
    server: HeadraceProcess, browser: httpx.Client, provider: LyingProvider
) -> None:
    add_account(server, "boss", Role.ADMIN)
    provider.claims = {"sub": "impostor", "preferred_username": "BOSS"}
    sign_in(browser, provider)
    found = browser.get("/api/account").json()
    assert (found["name"], found["role"]) == ("BOSS 2", "viewer")


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://another.example"},
        {"iss": None},
        {"aud": "another client"},
        {"aud": ["another client"]},
        {"aud": [CLIENT_ID, "another client"]},
        {"azp": "another client"},
        pytest.param({"exp": NOW - 3600}, id="exp: an hour ago"),
        {"exp": None},
        pytest.param({"iat": NOW + 36000}, id="iat: in ten hours"),
        {"iat": None},
        {"nonce": "of another attempt"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 42},
    ],
    ids=str,
)
def test_an_id_token_for_somebody_or_something_else_is_refused(
    claims: dict[str, Any], browser: httpx.Client, provider: LyingProvider
) -> None:
    provider.claims = {"name": "Eve", **claims}
    assert_refused(sign_in(browser, provider), browser, OpenIdProblem.UNVERIFIED)


@pytest.mark.parametrize("signs_with", ["another key", "the client's secret", "nothing"])
def test_an_id_token_that_the_provider_did_not_sign_is_refused(
    signs_with: str, browser: httpx.Client, provider: LyingProvider
) -> None:
    provider.signs_with = signs_with
    assert_refused(sign_in(browser, provider), browser, OpenIdProblem.UNVERIFIED)


def test_an_id_token_for_two_clients_that_was_given_to_this_one_is_accepted(
    browser: httpx.Client, provider: LyingProvider
) -> None:
    provider.claims = {"aud": [CLIENT_ID, "another client"], "azp": CLIENT_ID}
    sign_in(browser, provider)
    assert browser.get("/api/account").status_code == 200


def test_an_answer_counts_only_in_the_browser_that_asked(
    server: HeadraceProcess, browser: httpx.Client, provider: LyingProvider
) -> None:
    """Else somebody could be signed in to the account of whoever sent them a link."""
    state = provider.accept(begin(browser))
    with server.client() as victim:
        assert_refused(come_back(victim, code="a code", state=state), victim, OpenIdProblem.EXPIRED)
        begin(victim)
        assert_refused(come_back(victim, code="a code", state=state), victim, OpenIdProblem.EXPIRED)
        assert_refused(come_back(victim, code="a code"), victim, OpenIdProblem.EXPIRED)
    assert [request for request in provider.requests if request[0] == "/token"] == []


def test_an_attempt_can_be_finished_once(browser: httpx.Client, provider: LyingProvider) -> None:
    state = provider.accept(begin(browser))
    assert come_back(browser, code="a code", state=state).headers["location"] == PATH
    browser.cookies.delete(SIGN_IN_COOKIE)
    assert_refused(come_back(browser, code="a code", state=state), browser, OpenIdProblem.EXPIRED)


def test_the_cookie_of_an_attempt_is_out_of_reach_of_scripts(browser: httpx.Client, provider: LyingProvider) -> None:
    answer = browser.get("/sign-in/oidc")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "Path=/sign-in/oidc" in answer.headers["set-cookie"]
    assert "Max-Age=600" in answer.headers["set-cookie"]
    secret = browser.cookies["headrace_oidc"].partition(".")[0]
    assert secret not in answer.headers["location"]


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        ("access_denied", OpenIdProblem.DENIED),
        ("temporarily_unavailable", OpenIdProblem.UNAVAILABLE),
        ("x\n" * 500, OpenIdProblem.UNVERIFIED),
        ("", OpenIdProblem.UNVERIFIED),
    ],
    ids=["denied", "away", "unknown", "no code"],
)
def test_a_provider_that_gives_no_code_says_why(
    error: str, problem: OpenIdProblem, browser: httpx.Client, provider: LyingProvider
) -> None:
    state = provider.accept(begin(browser))
    assert_refused(come_back(browser, error=error, state=state), browser, problem)


@pytest.mark.parametrize(
    ("status", "answer", "problem"),
    [
        (500, b'{"error": "server_error"}', OpenIdProblem.UNAVAILABLE),
        (401, b'{"error": "invalid_client"}', OpenIdProblem.UNVERIFIED),
        (200, b"<html>a page</html>", OpenIdProblem.UNAVAILABLE),
        (200, b"[]", OpenIdProblem.UNVERIFIED),
        (200, b"{}", OpenIdProblem.UNVERIFIED),
        (200, b'{"id_token": "a.b.c", "keys": 7}', OpenIdProblem.UNVERIFIED),
    ],
)
def test_a_provider_that_answers_nonsense_signs_nobody_in(
    status: int, answer: bytes, problem: OpenIdProblem, browser: httpx.Client, provider: LyingProvider
) -> None:
    provider.status, provider.answer = status, answer
    assert_refused(sign_in(browser, provider), browser, problem)


def test_a_wrong_verifier_is_an_attempt_that_is_over(browser: httpx.Client, provider: LyingProvider) -> None:
    state = provider.accept(begin(browser))
    provider.challenge = "of another attempt"
    assert_refused(come_back(browser, code="a code", state=state), browser, OpenIdProblem.EXPIRED)


def test_a_disabled_account_is_refused(server: HeadraceProcess, browser: httpx.Client, provider: LyingProvider) -> None:
    add_account(server, "keeper", Role.ADMIN)
    provider.claims = {"sub": "banned", "name": "Banned"}
    sign_in(browser, provider)
    number = browser.get("/api/account").json()["account"]["id"]
    with server.client() as admin:
        admin.post("/api/sign-in", json={"name": "keeper", "password": PASSWORD}).raise_for_status()
        admin.patch(f"/api/accounts/{number}", json={"disabled": True}).raise_for_status()
    browser.cookies.clear()
    assert_refused(sign_in(browser, provider), browser, OpenIdProblem.DISABLED)


def test_the_log_says_why_and_holds_no_secret(
    server: HeadraceProcess, browser: httpx.Client, provider: LyingProvider
) -> None:
    provider.signs_with = "another key"
    state = provider.accept(begin(browser))
    cookie = browser.cookies["headrace_oidc"].partition(".")[0]
    come_back(browser, code="the-code-itself", state=state)
    log = wait_until(server.log.read_text, "the log says why", holds=lambda text: "BadSignatureError" in text)
    for secret in (CLIENT_SECRET, cookie, "the-code-itself", state):
        assert secret not in log


def test_a_provider_that_is_away_or_another_one_signs_nobody_in(
    new_server: NewServer, demo: tuple[Path, Manifest], provider: LyingProvider
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with new_server(demo[0], environ=settings_for(f"http://127.0.0.1:{port}")) as server, server.client() as browser:
        assert_refused(browser.get("/sign-in/oidc"), browser, OpenIdProblem.UNAVAILABLE)
    provider.metadata = {"issuer": "https://another.example"}
    with new_server(demo[0], environ=settings_for(provider.url)) as server, server.client() as browser:
        assert_refused(browser.get("/sign-in/oidc"), browser, OpenIdProblem.UNVERIFIED)
        provider.metadata = {"authorization_endpoint": None}
        assert_refused(browser.get("/sign-in/oidc"), browser, OpenIdProblem.UNVERIFIED)


def test_a_server_without_a_provider_says_so(new_server: NewServer, demo: tuple[Path, Manifest]) -> None:
    environ = {"HEADRACE_HOST": "0.0.0.0"}
    with new_server(demo[0], environ=environ) as server, server.client() as browser:
        assert_refused(browser.get("/sign-in/oidc"), browser, OpenIdProblem.UNCONFIGURED)


@pytest.fixture
def real_provider(tmp_path: Path) -> Iterator[str]:
    """A provider in a process of its own, with the user `ann`. Returns its issuer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    claims = '{"sub": "ann", "preferred_username": "Ann of the provider"}'
    command: Sequence[str] = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    with (tmp_path / "provider.log").open("wb") as log:
        process = subprocess.Popen([*command, "--user-claims", claims], stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        assert process.poll() is None, (tmp_path / "provider.log").read_text()
        try:
            return httpx.get(f"{url}/.well-known/openid-configuration", timeout=60).status_code == 200
        except httpx.ConnectError:
            return False

    try:
        wait_until(answers, "the provider answers", pause=0.1)
        yield url
    finally:
        process.kill()
        process.wait()


def test_a_real_provider_signs_people_in(
    real_provider: str, new_server: NewServer, demo: tuple[Path, Manifest]
) -> None:
    with (
        new_server(demo[0], environ=settings_for(real_provider)) as server,
        server.client() as browser,
        httpx.Client(timeout=60) as page,
    ):
        address = begin(browser)
        assert page.get(address).status_code == 200
        back = page.post(address, data={"sub": "ann"}).headers["location"]
        assert back.startswith(f"{server.url}/sign-in/oidc/callback?")
        assert browser.get(back).headers["location"] == PATH
        assert browser.get("/api/account").json()["name"] == "Ann of the provider"
    with new_server(demo[0], environ=settings_for(real_provider)) as server, server.client() as browser:
        refusal = httpx.post(begin(browser), data={"action": "deny"}, timeout=60).headers["location"]
        query = {name: values[0] for name, values in parse_qs(urlsplit(refusal).query).items()}
        assert query["error"] == "access_denied"
