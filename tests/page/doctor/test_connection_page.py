"""The page that checks the connection, in a real browser behind a real proxy."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from app.catalog import Catalog
from app.domain.connection.remedies import ProxyKind
from tests.http.access.support import url_of
from tests.support.proxies.configurations import CONFIGURATIONS, Transport
from tests.support.proxies.running import is_installed, running_proxy
from tests.support.proxies.server import TRUSTING, add_caller
from tests.support.server import HeadraceProcess


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return TRUSTING


def test_a_browser_finds_that_its_proxy_holds_events_back(
    server: HeadraceProcess, context: BrowserContext, tmp_path: Path
) -> None:
    if not is_installed(ProxyKind.NGINX):
        pytest.skip("nginx is not installed")
    with closing(Catalog(url_of(server))) as catalog:
        context.set_extra_http_headers(add_caller(catalog))
    holding = next(one for one in CONFIGURATIONS if one.name.startswith("gzip,"))
    with running_proxy(holding, Transport.PLAIN, server.port, tmp_path) as proxy:
        page = context.new_page()
        page.goto(f"{proxy.url}/connection")
        page.get_by_test_id("doctor-start").click()
        expect(page.get_by_test_id("doctor-result")).to_contain_text("could be better", timeout=60_000)
        problem = page.locator("[data-problem=buffered]")
        expect(problem).to_contain_text("Events are held back: 40 of 40")
        expect(problem.locator("summary")).to_have_text("nginx")
        expect(problem.locator("pre")).to_contain_text("proxy_buffering off;")
        expect(page.locator("[data-problem]")).to_have_count(1)
        page.close()
