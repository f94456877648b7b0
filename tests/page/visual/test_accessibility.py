"""Every state of the page in both themes: axe-core finds nothing on a desk and on a phone, and it fits every window.

`tests/page/process/test_reach.py` says the same of a session that is being read.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.page.access.support import DESKTOP, PHONE, fits, open_page
from tests.page.visual import states
from tests.page.visual.axe import CONTRAST, violations
from tests.page.visual.stage import Stage
from tests.page.visual.states import Visit
from tests.support.browser import keep_screenshot

pytestmark = pytest.mark.slow

STATES: list[Visit] = [
    states.sign_in_without_name,
    states.invitation,
    states.expired,
    states.account_with_token,
    states.configure,
    states.configure_with_folder,
    states.configure_of_viewer,
    states.process_paused,
    states.process_over,
    states.share,
    states.preview,
    states.selection,
    states.selection_menu,
    states.nothing_found,
    states.keywords,
    states.view_options,
    states.nsfw_threshold,
    states.reports,
    states.edits,
    states.viewer,
    states.viewer_with_panel,
    states.compare,
    states.key_help,
    states.commit,
    states.committed,
    states.confirm,
    states.history,
    states.library,
    states.library_filters,
    states.library_overviews,
    states.signed_out,
    states.guest_session,
    states.guest_search,
    states.guest_nothing,
    states.error_page,
]
NARROW, ZOOMED, SIDEWAYS = (320, 640), (640, 400), (844, 390)
"""The narrowest window that WCAG 2.2 (1.4.10) names, a desktop at 200 %, and a phone that lies on its side."""


def sideways(page: Page) -> list[str]:
    """Return the first elements that reach out of a window that can be scrolled sideways.

    The page lays its cards out in the frame after the window got its size.
    """
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    if fits(page):
        return []
    found: list[str] = page.evaluate("""() => [...document.querySelectorAll("body *")]
        .filter((each) => each.getBoundingClientRect().right > innerWidth)
        .slice(0, 3).map((each) => each.outerHTML.slice(0, 100))""")
    return ["scrolls sideways", *found]


@pytest.mark.parametrize("visit", STATES, ids=lambda visit: visit.__name__)
def test_axe_finds_nothing_wrong_and_the_page_fits_every_window(browser: Browser, stage: Stage, visit: Visit) -> None:
    page = open_page(browser, DESKTOP, "light")
    page.emulate_media(reduced_motion="reduce")  # a name that fades in has too little contrast for a moment
    visit(page, stage)
    found = {"desktop": violations(page)}
    page.emulate_media(color_scheme="dark")
    found["desktop, dark"] = violations(page, CONTRAST)
    keep_screenshot(page, f"{visit.__name__}-desktop")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    found["phone, dark"] = violations(page)
    keep_screenshot(page, f"{visit.__name__}-phone")
    for width, height in (DESKTOP, PHONE, NARROW, ZOOMED, SIDEWAYS):
        page.set_viewport_size({"width": width, "height": height})
        found[f"{width} fits"] = sideways(page)
    assert {where: what for where, what in found.items() if what} == {}
    page.context.close()


def test_axe_would_find_a_button_without_a_name_and_words_that_are_too_pale(browser: Browser, stage: Stage) -> None:
    page = open_page(browser, DESKTOP, "light")
    states.sign_in(page, stage)
    page.evaluate("document.querySelector('#submit').replaceChildren()")
    page.evaluate("document.querySelector('.entrance-note').style.color = '#ccc'")
    assert [found.partition(":")[0] for found in violations(page)] == ["button-name", "color-contrast"]
    assert [found.partition(":")[0] for found in violations(page, CONTRAST)] == ["color-contrast"]
    page.context.close()


RUNNING = """document.getAnimations().filter((each) => each.playState === 'running').map((each) =>
    `${each.transitionProperty ?? each.animationName} of ${each.effect.target.outerHTML.slice(0, 80)}`)"""


def test_who_wants_no_motion_sees_none(browser: Browser, stage: Stage) -> None:
    page = browser.new_page(reduced_motion="reduce")
    for visit in (states.configure, states.process_paused, states.preview, states.viewer, states.library):
        visit(page, stage)
        running = page.evaluate(RUNNING)
        assert running == []
    page.close()
