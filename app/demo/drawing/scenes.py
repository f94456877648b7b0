"""The pictures of the demo library: ten scenes, painted for every file with its own random generator.

A scene is a function of random generator, size, palette and a moment (0…1). The moment moves sun, waves and lights, so
that the same scene painted at several moments is a short film.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np

from app.demo.drawing.canvas import (
    Canvas,
    Colour,
    disc,
    glow,
    gradient,
    ground,
    mix,
    moved,
    polygon,
    ridge,
    runs,
    stars,
    veil,
)
from app.demo.drawing.palettes import PALETTES, Palette


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene and the words that describe it."""

    name: str
    paint: Callable[[Random, int, int, Palette, float], Canvas]
    terms: tuple[str, ...]


def paint_scene(scene: Scene, seed: str, width: int, height: int, moment: float = 0.0) -> Canvas:
    """Paint `scene`: RGB uint8, shape (height, width, 3). The same seed gives the same pixels."""
    rng = Random(seed)
    palette = rng.choice(PALETTES)
    return scene.paint(rng, width, height, palette, moment)


def _hills(rng: Random, width: int, height: int, palette: Palette, moment: float) -> Canvas:
    dark, deep, middle, bright, light = palette
    canvas = gradient(width, height, deep, middle, bright, light)
    sun_x, sun_y = width * (rng.uniform(0.2, 0.8) + 0.1 * moment), height * (rng.uniform(0.25, 0.42) + 0.1 * moment)
    radius = min(width, height) * rng.uniform(0.06, 0.11)
    glow(canvas, sun_x, sun_y, radius * 5, light, 0.75)
    disc(canvas, sun_x, sun_y, radius, mix(light, (255, 255, 255), 0.5))
    layers = rng.randint(4, 6)
    for layer in range(layers):
        share = layer / (layers - 1)
        edge = ridge(rng, width, height * (0.5 + 0.42 * share), height * 0.07, rough=0.7 + 0.5 * share)
        ground(canvas, edge, mix(mix(bright, middle, 0.4), dark, 0.15 + 0.85 * share))
    return canvas


def _moonlit_sea(rng: Random, width: int, height: int, palette: Palette, moment: float) -> Canvas:
    dark, deep, middle, bright, light = palette
    canvas = gradient(width, height, dark, deep, middle)
    horizon = height * rng.uniform(0.52, 0.62)
    stars(rng, canvas, 60, light, below=0.5)
    x, y = width * rng.uniform(0.25, 0.75), height * (rng.uniform(0.18, 0.3) - 0.05 * moment)
    radius = min(width, height) * rng.uniform(0.07, 0.11)
    glow(canvas, x, y, radius * 4.5, bright, 0.6)
    disc(canvas, x, y, radius, light)
    canvas[round(horizon) :] = gradient(width, height - round(horizon), mix(middle, dark, 0.4), dark)
    for step in range(26):
        level = horizon + (height - horizon) * (step / 26) ** 1.3 + 3
        half = radius * (0.4 + 1.6 * step / 26) * rng.uniform(0.35, 1.0)
        drift = radius * 0.35 * math.sin(2 * math.pi * (moment + step * 0.31))
        sheen = moved([[-half, 0], [0, -1.2], [half, 0], [0, 1.8 + step * 0.08]], x + drift, level)
        polygon(canvas, sheen, mix(light, middle, step / 40))
    for share in (0.78, 0.9):
        ground(canvas, ridge(rng, width, height * share, height * 0.02, rough=2, shift=moment), mix(dark, deep, 0.4))
    return canvas


