"""From the files that a graph saves back to the sampler that made the picture, and its settings.

Rule for several samplers: follow every node that writes a file back along the picture (images and
latents). Where samplers follow one another (base and refiner, high-resolution fix, detailer), the first
pass counts, the one that began the picture. Where several first passes lead to the files, only values
on which all of them agree are found.
"""

from __future__ import annotations

from app.domain.report import Lora
from app.readers.generation.generation_builder import FieldValue
from app.readers.generation.tools.comfyui.graph import Graph, Link, Node, is_link
from app.readers.generation.tools.comfyui.nodes import (
    EMBEDS_NAMES,
    MODEL_NAMES,
    NOT_THE_PICTURE,
    SAVING,
    SIGMA_SCHEDULERS,
)
from app.readers.generation.tools.comfyui.walk import DEPTH_MAX, Walk
from app.readers.generation.values import as_cfg, as_name, as_number, as_object, as_seed, as_steps, find_first

VISITS_MAX = 300_000
"""Nodes visited on the way to the samplers; where there are more, nothing is found."""
SAMPLERS_MAX = 64

Values = dict[str, FieldValue]


def read_graph(graph: Graph) -> Values:
    """Return the generation fields of the picture that this graph made. What cannot be followed is left out."""
    samplers = find_first_passes(graph)
    walk = Walk(graph)
    readings = [_read_sampler(graph, walk, sampler) for sampler in samplers]
    return _keep_agreed(readings)


def find_first_passes(graph: Graph) -> list[Node]:
    """Return the samplers that began the picture, in order of their ids."""
    consumed = {link.node for node in graph.nodes.values() for _, link in graph.links(node)}
    ends = [node for node in graph.nodes.values() if node.id not in consumed]
    saving = [node for node in ends if SAVING.search(node.kind)]
    return _find_first_passes_from(graph, saving) or _find_first_passes_from(graph, ends)


def _find_first_passes_from(graph: Graph, ends: list[Node]) -> list[Node]:
    visits = 0
    begun: dict[str, Node] = {}
    known: set[str] = set()
    pending, visits = _find_samplers(graph, ends, visits)
    while pending and len(known) <= SAMPLERS_MAX and visits <= VISITS_MAX:
        sampler = pending.pop()
        if sampler.id in known:
            continue
        known.add(sampler.id)
        earlier, visits = _find_samplers(graph, _list_picture_sources(graph, sampler), visits)
        pending.extend(earlier)
        if not earlier:
            begun[sampler.id] = sampler
    return [] if pending else [begun[key] for key in sorted(begun)]


def _find_samplers(graph: Graph, starts: list[Node], visits: int) -> tuple[list[Node], int]:
    """Return the nearest samplers on every path back along the picture, and the visits made so far."""
    found: dict[str, Node] = {}
    seen = {node.id for node in starts}
    pending = list(starts)
    while pending and visits <= VISITS_MAX:
        node = pending.pop()
        visits += 1
        if is_sampler(graph, node):
            found[node.id] = node
            continue
        fresh = [source for source in _list_picture_sources(graph, node) if source.id not in seen]
        seen.update(source.id for source in fresh)
        pending.extend(fresh)
    return list(found.values()), visits


def _list_picture_sources(graph: Graph, node: Node) -> list[Node]:
    return [graph.nodes[link.node] for name, link in graph.links(node) if not NOT_THE_PICTURE.search(name)]


def is_sampler(graph: Graph, node: Node) -> bool:
    """Whether `node` has a sampler's inputs: a seed or noise, and a guider or conditionings."""
    inputs = node.inputs
    if is_link(inputs.get("guider")):
        return is_link(inputs.get("noise")) and is_link(inputs.get("sigmas"))
    prompted = any(is_link(inputs.get(name)) for name in ("positive", *EMBEDS_NAMES))
    guided = prompted and is_link(inputs.get("model"))
    seeded = "seed" in inputs or "noise_seed" in inputs
    return guided and seeded and ("steps" in inputs or is_link(inputs.get("sigmas")))


def _read_sampler(graph: Graph, walk: Walk, sampler: Node) -> Values:
    guider = graph.linked(sampler, "guider") or sampler
    positive, negative = walk.embedded_prompts(find_first(sampler.inputs, *EMBEDS_NAMES))
    return {
        "prompt": positive or walk.prompt(find_first(guider.inputs, "positive", "conditioning", "cond1")),
        "negative_prompt": negative or walk.prompt(guider.inputs.get("negative")),
        "seed": as_seed(walk.value(find_first(sampler.inputs, "seed", "noise_seed", "noise"))),
        "steps": as_steps(walk.value(_find_sigmas_input(graph, sampler, "steps"))),
        "sampler": as_name(walk.value(_find_sampler_name(graph, sampler))),
        "scheduler": as_name(_find_scheduler(graph, walk, sampler)),
        "cfg_scale": as_cfg(walk.value(find_first(guider.inputs, "cfg", "cfg_conds"))),
        **_read_model_and_loras(graph, walk, guider),
    }


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


def _read_model_and_loras(graph: Graph, walk: Walk, node: Node) -> Values:
    """Return the model's file and the LoRAs applied to it, in the order they are applied."""
    loras: list[Lora] = []
    seen: set[Link] = set()
    link = graph.link(node.inputs.get("model"))
    current = graph.nodes[link.node] if link else None
    while link is not None and link not in seen and len(seen) <= VISITS_MAX:
        seen.add(link)
        current = graph.nodes[link.node]
        loras.extend(_read_loras(walk, current))
        link = graph.link(walk.hop(current, link.slot) or current.inputs.get("model"))
    name = as_name(walk.value(find_first(current.inputs, *MODEL_NAMES))) if current and link is None else None
    return {"model": name, "loras": tuple(dict.fromkeys(reversed(loras)))}


def _read_loras(walk: Walk, node: Node) -> list[Lora]:
    if "lora_name" in node.inputs:
        entries = [node.inputs]
    else:
        entries = [entry for value in node.inputs.values() if (entry := as_object(value)) and entry.get("on") is True]
    return [lora for entry in reversed(entries) if (lora := _read_lora(walk, entry))]


def _read_lora(walk: Walk, entry: object) -> Lora | None:
    """Read one LoRA of a loader node, or None: at strength 0 it has no effect, and the name `None` means none."""
    fields = as_object(entry) or {}
    name = as_name(walk.value(find_first(fields, "lora_name", "lora")))
    weight = as_number(walk.value(find_first(fields, "strength_model", "strength", "lora_model_strength")))
    return Lora(name, weight) if name and name != "None" and weight != 0 else None


def _keep_agreed(readings: list[Values]) -> Values:
    if not readings:
        return {}
    return {name: value for name, value in readings[0].items() if all(other[name] == value for other in readings[1:])}
