"""The table of tools, most specific format first: one row per tool."""

from __future__ import annotations

from dataclasses import dataclass

from app.readers.generation.credentials import c2pa
from app.readers.generation.generation_builder import FIELDS, Parser
from app.readers.generation.tools import (
    a1111,
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
    unknown,
    wangp,
)


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool or family of tools, the blocks it writes, and the parser that reads them."""

    name: str
    parser: str
    """Name of the parser, as written in provenance."""
    version: int
    """Grows when the parser reads something differently; follows the parser's name in provenance."""
    blocks: tuple[str, ...]
    parse: Parser
    fields: tuple[str, ...]
    """Generation fields that the format has; a file may state fewer."""


def _all_but(*names: str) -> tuple[str, ...]:
    """Return the fields of a tool that runs one pass of one model."""
    return tuple(name for name in FIELDS if name not in (*names, "passes", "models"))


_PASSES = (*_all_but(), "passes")


_MIDJOURNEY = ("tool", "prompt", "negative_prompt", "seed", "model", "prompts")

TOOLS: tuple[Tool, ...] = (
    Tool("SwarmUI", swarmui.PARSER, 2, swarmui.BLOCKS, swarmui.parse, _PASSES),
    Tool(
        "Fooocus, RuinedFooocus, Fooocus-MRE",
        fooocus.PARSER,
        3,
        fooocus.BLOCKS,
        fooocus.parse,
        (*_all_but(), "passes"),
    ),
    Tool("InvokeAI", invokeai.PARSER, 3, invokeai.BLOCKS, invokeai.parse, (*_all_but("scheduler"), "passes")),
    Tool("WanGP", wangp.PARSER, 1, wangp.BLOCKS, wangp.parse, _all_but("scheduler")),
    Tool("NovelAI", novelai.PARSER, 2, novelai.BLOCKS, novelai.parse, _all_but("loras")),
    Tool(
        "Draw Things",
        draw_things.PARSER,
        3,
        draw_things.BLOCKS,
        draw_things.parse,
        (*_all_but("scheduler"), "passes"),
    ),
    Tool(
        "Easy Diffusion",
        easy_diffusion.PARSER,
        3,
        easy_diffusion.BLOCKS,
        easy_diffusion.parse,
        (*_all_but("scheduler"), "passes"),
    ),
    Tool("Stability Matrix", stability_matrix.PARSER, 2, stability_matrix.BLOCKS, stability_matrix.parse, _PASSES),
    Tool("TensorArt", tensorart.PARSER, 2, tensorart.BLOCKS, tensorart.parse, _PASSES),
    Tool("Civitai", civitai.PARSER, 3, civitai.BLOCKS, civitai.parse, FIELDS),
    Tool("ComfyUI", comfyui.PARSER, 2, comfyui.BLOCKS, comfyui.parse, FIELDS),
    Tool(
        "A1111, Forge, Forge Classic, Forge Neo, reForge, EasyReforge, SD.Next",
        a1111.PARSER,
        3,
        a1111.BLOCKS,
        a1111.parse,
        FIELDS,
    ),
    Tool("Midjourney", midjourney.PARSER, 1, midjourney.BLOCKS, midjourney.parse, _MIDJOURNEY),
    Tool("ChatGPT, Firefly, Gemini and others by C2PA", c2pa.PARSER, 1, c2pa.BLOCKS, c2pa.parse, ("tool",)),
    Tool("unknown tools with plain JSON", unknown.PARSER, 1, unknown.BLOCKS, unknown.parse, _all_but("loras")),
)

VERSIONS: dict[str, int] = {tool.parser: tool.version for tool in TOOLS}
