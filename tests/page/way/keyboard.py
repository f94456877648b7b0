"""Somebody who has a keyboard and no mouse, and who must always see where the focus is."""

from __future__ import annotations

from typing import Any

from tests.support.engines import Engine
from tests.support.waiting import wait_until

STOPS = 100
"""More than a page has."""

FOCUS = """(selector) => {
    const focused = document.activeElement;
    const name = `${focused.localName}#${focused.id}.${focused.className}`;
    const state = (problem) => ({ name, problem, reached: focused.matches(selector) });
    if (focused === document.body) return state("");  // the focus is on a control of the browser
    const style = getComputedStyle(focused);
    const label = focused.labels?.[0];
    const isDrawn = focused.offsetWidth > 1 && style.opacity !== "0";
    const shown = focused.querySelector(":scope > .node-row") ?? (isDrawn ? focused : label);
    const outlined = [focused, shown, focused.nextElementSibling, focused.parentElement];
    const isSeen = outlined.some((each) => each && isOutlined(each)) || (focused.type === "radio" && focused.checked);
    if (!isSeen) return state("no outline");
    const box = shown?.getClientRects()[0];
    if (!box) return state("not drawn");
    const isInside = box.top >= -1 && box.left >= -1 && box.bottom <= innerHeight + 1 && box.right <= innerWidth + 1;
    if (!isInside) return state(`outside of the window: ${JSON.stringify(box)}`);
    const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    const isOnTop = [focused, shown, label].some((each) => each?.contains(hit));
    return state(isOnTop ? "" : `below ${hit?.localName}#${hit?.id}.${hit?.className}`);

    function isOutlined(element) {
        const { boxShadow, outlineStyle, outlineWidth } = getComputedStyle(element);
        return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow.includes("inset");
    }
}"""
"""What has the focus, and what is wrong with how it is shown: its outline, or what lies above its middle.

WebKit draws no outline around a radio button to which an arrow key leads, but the key chooses it, which is seen.
"""


class Keyboard:
    """Presses keys in a browser, and fails where the focus cannot be seen."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def press(self, *keys: str) -> None:
        for key in keys:
            self._engine.press(key)

    def tab_to(self, selector: str) -> None:
        """Press Tab until the element has the focus."""
        self.press_until("Tab", selector)

    def press_until(self, key: str, selector: str) -> None:
        """Press the key until the element has the focus, which is visible at every stop on the way."""
        stops: list[str] = []
        for _ in range(STOPS):
            self._engine.press(key)
            stop = self.visible_focus(selector)
            if stop["reached"]:
                return
            stops.append(stop["name"])
        raise AssertionError(f"{key} does not lead to {selector}, but to {stops}")

    def expect_focus(self, selector: str) -> None:
        """Wait until the page has moved the focus to this element."""
        wait_until(
            lambda: self._engine.evaluate(FOCUS, selector), f"{selector} has the focus", holds=lambda it: it["reached"]
        )

    def visible_focus(self, selector: str) -> dict[str, Any]:
        """Wait until what has the focus can be seen. Says whether it is this element."""
        stop = wait_until(
            lambda: self._engine.evaluate(FOCUS, selector), "the focus can be seen", holds=lambda it: not it["problem"]
        )
        assert isinstance(stop, dict)
        return stop
