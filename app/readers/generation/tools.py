"""The table of tools, most particular format first: one row a tool."""

from __future__ import annotations

from dataclasses import dataclass

from app.readers.generation import (
    a1111,
    c2pa,
    civitai,
    comfyui,
    draw_things,
    easy_diffusion,
    fooocus,
    invokeai,
    midjourney,
    novelai,
    stability_matrix,
    swarmui,
    tensorart,
)
from app.readers.generation.finding import FIELDS, Parser


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool or family, the blocks it is read from, and the parser that reads what it writes there."""

    name: str
    parser: str
    """Name of the parser as it stands in provenance."""
    blocks: tuple[str, ...]
    parse: Parser
    fields: tuple[str, ...]
    """Generation fields the format has; what a file does not state stays absent."""


def _all_but(*names: str) -> tuple[str, ...]:
    return tuple(name for name in FIELDS if name not in names)


_MIDJOURNEY = ("tool", "prompt", "negative_prompt", "seed", "model")

TOOLS: tuple[Tool, ...] = (
    Tool("SwarmUI", swarmui.PARSER, swarmui.BLOCKS, swarmui.parse, _all_but()),
    Tool("Fooocus, RuinedFooocus, Fooocus-MRE", fooocus.PARSER, fooocus.BLOCKS, fooocus.parse, _all_but()),
    Tool("InvokeAI", invokeai.PARSER, invokeai.BLOCKS, invokeai.parse, _all_but("scheduler")),
    Tool("NovelAI", novelai.PARSER, novelai.BLOCKS, novelai.parse, _all_but("loras")),
    Tool("Draw Things", draw_things.PARSER, draw_things.BLOCKS, draw_things.parse, _all_but("scheduler")),
    Tool("Easy Diffusion", easy_diffusion.PARSER, easy_diffusion.BLOCKS, easy_diffusion.parse, _all_but("scheduler")),
    Tool("Stability Matrix", stability_matrix.PARSER, stability_matrix.BLOCKS, stability_matrix.parse, _all_but()),
    Tool("TensorArt", tensorart.PARSER, tensorart.BLOCKS, tensorart.parse, _all_but()),
    Tool("Civitai", civitai.PARSER, civitai.BLOCKS, civitai.parse, _all_but()),
    Tool("ComfyUI", comfyui.PARSER, comfyui.BLOCKS, comfyui.parse, _all_but()),
    Tool(
        "A1111, Forge, Forge Classic, Forge Neo, reForge, EasyReforge, SD.Next",
        a1111.PARSER,
        a1111.BLOCKS,
        a1111.parse,
        _all_but(),
    ),
    Tool("Midjourney", midjourney.PARSER, midjourney.BLOCKS, midjourney.parse, _MIDJOURNEY),
    Tool("ChatGPT, Firefly, Gemini and others by C2PA", c2pa.PARSER, c2pa.BLOCKS, c2pa.parse, ("tool",)),
)
