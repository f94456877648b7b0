"""What all browsers can do in tests. Playwright cannot drive Firefox and WebKit here."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any, NoReturn, Protocol

import pytest

from tests.support.browser import KEEPS_SCREENSHOTS, KEPT
from tests.support.waiting import wait_until

WRAPPED = "async (args) => JSON.stringify((await ({function})(...JSON.parse(args))) ?? null)"
"""Arguments and results are passed as JSON text, so that both drivers treat them the same."""

WIDTH, HEIGHT = 1440, 900
"""The size of a window."""

KEYS = {
    "ArrowDown": "\ue015",
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
    "ArrowUp": "\ue013",
    "End": "\ue010",
    "Enter": "\ue006",
    "Escape": "\ue00c",
    "Home": "\ue011",
    "Shift": "\ue008",
    "Tab": "\ue004",
}
"""Keys by their names in a page, as WebDriver writes them (https://www.w3.org/TR/webdriver/#keyboard-actions)."""

AT_REST = """async () => {
    const ends = (each) => each.effect.getComputedTiming().endTime < Infinity;
    await Promise.allSettled(document.getAnimations().filter(ends).map((each) => each.finished));
}"""


class Engine(Protocol):
    """A browser with one window."""

    @property
    def complaints(self) -> list[str]:
        """Uncaught errors and console errors of its pages."""

    def goto(self, url: str) -> None:
        """Load a page, and wait until it is loaded."""

    def evaluate(self, function: str, *args: Any) -> Any:
        """Call a JavaScript function with JSON arguments and return its JSON result. Awaits a promise."""

    def click(self, selector: str) -> None:
        """Move the mouse to an element and click. An element that is covered gets no click."""

    def press(self, key: str) -> None:
        """Press a key: a character, or a name of `KEYS`. `Shift+Tab` holds one key and presses the other."""

    def screenshot(self, path: Path) -> None: ...


def wrapped(function: str) -> str:
    return WRAPPED.replace("{function}", function)


def unwrapped(text: str) -> Any:
    return json.loads(text)


def key_strokes(key: str) -> tuple[list[str], str]:
    """Return the keys to hold and the key to press, as WebDriver writes them."""
    *held, pressed = key.split("+")
    return [KEYS[each] for each in held], KEYS.get(pressed, pressed)


def needed(program: str, instead: str | None = None) -> str:
    """Return the path of a program. Skips the test if it is not installed, or fails it in CI."""
    found = shutil.which(program) or instead
    if found is None or not Path(found).exists():
        unavailable(f"{program} is not installed")
    return found


def unavailable(why: str) -> NoReturn:
    """Skip the test because something is missing on this machine. In CI, where nothing may be missing, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


def by_test_id(name: str) -> str:
    return f'[data-testid="{name}"]'


def text_of(engine: Engine, selector: str) -> str:
    """Return the visible text of an element, or an empty string if it is hidden."""
    text = engine.evaluate(
        "(selector) => document.querySelector(selector)?.checkVisibility() "
        "? document.querySelector(selector).innerText : ''",
        selector,
    )
    assert isinstance(text, str)
    return text


def wait_for_text(engine: Engine, selector: str, *wanted: str) -> None:
    """Wait until one of `wanted` can be read in the element."""
    wait_until(
        lambda: text_of(engine, selector),
        f"{' or '.join(wanted)} is shown in {selector}",
        holds=lambda text: any(each in text for each in wanted),
    )


def click_when_ready(engine: Engine, selector: str) -> None:
    ready = (
        "(selector) => { const it = document.querySelector(selector); return it?.checkVisibility() && !it.disabled; }"
    )
    wait_until(lambda: engine.evaluate(ready, selector), f"{selector} can be clicked")
    engine.click(selector)


def keep_screenshot(engine: Engine, name: str) -> None:
    """Keep a picture of the page after its animations have ended, if the environment asks for pictures."""
    if not KEEPS_SCREENSHOTS:
        return
    engine.evaluate(AT_REST)
    KEPT.mkdir(exist_ok=True)
    engine.screenshot(KEPT / f"{name}.png")