def _city(rng: Random, width: int, height: int, palette: Palette, moment: float) -> Canvas:
    dark, deep, middle, bright, light = palette
    canvas = gradient(width, height, dark, middle, bright)
    glow(canvas, width * rng.uniform(0.3, 0.7), height * 0.75, height * 0.6, light, 0.5)
    for row, (base, wall) in enumerate(((0.42, mix(middle, bright, 0.3)), (0.55, deep), (0.7, dark))):
        x = -rng.uniform(0, 20)
        while x < width:
            wide = width * rng.uniform(0.05, 0.12)
            top = height * (base + rng.uniform(-0.16, 0.14))
            polygon(canvas, np.array([[x, top], [x + wide, top], [x + wide, height], [x, height]]), wall)
            if row > 0:
                _windows(rng, canvas, (x, top, wide), mix(light, (255, 220, 130), 0.5), moment)
            x += wide + rng.uniform(0, 3)
    return canvas


def _windows(rng: Random, canvas: Canvas, house: tuple[float, float, float], lamp: Colour, moment: float) -> None:
    left, top, wide = house
    for y in range(round(top) + 8, canvas.shape[0] - 6, 12):
        for x in range(max(0, round(left) + 5), round(left + wide) - 5, 9):
            lit = (rng.random() + 0.3 * moment) % 1.0
            if lit < 0.33:
                canvas[y : y + 5, x : x + 4] = lamp


def _circles(rng: Random, width: int, height: int, palette: Palette, moment: float) -> Canvas:
    dark, deep, middle, bright, light = palette
    canvas = gradient(width, height, deep, dark)
    for _ in range(rng.randint(6, 9)):
        x, y = rng.uniform(0.05, 0.95) * width, rng.uniform(0.05, 0.95) * height
        radius = min(width, height) * rng.uniform(0.08, 0.26)
        tones = rng.sample((middle, bright, light, deep, mix(bright, light, 0.5)), 4)
        turn = 1 + 0.2 * math.sin(2 * math.pi * (moment + rng.random()))
        for ring, tone in enumerate(tones):
            disc(canvas, x, y, radius * turn * (1 - ring * 0.24), tone)
        disc(canvas, x, y, radius * turn * 1.12, light, line=2)
    return canvas


def _planet(rng: Random, width: int, height: int, palette: Palette, moment: float) -> Canvas:
    dark, deep, middle, bright, light = palette
    canvas = gradient(width, height, mix(dark, (0, 0, 0), 0.5), dark, deep)
    stars(rng, canvas, 140, mix(light, (255, 255, 255), 0.4), below=1.0)
    x, y = width * rng.uniform(0.35, 0.65), height * rng.uniform(0.38, 0.6)
    radius = min(width, height) * rng.uniform(0.2, 0.29)
    glow(canvas, x, y, radius * 2.2, bright, 0.45)
    disc(canvas, x, y, radius, middle)
    bands = rng.randint(5, 8)
    for band in range(bands):
        level = -0.9 + 1.8 * (band + 0.5) / bands
        half = math.sqrt(1 - level * level) * radius
        wave = 3 * math.sin(2 * math.pi * (moment + band / bands))
        shape = [[-half, 0], [0, wave - radius * 0.05], [half, 0], [0, wave + radius * 0.09]]
        polygon(canvas, moved(shape, x, y + level * radius), mix(middle, (bright, light)[band % 2], 0.55))
    _rings(rng, canvas, (x, y, radius), light)
    moon_x, moon_y = x + radius * 1.9 * math.cos(1 + moment * 2), y - radius * 1.1
    disc(canvas, moon_x, moon_y, radius * 0.14, mix(light, middle, 0.3))
    return canvas


def _rings(rng: Random, canvas: Canvas, planet: tuple[float, float, float], light: Colour) -> None:
    """Three tilted ellipses around `planet` (x, y, radius), hidden where they pass behind it."""
    x, y, radius = planet
    turn = np.linspace(0, 2 * math.pi, 90)
    tilt = rng.uniform(-0.35, 0.35)
    spin = np.array([[math.cos(tilt), math.sin(tilt)], [-math.sin(tilt), math.cos(tilt)]])
    for size in (1.45, 1.6, 1.72):
        flat = np.stack([np.cos(turn) * radius * size, np.sin(turn) * radius * size * 0.28], axis=1)
        arc = flat @ spin
        seen = (np.hypot(arc[:, 0], arc[:, 1]) >= radius * 1.02) | (arc[:, 1] >= 0)
        for start, end in runs(seen[:-1]):
            upper = moved(arc[start : end + 1], x, y)
            polygon(canvas, np.concatenate([upper, moved(upper, 0, 2.5)[::-1]]), light)


