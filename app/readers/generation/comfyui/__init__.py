"""ComfyUI: the graph that made the picture, wherever its savers put it.

Sources: comfyanonymous/ComfyUI `nodes.py` (SaveImage: PNG text `prompt` and `workflow`),
`comfy_extras/nodes_images.py` (SaveAnimatedWEBP: EXIF Model `prompt:…`, EXIF Make `workflow:…`),
`comfy_api/latest/_input_impl/video_types.py` (container tags `prompt`, `workflow`);
Kosinkadink/ComfyUI-VideoHelperSuite (container tag `comment` with both); audioscavenger/
save-image-extended-comfyui and WASasquatch/was-node-suite-comfyui (EXIF ImageDescription
`Workflow: …`, EXIF Make `Prompt: …`); Goktug/comfyui-saveimage-plus (EXIF UserComment with both).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.report import Block
from app.readers.generation import a1111
from app.readers.generation.comfyui.graph import Graph, graph_of
from app.readers.generation.comfyui.sampling import read_graph
from app.readers.generation.comfyui.workflow import graph_of_workflow, is_workflow
from app.readers.generation.finding import Draft
from app.readers.generation.values import as_object, read_object

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
_FILLERS = frozenset({"unknown", "none", "undefined"})


@dataclass(frozen=True, slots=True)
class Embedded:
    """A graph and the block it stood in."""

    block: str
    graph: Graph


def parse(blocks: Sequence[Block]) -> Draft | None:
    """Read the graph that ran; where there is none, the drawing of it (the workflow)."""
    values = [(block.name, value) for block in blocks if block.name in BLOCKS for value in _objects(block.text)]
    embedded = _first_graph(values)
    if embedded is None:
        return _workflow_without_graph(values)
    draft = Draft("ComfyUI", PARSER, embedded.block)
    draft.take(embedded.block, PARSER, read_graph(embedded.graph))
    _fill_from_text(draft, blocks)
    return draft


def _objects(text: str) -> Iterator[dict[str, object]]:
    """The JSON object in a block, and those wrapped in it as `prompt` and `workflow`, as object or text."""
    outer = read_object(_LABEL.sub("", text, count=1))
    if outer is None:
        return
    for name in ("prompt", "workflow"):
        inner = outer.get(name)
        value = read_object(inner) if isinstance(inner, str) else as_object(inner)
        if value and not isinstance(value.get("class_type"), str):
            yield value
    yield outer


def _first_graph(values: list[tuple[str, dict[str, object]]]) -> Embedded | None:
    for block, value in values:
        graph = graph_of(value)
        if graph:
            return Embedded(block, graph)
    return None


def _workflow_without_graph(values: list[tuple[str, dict[str, object]]]) -> Draft | None:
    for block, value in values:
        if is_workflow(value):
            draft = Draft("ComfyUI", PARSER, block)
            graph = graph_of_workflow(value)
            if graph:
                draft.take(block, PARSER, read_graph(graph))
            return draft
    return None


def _fill_from_text(draft: Draft, blocks: Sequence[Block]) -> None:
    """Savers write A1111's text beside the graph: it fills gaps, unless it speaks of another seed."""
    text = a1111.parse(blocks)
    if text is None or text.generation.seed not in (None, draft.generation.seed or text.generation.seed):
        return
    generation = text.generation
    values = {name: getattr(generation, name) for name in text.sources if name != "tool"}
    known = {name: value for name, value in values.items() if str(value).casefold() not in _FILLERS}
    draft.take(text.block, a1111.PARSER, known)
