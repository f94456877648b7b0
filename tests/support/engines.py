"""What a test asks of a browser that Playwright cannot drive here, whichever engine it has."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, Protocol

import pytest

from tests.support.browser import KEPT

PATIENCE_S = 30.0

WRAPPED = "async (args) => JSON.stringify((await ({function})(...JSON.parse(args))) ?? null)"
"""Arguments and results go as JSON text, so that both drivers carry them alike."""


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
        """Load a page and wait until it is there."""

    def evaluate(self, function: str, *args: Any) -> Any:
        """What a JavaScript function gives for these arguments, all as JSON; a promise is waited for."""

    def click(self, selector: str) -> None:
        """Press the mouse over an element, as a hand would: one that is covered gets no click."""

    def screenshot(self, path: Path) -> None: ...


def wrapped(function: str) -> str:
    return WRAPPED.replace("{function}", function)


def unwrapped(text: str) -> Any:
    return json.loads(text)


def needed(program: str, instead: str | None = None) -> str:
    """Where a program is."""
    found = shutil.which(program) or instead
    if found is None or not Path(found).exists():
        unavailable(f"{program} is not installed")
    return found


def unavailable(why: str) -> NoReturn:
    """What the test needs is not to be had: a skip at a desk, a failure where everything must be tried."""
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


def by_test_id(name: str) -> str:
    return f'[data-testid="{name}"]'


def text_of(engine: Engine, selector: str) -> str:
    """What a person reads there; nothing where it is hidden."""
    text = engine.evaluate(
        "(selector) => document.querySelector(selector)?.checkVisibility() "
        "? document.querySelector(selector).innerText : ''",
        selector,
    )
    assert isinstance(text, str)
    return text


def wait_for(holds: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"it did not come to hold: {what}"
        time.sleep(0.02)


def wait_for_text(engine: Engine, selector: str, *wanted: str) -> None:
    wait_for(lambda: any(each in text_of(engine, selector) for each in wanted), f"{wanted} in {selector}")


def click_when_ready(engine: Engine, selector: str) -> None:
    ready = (
        "(selector) => { const it = document.querySelector(selector); return it?.checkVisibility() && !it.disabled; }"
    )
    wait_for(lambda: engine.evaluate(ready, selector), f"{selector} can be pressed")
    engine.click(selector)


def keep_screenshot(engine: Engine, name: str) -> None:
    """A picture of the page once what moves has come to rest."""
    engine.evaluate(AT_REST)
    KEPT.mkdir(exist_ok=True)
    engine.screenshot(KEPT / f"{name}.png")
