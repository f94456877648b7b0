"""Words can be read in both themes: WCAG 2.2 contrast AA, computed from the tokens."""

from __future__ import annotations

import re

import pytest

from tests.page.support import STATIC

TEXT_AA = 4.5
PARTS_AA = 3.0
"""WCAG 2.2, 1.4.11: the outline of a control, the parts of a picture that carry meaning."""

GROUNDS = ["paper", "surface", "raised", "sunken", "hover"]
TEXTS = [(ink, ground) for ink in ("ink", "ink-soft", "ink-faint") for ground in GROUNDS] + [
    ("accent", "surface"),
    ("accent", "paper"),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("ok", "surface"),
    ("ok", "ok-soft"),
    ("warn", "surface"),
    ("warn", "warn-soft"),
    ("bad", "surface"),
    ("bad", "bad-soft"),
    ("bad", "hover"),
    ("on-strong", "bad-strong"),
    ("nsfw", "surface"),
    ("paper", "ink"),
]
PARTS = [
    ("line-strong", "surface"),
    ("line-strong", "paper"),
    ("accent", "sunken"),
    ("ok", "sunken"),
    ("bad-strong", "sunken"),
]


def tokens(side: int) -> dict[str, str]:
    """Token name → hex colour; side 0 is light, 1 dark."""
    text = (STATIC / "css" / "shared" / "tokens.css").read_text()
    both = re.findall(r"--([a-z-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)", text)
    plain = re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", text)
    return {name: colours[side] for name, *colours in both} | dict(plain)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    linear = []
    for place in (1, 3, 5):
        part = int(colour[place : place + 2], 16) / 255
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_every_word_stands_out_from_its_ground(side: int) -> None:
    colours = tokens(side)
    pale = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXTS}
    assert {pair: ratio for pair, ratio in pale.items() if ratio < TEXT_AA} == {}


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_every_outline_and_bar_stands_out_from_its_ground(side: int) -> None:
    colours = tokens(side)
    pale = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in PARTS}
    assert {pair: ratio for pair, ratio in pale.items() if ratio < PARTS_AA} == {}


def test_the_measure_itself_is_right() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
