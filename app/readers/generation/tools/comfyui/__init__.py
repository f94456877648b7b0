"""ComfyUI: the graph that made the picture, wherever a saving node wrote it.

Sources: comfyanonymous/ComfyUI `nodes.py` (SaveImage: PNG text `prompt` and `workflow`),
`comfy_extras/nodes_images.py` (SaveAnimatedWEBP: EXIF Model `prompt:…`, EXIF Make `workflow:…`),
`comfy_api/latest/_input_impl/video_types.py` (container tags `prompt`, `workflow`);
Kosinkadink/ComfyUI-VideoHelperSuite (container tag `comment` with both); audioscavenger/
save-image-extended-comfyui and WASasquatch/was-node-suite-comfyui (EXIF ImageDescription
`Workflow: …`, EXIF Make `Prompt: …`); Goktug/comfyui-saveimage-plus (EXIF UserComment with both);
giriss/comfy-image-saver and nkchocoai/ComfyUI-SaveImageWithMetaData (A1111's text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.report import Block
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.tools import a1111
from app.readers.generation.tools.comfyui.graph import Graph, build_graph
from app.readers.generation.tools.comfyui.nodes import SCHEDULERS
from app.readers.generation.tools.comfyui.sampling import read_graph
from app.readers.generation.tools.comfyui.workflow import build_workflow_graph, is_workflow
from app.readers.generation.values import as_object, read_object

TOOL = "ComfyUI"
PARSER = "comfyui"
BLOCKS = (
    "png:prompt",
    "png:workflow",
    "exif:Model",
    "exif:Make",
    "exif:ImageDescription",
    "exif:UserComment",
    "video:prompt",
    "video:workflow",
    "video:comment",
)

_LABEL = re.compile(r"\s*(?:prompt|workflow)\s*:\s*(?=\{)", re.IGNORECASE)
_FILLERS = frozenset({"unknown"})


@dataclass(frozen=True, slots=True)
class LocatedGraph:
    """A graph and the block that holds it."""

    block: str
    graph: Graph


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    """Parse the graph that ran; without one the workflow (its drawing in the editor), else a saving node's text."""
    text = _parse_saver_text(blocks)
    located = _find_graph(blocks)
    if located is None:
        return _parse_workflow(blocks) or (text if text and text.tool == TOOL else None)
    builder = GenerationBuilder(TOOL, PARSER, located.block)
    builder.put_from(located.block, PARSER, read_graph(located.graph))
    if text and _matches_seed(text, builder.generation.seed):
        builder.fill_gaps(text)
    return builder


def _find_graph(blocks: Sequence[Block]) -> LocatedGraph | None:
    for block in blocks:
        if block.name in BLOCKS and '"class_type"' in _unescape_quotes(block.text):
            graph = next((graph for value in _objects_of(block) if (graph := build_graph(value))), None)
            if graph:
                return LocatedGraph(block.name, graph)
    return None


def _parse_workflow(blocks: Sequence[Block]) -> GenerationBuilder | None:
    for block in blocks:
        if block.name in BLOCKS and '"nodes"' in _unescape_quotes(block.text):
            workflow = next((value for value in _objects_of(block) if is_workflow(value)), None)
            if workflow:
                builder = GenerationBuilder(TOOL, PARSER, block.name)
                graph = build_workflow_graph(workflow)
                if graph:
                    builder.put_from(block.name, PARSER, read_graph(graph))
                return builder
    return None


def _unescape_quotes(text: str) -> str:
    """Unescape quotes, for searching only: JSON inside JSON has them escaped."""
    return text.replace('\\"', '"')


def strip_label(text: str) -> str:
    """Return the text without the `prompt:` or `workflow:` that some nodes write before a graph."""
    label = _LABEL.match(text)
    return text[label.end() :] if label else text


def _objects_of(block: Block) -> Iterator[dict[str, object]]:
    """Yield the JSON objects wrapped in a block as `prompt` and `workflow`, then the outer one."""
    outer = read_object(strip_label(block.text))
    if outer is None:
        return
    for name in ("prompt", "workflow"):
        inner = outer.get(name)
        value = read_object(inner) if isinstance(inner, str) else as_object(inner)
        if value and not isinstance(value.get("class_type"), str):
            yield value
    yield outer


def _parse_saver_text(blocks: Sequence[Block]) -> GenerationBuilder | None:
    """Parse the text that saving nodes write in A1111's format. It fills gaps of a graph, unless its seed differs.

    An unknown text is written as `unknown`; the scheduler follows the sampler's name.
    """
    for block in blocks:
        infotext = a1111.read_infotext(block.text) if block.name in a1111.BLOCKS else None
        if infotext:
            found = a1111.build_generation(infotext, block.name, a1111.identify_tool(infotext.settings), a1111.PARSER)
            sampler, scheduler = _split_sampler(found.generation.sampler)
            builder = GenerationBuilder(found.tool, a1111.PARSER, block.name)
            builder.put(
                block.name,
                prompt=_drop_filler(found.generation.prompt),
                negative_prompt=_drop_filler(found.generation.negative_prompt),
                sampler=sampler,
                scheduler=scheduler,
            )
            for name in ("seed", "steps", "cfg_scale", "model", "loras", "scheduler"):
                builder.put(block.name, **{name: getattr(found.generation, name)})
            return builder
    return None


def _matches_seed(text: GenerationBuilder, seed: int | None) -> bool:
    return seed is None or text.generation.seed in (None, seed)


def _drop_filler(text: str | None) -> str | None:
    return None if text in _FILLERS else text


def _split_sampler(name: str | None) -> tuple[str | None, str | None]:
    """`euler_ancestral_karras` → `euler_ancestral`, `karras`."""
    for scheduler in SCHEDULERS:
        if name and name.endswith(f"_{scheduler}") and name.islower():
            return name.removesuffix(f"_{scheduler}"), scheduler
    return name, None
