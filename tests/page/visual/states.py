"""How to get to each state of the page. Every function opens one, and waits until it stands still."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, ViewportSize, expect

from app.domain.access import Role
from tests.page.access.support import PATIENCE_MS
from tests.page.visual.stage import READ_BEFORE_PAUSE, Stage
from tests.support.waiting import wait_until

Visit = Callable[[Page, Stage], None]
PHONE = ViewportSize(width=390, height=844)

NO_PICTURE_WAITS = """
() => ![...document.querySelectorAll("#wall img:not([src])")].some((each) => each.checkVisibility())
"""


def settle(page: Page) -> None:
    """Wait for fonts, for pictures in sight, and for whatever the next two frames bring."""
    page.wait_for_function(NO_PICTURE_WAITS)
    page.evaluate("""async () => {
        await document.fonts.ready;
        const near = ({ top, bottom, width }) => width > 0 && bottom > -200 && top < innerHeight + 200;
        const seen = [...document.images].filter((each) => each.src && near(each.getBoundingClientRect()));
        const event = (each, name) => new Promise((end) => each.addEventListener(name, end, { once: true }));
        const loaded = (each) => each.complete || Promise.race([event(each, "load"), event(each, "error")]);
        await Promise.all(seen.map(loaded));
        await Promise.allSettled(seen.map((each) => each.decode()));
        await new Promise((end) => requestAnimationFrame(() => requestAnimationFrame(end)));
    }""")


# ---- Configure


def configure(page: Page, stage: Stage) -> None:
    stage.open(page, "/ingest-v2#/configure")
    expect(page.locator('.node[data-path$="/Pictures"]')).to_be_visible()
    expect(page.get_by_test_id("sessions").get_by_role("link")).to_have_count(3)
    expect(page.locator("#resume")).to_be_visible()


def configure_with_folder(page: Page, stage: Stage) -> None:
    configure(page, stage)
    page.locator('.node[data-path$="/Pictures"] .node-check').click()
    expect(page.locator("#types-list li").first).to_be_visible()
    expect(page.get_by_test_id("start-estimate")).not_to_be_empty()


def configure_of_viewer(page: Page, stage: Stage) -> None:
    stage.open(page, "/ingest-v2#/configure", Role.VIEWER)
    expect(page.get_by_test_id("sessions").get_by_role("link").first).to_be_visible()


# ---- Process


def process_paused(page: Page, stage: Stage) -> None:
    stage.open(page, f"/ingest-v2#/process/{stage.paused}")
    expect(page.locator("#files-done")).to_have_text(str(READ_BEFORE_PAUSE + 1), timeout=PATIENCE_MS)
    expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "connected", timeout=PATIENCE_MS)
    expect(page.locator("#wall .wall-link")).to_have_count(READ_BEFORE_PAUSE + 1)  # a phone shows fewer
    expect(page.get_by_test_id("errors").get_by_role("listitem")).to_have_count(1)


def process_over(page: Page, stage: Stage) -> None:
    stage.open(page, f"/ingest-v2#/process/{stage.review}")
    expect(page.get_by_test_id("percent")).to_have_text("100%", timeout=PATIENCE_MS)
    expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "ended")
    expect(page.get_by_test_id("errors").get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_test_id("wall").get_by_role("link").first).to_be_visible()


def share(page: Page, stage: Stage) -> None:
    process_over(page, stage)
    page.get_by_test_id("share").click()
    page.get_by_test_id("share-create").click()
    expect(page.get_by_test_id("share-made")).to_be_visible()


# ---- Preview


def preview(page: Page, stage: Stage) -> None:
    stage.open(page, f"/ingest-v2#/preview/{stage.review}")
    expect(page.get_by_test_id("card").nth(5)).to_be_visible()
    expect(page.locator("#keywords-open")).to_be_visible()
    expect(page.get_by_test_id("group-new")).to_be_visible()


def selection(page: Page, stage: Stage) -> None:
    preview(page, stage)
    cards = page.get_by_test_id("card-select")
    cards.nth(0).click()
    cards.nth(2).click(modifiers=["Shift"])
    page.mouse.move(2, 2)
    expect(page.get_by_test_id("selection")).to_be_visible()


def selection_menu(page: Page, stage: Stage) -> None:
    selection(page, stage)
    page.get_by_test_id("selection-score").click()
    expect(page.locator(".selection-panel").first).to_be_visible()


def nothing_found(page: Page, stage: Stage) -> None:
    stage.open(page, f"/ingest-v2#/preview/{stage.review}?q=nothing+like+this")
    expect(page.locator("#grid-empty")).to_be_visible()
    expect(page.locator("#keywords-open")).to_be_visible()


def popover(opener: str, opened: str) -> Visit:
    def visit(page: Page, stage: Stage) -> None:
        preview(page, stage)
        page.locator(opener).click()
        expect(page.locator(opened)).to_be_visible()

    visit.__name__ = opened.removeprefix("#").replace("-", "_")
    return visit


keywords = popover("#keywords-open", "#keywords-row")
view_options = popover("#view-open", "#view-options")
nsfw_threshold = popover("#nsfw-open", "#nsfw-threshold")
reports = popover("#report-open", "#reports")


def edits(page: Page, stage: Stage) -> None:
    preview(page, stage)
    page.locator("#steps").evaluate("(dialog) => dialog.showModal()")
    expect(page.locator("#steps-none")).to_be_visible()


# ---- Viewer


def viewer(page: Page, stage: Stage) -> None:
    preview(page, stage)
    page.get_by_test_id("card").nth(1).locator(".file-open").click()
    expect(page.locator(".viewer-picture")).to_have_attribute("data-shows", re.compile("original|rendition"))
    page.mouse.move(2, 2)


def viewer_with_panel(page: Page, stage: Stage) -> None:
    """The panel is open on a wide window, and on a narrow one, where it starts closed."""
    viewer(page, stage)
    size = page.viewport_size
    assert size
    page.set_viewport_size(PHONE)
    page.get_by_test_id("panel-toggle").click()
    page.set_viewport_size(size)
    expect(page.get_by_test_id("downloads")).to_be_attached()
    expect(page.get_by_test_id("viewer-panel")).to_be_visible()


def compare(page: Page, stage: Stage) -> None:
    stage.open(page, f"/ingest-v2#/preview/{stage.review}?show=duplicates")
    page.get_by_test_id("compare-group").first.click()
    expect(page.get_by_test_id("compare-pane")).to_have_count(2)
    pictures = page.locator(".compare-pane .viewer-large")
    wait_until(
        lambda: pictures.evaluate_all("all => all.filter((each) => each.getBoundingClientRect().width > 0).length"),
        "both pictures are shown",
        holds=lambda shown: shown == 2,
    )
    page.mouse.move(2, 2)


def key_help(page: Page, stage: Stage) -> None:
    viewer(page, stage)
    page.keyboard.press("?")
    expect(page.get_by_test_id("key-help")).to_be_visible()


# ---- Commit


def commit(page: Page, stage: Stage) -> None:
    stage.open(page, f"/ingest-v2#/commit/{stage.review}")
    expect(page.get_by_test_id("commit")).to_be_enabled()
    expect(page.locator("#commit-counts dd").first).to_be_visible()


def committed(page: Page, stage: Stage) -> None:
    stage.open(page, f"/ingest-v2#/commit/{stage.committed}")
    expect(page.get_by_test_id("done")).to_be_visible()
    expect(page.get_by_test_id("undo")).to_be_visible()


def confirm(page: Page, stage: Stage) -> None:
    committed(page, stage)
    page.get_by_test_id("undo").click()
    expect(page.locator("#confirm")).to_be_visible()


def history(page: Page, stage: Stage) -> None:
    stage.open(page, "/ingest-v2#/history")
    expect(page.get_by_test_id("past")).to_have_count(3)


# ---- Library


def library(page: Page, stage: Stage) -> None:
    stage.open(page, "/library?sort=path+asc")
    expect(page.get_by_test_id("card").nth(5)).to_be_visible()
    expect(page.get_by_test_id("result-line")).not_to_be_empty()


def library_filters(page: Page, stage: Stage) -> None:
    library(page, stage)
    page.locator("#filters-toggle").click()
    expect(page.locator("#filters")).to_be_visible()


def library_overviews(page: Page, stage: Stage) -> None:
    """With folders, calendar and map, all of them open."""
    library(page, stage)
    for name in ("sidebar", "calendar", "map"):
        toggle = page.get_by_test_id(f"{name}-toggle")
        if toggle.get_attribute("aria-expanded") == "false":
            toggle.click()
    expect(page.get_by_test_id("library-folders").get_by_role("treeitem").first).to_be_visible()
    expect(page.get_by_test_id("calendar-days")).to_be_visible()
    expect(page.locator(".map-land")).to_be_visible()
    expect(page.get_by_test_id("map-numbers")).not_to_be_empty()


def signed_out(page: Page, stage: Stage) -> None:
    library(page, stage)
    page.context.clear_cookies()
    page.get_by_test_id("words").fill("anything")
    expect(page.get_by_test_id("signed-out")).to_be_visible()


# ---- Access


def account(page: Page, stage: Stage) -> None:
    stage.open(page, "/account", Role.ADMIN)
    expect(page.get_by_test_id("audit").get_by_role("table")).to_be_visible()
    expect(page.get_by_test_id("browsers").get_by_role("table")).to_be_visible()
    expect(page.get_by_test_id("password-form")).to_be_visible()


def account_with_token(page: Page, stage: Stage) -> None:
    account(page, stage)
    page.locator("#token-name").fill("axe")
    page.get_by_test_id("token-form").get_by_role("button").click()
    expect(page.locator("#token-secret .secret-value")).to_be_visible()
    page.get_by_test_id("account-button").click()


def sign_in(page: Page, stage: Stage) -> None:
    stage.open_stranger(page, "/sign-in")
    expect(page.get_by_test_id("submit")).to_be_visible()


def sign_in_without_name(page: Page, stage: Stage) -> None:
    sign_in(page, stage)
    page.get_by_test_id("submit").click()
    expect(page.locator("#name-error")).to_be_visible()


def invitation(page: Page, stage: Stage) -> None:
    with stage.guarded.client(Role.ADMIN) as client:
        accounts = client.get("/api/accounts").json()["accounts"]
    of_viewer = next(account["id"] for account in accounts if account["name"] == "viewer")
    page.goto(stage.guarded.post(f"/api/accounts/{of_viewer}/invitation")["url"])
    page.get_by_test_id("submit").click()
    expect(page.locator("#password-error")).to_be_visible()


def expired(page: Page, stage: Stage) -> None:
    stage.open_stranger(page, "/invitation/nobody-has-made-this")


def guest_session(page: Page, stage: Stage) -> None:
    stage.open_stranger(page, stage.guest_session)
    expect(page.get_by_test_id("percent")).to_have_text("100%", timeout=PATIENCE_MS)


def guest_search(page: Page, stage: Stage) -> None:
    stage.open_stranger(page, stage.guest_search)
    expect(page.get_by_test_id("card").first).to_be_visible()


def guest_nothing(page: Page, stage: Stage) -> None:
    stage.open_stranger(page, "/guest/nobody-has-made-this")


def error_page(page: Page, stage: Stage) -> None:
    stage.open(page, "/no-such-page")
    expect(page.locator(".error-page")).to_be_visible()
