"""Keeps what differs from run to run out of the pictures: times, rates, the folder of the test, fonts of the system."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import BrowserContext

ELEMENTS = {
    "#elapsed, .past-facts div:first-child dd": "0:42",
    "#rate": "24/s",
}
"""Selector → the text that is shown instead of its own."""
TEXTS = {
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}(?:, \d{4})?\b": "Nov 30",
    r"\b\d{1,2}:\d{2}(?::\d{2})?\s[AP]M\b": "9:41 AM",
    r"in about [\d.]+ s(?:; the database grows by about [\d.]+ [kM]B)?": "in about 2 s",
    r"\bHeadrace \d[\w.+-]*": "Headrace 1.0",
    r"\b127\.0\.0\.1:\d+": "127.0.0.1:8888",
}
"""Pattern → the text that is shown instead, wherever it is."""

OBSERVER = """([elements, texts]) => {
    const patterns = texts.map(([pattern, shown]) => [new RegExp(pattern, "g"), shown]);
    const pinElements = () => {
        for (const [selector, shown] of elements)
            for (const each of document.querySelectorAll(selector))
                if (each.textContent !== "" && each.textContent !== shown) each.textContent = shown;
    };
    const pinText = (node) => {
        const shown = patterns.reduce((text, [pattern, replaced]) => text.replace(pattern, replaced), node.data);
        if (shown !== node.data) node.data = shown;
    };
    const pin = () => {
        pinElements();
        const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT, (node) =>
            node.parentElement.closest("script, style") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
        while (walker.nextNode()) pinText(walker.currentNode);
    };
    new MutationObserver(pin).observe(document, { subtree: true, childList: true, characterData: true });
}"""
"""Runs before the next picture is painted, so a text is never seen as it was."""

STYLE = """
    :root { --font-mono: var(--font) !important; }
    #latency, .past-rate { display: none !important; }
    #spark { visibility: hidden !important; }
    .time-spent-part { flex: 1 1 0 !important; }
    .time-spent-part:nth-child(n + 4) { display: none !important; }
"""


def pin(context: BrowserContext, media: Path) -> None:
    """Show the same in every page of the context, whenever and wherever the test runs."""
    texts = [*TEXTS.items(), (str(media.parent).replace(".", r"\."), "")]
    context.add_init_script(f"({OBSERVER})({json.dumps([list(ELEMENTS.items()), texts])})")
