"""axe-core, run in a page: the rules of WCAG 2.2 AA, and best practices."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.support.paths import REPOSITORY

AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
EVERY_RULE: dict[str, Any] = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""The only rule that another theme of the same page can break."""

AT_REST = """async () => {
    const ends = ({ playState, effect }) => playState === "running" && effect.getComputedTiming().endTime < Infinity;
    const ended = document.getAnimations().filter(ends).map((each) => each.finished);
    await Promise.race([Promise.allSettled(ended), new Promise((end) => setTimeout(end, 2000))]);
}"""
"""An animation of what is no longer painted never ends, so nothing waits for it for long."""


def violations(page: Page, rules: dict[str, Any] = EVERY_RULE) -> list[str]:
    """Return what axe-core finds wrong on the page as it is shown: rule, and the first place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    page.evaluate(AT_REST)
    options = rules | {"resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate(
        "options => axe.run(options).then(({ violations }) => violations)", options
    )
    return [f"{each['id']}: {each['nodes'][0]['html']} ({each['nodes'][0]['failureSummary']})" for each in found]