def _forest(rng: Random, width: int, height: int, palette: Palette, moment: float) -> Canvas:
    dark, _deep, middle, bright, light = palette
    canvas = gradient(width, height, mix(bright, light, 0.4), light, mix(bright, light, 0.7))
    glow(canvas, width * (0.3 + 0.4 * moment), height * 0.3, height * 0.5, (255, 255, 240), 0.8)
    for layer in range(4):
        share = layer / 3
        tone = mix(mix(bright, light, 0.3), mix(dark, middle, 0.1), 0.2 + 0.8 * share)
        base = height * (0.5 + 0.42 * share)
        ground(canvas, ridge(rng, width, base, height * 0.03), tone)
        x = -rng.uniform(0, 30)
        while x < width + 20:
            tall = height * (0.09 + 0.2 * share) * rng.uniform(0.7, 1.25)
            _fir(canvas, x, base + height * 0.04, tall, tone)
            x += tall * rng.uniform(0.28, 0.6)
    return canvas


def _fir(canvas: Canvas, x: float, foot: float, tall: float, tone: Colour) -> None:
    for tier in range(3):
        top, half = foot - tall * (1 - tier * 0.22), tall * (0.12 + 0.07 * tier)
        polygon(canvas, np.array([[x, top], [x + half, top + tall * 0.42], [x - half, top + tall * 0.42]]), tone)
    polygon(
        canvas,
        np.array([[x - 1.5, foot - tall * 0.3], [x + 1.5, foot - tall * 0.3], [x + 2, foot], [x - 2, foot]]),
        tone,
    )


def _lights(rng: Random, width: int, height: int, palette: Palette, moment: float) -> Canvas:
    dark, deep, middle, bright, light = palette
    canvas = gradient(width, height, dark, deep, dark)
    for _ in range(18):
        x, y = rng.uniform(0, width), rng.uniform(0.15, 0.95) * height
        y -= height * 0.08 * math.sin(2 * math.pi * (moment + rng.random()))
        radius = min(width, height) * rng.uniform(0.03, 0.11)
        tone = rng.choice((middle, bright, light, mix(bright, light, 0.5)))
        glow(canvas, x, y, radius * 1.8, tone, 0.55)
        disc(canvas, x, y, radius, mix(deep, tone, rng.uniform(0.35, 0.85)))
        disc(canvas, x, y, radius, mix(tone, light, 0.3), line=1.5)
    return canvas


def _mountains(rng: Random, width: int, height: int, palette: Palette, moment: float) -> Canvas:
    dark, deep, middle, bright, light = palette
    canvas = gradient(width, height, middle, bright, light)
    glow(canvas, width * (0.2 + 0.5 * moment), height * 0.4, height * 0.45, light, 0.8)
    for layer in range(3):
        share = layer / 2
        rock = mix(mix(middle, bright, 0.5), dark, 0.2 + 0.75 * share)
        for _ in range(4 - layer):
            x, peak = rng.uniform(0, width), height * (0.22 + 0.22 * share + rng.uniform(0, 0.14))
            half = width * rng.uniform(0.28, 0.48)
            polygon(canvas, np.array([[x, peak], [x + half, height], [x - half, height]]), rock)
            polygon(canvas, np.array([[x, peak], [x + half, height], [x + half * 0.2, height]]), mix(rock, dark, 0.35))
            snow = (height - peak) * 0.16
            reach = half * 0.16
            left = [[-reach, snow], [-reach * 0.4, snow * 0.8], [0.0, snow * 1.25]]
            right = [[reach * 0.4, snow * 0.75], [reach, snow], [0.0, 0.0]]
            polygon(canvas, moved(left + right, x, peak), mix(light, (255, 255, 255), 0.7))
    ground(canvas, ridge(rng, width, height * 0.93, height * 0.03), mix(dark, deep, 0.3))
    return canvas


