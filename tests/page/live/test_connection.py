"""The life of the page's line to the server, with a clock of the test's own: states, watchdog, retries, waking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.page.support import module_page

SETUP = """async () => {
    const { Connection } = await import("/static/js/live/connection.js");
    window.sources = [];
    class Source extends EventTarget {
        readyState = 0;
        constructor(url) { super(); this.url = url; sources.push(this); }
        close() { this.readyState = 2; this.closed = true; }
        opens() { this.readyState = 1; this.onopen?.(); }
        says(type, data = "") { this.dispatchEvent(new MessageEvent(type, { data })); }
        breaks() { this.readyState = 0; this.onerror?.(); }
        isRefused() { this.readyState = 2; this.onerror?.(); }
    }
    window.states = [];
    window.events = [];
    window.refused = 0;
    window.line?.stop();
    window.line = new Connection("/stream", {
        events: ["message", "keepalive"],
        onEvent: ({ type, data }) => events.push([type, data]),
        onState: (state) => states.push(state),
        onRefused: () => { refused += 1; },
        open: (url) => new Source(url),
    });
    line.start();
}"""


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    with module_page(browser) as page:
        page.clock.install()
        page.clock.pause_at("2050-01-01")
        yield page


@pytest.fixture
def page(blank: Page) -> Page:
    blank.evaluate(SETUP)
    return blank


def after(page: Page, seconds: float, call: str = "null") -> Any:
    page.clock.run_for(round(seconds * 1000))
    return page.evaluate(call)


def test_a_line_that_opens_is_connected_and_hands_its_events_on(page: Page) -> None:
    page.evaluate("sources[0].opens(), sources[0].says('message', 'P1')")
    assert page.evaluate("[states, events]") == [["connecting", "connected"], [["message", "P1"]]]


def test_keepalives_keep_a_quiet_line_alive(page: Page) -> None:
    page.evaluate("sources[0].opens()")
    for _ in range(30):
        after(page, 1, "sources[0].says('keepalive')")
    assert page.evaluate("[states.at(-1), sources.length]") == ["connected", 1]


def test_a_half_open_stall_is_noticed_within_five_seconds(page: Page) -> None:
    page.evaluate("sources[0].opens()")
    assert after(page, 3.9, "[line.state, sources.length]") == ["connected", 1]
    assert after(page, 1.1, "[line.state, sources.length, sources[0].closed]") == ["reconnecting", 2, True]
    page.evaluate("sources[1].opens()")
    assert page.evaluate("states") == ["connecting", "connected", "reconnecting", "connected"]


def test_what_a_left_line_still_says_about_errors_is_not_heard(page: Page) -> None:
    page.evaluate("sources[0].opens()")
    after(page, 5)
    page.evaluate("sources[1].opens(), sources[0].breaks()")
    assert page.evaluate("line.state") == "connected"


def test_the_browsers_own_reconnect_is_left_to_it(page: Page) -> None:
    page.evaluate("sources[0].opens(), sources[0].breaks()")
    assert after(page, 3, "[line.state, sources.length]") == ["reconnecting", 1]
    page.evaluate("sources[0].opens()")
    assert page.evaluate("[line.state, sources.length]") == ["connected", 1]


def test_a_refused_line_asks_why_and_is_tried_again_ever_more_slowly(page: Page) -> None:
    times = []
    for attempt in range(5):
        page.evaluate("sources.at(-1).isRefused()")
        waited = 0.0
        while page.evaluate("sources.length") == attempt + 1:
            waited += 0.05
            after(page, 0.05)
        times.append(round(waited, 2))
    assert page.evaluate("refused") == 5
    assert times[0] < 0.5 and times == sorted(times) and times[-1] <= 10


def test_a_line_that_stays_down_is_called_disconnected_and_comes_back(page: Page) -> None:
    page.evaluate("sources[0].opens(), sources[0].isRefused()")
    for _ in range(30):
        after(page, 0.5, "sources.at(-1).closed || sources.at(-1).isRefused()")
    assert page.evaluate("line.state") == "disconnected"
    after(page, 10, "sources.at(-1).opens()")
    assert page.evaluate("line.state") == "connected"


def test_a_page_that_wakes_up_does_not_wait_for_any_timer(page: Page) -> None:
    page.evaluate("sources[0].opens()")
    page.clock.set_fixed_time("2050-01-01T01:00:00")
    after(page, 0)
    page.clock.run_for(1600)
    page.evaluate("line.wake()")
    assert page.evaluate("sources.length") == 2


def test_waking_a_line_that_just_spoke_leaves_it_alone(page: Page) -> None:
    page.evaluate("sources[0].opens()")
    after(page, 1, "line.wake()")
    assert page.evaluate("sources.length") == 1


def test_a_stopped_line_is_closed_and_stays_so(page: Page) -> None:
    page.evaluate("sources[0].opens(), line.stop()")
    assert after(page, 30, "[sources.length, sources[0].closed]") == [1, True]
    page.evaluate("line.wake()")
    assert page.evaluate("sources.length") == 1
