"""The size of the picture that a sampler works on, where the graph states it."""

from __future__ import annotations

import re

from app.readers.generation.tools.comfyui.graph import Node
from app.readers.generation.tools.comfyui.passes import PicturePath
from app.readers.generation.tools.comfyui.walk import DEPTH_MAX, Walk
from app.readers.generation.values import as_int

SIDE_MAX = 100_000
"""Pixels."""

Size = tuple[int | None, int | None]

_STATING = re.compile(
    r"empty|ToVideo|^LatentUpscale$|^ImageScale$|^Efficient Loader$|^Eff\. Loader SDXL$", re.IGNORECASE
)
"""Nodes whose result has exactly the width and height that they name."""

_RESIZING = re.compile(r"scale|resiz|crop|pad|rotat|tile|load|composit|stitch", re.IGNORECASE)
"""Nodes whose result has another size, which they do not name."""


def find_size(path: PicturePath, walk: Walk, sampler: Node) -> Size:
    """Return width and height as the nearest node on the way back states them; None where they are calculated."""
    node = sampler
    for _ in range(DEPTH_MAX):
        sources = path.list_sources(node)
        if len(sources) != 1:
            break
        node = sources[0]
        if _STATING.search(node.kind):
            return _read_size(walk, node)
        if _RESIZING.search(node.kind):
            break
    return None, None


def _read_size(walk: Walk, node: Node) -> Size:
    names = ("width", "height") if "width" in node.inputs else ("empty_latent_width", "empty_latent_height")
    width, height = (as_int(walk.value(node.inputs.get(name))) for name in names)
    is_stated = width is not None and height is not None and 0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX
    return (width, height) if is_stated else (None, None)
