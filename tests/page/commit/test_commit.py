"""The Commit step in a real browser: what it offers, what it says when the server will not, and what others did."""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect

from app.catalog.errors import CONFLICTS_NAMED
from app.domain.progress import TERMINAL, Status
from tests.page.commit.support import PATIENCE_MS, said, step, undo
from tests.support.browser import keep_screenshot, uncomplaining_page
from tests.support.preview import (
    PreviewClient,
    committed_then_changed,
    committed_without_its_last,
    picture_file,
    read,
)
from tests.support.server import HeadraceProcess

HOSTILE = "<img src=x onerror=alert(1)>.png"
NO_TEXT = os.fsdecode(b"no text \xff.png")


def in_sight(page: Page, what: Locator) -> bool:
    box, size = what.bounding_box(), page.viewport_size
    assert box is not None and size is not None
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    return box["y"] >= 0 and bottom <= size["height"] and right <= size["width"]


# ---- an undo that is refused


@pytest.fixture(scope="module")
def contested(server: HeadraceProcess) -> tuple[PreviewClient, PreviewClient]:
    """A session that was committed, and a later one that changed its 150 files."""
    names = [HOSTILE, NO_TEXT, *(f"{'deep folder/' * 9}{number:03}.png" for number in range(148))]
    return committed_then_changed(server, Path(server.roots[0], "contested"), *names)


def refused_files(refusal: Locator) -> Locator:
    return refusal.get_by_role("list", name="Files that were changed since")


