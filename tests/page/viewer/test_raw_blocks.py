"""The metadata of a file as it was read, in the panel: opened, folded, copied, and never markup."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from app.domain.text.json_layout import lay_out_json
from app.routers.documents.files import BLOCKS_LENGTH
from tests.page.support import Run, modules
from tests.page.viewer.support import address, open_file
from tests.page.visual.axe import violations
from tests.readers.support import bag, international_text_chunk, packed_text_chunk, picture, png, text_chunk, xmp
from tests.support.browser import keep_screenshot
from tests.support.preview import PreviewClient, read
from tests.support.server import HeadraceProcess, wait_until_indexed
from tests.support.waiting import wait_until

PHONE = ViewportSize(width=390, height=844)
GRAPH = {"nodes": [{"id": number, "type": "KSampler", "widgets_values": [1.5, "<b>é</b>"]} for number in range(9)]}
GRAPH_TEXT = json.dumps(GRAPH, separators=(" , ", " :"))
MARKUP = '<img src=x onerror="document.title=1">\nsecond line'
HUGE = "a fox, " * (BLOCKS_LENGTH // 7 + 1_000)
RECORD_COPIES = """() => {
    document.addEventListener("copy", () => { window.copied = document.activeElement.value; });
    Object.defineProperty(navigator, "clipboard", { value: undefined });
}"""
"""As over plain HTTP, where a page has no clipboard."""
COPIED = "() => window.copied"


@pytest.fixture(scope="module")
def session(server: HeadraceProcess) -> PreviewClient:
    folder = Path(server.roots[0], "raw")
    folder.mkdir()
    files = {
        "a-graph.png": [text_chunk("workflow", GRAPH_TEXT.encode()), international_text_chunk("Comment", MARKUP)],
        "b-plain.png": [],
        "c-huge.png": [packed_text_chunk("parameters", HUGE.encode())],
    }
    for number, (name, chunks) in enumerate(files.items()):
        (folder / name).write_bytes(png(*chunks, pixels=picture(200 + number, 100)))
    (folder / "b-plain.png.xmp").write_bytes(xmp(bag("dc:subject", "fox")))
    (folder / "d-nothing.png").write_bytes(png(pixels=picture(64, 48)))
    return read(server, folder)


@pytest.fixture
def page(browser: Browser, session: PreviewClient) -> Iterator[Page]:
    page = browser.new_page(viewport=ViewportSize(width=1280, height=800))
    page.goto(address(session))
    expect(page.get_by_test_id("card")).to_have_count(4)
    yield page
    page.close()


def open_blocks(page: Page) -> Locator:
    page.get_by_test_id("raw-blocks").locator("summary").click()
    return page.get_by_test_id("raw-block")


def block(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def test_every_block_is_shown_with_its_name_its_place_and_its_text(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_file(page, "a-graph.png")
    expect(page.get_by_test_id("raw-blocks")).to_be_visible()
    assert not [url for url in asked if "/blocks" in url], "nothing is loaded before somebody wants to see it"
    expect(open_blocks(page)).to_have_count(2)
    assert len([url for url in asked if "/blocks" in url]) == 1
    graph, comment = block(page, "png:workflow"), block(page, "png:Comment")
    expect(graph.locator(".detail-excerpt")).to_have_text(f"PNG text · {len(GRAPH_TEXT)} characters")
    laid_out = lay_out_json(GRAPH_TEXT)
    expect(graph.locator("pre")).to_have_text("\n".join(laid_out.split("\n")[:12]) + "\n…", use_inner_text=True)
    graph.get_by_role("button", name="Show all").click()
    assert graph.locator("pre").evaluate("(place) => place.textContent") == laid_out
    expect(graph.get_by_role("button", name="Show all")).to_have_count(0)
    assert comment.locator("pre").evaluate("(place) => place.textContent") == MARKUP
    expect(comment.locator("pre *")).to_have_count(0)
    expect(comment.locator(".link-button")).to_have_count(0)
    keep_screenshot(page, "raw-blocks")


def test_a_copy_is_the_text_as_it_was_read(page: Page) -> None:
    page.evaluate(RECORD_COPIES)
    open_file(page, "a-graph.png")
    open_blocks(page)
    button = page.get_by_role("button", name="Copy png:workflow")
    button.click()
    expect(button).to_have_attribute("data-copied", "")
    assert page.evaluate(COPIED) == GRAPH_TEXT
    page.get_by_role("button", name="Copy png:Comment").click()
    wait_until(lambda: page.evaluate(COPIED), "the comment", holds=lambda text: text == MARKUP)


def test_a_text_that_is_too_long_to_be_sent_says_so_and_is_copied_whole(page: Page) -> None:
    page.evaluate(RECORD_COPIES)
    open_file(page, "c-huge.png")
    open_blocks(page)
    huge = block(page, "png:parameters")
    note = f"The first 1,000,000 of {len(HUGE.strip()):,} characters. The copy has all of them."
    expect(huge.get_by_test_id("raw-shortened")).to_have_text(note)
    assert huge.locator("pre").evaluate("(place) => place.textContent.length") < 1_000, "long texts are folded"
    huge.get_by_role("button", name="Copy png:parameters").click()
    wait_until(lambda: page.evaluate(COPIED), "the whole text", holds=lambda text: text == HUGE.strip())


def test_the_blocks_follow_the_file_that_is_shown(page: Page) -> None:
    open_file(page, "a-graph.png")
    expect(open_blocks(page)).to_have_count(2)
    page.keyboard.press("ArrowRight")
    expect(block(page, "sidecar:xmp").locator(".detail-excerpt")).to_contain_text("sidecar file · ")
    expect(page.get_by_test_id("raw-block")).to_have_count(1)
    page.get_by_test_id("raw-blocks").locator("summary").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#detail-name")).to_have_text("d-nothing.png")
    open_blocks(page)
    expect(page.locator("#raw-list")).to_have_text("No metadata was found in this file.")


def test_keys_alone_open_fold_and_copy(page: Page) -> None:
    page.evaluate(RECORD_COPIES)
    open_file(page, "a-graph.png")
    page.get_by_test_id("raw-blocks").locator("summary").focus()
    page.keyboard.press("Space")
    expect(page.get_by_test_id("raw-block")).to_have_count(2)
    expect(page.locator("#detail-name")).to_have_text("a-graph.png")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_until(lambda: page.evaluate(COPIED), "the graph", holds=lambda text: text == GRAPH_TEXT)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(block(page, "png:workflow").locator("pre")).to_be_focused()
    expect(page.locator("#detail-name")).to_have_text("a-graph.png")


def test_blocks_that_cannot_be_loaded_say_why_and_are_asked_for_again(page: Page) -> None:
    open_file(page, "a-graph.png")
    page.route("**/blocks", lambda route: route.abort())
    open_blocks(page)
    expect(page.locator("#raw-list")).to_have_text("Cannot reach the server.")
    page.unroute("**/blocks")
    open_blocks(page)
    expect(open_blocks(page)).to_have_count(2)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_phone_shows_them_and_axe_finds_nothing(
    browser: Browser, session: PreviewClient, theme: str, language: str
) -> None:
    look: dict[str, Any] = {"color_scheme": theme, "locale": language, "has_touch": True, "is_mobile": True}
    context = browser.new_context(viewport=PHONE, bypass_csp=True, **look)
    page = context.new_page()
    page.goto(address(session))
    open_file(page, "a-graph.png")
    page.get_by_test_id("panel-toggle").click()
    expect(open_blocks(page)).to_have_count(2)
    block(page, "png:Comment").scroll_into_view_if_needed()
    assert page.evaluate("document.getElementById('detail-body').scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    keep_screenshot(page, f"raw-blocks-phone-{theme}-{language}")
    context.close()


def test_the_library_shows_them_too(browser: Browser, session: PreviewClient) -> None:
    session.commit()
    wait_until_indexed(session.server)
    page = browser.new_page()
    page.goto(f"{session.server.url}/library")
    open_file(page, "a-graph.png")
    expect(open_blocks(page)).to_have_count(2)
    expect(block(page, "png:workflow").locator("pre")).to_contain_text("KSampler")
    page.close()


# ---- The layout of JSON


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with modules(browser) as run:
        yield run


LAYOUTS: Sequence[str] = [
    GRAPH_TEXT,
    r'{"a" :1e5,"a":0.10, "seed":18446744073709551616,"t":"\u00e4 \"{[, ]}: \\","n":NaN ,"e":[ ] ,"o":{}}',
    '{"a": "two\nlines", "b": [-Infinity, true, null, [[]], {"c": {}}]}',
    "",
    "{red|blue} eyes, [cat:dog:0.5]",
    "[cat:dog:0.5], a fox",
    '{"a": 1',
    '{"a": "1}',
    '{"a": 1 2}',
    '{"a": 1} and more',
    "12.50",
    '{"' + r"\"" * 200_000,
    "[" * 300 + ",".join(["1"] * 100_000) + "]" * 300,
]


@pytest.mark.parametrize("text", LAYOUTS, ids=lambda text: text[:24])
def test_the_page_lays_json_out_as_the_command_line_does(run: Run, text: str) -> None:
    assert run("panel/json-layout.js", "({ layOutJson }, text) => layOutJson(text)", text) == lay_out_json(text)
