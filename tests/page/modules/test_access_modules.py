"""The pure parts of the pages of signing in: where a sign-in leads, passwords, browsers and searches in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.page.support import Run, modules

ORIGIN = "https://headrace.example"


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with modules(browser) as run:
        yield run


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/library?q=red%20fox", "/library?q=red%20fox"),
        ("/ingest-v2#/process/1", "/ingest-v2#/process/1"),
        (None, "/"),
        ("", "/"),
        ("library", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/.//evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("\\\\evil.example", "/"),
        (" /library", "/"),
    ],
)
def test_a_sign_in_leads_only_to_places_on_this_server(run: Run, wanted: str | None, leads_to: str) -> None:
    call = "({ nextAddress }, wanted, origin) => nextAddress(wanted, origin)"
    assert run("access/next-address.js", call, wanted, ORIGIN) == leads_to


@pytest.mark.parametrize(
    ("search", "hash_part", "leads_to"),
    [
        ("?next=%2Fingest-v2", "#/history", "/ingest-v2#/history"),
        ("?next=%2Fingest-v2%23%2Fpreview%2F1", "#/history", "/ingest-v2#/preview/1"),
        ("", "#/history", "/"),
        ("?next=%2F%2Fevil.example", "#x", "/"),
    ],
)
def test_the_hash_of_the_address_that_redirected_is_kept(run: Run, search: str, hash_part: str, leads_to: str) -> None:
    where = {"search": search, "hash": hash_part, "origin": ORIGIN}
    assert run("access/next-address.js", "({ nextOf }, where) => nextOf(where)", where) == leads_to


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("123456789", "Use at least 10 characters. You entered 9."),
        ("🦊" * 9, "Use at least 10 characters. You entered 9."),
        ("1234567890", ""),
        ("x" * 257, "Use at most 256 characters. You entered 257."),
    ],
)
def test_a_password_is_measured_as_the_server_measures_it(run: Run, password: str, problem: str) -> None:
    call = "({ passwordProblem }, password) => passwordProblem(password, [10, 256])"
    assert run("access/password-field.js", call, password) == problem


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
            "Safari on macOS",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "curl"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_called_by_its_name(run: Run, user_agent: str, name: str) -> None:
    assert run("account/words.js", "({ browserName }, userAgent) => browserName(userAgent)", user_agent) == name


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ({"sort": "added"}, "The whole library"),
        ({"q": "red fox", "keyword": ["night"], "kind": "image"}, "Search: “red fox”, keyword night, kind image"),
    ],
)
def test_a_shared_search_is_told_in_words(run: Run, search: dict[str, Any], words: str) -> None:
    assert run("account/guest-link-list.js", "({ searchText }, search) => searchText(search)", search) == words


def test_details_of_the_audit_log_leave_out_what_has_no_value(run: Run) -> None:
    details = {"role": "viewer", "days": 1, "user": None, "nsfw_threshold": 0, "disabled": False}
    words = run("account/words.js", "({ detailsText }, details) => detailsText(details)", details)
    assert words == "role viewer, days 1, nsfw threshold 0, disabled false"


def test_a_shared_search_has_the_filters_of_the_address_and_no_page(run: Run) -> None:
    call = "({ searchParameters, viewFrom }, address) => searchParameters(viewFrom(address))"
    address = "?q=fox&keyword=a&keyword=b&size_from=1.5&favourite=true&sort=path+asc"
    assert run("library/library-query.js", call, address) == {
        "q": "fox",
        "keyword": ["a", "b"],
        "favourite": "true",
        "size_from": "1500000",
        "sort": "path",
        "order": "asc",
    }