def test_a_refused_undo_is_shown_in_place_until_it_is_dismissed(
    browser: Browser, contested: tuple[PreviewClient, PreviewClient]
) -> None:
    first, later = contested
    page = browser.new_page(viewport=ViewportSize(width=1280, height=800))
    page.clock.install()
    page.goto(step(first, "commit"))
    undo(page)
    refusal = page.get_by_test_id("step-commit").get_by_test_id("undo-refusal")
    expect(refusal).to_be_focused()
    expect(refusal).to_contain_text("150 files of this commit were changed since.")
    expect(refusal).to_contain_text("Undo the later commits first, the newest before the others.")
    expect(refusal).to_have_accessible_name(re.compile("150 files"))
    files = refused_files(refusal).get_by_role("listitem")
    expect(files).to_have_count(CONFLICTS_NAMED)
    expect(files.filter(has_text=HOSTILE)).to_have_attribute("dir", "auto")
    expect(refusal).to_contain_text("The first 100 of 150")
    page.clock.fast_forward("01:00")
    expect(refusal).to_be_visible()
    assert page.locator(".toast").count() == 0

    refusal.get_by_role("button", name="Dismiss").click()
    expect(refusal).to_have_count(0)
    expect(page.get_by_test_id("undo")).to_be_focused()
    undo(page)
    expect(refusal).to_be_visible()
    refusal.get_by_role("link", name=re.compile("^Commit of today")).click()
    expect(page).to_have_url(step(later, "commit"))
    expect(refusal).to_have_count(0)
    undo(page)
    expect(said(page, re.compile("Undone: 150 files restored to the old values"))).to_be_visible()
    page.goto(step(first, "commit"))
    undo(page)
    expect(said(page, re.compile("Undone: 150 files removed from the library"))).to_be_visible()
    expect(refusal).to_have_count(0)
    first.commit()
    later.commit()
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")])
def test_a_refusal_fits_the_screen_and_its_files_scroll(
    browser: Browser, contested: tuple[PreviewClient, PreviewClient], width: int, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport=ViewportSize(width=width, height=740), color_scheme=scheme)
    page.goto(step(contested[0], "commit"))
    undo(page)
    refusal = page.get_by_test_id("undo-refusal")
    expect(refusal).to_be_visible()
    page.wait_for_timeout(300)
    keep_screenshot(page, f"undo-refused-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert in_sight(page, refusal)
    files = refused_files(refusal)
    assert files.evaluate("(list) => list.scrollHeight > list.clientHeight && list.scrollWidth <= list.clientWidth")
    files.focus()
    page.keyboard.press("End")
    expect(files.get_by_role("listitem").last).to_be_in_viewport()
    page.close()


def test_the_history_shows_a_refused_undo_on_its_line(
    browser: Browser, contested: tuple[PreviewClient, PreviewClient]
) -> None:
    page = browser.new_page()
    page.goto(f"{contested[0].server.url}/ingest-v2#/history")
    line = page.get_by_test_id("past").filter(has=page.locator(f'a[href*="{contested[0].session_id}"]'))
    line.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo commit").click()
    refusal = line.get_by_test_id("undo-refusal")
    expect(refused_files(refusal).get_by_role("listitem")).to_have_count(CONFLICTS_NAMED)
    assert page.locator(".toast").count() == 0
    page.close()


# ---- errors of any length


@pytest.mark.parametrize("width", [360, 1280])
def test_no_error_pushes_its_own_button_off_the_screen(
    browser: Browser, server: HeadraceProcess, root: Path, width: int
) -> None:
    picture_file(root / "a.png", 1)
    session = read(server, root)
    page = browser.new_page(viewport=ViewportSize(width=width, height=640))
    numbers = itertools.count(1)  # the same words would be shown once

    def refuse(route: Route) -> None:
        error = {"code": "long", "message": f"{next(numbers)}. " + "As long as a sermon. " * 400, "cure": "Amen."}
        route.fulfill(status=500, json={"error": error})

    page.route("**/api/ingest/commit", refuse)
    page.goto(step(session, "commit"))
    expect(page.get_by_test_id("commit")).to_be_enabled()
    for pressed in range(1, 10):
        page.get_by_test_id("commit").press("Enter")
        expect(page.locator(".toast")).to_have_count(min(pressed, 5))
        assert in_sight(page, page.locator(".toast button").last)
        expect(page.get_by_test_id("commit")).to_be_enabled()
    keep_screenshot(page, f"toasts-{width}")
    for toast in page.locator(".toast").all():
        assert in_sight(page, toast.get_by_role("button"))
        words = toast.locator(".toast-text")
        assert words.evaluate("(words) => words.scrollHeight > words.clientHeight && words.clientHeight >= 40")
    page.locator(".toast").first.get_by_role("button").click()
    expect(page.locator(".toast")).to_have_count(4)
    page.close()


# ---- what others did meanwhile


def walk(page: Page, session: PreviewClient, name: str) -> None:
    """As a reader does who stays in the page."""
    page.evaluate("(hash) => { location.hash = hash; }", f"#/{name}/{session.session_id}")
    expect(page.get_by_test_id(f"step-{name}")).to_be_visible()


def test_a_commit_that_somebody_else_made_is_shown_by_walking_to_it(
    page: Page, server: HeadraceProcess, root: Path
) -> None:
    picture_file(root / "a.png", 1)
    session = read(server, root)
    page.goto(step(session, "preview"))
    expect(page.get_by_test_id("to-commit")).to_contain_text("Go to commit")
    session.commit()
    page.get_by_test_id("to-commit").click()
    expect(page.get_by_test_id("done")).to_be_visible()
    expect(page.locator("#done-message")).to_have_text("Committed: 1 added.")
    session.undo()
    walk(page, session, "preview")
    expect(page.get_by_test_id("to-commit")).to_contain_text("Go to commit")
    session.commit()
    walk(page, session, "process")
    expect(page.get_by_role("heading", name="In the library")).to_be_visible()


def test_the_numbers_of_a_commit_that_somebody_repeated_are_those_of_now(
    page: Page, server: HeadraceProcess, root: Path
) -> None:
    session, last = committed_without_its_last(server, root)
    page.goto(step(session, "commit"))
    expect(page.locator("#done-message")).to_have_text("Committed: 2 added; 1 excluded.")
    session.choose("apply", file_ids=[last])
    session.commit()
    walk(page, session, "preview")
    walk(page, session, "commit")
    expect(page.locator("#done-message")).to_have_text("Committed: 1 added.")


WATCH = """() => {
    window.seen = [];
    const note = (changes) => seen.push(...changes.map(({ type, target }) => `${type} of ${target.id}`));
    const options = { subtree: true, childList: true, characterData: true, attributeFilter: ["hidden"] };
    new MutationObserver(note).observe(document.getElementById("done"), options);
    new MutationObserver(note).observe(document.getElementById("commit-ready"), { attributeFilter: ["hidden"] });
}"""


def test_coming_back_to_a_step_asks_for_the_session_once_and_nothing_flashes(
    page: Page, server: HeadraceProcess, root: Path
) -> None:
    picture_file(root / "a.png", 1)
    session = read(server, root)
    session.commit()
    page.goto(step(session, "commit"))
    expect(page.locator("#done-message")).to_have_text("Committed: 1 added.")
    walk(page, session, "preview")
    expect(page.get_by_test_id("grid")).to_have_attribute("aria-busy", "false")
    page.evaluate(WATCH)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/api/ingest/")[2]))
    walk(page, session, "commit")
    page.wait_for_load_state("networkidle")
    assert asked.count(f"status/{session.session_id}") == 1
    assert len([path for path in asked if path]) <= 5, asked
    assert page.evaluate("seen") == []


# ---- commits of one session that follow each other


def test_a_repeated_commit_leaves_the_one_that_wrote_to_be_taken_back(
    page: Page, server: HeadraceProcess, root: Path
) -> None:
    for number in range(2):
        picture_file(root / f"{number}.png", number)
    session = read(server, root)
    session.commit()
    session.commit()
    page.goto(step(session, "commit"))
    expect(page.locator("#done-message")).to_have_text(
        "Committed: nothing changes in the library. An earlier commit of this session is still in the library: 2 added."
    )
    page.get_by_test_id("undo").click()
    expect(page.get_by_role("dialog")).to_contain_text("2 files leave the library.")
    page.get_by_role("button", name="Undo commit").click()
    expect(page.locator("#commit-undone")).to_have_text(
        "Undone: 2 files removed from the library. Nothing else changed."
    )
    assert session.counts() == {"new": 2}


def test_commits_are_taken_back_one_by_one_and_the_page_says_each(
    page: Page, server: HeadraceProcess, root: Path
) -> None:
    session, last = committed_without_its_last(server, root)
    session.choose("apply", file_ids=[last])
    session.commit()
    page.goto(step(session, "commit"))
    undo(page)
    undone = said(page, "Undone: 1 file removed from the library. Nothing else changed.")
    expect(undone).to_be_visible()
    expect(page.get_by_test_id("commit-sentence")).to_have_text("On commit: 1 added.")
    undo(page)
    expect(page.locator("#commit-undone")).to_have_text(
        "Undone: 2 files removed from the library. Nothing else changed."
    )
    page.get_by_test_id("commit").click()
    expect(page.locator("#done-message")).to_have_text("Committed: 3 added.")
    expect(undone).to_be_hidden()


def test_a_second_undo_waits_for_the_first_alone(page: Page, server: HeadraceProcess, root: Path) -> None:
    session, last = committed_without_its_last(server, root)
    session.choose("apply", file_ids=[last])
    session.commit()
    page.goto(step(session, "commit"))
    expect(page.locator("#done-message")).to_have_text("Committed: 1 added.")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("/undo/"), hold)
    page.route(re.compile(f"/session/{session.session_id}$"), hold)
    question = page.get_by_role("button", name="Undo commit")
    undo(page)
    expect(page.get_by_test_id("undo")).to_have_attribute("aria-busy", "true")
    page.get_by_test_id("undo").click()
    expect(question).to_be_hidden()
    held.pop().continue_()
    expect(said(page, "Undone: 1 file removed from the library. Nothing else changed.")).to_be_visible()
    page.get_by_test_id("undo").click()
    expect(question).to_be_visible()


