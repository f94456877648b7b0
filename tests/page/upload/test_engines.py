"""Adding files in Firefox, and in WebKit, which is Safari's engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.engines import Engine, by_test_id, keep_screenshot, text_of, wait_for_text
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

pytestmark = pytest.mark.parametrize("engine_name", ["firefox", "webkit"], scope="module", indirect=True)

DROP = """(hex, name) => {
    const bytes = Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name, { type: "image/png" }));
    dataTransfer.items.add(new File(["text"], "notes.txt"));
    for (const kind of ["dragenter", "dragover", "drop"]) {
        const event = new Event(kind, { bubbles: true, cancelable: true });
        document.body.dispatchEvent(Object.assign(event, { dataTransfer }));
    }
}"""
"""No driver drags files into both browsers; what the page does with them is what is looked at. WebKit takes no files
from a script into a drag event of its own."""


def test_dropped_files_are_added_and_chosen(
    engine_name: str, engine: Engine, server: HeadraceProcess, folder: Path, pictures: Path
) -> None:
    content = (pictures / "a.png").read_bytes()
    engine.goto(f"{server.url}/ingest-v2#/configure")
    tree = "() => document.querySelectorAll('[role=treeitem]').length"
    wait_until(lambda: engine.evaluate(tree), "the tree is there")
    engine.evaluate(DROP, content.hex(), f"{engine_name} ä.png")
    wait_for_text(engine, by_test_id("upload-result"), "1 file was added")
    assert "notes.txt" in text_of(engine, by_test_id("upload-failed"))
    wait_for_text(engine, by_test_id("start-summary"), "1 folder: matches 1 of 1 file")
    (added,) = folder.rglob(f"{engine_name} ä.png")
    assert added.read_bytes() == content
    keep_screenshot(engine, f"upload-{engine_name}")
    assert engine.complaints == []
