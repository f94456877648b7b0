"""The library's filters in words."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.page.support import Run, run_module, static_server


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with static_server() as url:
        page = browser.new_page(locale="en-GB", timezone_id="Asia/Tokyo")
        page.goto(url)
        yield functools.partial(run_module, page)
        page.close()


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("added_from", "2026-01-31T15:45:09", "Added from 1 Feb 2026, 00:45:09"),
        ("added_to", "2026-01-31", "Added to 31 Jan 2026"),
        ("captured_from", "2026-01-31T15:45:09", "Captured from 31 Jan 2026, 15:45:09"),
        ("captured_to", "2026-01", "Captured to Jan 2026"),
        ("captured_to", "2026", "Captured to 2026"),
        ("captured_to", "2026-13-01", "Captured to 2026-13-01"),
        ("added_from", "<b>", "Added from <b>"),
        ("size_from", "1500.0005", "From 1,500.0005 MB"),
        ("size_to", "big", "To big MB"),
        ("score_from", "3", "Score 3 or more"),
        ("score_from", "5", "Score 5"),
    ],
)
def test_a_filter_is_named_as_a_reader_says_it(run: Run, field: str, value: str, label: str) -> None:
    call = "({ FIELDS }, field, value) => FIELDS[field](value)"
    assert run("library/library-query.js", call, field, value) == label
