"""Solving the duplicates of the library in a real browser: by mouse, keyboard and touch, and beside somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.page.visual.axe import violations
from tests.readers.support import png, text_chunk
from tests.support.browser import keep_screenshot, uncomplaining_page
from tests.support.server import HeadraceProcess

PHONE = ViewportSize(width=390, height=844)
PAIRS = 22
STRANGE = "<img src=x onerror=alert(1)>.png"


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    folder = tmp_path_factory.mktemp("duplicates") / "pictures"
    for number in range(PAIRS):
        picture = png(text_chunk("parameters", f"a fox, number{number}\nSteps: 20, Seed: {number}".encode()))
        for name in ("one", "two"):
            (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / name / (f"{number:02}.png" if number else STRANGE)).write_bytes(picture)
    return [folder]


@pytest.fixture
def page(browser: Browser, library: HeadraceProcess, client: httpx.Client) -> Iterator[Page]:
    with uncomplaining_page(browser) as page:
        open_dialog(page, library)
        yield page


def open_dialog(page: Page, library: HeadraceProcess) -> None:
    page.goto(f"{library.url}/library?sort=path+asc")
    page.get_by_test_id("duplicates-open").click()
    expect_plan(page)


def expect_plan(page: Page, hidden: int = PAIRS) -> None:
    expect(page.get_by_test_id("duplicates-sentence")).to_contain_text(f"{hidden} ", timeout=30_000)
    expect(page.locator("#duplicates-groups")).to_have_attribute("aria-busy", "false")


def rules(page: Page) -> list[str]:
    found: list[str] = page.locator("#duplicates-rules li").evaluate_all("items => items.map((i) => i.dataset.rule)")
    return found


def kept_folders(page: Page) -> set[str]:
    return set(page.locator("[data-kept] .duplicates-folder").all_inner_texts())


def test_the_sentence_comes_true_and_is_undone(page: Page, client: httpx.Client) -> None:
    expect(page.get_by_test_id("duplicates-sentence")).to_contain_text(
        "22 groups: 22 copies are hidden, no marks are merged."
    )
    groups = page.get_by_test_id("duplicate-group")
    expect(groups).to_have_count(20)
    page.locator("#duplicates-more").click()
    expect(groups).to_have_count(PAIRS)
    expect(page.locator("#duplicates-more")).to_be_hidden()
    expect(page.get_by_text(STRANGE).first).to_be_visible()
    page.get_by_test_id("duplicates-solve").click()
    expect(page.get_by_test_id("duplicates")).to_be_hidden()
    expect(page.get_by_test_id("notice")).to_contain_text("Duplicates solved: 22 groups, 22 copies hidden")
    expect(page.get_by_test_id("result-line")).to_have_text(f"{PAIRS} files")
    page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_test_id("notice")).to_contain_text("Undone")
    expect(page.get_by_test_id("result-line")).to_have_text(f"{2 * PAIRS} files")
    page.get_by_test_id("steps-open").click()
    expect(page.locator("#steps-list li[data-undone]")).to_contain_text("Duplicates solved")


def test_rules_are_ordered_by_mouse_and_keyboard(page: Page, library: HeadraceProcess) -> None:
    assert rules(page)[0] == "largest"
    page.locator("[data-rule=folder]").drag_to(page.locator("[data-rule=largest]"), target_position={"x": 40, "y": 2})
    expect(page.locator("#duplicates-rules li").first).to_have_attribute("data-rule", "folder")
    up = page.locator("[data-rule=score] [data-move='-1']")
    up.focus()
    for _ in range(4):
        page.keyboard.press("Enter")
    assert rules(page)[:3] == ["score", "folder", "largest"]
    expect(page.locator("[data-rule=score] [data-move='1']")).to_be_focused()
    wanted = str(library.roots[0] / "two")
    page.locator("#duplicates-folder").fill(wanted)
    page.keyboard.press("Enter")
    expect(page.locator("[data-kept] .duplicates-folder").first).to_have_text(wanted)
    expect_plan(page)
    assert kept_folders(page) == {wanted}
    expect(page.locator(".duplicates-why").first).to_contain_text("preferred folder")


def test_one_of_a_group_is_kept_by_hand(page: Page, client: httpx.Client) -> None:
    group = page.get_by_test_id("duplicate-group").nth(1)
    other = group.locator(".duplicates-file:not([data-kept]) .duplicates-folder").inner_text()
    name = group.locator(".duplicates-name").first.inner_text()
    group.locator(".duplicates-compare").click()
    expect(page.get_by_test_id("compare")).to_be_visible()
    page.get_by_test_id("compare-pane").nth(1).get_by_test_id("compare-keep").click()
    expect(page.get_by_test_id("compare")).to_be_hidden()
    expect_plan(page, PAIRS - 1)
    shown = client.get("/api/library/files", params={"hidden": True, "view": "new"}).json()["files"]
    assert [(file["name"], file["path"] != f"{other}/{name}") for file in shown] == [(name, True)]


def test_a_library_that_somebody_else_changed_has_a_new_plan(page: Page, client: httpx.Client) -> None:
    expect(page.locator("html[data-library-line=connected]")).to_be_attached()
    files = client.get("/api/library/duplicates").json()["groups"][0]["files"]
    client.post("/api/library/steps", json={"file_ids": [files[1]["id"]], "score": 5})
    expect(page.locator("#duplicates-changed")).to_be_visible()
    expect(page.get_by_test_id("duplicates-sentence")).to_contain_text("no marks are merged")
    expect(page.locator(".duplicates-facts", has_text="Score 5")).to_have_count(1)
    client.post("/api/library/steps", json={"file_ids": [files[1]["id"]], "hidden": True})
    expect_plan(page, PAIRS - 1)


@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("de", "light")])
def test_a_phone_shows_all_of_it_and_nothing_is_wrong_for_axe(
    browser: Browser, library: HeadraceProcess, client: httpx.Client, language: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport=PHONE,
        locale=language,
        has_touch=True,
        is_mobile=True,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    open_dialog(page, library)
    assert violations(page) == []
    keep_screenshot(page, f"duplicates-phone-{language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    box = page.get_by_test_id("duplicates-solve").evaluate("(each) => each.getBoundingClientRect().toJSON()")
    assert box["left"] >= 0 and box["right"] <= PHONE["width"] and box["bottom"] <= PHONE["height"]
    page.locator("[data-rule=largest] [data-move='1']").tap()
    assert rules(page)[:2] == ["prompt", "largest"]
    context.close()
