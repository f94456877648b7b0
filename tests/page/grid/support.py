"""What the tests of the grid look at: cards by their place, rows that can be seen, elements of the page."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

SEEN = """() => {
    const inside = document.querySelector(".topbar").getBoundingClientRect().bottom;
    const bar = [...document.querySelectorAll(".action-bar")].find((each) => each.offsetParent !== null);
    const below = bar ? bar.getBoundingClientRect().top : innerHeight;
    const pictures = [...document.querySelectorAll("#grid .file-media")].map((each) => each.getBoundingClientRect());
    const whole = pictures.filter(({ top, bottom }) => top >= inside && bottom <= below);
    return { rows: new Set(whole.map(({ top }) => Math.round(top))).size, pictures: whole.length };
}"""


def card(page: Page, place: int) -> Locator:
    return page.locator(f'.file-card[data-place="{place}"]')


def seen(page: Page) -> dict[str, int]:
    """Return how many rows of pictures, and how many pictures, can be seen whole between the bars."""
    found: dict[str, int] = page.evaluate(SEEN)
    return found


def nodes(page: Page) -> int:
    """Return how many elements the document has."""
    return int(page.evaluate("document.querySelectorAll('*').length"))


def top_of(page: Page, selector: str) -> float:
    return float(page.evaluate("(selector) => document.querySelector(selector).getBoundingClientRect().top", selector))


def focused(page: Page, what: str) -> Any:
    """Return a property of the element with the focus."""
    return page.evaluate(f"document.activeElement.{what}")
