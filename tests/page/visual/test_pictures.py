"""The main states look as they did when their pictures were kept: on a desk in both themes, and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.page.visual import states
from tests.page.visual.comparison import MOST_OF_A_TILE, check_picture, differs, share_of_worst_tile
from tests.page.visual.pinning import STYLE, pin
from tests.page.visual.stage import Stage
from tests.page.visual.states import PHONE, Visit, settle

DESKTOP = ViewportSize(width=1280, height=800)
STATES: list[Visit] = [
    states.configure,
    states.configure_with_folder,
    states.process_paused,
    states.process_over,
    states.preview,
    states.selection,
    states.nothing_found,
    states.viewer_with_panel,
    states.compare,
    states.commit,
    states.committed,
    states.library,
    states.history,
    states.account,
    states.sign_in,
    states.guest_session,
    states.guest_search,
    states.error_page,
]


@pytest.fixture(scope="module")
def pages(browser: Browser, stage: Stage) -> Iterator[dict[str, Page]]:
    """A page on a desk and one on a phone. The style of a screenshot would be refused without `bypass_csp`."""
    made = {}
    for device, size in {"desktop": DESKTOP, "phone": PHONE}.items():
        context = browser.new_context(
            viewport=size, locale="en-US", timezone_id="UTC", reduced_motion="reduce", bypass_csp=True
        )
        pin(context, stage.media)
        made[device] = context.new_page()
    yield made
    for page in made.values():
        page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("visit", STATES, ids=lambda visit: visit.__name__.replace("_", "-"))
def test_it_looks_as_it_did(pages: dict[str, Page], stage: Stage, visit: Visit) -> None:
    complaints = []
    for device, page in pages.items():
        page.context.clear_cookies()
        page.goto("about:blank")  # another route of the same document would keep what was done to it
        page.emulate_media(color_scheme="light")
        visit(page, stage)
        for theme in ("light", "dark") if device == "desktop" else ("light",):
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            settle(page)
            name = "-".join((*visit.__name__.split("_"), device, theme))
            try:
                check_picture(name, page.screenshot(animations="disabled", caret="hide", style=STYLE))
            except AssertionError as complaint:
                complaints.append(str(complaint))
    assert not complaints, "\n".join(complaints)


def test_a_button_that_moved_by_four_pixels_is_noticed_and_softer_edges_are_not() -> None:
    wanted = np.full((800, 1280, 3), 240, np.uint8)
    moved = wanted.copy()
    wanted[400:436, 600:720] = (11, 110, 128)
    moved[404:440, 600:720] = (11, 110, 128)
    assert share_of_worst_tile(differs(wanted, moved)) > MOST_OF_A_TILE
    softer = wanted.copy()
    softer[399, 600:720] = softer[436, 600:720] = 220
    assert share_of_worst_tile(differs(wanted, softer)) == 0
