"""The rules that the page shares with the server come from the server: both pages carry them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from app.domain.progress import ACTIVE, COMMITTABLE, ERRORS_KEPT, RELABELLED, RUNNING, TERMINAL, Status
from app.domain.report import FATAL_STEPS
from app.readers.formats import DEFAULT_PATTERN, FORMATS
from tests.page.support import Run, modules
from tests.support.server import HeadraceProcess


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with modules(browser) as run:
        yield run


def config_of(page: str) -> dict[str, Any]:
    """The configuration that the server rendered into `page`."""
    found = re.search(r'<script type="application/json" id="page-config">(.*?)</script>', page, re.DOTALL)
    assert found
    config: dict[str, Any] = json.loads(html.unescape(found[1]))
    return config


@pytest.mark.parametrize("path", ["/ingest-v2", "/library"])
def test_a_page_carries_the_servers_own_rules(server: HeadraceProcess, path: str) -> None:
    rules = config_of(httpx.get(f"{server.url}{path}").text)["rules"]
    statuses = {name: set(values) for name, values in rules.pop("statuses").items()}
    assert statuses == {
        "running": {status.value for status in RUNNING},
        "processing": {status.value for status in ACTIVE - {Status.COMMITTING}},
        "terminal": {status.value for status in TERMINAL},
        "committable": {status.value for status in COMMITTABLE},
        "relabelled": {status.value for status in RELABELLED},
    }
    assert set(rules.pop("fatal_steps")) == {step.value for step in FATAL_STEPS}
    assert rules == {"errors_kept": ERRORS_KEPT}


def test_the_page_knows_the_kind_of_every_file_type_that_is_read_by_default(run: Run) -> None:
    kinds = {extension: each.kind.value for each in FORMATS for extension in each.extensions}
    extensions = [glob.removeprefix("*") for glob in DEFAULT_PATTERN.split("|")]
    found = run("configure/pattern.js", "({ kindOf }, all) => all.map(kindOf)", extensions)
    assert found == [kinds[extension] for extension in extensions]