def _waves(rng: Random, width: int, height: int, palette: Palette, moment: float) -> Canvas:
    dark, deep, middle, bright, light = palette
    canvas = gradient(width, height, light, bright)
    disc(
        canvas,
        width * rng.uniform(0.3, 0.7),
        height * 0.24,
        min(width, height) * 0.13,
        mix(light, (250, 120, 90), 0.75),
    )
    count = rng.randint(8, 11)
    for step in range(count):
        share = step / (count - 1)
        tone = mix(bright, middle, share * 2) if share < 0.5 else mix(middle, dark, share * 2 - 1)
        edge = ridge(rng, width, height * (0.34 + 0.62 * share), height * 0.05, rough=1.4, shift=moment)
        ground(canvas, edge - [0, 4], mix(tone, light, 0.75))
        ground(canvas, edge, mix(tone, deep, 0.2))
    return canvas


def _glass(rng: Random, width: int, height: int, palette: Palette, moment: float) -> Canvas:
    dark, deep, middle, bright, light = palette
    canvas = gradient(width, height, middle, deep)
    columns, rows = 6, 6
    wobble = 0.32
    grid = {
        (column, row): np.array(
            [
                width / columns * (column + rng.uniform(-wobble, wobble) * (0 < column < columns)),
                height / rows * (row + rng.uniform(-wobble, wobble) * (0 < row < rows)),
            ]
        )
        for column in range(columns + 1)
        for row in range(rows + 1)
    }
    for column in range(columns):
        for row in range(rows):
            a, b = grid[column, row], grid[column + 1, row]
            c, d = grid[column + 1, row + 1], grid[column, row + 1]
            for corners in ((a, b, c), (a, c, d)):
                height_share = row / rows + rng.uniform(-0.25, 0.25) + 0.15 * math.sin(2 * math.pi * moment + column)
                polygon(canvas, np.stack(corners), _along((light, bright, middle, deep, dark), height_share))
    tinted = canvas.copy()
    disc(tinted, width * rng.uniform(0.3, 0.7), height * rng.uniform(0.25, 0.5), min(width, height) * 0.24, light)
    veil(canvas, tinted, 0.35)
    return canvas


def _along(tones: tuple[Colour, ...], share: float) -> Colour:
    """The colour at `share` (clipped to 0…1) of the way through `tones`."""
    place = min(0.999, max(0.0, share)) * (len(tones) - 1)
    return mix(tones[int(place)], tones[int(place) + 1], place % 1)


SCENES: tuple[Scene, ...] = (
    Scene("hills", _hills, ("rolling hills", "layered ridges", "low sun", "morning haze", "wide valley")),
    Scene("moonlit sea", _moonlit_sea, ("calm sea", "full moon", "starry night", "moonlight on water", "long horizon")),
    Scene("city", _city, ("city skyline", "lit windows", "dusk", "tall buildings", "warm street glow")),
    Scene("circles", _circles, ("abstract circles", "concentric rings", "geometric poster", "bold shapes", "bauhaus")),
    Scene("planet", _planet, ("ringed planet", "deep space", "small moon", "distant stars", "science fiction")),
    Scene("forest", _forest, ("misty forest", "fir trees", "pale light", "quiet morning", "layered fog")),
    Scene("lights", _lights, ("bokeh lights", "floating lanterns", "night market", "soft focus", "festive mood")),
    Scene("mountains", _mountains, ("snowy peaks", "alpine panorama", "clear air", "sharp ridgeline", "early light")),
    Scene("waves", _waves, ("stylised waves", "red sun", "woodblock print", "flowing lines", "ocean rhythm")),
    Scene("glass", _glass, ("stained glass", "low poly", "faceted light", "colour mosaic", "cathedral window")),
)