def test_a_commit_that_never_wrote_anything_offers_nothing_to_take_back(
    page: Page, server: HeadraceProcess, root: Path
) -> None:
    picture_file(root / "a.png", 1)
    read(server, root).commit()
    session = read(server, root, skip_existing=False)
    session.commit()
    page.goto(step(session, "commit"))
    expect(page.locator("#done-message")).to_have_text("Committed: nothing changes in the library.")
    expect(page.get_by_test_id("undo")).to_be_hidden()


def test_a_question_about_one_session_never_takes_another_back(page: Page, server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "first" / "a.png", 1)
    picture_file(root / "second" / "b.png", 2)
    first, second = (read(server, root / name) for name in ("first", "second"))
    first.commit()
    second.commit()
    page.goto(step(first, "commit"))
    page.goto(step(second, "commit"))
    page.get_by_test_id("undo").click()
    expect(page.get_by_role("button", name="Undo commit")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Undo commit")).to_be_hidden()
    expect(page.get_by_role("heading", name="In the library")).to_be_visible()
    assert [session.commit_status()["status"] for session in (first, second)] == ["committed"] * 2


def test_what_another_tab_did_is_weighed_anew(browser: Browser, server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1)
    (root / "b.png").write_bytes(b"no picture")
    session = read(server, root)
    session.commit()
    with browser.new_context() as context:
        page, elsewhere = context.new_page(), context.new_page()
        page.goto(step(session, "commit"))
        expect(page.locator("#done-message")).to_have_text("Committed: 1 added.")
        picture_file(root / "b.png", 2)
        elsewhere.goto(step(session, "process"))
        elsewhere.get_by_test_id("retry").click()
        expect(elsewhere.get_by_role("heading", name="All files read")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_test_id("commit-sentence")).to_have_text("On commit: 1 added.", timeout=PATIENCE_MS)
        expect(page.get_by_test_id("undo")).to_have_text("Undo the earlier commit")


def test_a_commit_that_another_browser_made_is_asked_for_once(page: Page, server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1)
    session = read(server, root)
    page.goto(step(session, "preview"))
    held = re.compile(f"/session/{session.session_id}$")
    page.route(held, lambda route: (session.commit(), route.continue_())[1])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    walk(page, session, "commit")
    expect(page.get_by_role("heading", name="In the library")).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_timeout(500)
    assert len(asked) < 20, asked


def test_the_focus_is_never_lost_with_what_was_pressed(page: Page, server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1)
    page.goto(step(read(server, root), "commit"))
    page.get_by_test_id("commit").click()
    expect(page.get_by_role("heading", name="In the library")).to_be_focused(timeout=PATIENCE_MS)
    undo(page)
    expect(page.get_by_role("heading", name="Commit to the library")).to_be_focused()


# ---- what discovery could not read


@pytest.mark.parametrize("width", [360, 1280])
def test_what_discovery_says_is_shown_before_the_commit_and_after_it(
    browser: Browser, server: HeadraceProcess, root: Path, width: int
) -> None:
    picture_file(root / "full" / "a.png", 1)
    (root / "<b>empty").mkdir()
    session = read(server, root / "full", root / "<b>empty")
    said = f"{root}/<b>empty is empty"
    with uncomplaining_page(browser, ViewportSize(width=width, height=800)) as page:
        page.goto(step(session, "process"))
        expect(page.locator("#process-message")).to_have_text(said)
        walk(page, session, "commit")
        expect(page.locator("#commit-notes li").first).to_have_text(said)
        page.get_by_test_id("commit").click()
        expect(page.locator("#done-message")).to_have_text("Committed: 1 added.")
        expect(page.locator("#done-discovery")).to_have_text(said)
        page.wait_for_timeout(700)  # the mark is drawn
        keep_screenshot(page, f"discovery-message-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{server.url}/ingest-v2#/history")
        expect(page.get_by_test_id("past").first).to_contain_text(said)


# ---- failed files of a committed session


def test_failed_files_of_a_committed_session_are_read_again_and_committed_from_the_page(
    page: Page, server: HeadraceProcess, root: Path
) -> None:
    picture_file(root / "sound.png", 1)
    for name in ("one.png", "two.png", "three.png"):
        (root / name).write_bytes(b"no picture")
    (root / "empty.png").write_bytes(b"")
    session = read(server, root)
    session.commit()
    page.goto(step(session, "commit"))
    page.get_by_role("link", name="4 files failed: see why, or retry them").click()
    expect(page.get_by_role("heading", name="In the library")).to_be_focused()
    expect(page.get_by_test_id("causes").get_by_role("listitem").first.get_by_role("button")).to_be_visible()

    picture_file(root / "one.png", 2)
    page.get_by_role("button", name="Retry one.png").click()
    expect(page.get_by_test_id("run")).to_have_text("Run 2", timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="All files processed, 3 failed")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_test_id("to-preview").click()
    page.get_by_test_id("to-commit").click()
    expect(page.get_by_test_id("commit-sentence")).to_have_text("On commit: 1 added.")
    expect(page.get_by_test_id("undo")).to_have_text("Undo the earlier commit")
    for width in (1280, 360):
        page.set_viewport_size(ViewportSize(width=width, height=800))
        keep_screenshot(page, f"undo-earlier-{width}")
    undo(page)
    expect(page.locator("#commit-undone")).to_have_text(
        "Undone: 1 file removed from the library. Nothing else changed."
    )
    expect(page.get_by_test_id("undo")).to_be_hidden()
    expect(page.get_by_test_id("commit-sentence")).to_have_text("On commit: 2 added.")
    page.get_by_test_id("commit").click()
    expect(page.locator("#done-message")).to_have_text("Committed: 2 added.", timeout=PATIENCE_MS)
    expect(page.get_by_test_id("undo")).to_have_text("Undo this commit")

    for number, name in enumerate(("two.png", "three.png", "empty.png"), start=3):
        picture_file(root / name, number)
    walk(page, session, "process")
    expect(page.get_by_test_id("retry")).to_have_text("Retry 3 failed files")
    page.get_by_test_id("retry").click()
    expect(page.get_by_role("heading", name="All files read")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("retry")).to_be_hidden()
    walk(page, session, "commit")
    expect(page.get_by_test_id("commit-sentence")).to_have_text("On commit: 3 added.")
    page.get_by_test_id("commit").click()
    expect(page.locator("#done-message")).to_have_text("Committed: 3 added.", timeout=PATIENCE_MS)
    expect(page.get_by_test_id("done-failed")).to_be_hidden()
    for left in (3, 2):
        undo(page)
        expect(said(page, f"Undone: {left} files removed from the library. Nothing else changed.")).to_be_visible()
    expect(page.get_by_test_id("done")).to_be_hidden()


def test_the_page_offers_another_reading_wherever_the_api_takes_one(page: Page, server: HeadraceProcess) -> None:
    page.goto(f"{server.url}/ingest-v2")
    offered = page.evaluate(
        "async (all) => all.filter((await import('/static/js/shared/status.js')).mayRetry)",
        [status.value for status in Status],
    )
    assert set(offered) == {status.value for status in TERMINAL}
