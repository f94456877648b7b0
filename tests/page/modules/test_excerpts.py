"""The pure module for files whose long texts are excerpts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.page.support import Run, modules

LISTED = {
    "id": 1,
    "changes": [],
    "generation": {"prompt": "🦊🦊", "negative_prompt": None, "loras": []},
    "keywords": ["a"],
    "excerpts": {"generation.prompt": 3, "keywords": 2},
}
WHOLE = {"generation": {"prompt": "🦊🦊🦊"}, "keywords": ["a", "b"], "excerpts": {}, "changes": [1]}


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with modules(browser) as run:
        yield run


def keep(run: Run, file: dict[str, Any], shown: dict[str, Any]) -> Any:
    return run("file/excerpts.js", "({ keepWhole }, file, shown) => keepWhole(file, shown)", file, shown)


def test_a_line_counts_characters_as_the_server_does(run: Run) -> None:
    call = "({ excerptLine }, file, names) => names.map((name) => excerptLine(file, name))"
    said = run("file/excerpts.js", call, LISTED, ["generation.prompt", "keywords", "generation.loras"])
    assert said == ["The first 2 of 3 characters.", "The first 1 of 2.", None]


def test_what_was_loaded_whole_stays_when_the_list_is_loaded_again(run: Run) -> None:
    kept = keep(run, LISTED, LISTED | WHOLE)
    assert kept == {**LISTED, **WHOLE}


def test_a_text_that_has_changed_meanwhile_is_an_excerpt_again(run: Run) -> None:
    longer = LISTED | {"excerpts": {"generation.prompt": 4}}
    assert keep(run, longer, LISTED | WHOLE) == longer
    assert keep(run, LISTED, LISTED) == LISTED
    short = LISTED | {"excerpts": {}}
    assert keep(run, short, LISTED | WHOLE) == short


def test_a_file_of_the_library_has_no_changes(run: Run) -> None:
    call = "({ withWhole }, file, whole) => withWhole(file, whole)"
    listed = {name: value for name, value in LISTED.items() if name != "changes"}
    assert "changes" not in run("file/excerpts.js", call, listed, WHOLE)
