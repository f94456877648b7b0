"""What the tests of the Commit step share."""

from __future__ import annotations

from re import Pattern

from playwright.sync_api import Locator, Page

from tests.support.preview import PreviewClient

PATIENCE_MS = 60_000


def step(session: PreviewClient, name: str) -> str:
    return f"{session.server.url}/ingest-v2#/{name}/{session.session_id}"


def undo(page: Page) -> None:
    page.get_by_test_id("undo").click()
    page.get_by_role("button", name="Undo commit").click()


def said(page: Page, text: str | Pattern[str]) -> Locator:
    """A text that the step says. Two of its parts say an undo; one of them is hidden."""
    return page.get_by_role("status").filter(has_text=text)
