"""ComfyUI graphs for the demo library, in both forms ComfyUI embeds.

`prompt` is the API form: node id → `{"class_type", "inputs"}`, a link being `[node id, output slot]`.
`workflow` is the editor's form with positions and numbered links; it is derived from the same nodes.
Source: ComfyUI's own `SaveImage` node and its workflow JSON schema (version 0.4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import TypeAlias

from app.demo.metadata import words
from app.demo.metadata.prompts import WrittenPrompt, write_negative
from app.domain.report import Generation, Lora

Inputs: TypeAlias = dict[str, object]
Graph: TypeAlias = dict[str, dict[str, object]]

TOOL = "ComfyUI"
LARGEST_SEED = 2**50
"""ComfyUI's editor draws its seeds below this, so that JavaScript counts them exactly."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """A graph, and what it says about the picture."""

    prompt: Graph
    workflow: dict[str, object]
    generation: Generation


class _Nodes:
    """Collects the nodes of one graph under ComfyUI's running numbers."""

    def __init__(self) -> None:
        self.graph: Graph = {}

    def add(self, class_type: str, title: str | None = None, **inputs: object) -> str:
        number = str(len(self.graph) + 3)
        self.graph[number] = {"inputs": inputs, "class_type": class_type, "_meta": {"title": title or class_type}}
        return number


def write_workflow(rng: Random, prompt: WrittenPrompt, size: tuple[int, int], *, video: bool = False) -> Workflow:
    """One of the graphs people use for `prompt`: plain, with LoRAs, with a shared string node, two-stage, or flow."""
    build: Callable[[Random, WrittenPrompt, tuple[int, int], _Nodes], tuple[Generation, str]]
    build = _classic if video else rng.choices((_classic, _string_node, _two_stage, _flow), weights=(5, 2, 2, 2))[0]
    nodes = _Nodes()
    generation, images = build(rng, prompt, size, nodes)
    if video:
        nodes.add("VHS_VideoCombine", images=[images, 0], frame_rate=12, format="video/h264-mp4", save_output=True)
    else:
        nodes.add("SaveImage", "Save Image", filename_prefix="ComfyUI", images=[images, 0])
    return Workflow(nodes.graph, _editor_form(nodes.graph), generation)


def _classic(rng: Random, prompt: WrittenPrompt, size: tuple[int, int], nodes: _Nodes) -> tuple[Generation, str]:
    """Checkpoint → LoRAs → two text encoders → KSampler: ComfyUI's default graph."""
    return _sampled(rng, prompt, size, nodes, text=prompt.text)


def _string_node(rng: Random, prompt: WrittenPrompt, size: tuple[int, int], nodes: _Nodes) -> tuple[Generation, str]:
    """The default graph, its prompt coming from a node that only holds text."""
    text = nodes.add("PrimitiveStringMultiline", "Prompt", value=prompt.text)
    return _sampled(rng, prompt, size, nodes, text=[text, 0])


def _sampled(
    rng: Random, prompt: WrittenPrompt, size: tuple[int, int], nodes: _Nodes, *, text: object
) -> tuple[Generation, str]:
    settings = _settings(rng, prompt)
    checkpoint = nodes.add("CheckpointLoaderSimple", "Load Checkpoint", ckpt_name=settings.model)
    model, clip = [checkpoint, 0], [checkpoint, 1]
    loras = tuple(Lora(f"{name}.safetensors", 0.8) for name in rng.sample(words.LORAS, rng.choice((0, 0, 1, 2))))
    for lora in loras:
        loader = nodes.add(
            "LoraLoader", lora_name=lora.name, strength_model=lora.weight, strength_clip=1.0, model=model, clip=clip
        )
        model, clip = [loader, 0], [loader, 1]
    positive, negative = _encoders(nodes, text, settings, clip)
    latent = nodes.add("EmptyLatentImage", width=size[0], height=size[1], batch_size=1)
    sampler = nodes.add(
        "KSampler",
        seed=settings.seed,
        steps=settings.steps,
        cfg=settings.cfg_scale,
        sampler_name=settings.sampler,
        scheduler=settings.scheduler,
        denoise=1.0,
        model=model,
        positive=positive,
        negative=negative,
        latent_image=[latent, 0],
    )
    return replace(settings, loras=loras), nodes.add("VAEDecode", samples=[sampler, 0], vae=[checkpoint, 2])


