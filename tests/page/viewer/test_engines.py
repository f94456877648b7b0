"""The viewer in Firefox, and in WebKit, which is Safari's engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.page.viewer.support import address
from tests.support.engines import Engine, keep_screenshot, text_of
from tests.support.preview import PreviewClient
from tests.support.waiting import wait_until

pytestmark = pytest.mark.parametrize("engine_name", ["firefox", "webkit"], scope="module", indirect=True)

WHEEL = """(deltaY) => {
    const stage = document.getElementById("viewer-stage");
    const { left, top, width, height } = stage.getBoundingClientRect();
    const at = { clientX: left + width / 2, clientY: top + height / 2 };
    stage.dispatchEvent(new WheelEvent("wheel", { deltaY, bubbles: true, cancelable: true, ...at }));
}"""
"""No driver turns the wheel in both browsers; what the page does with it is what is looked at."""
NAME = "#detail-name"
PERCENT = "#zoom-percent"


def in_page(engine: Engine, expression: str) -> Any:
    return engine.evaluate(f"() => {expression}")


def expect_file(engine: Engine, name: str) -> None:
    wait_until(lambda: text_of(engine, NAME), f"{name} is shown", holds=lambda text: text == name)


def expect_shown(engine: Engine, kind: str) -> None:
    shows = "document.querySelector('.viewer-picture')?.dataset.shows ?? ''"
    wait_until(lambda: in_page(engine, shows), f"the {kind} is shown", holds=lambda text: text == kind)


def expect_percent(engine: Engine, holds: Callable[[float], bool]) -> None:
    wait_until(lambda: float(text_of(engine, PERCENT).rstrip("%") or 0), "it is zoomed", holds=holds)


def test_a_file_is_opened_zoomed_walked_and_closed(engine_name: str, engine: Engine, session: PreviewClient) -> None:
    engine.goto(address(session))
    wait_until(
        lambda: in_page(engine, "document.querySelectorAll('.file-open').length"), "cards", holds=lambda n: n > 5
    )
    engine.click('.file-card[data-place="0"] .file-open')
    expect_file(engine, "a-large.png")
    expect_shown(engine, "original")
    assert in_page(engine, "document.activeElement.id") == "viewer-stage"
    keep_screenshot(engine, f"viewer-{engine_name}")
    engine.press("z")
    expect_percent(engine, lambda percent: percent == 100)
    engine.evaluate(WHEEL, -300)
    expect_percent(engine, lambda percent: percent > 130)
    left = in_page(engine, "document.querySelector('.viewer-picture').getBoundingClientRect().left")
    engine.press("ArrowRight")
    moved = in_page(engine, "document.querySelector('.viewer-picture').getBoundingClientRect().left")
    assert left - moved == pytest.approx(80, abs=2)
    engine.press(" ")
    expect_file(engine, "b-large.png")
    for key, file in (("End", "j-upright.png"), ("ArrowLeft", "i-long.png"), ("Home", "a-large.png")):
        engine.press(key)
        expect_file(engine, file)
    engine.press("Escape")
    wait_until(lambda: not in_page(engine, "document.getElementById('detail').open"), "it is closed")
    wait_until(lambda: "file=" not in in_page(engine, "location.href"), "the address is that of the list")


def test_back_closes_and_forward_opens_again(engine: Engine, session: PreviewClient) -> None:
    engine.goto("about:blank")
    engine.goto(address(session))
    wait_until(
        lambda: in_page(engine, "document.querySelectorAll('.file-open').length"), "cards", holds=lambda n: n > 5
    )
    engine.click('.file-card[data-place="2"] .file-open')
    expect_file(engine, "c-dot.png")
    in_page(engine, "void history.back()")
    wait_until(lambda: not in_page(engine, "document.getElementById('detail').open"), "it is closed")
    assert in_page(engine, "document.getElementById('step-preview').checkVisibility()")
    in_page(engine, "void history.forward()")
    expect_file(engine, "c-dot.png")


@pytest.mark.parametrize("file", ["e-heic.heic", "f-tiff.tif"])
def test_formats_that_browsers_do_not_show_come_from_the_server(
    engine: Engine, session: PreviewClient, file: str
) -> None:
    file_id = session.files()[file]["id"]
    engine.goto("about:blank")
    engine.goto(address(session, f"?file={file_id}"))
    expect_file(engine, file)
    expect_shown(engine, "rendition")
    assert in_page(engine, "document.querySelector('.viewer-large').naturalWidth") >= 1280
