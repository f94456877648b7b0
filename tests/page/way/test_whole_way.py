"""The whole way of a user, by mouse and by keyboard alone, in each engine.

Folder, options, start, progress, preview (filter, score, exclude, look closer), commit, library, picture. What a large
session shows on the way is looked at in `test_browser_workflow.py` and `test_browsers_workflow.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.page.way.keyboard import Keyboard
from tests.support.control import get
from tests.support.engines import ENGINES, Engine, by_test_id, click_when_ready, text_of, wait_for_text
from tests.support.preview import picture_file
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

PICTURES = [f"{number}.png" for number in range(1, 9)]
SCORED, EXCLUDED = PICTURES[0], PICTURES[1]
BROKEN = "broken.png"
FILES = len(PICTURES) + 1
HANDS = ("mouse", "keyboard")

NAME = "#detail-name"
CARDS = ".file-card"
PICTURE = """() => {
    const picture = document.querySelector("#detail[open] .viewer-large, #detail[open] #detail-media img");
    return Boolean(picture?.complete && picture.naturalWidth > 0 && picture.checkVisibility());
}"""


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """A folder for each way, with a video that the option “Images” leaves out."""
    media = tmp_path_factory.mktemp("media")
    for folder in (media / f"{engine}-{hand}" for engine in ENGINES for hand in HANDS):
        for number, name in enumerate(PICTURES):
            picture_file(folder / name, number)
        whole = (folder / SCORED).read_bytes()
        (folder / BROKEN).write_bytes(whole[: len(whole) // 2])
        (folder / "clip.webm").write_bytes(b"not read")
    return [media]


def card(name: str) -> str:
    return f'{CARDS}:has([title$="/{name}"])'


def folder_item(folder: str) -> str:
    return f'[role="treeitem"][data-path$="/{folder}"]'


def count(engine: Engine, selector: str) -> int:
    number = engine.evaluate("(selector) => document.querySelectorAll(selector).length", selector)
    assert isinstance(number, int)
    return number


def expect_count(engine: Engine, selector: str, number: int) -> None:
    wait_until(lambda: count(engine, selector), f"there are {number} × {selector}", holds=lambda found: found == number)


def expect_there(engine: Engine, selector: str) -> None:
    expect_count(engine, selector, 1)


def expect_name(engine: Engine, name: str) -> None:
    wait_until(lambda: text_of(engine, NAME), f"{name} is shown", holds=lambda text: text == name)


def expect_viewer_closed(engine: Engine) -> None:
    expect_count(engine, "#detail[open]", 0)


def expect_everything_read(engine: Engine) -> None:
    """The end of the session as its page shows it."""
    wait_for_text(engine, by_test_id("percent"), "100")
    wait_for_text(engine, by_test_id("ledger"), f"discovered {FILES} = ok {FILES - 1} + failed 1")
    wait_for_text(engine, by_test_id("errors"), BROKEN)


def expect_picture(engine: Engine) -> None:
    wait_until(lambda: engine.evaluate(PICTURE), "the picture is shown")


def expect_parameters(engine: Engine, server: HeadraceProcess, **wanted: object) -> None:
    """The session that the page shows has these parameters, among others."""
    session_id = engine.evaluate("() => location.hash").rpartition("/")[2]
    (session,) = (line for line in get(server, "sessions")["sessions"] if line["session_id"] == session_id)
    assert session["parameters"].items() >= wanted.items()


def expect_in_library(server: HeadraceProcess, folder: str) -> None:
    with server.client() as client:
        found = client.get(
            "/api/library/files", params={"folder": str(Path(server.roots[0], folder)), "limit": 100}
        ).json()["files"]
    scores = {file["name"]: file["score"] for file in found}
    assert scores == {name: 4 if name == SCORED else None for name in PICTURES if name != EXCLUDED}


def test_by_mouse(engine_name: str, engine: Engine, server: HeadraceProcess) -> None:
    folder = f"{engine_name}-mouse"
    engine.goto(f"{server.url}/ingest-v2#/configure")
    click_when_ready(engine, f"{folder_item(folder)} .node-check")
    expect_there(engine, f'{folder_item(folder)}[aria-checked="true"]')
    engine.click("#presets label:has([value=images])")
    engine.click("label:has([name=skip_existing])")
    click_when_ready(engine, by_test_id("start"))
    expect_everything_read(engine)
    expect_parameters(engine, server, skip_existing=False)

    click_when_ready(engine, by_test_id("to-preview"))
    expect_count(engine, CARDS, FILES)
    engine.click('[data-show="failed"]')
    expect_count(engine, CARDS, 1)
    engine.click('[data-show="all"]')
    expect_count(engine, CARDS, FILES)
    engine.click(f"{card(EXCLUDED)} .file-choice")
    expect_there(engine, f"{card(EXCLUDED)}[data-left]")
    engine.click(f"{card(SCORED)} .file-open")
    expect_name(engine, SCORED)
    expect_picture(engine)
    engine.click("#edit-score label:has([value='4'])")
    wait_for_text(engine, by_test_id("edit-revert"), "Revert")
    engine.click("#detail-next")
    expect_name(engine, EXCLUDED)
    expect_picture(engine)
    engine.click("#detail-close")
    expect_viewer_closed(engine)
    wait_for_text(engine, f"{card(SCORED)} .stars", "4")

    click_when_ready(engine, by_test_id("to-commit"))
    wait_for_text(engine, "#commit-facts", "Images")  # when they come, the button moves down
    click_when_ready(engine, by_test_id("commit"))
    wait_for_text(engine, "#done-created", str(FILES - 2))
    click_when_ready(engine, by_test_id("open-library"))
    expect_count(engine, CARDS, FILES - 2)
    engine.click(f"{card(PICTURES[2])} .file-open")
    expect_name(engine, PICTURES[2])
    expect_picture(engine)
    engine.click("#detail-close")
    expect_viewer_closed(engine)
    expect_in_library(server, folder)
    assert not engine.complaints


def test_by_keyboard_alone(engine_name: str, engine: Engine, server: HeadraceProcess) -> None:
    folder = f"{engine_name}-keyboard"
    engine.goto("about:blank")
    engine.goto(f"{server.url}/ingest-v2#/configure")
    expect_there(engine, folder_item(folder))
    keyboard = Keyboard(engine)
    keyboard.tab_to("[role=treeitem]")
    keyboard.press_until("ArrowDown", folder_item(folder))
    keyboard.press(" ")
    expect_there(engine, f'{folder_item(folder)}[aria-checked="true"]')
    expect_there(engine, '[role=treeitem][aria-level="1"][aria-checked="mixed"]')
    keyboard.press("Home")
    keyboard.expect_focus('[aria-level="1"]')
    keyboard.tab_to("[name=preset]")
    keyboard.press_until("ArrowRight", "[name=preset][value=images]")
    keyboard.tab_to("[name=skip_existing]")
    keyboard.press(" ")
    keyboard.tab_to("#start")
    keyboard.press("Enter")
    expect_everything_read(engine)
    expect_parameters(engine, server, skip_existing=False)

    keyboard.tab_to("#to-preview")
    keyboard.press("Enter")
    expect_count(engine, CARDS, FILES)
    keyboard.tab_to("[data-show]")
    keyboard.press_until("ArrowRight", '[data-show="failed"]')
    keyboard.press("Enter")
    expect_count(engine, CARDS, 1)
    keyboard.press_until("ArrowLeft", '[data-show="all"]')
    keyboard.press("Enter")
    expect_count(engine, CARDS, FILES)
    keyboard.tab_to(f"{card(SCORED)} .file-open")
    keyboard.press("4")
    wait_for_text(engine, f"{card(SCORED)} .stars", "4")
    keyboard.press_until("ArrowRight", f"{card(EXCLUDED)} .file-open")
    keyboard.press("x")
    expect_there(engine, f"{card(EXCLUDED)}[data-left]")
    keyboard.press("Enter")
    expect_name(engine, EXCLUDED)
    keyboard.expect_focus("#viewer-stage")
    expect_picture(engine)
    keyboard.press("ArrowRight")
    expect_name(engine, PICTURES[2])
    expect_picture(engine)
    keyboard.press_until("Shift+Tab", "#zoom-out")  # the first of the toolbar
    keyboard.press_until("End", "#detail-close")
    expect_name(engine, PICTURES[2])  # in the toolbar, the key does not lead to the last file
    keyboard.press("Enter")
    expect_viewer_closed(engine)
    keyboard.expect_focus(f"{card(PICTURES[2])} .file-open")

    keyboard.tab_to("#to-commit")
    keyboard.press("Enter")
    expect_there(engine, "#commit:not(:disabled)")
    keyboard.tab_to("#commit")
    keyboard.press("Enter")
    wait_for_text(engine, "#done-created", str(FILES - 2))
    keyboard.tab_to("#open-library")
    keyboard.press("Enter")
    expect_count(engine, CARDS, FILES - 2)
    keyboard.tab_to(".file-open")
    keyboard.press_until("ArrowRight", f"{card(PICTURES[2])} .file-open")
    keyboard.press("Enter")
    expect_name(engine, PICTURES[2])
    expect_picture(engine)
    keyboard.press("Escape")
    expect_viewer_closed(engine)
    keyboard.expect_focus(f"{card(PICTURES[2])} .file-open")
    expect_in_library(server, folder)
    assert not engine.complaints
