"""Browsers of all three engines behind one interface, for what must work in each of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.support.engines.chromium import chromium_window
from tests.support.engines.firefox import firefox
from tests.support.engines.interface import (
    Engine,
    by_test_id,
    click_when_ready,
    keep_screenshot,
    needed,
    text_of,
    unavailable,
    wait_for_text,
)
from tests.support.engines.webkit import webkit

__all__ = [
    "ENGINES",
    "Engine",
    "by_test_id",
    "click_when_ready",
    "firefox",
    "keep_screenshot",
    "needed",
    "text_of",
    "unavailable",
    "wait_for_text",
    "webkit",
]

ENGINES: dict[str, Callable[[], AbstractContextManager[Engine]]] = {
    "chromium": chromium_window,
    "firefox": firefox,
    "webkit": webkit,
}
