"""From the samplers that made a picture to its settings.

The values are those of the pass that began the picture; all passes are listed. Where several samplers began it side by
side, only the values on which they agree are found, but the prompts of all of them. Where a graph saves several
pictures, the file does not say which one it is: only what all of them have in common is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.report import Pass, Prompt, PromptRole
from app.readers.generation.generation_builder import FieldValue
from app.readers.generation.tools.comfyui.conditioning import Conditioning, Part, Parts
from app.readers.generation.tools.comfyui.graph import Graph, Node, is_link
from app.readers.generation.tools.comfyui.models import FoundModel, ModelReader
from app.readers.generation.tools.comfyui.nodes import EMBEDS_NAMES, SIGMA_SCHEDULERS
from app.readers.generation.tools.comfyui.passes import Picture, PicturePath, find_pictures
from app.readers.generation.tools.comfyui.sizes import find_size
from app.readers.generation.tools.comfyui.walk import DEPTH_MAX, Walk
from app.readers.generation.values import as_cfg, as_name, as_number, as_seed, as_steps, find_first

Values = dict[str, FieldValue]


@dataclass(frozen=True, slots=True)
class _SamplerReading:
    """What one sampler was given."""

    node: Node
    settings: Pass
    model: FoundModel
    positive: Parts | None
    negative: Parts | None

    @property
    def values(self) -> Values:
        one = self.settings
        return {
            "seed": one.seed,
            "steps": one.steps,
            "sampler": one.sampler,
            "scheduler": one.scheduler,
            "cfg_scale": one.cfg_scale,
            "model": one.model,
            "loras": self.model.loras,
            "models": self.model.checkpoints,
        }


def read_graph(graph: Graph) -> Values:
    """Return the generation fields of the picture that this graph made. What cannot be followed is left out."""
    path = PicturePath(graph)
    reader = _SamplerReader(graph, path)
    return _keep_agreed([reader.read_picture(picture) for picture in find_pictures(graph, path)])


class _SamplerReader:
    def __init__(self, graph: Graph, path: PicturePath) -> None:
        self._graph = graph
        self._path = path
        self._walk = Walk(graph)
        self._conditioning = Conditioning(graph, self._walk)
        self._models = ModelReader(graph, self._walk)
        self._known: dict[str, _SamplerReading] = {}

    def read_picture(self, picture: Picture) -> Values:
        """Return the values of one picture."""
        readings = [self._read(sampler) for sampler in picture.passes]
        begun = self._choose_begun([self._read(sampler) for sampler in picture.begun])
        return {
            **_keep_agreed([reading.values for reading in begun]),
            "prompt": _join([one.positive for one in begun], [one.positive for one in readings]),
            "negative_prompt": _join([one.negative for one in begun], [one.negative for one in readings]),
            "prompts": _list_prompts(readings),
            "passes": tuple(reading.settings for reading in readings),
        }

    def _choose_begun(self, begun: list[_SamplerReading]) -> list[_SamplerReading]:
        """Return, of several, those that began from nothing: from an empty latent, with full denoise."""
        whole = [
            reading
            for reading in begun
            if reading.settings.denoise in (None, 1.0) and self._path.begins_empty(reading.node)
        ]
        return whole or begun

    def _read(self, sampler: Node) -> _SamplerReading:
        if sampler.id not in self._known:
            self._known[sampler.id] = self._read_sampler(sampler)
        return self._known[sampler.id]

    def _read_sampler(self, sampler: Node) -> _SamplerReading:
        graph, walk = self._graph, self._walk
        guider = graph.linked(sampler, "guider") or sampler
        positive, negative = self._conditioning.find_embedded(find_first(sampler.inputs, *EMBEDS_NAMES))
        if positive is None:
            positive = self._conditioning.find_parts(find_first(guider.inputs, "positive", "conditioning", "cond1"))
        if negative is None:
            negative = self._conditioning.find_parts(guider.inputs.get("negative"))
        model = self._models.read(guider.inputs.get("model"))
        width, height = find_size(self._path, walk, sampler)
        settings = Pass(
            sampler=as_name(walk.value(_find_sampler_name(graph, sampler))),
            scheduler=as_name(_find_scheduler(graph, walk, sampler)),
            seed=as_seed(walk.value(find_first(sampler.inputs, "seed", "noise_seed", "noise"))),
            steps=as_steps(walk.value(_find_sigmas_input(graph, sampler, "steps"))),
            cfg_scale=as_cfg(walk.value(find_first(guider.inputs, "cfg", "cfg_conds"))),
            denoise=_as_denoise(walk.value(_find_sigmas_input(graph, sampler, "denoise"))),
            model=model.name,
            width=width,
            height=height,
        )
        return _SamplerReading(sampler, settings, model, positive, negative)


def _list_prompts(readings: Iterable[_SamplerReading]) -> tuple[Prompt, ...]:
    """Return the texts of all passes, each once for each purpose, in order of appearance."""
    found: dict[tuple[PromptRole, str], Prompt] = {}
    for reading in readings:
        for parts, is_negative in ((reading.positive, False), (reading.negative, True)):
            for part in parts or ():
                role = PromptRole.NEGATIVE if is_negative else _name_role(part)
                found.setdefault((role, part.text), Prompt(role, part.text, f"node {part.node}"))
    return tuple(found.values())


def _name_role(part: Part) -> PromptRole:
    return PromptRole.REGION if part.is_region else PromptRole.POSITIVE


def _join(begun: Sequence[Parts | None], all_passes: Sequence[Parts | None]) -> str | None:
    """Return the texts of all passes, one per line, each once; None where one that began the picture is not known."""
    if None in begun:
        return None
    return "\n".join(dict.fromkeys(part.text for parts in all_passes for part in parts or ())) or None


def _as_denoise(value: object) -> float | None:
    denoise = as_number(value)
    return denoise if denoise is not None and 0 <= denoise <= 1 else None


def _find_sampler_name(graph: Graph, sampler: Node) -> object:
    if "sampler_name" in sampler.inputs:
        return sampler.inputs["sampler_name"]
    return _follow(graph, sampler, "sampler")


def _follow(graph: Graph, node: Node, name: str) -> object:
    """Follow the link `name` of `node` through nodes that have an input of the same name."""
    for _ in range(DEPTH_MAX):
        inner = graph.linked(node, name)
        if inner is None or not is_link(inner.inputs.get(name)):
            break
        node = inner
    return node.inputs.get(name)


def _find_sigmas_input(graph: Graph, sampler: Node, name: str) -> object:
    """Return an input of the sampler itself, or of the scheduler node that makes its sigmas."""
    if name in sampler.inputs:
        return sampler.inputs[name]
    scheduler = _find_sigmas_node(graph, sampler)
    return scheduler.inputs.get(name) if scheduler else None


def _find_scheduler(graph: Graph, walk: Walk, sampler: Node) -> object:
    node = _find_sigmas_node(graph, sampler)
    if node and node.kind in SIGMA_SCHEDULERS:
        return SIGMA_SCHEDULERS[node.kind]
    return walk.value(_find_sigmas_input(graph, sampler, "scheduler"))


def _find_sigmas_node(graph: Graph, sampler: Node) -> Node | None:
    link = graph.link(_follow(graph, sampler, "sigmas"))
    return graph.nodes[link.node] if link else None


def _keep_agreed(readings: Sequence[Values]) -> Values:
    if not readings:
        return {}
    return {name: value for name, value in readings[0].items() if all(other[name] == value for other in readings[1:])}
