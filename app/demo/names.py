"""File names as tools and people choose them, and odd names that break careless programs."""

from __future__ import annotations

from random import Random

LONG_NAME_BYTES = 205
"""UTF-8 bytes of the longest stem, so that number, extension and a sidecar's `.json` fit into 255 bytes."""

ODD_STEMS = (
    "two  spaces and a trailing one ",
    "sunrise 🌄 over 海",
    "it's \"quoted\" & 'half-quoted",
    "<script>alert(1)<∕script>",
    "<img src=x onerror=alert(1)>",
    "-rf leading dash",
    "--help",
    "غروب الشمس",
    "photo\u202egnp.exe",
    "100% {name} %s {0} $HOME `id`",
    "semi;colon | pipe > out # hash ?q=1&b=2",
    "back\\slash, comma; 'n' *star*",
    "a very long name " + "that nobody typed by hand " * 7,
)


def odd_stem(turn: int) -> str:
    """Return the odd stem of this turn: first each stem once, then again with a number."""
    stem = _lengthen(ODD_STEMS[turn % len(ODD_STEMS)])
    again = turn // len(ODD_STEMS)
    return f"{stem} ({again + 1})" if again else stem


def _lengthen(stem: str) -> str:
    return stem if len(stem) < 150 else (stem + "x" * LONG_NAME_BYTES)[:LONG_NAME_BYTES]


def webui_stem(index: int, seed: int) -> str:
    return f"{index:05d}-{seed}"


def comfy_stem(index: int) -> str:
    return f"ComfyUI_{index:05d}_"


def photo_name(rng: Random, index: int, stamp: str) -> str:
    """Return a name such as `IMG_20190514_182201_12.jpg` or, in upper case, `DSC_00012.JPG`."""
    if rng.random() < 0.4:
        return f"DSC_{index:05d}.JPG"
    return f"IMG_{stamp}_{index}.{rng.choice(('jpg', 'jpg', 'jpeg'))}"