def _two_stage(rng: Random, prompt: WrittenPrompt, size: tuple[int, int], nodes: _Nodes) -> tuple[Generation, str]:
    """A first pass, enlarged, and a second KSampler over it with the same settings."""
    settings = _settings(rng, prompt)
    checkpoint = nodes.add("CheckpointLoaderSimple", "Load Checkpoint", ckpt_name=settings.model)
    positive, negative = _encoders(nodes, prompt.text, settings, [checkpoint, 1])
    latent = nodes.add("EmptyLatentImage", width=size[0] // 2, height=size[1] // 2, batch_size=1)
    for denoise in (1.0, 0.55):
        sampler = nodes.add(
            "KSampler",
            seed=settings.seed,
            steps=settings.steps,
            cfg=settings.cfg_scale,
            sampler_name=settings.sampler,
            scheduler=settings.scheduler,
            denoise=denoise,
            model=[checkpoint, 0],
            positive=positive,
            negative=negative,
            latent_image=[latent, 0],
        )
        if denoise == 1.0:
            latent = nodes.add("LatentUpscaleBy", upscale_method="nearest-exact", scale_by=2.0, samples=[sampler, 0])
    return settings, nodes.add("VAEDecode", samples=[sampler, 0], vae=[checkpoint, 2])


def _flow(rng: Random, prompt: WrittenPrompt, size: tuple[int, int], nodes: _Nodes) -> tuple[Generation, str]:
    """The graph of the newer flow models: noise, guider, sampler and schedule are nodes of their own."""
    settings = _settings(rng, prompt)
    model = nodes.add("UNETLoader", unet_name=rng.choice(words.FLOW_MODELS), weight_dtype="default")
    clip = nodes.add("DualCLIPLoader", clip_name1="t5xxl.safetensors", clip_name2="clip_l.safetensors", type="flux")
    encoded = nodes.add("CLIPTextEncode", "Positive Prompt", text=prompt.text, clip=[clip, 0])
    guidance = nodes.add("FluxGuidance", guidance=3.5, conditioning=[encoded, 0])
    guider = nodes.add("BasicGuider", model=[model, 0], conditioning=[guidance, 0])
    sampler = nodes.add(
        "SamplerCustomAdvanced",
        noise=[nodes.add("RandomNoise", noise_seed=settings.seed), 0],
        guider=[guider, 0],
        sampler=[nodes.add("KSamplerSelect", sampler_name=settings.sampler), 0],
        sigmas=[
            nodes.add(
                "BasicScheduler", scheduler=settings.scheduler, steps=settings.steps, denoise=1.0, model=[model, 0]
            ),
            0,
        ],
        latent_image=[nodes.add("EmptySD3LatentImage", width=size[0], height=size[1], batch_size=1), 0],
    )
    vae = nodes.add("VAELoader", vae_name="ae.safetensors")
    loaded = str(nodes.graph[model]["inputs"]["unet_name"])  # type: ignore[index]
    said = replace(settings, model=loaded, negative_prompt=None, cfg_scale=None)
    return said, nodes.add("VAEDecode", samples=[sampler, 0], vae=[vae, 0])


def _settings(rng: Random, prompt: WrittenPrompt) -> Generation:
    return Generation(
        tool=TOOL,
        prompt=prompt.text,
        negative_prompt=write_negative(rng),
        seed=rng.randrange(LARGEST_SEED),
        steps=rng.choice((8, 20, 25, 30)),
        sampler=rng.choice(words.COMFY_SAMPLERS),
        scheduler=rng.choice(words.COMFY_SCHEDULERS),
        cfg_scale=rng.choice((4.0, 5.5, 7.0, 8.0)),
        model=rng.choice(words.COMFY_MODELS),
    )


def _encoders(
    nodes: _Nodes, text: object, settings: Generation, clip: list[object]
) -> tuple[list[object], list[object]]:
    positive = nodes.add("CLIPTextEncode", "CLIP Text Encode (Prompt)", text=text, clip=clip)
    negative = nodes.add("CLIPTextEncode", "CLIP Text Encode (Negative)", text=settings.negative_prompt, clip=clip)
    return [positive, 0], [negative, 0]


def _editor_form(graph: Graph) -> dict[str, object]:
    """The workflow as the editor saves it: nodes on a grid, links as [id, from, slot, to, slot, type]."""
    links: list[list[object]] = []
    nodes: list[dict[str, object]] = []
    for place, (number, node) in enumerate(graph.items()):
        inputs: list[dict[str, object]] = []
        widgets: list[object] = []
        for name, value in _inputs(node).items():
            if isinstance(value, list):
                links.append([len(links) + 1, int(value[0]), value[1], int(number), len(inputs), name.upper()])
                inputs.append({"name": name, "type": name.upper(), "link": len(links)})
            else:
                widgets.append(value)
        nodes.append(
            {
                "id": int(number),
                "type": node["class_type"],
                "pos": [40 + 330 * (place % 4), 60 + 260 * (place // 4)],
                "size": [300, 200],
                "flags": {},
                "order": place,
                "mode": 0,
                "inputs": inputs,
                "outputs": [],
                "properties": {"Node name for S&R": node["class_type"]},
                "widgets_values": widgets,
            }
        )
    return {
        "last_node_id": max(map(int, graph)),
        "last_link_id": len(links),
        "nodes": nodes,
        "links": links,
        "groups": [],
        "config": {},
        "extra": {},
        "version": 0.4,
    }


def _inputs(node: dict[str, object]) -> Inputs:
    inputs = node["inputs"]
    assert isinstance(inputs, dict)
    return inputs
