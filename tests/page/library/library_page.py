"""The page of the library, as the tests of this folder use it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.support.server import HeadraceProcess

PHONE = ViewportSize(width=390, height=844)


def open_library(page: Page, library: HeadraceProcess, search: str = "?sort=path+asc") -> None:
    page.goto(f"{library.url}/library{search}")
    expect(page.locator("#steps-tools")).to_be_visible()


def card(page: Page, place: int) -> Locator:
    return page.locator(f'.file-card[data-place="{place}"]')
