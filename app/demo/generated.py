"""Drafts of generated files: A1111 PNG and WebP, ComfyUI PNG, and short films."""

from __future__ import annotations

import json
from dataclasses import replace

from app.demo.draft import Draft, Easel, sound_image
from app.demo.encode import FRAME_RATE, mp4, png, webp
from app.demo.manifest import DemoFile
from app.demo.metadata import words
from app.demo.metadata.comfy import Workflow, write_workflow
from app.demo.metadata.exif import Tags, tiff_block, undefined_entry, user_comment
from app.demo.metadata.prompts import Prompt, write_negative, write_prompt
from app.demo.names import comfy_stem, webui_stem
from app.domain.progress import Outcome
from app.domain.report import Generation, Kind

WEBUI_TOOL = "A1111"
WEBUI_SIZES = ((512, 512), (512, 768), (768, 512), (640, 448))
COMFY_SIZES = ((512, 512), (768, 512), (576, 704), (640, 640))
WEBP_SIZES = ((640, 480), (512, 640), (600, 600))
FILM_SIZE = (320, 240)
WEBUI_FOLDERS = ("a1111/txt2img", "a1111/landscapes", "a1111/posters")
COMFY_FOLDERS = ("comfyui/2026-05", "comfyui/2026-06", "comfyui/upscaled")
USER_COMMENT = 0x9286


def draft_webui(easel: Easel) -> Draft:
    """A PNG with A1111's `parameters`."""
    size = easel.dice.choice(WEBUI_SIZES)
    prompt = write_prompt(easel.dice, easel.scene, webui=True)
    generation, text = _webui_parameters(easel, prompt, size)
    path = easel.path(easel.dice.choice(WEBUI_FOLDERS), f"{webui_stem(easel.place.index, generation.seed or 0)}.png")
    file = replace(sound_image(path, "png", size), has_metadata=True, generation=generation, keywords=prompt.keywords)
    return Draft(file, easel.mtime, lambda: png(easel.canvas(size), [("parameters", text)]))


def draft_comfy(easel: Easel) -> Draft:
    """A PNG with ComfyUI's `prompt` and `workflow`."""
    size = easel.dice.choice(COMFY_SIZES)
    prompt = write_prompt(easel.dice, easel.scene, webui=False)
    graph = write_workflow(easel.dice, prompt, size)
    path = easel.path(easel.dice.choice(COMFY_FOLDERS), f"{comfy_stem(easel.place.index)}.png")
    file = replace(
        sound_image(path, "png", size), has_metadata=True, generation=graph.generation, keywords=prompt.keywords
    )
    texts = [("prompt", json.dumps(graph.prompt)), ("workflow", json.dumps(graph.workflow))]
    return Draft(file, easel.mtime, lambda: png(easel.canvas(size), texts))


def draft_webp(easel: Easel) -> Draft:
    """A WebP; two of three carry A1111's text in EXIF UserComment."""
    size = easel.dice.choice(WEBP_SIZES)
    path = easel.path("web/exports", f"export-{easel.place.index:05d}.webp")
    file = sound_image(path, "webp", size)
    if easel.place.turn % 3 == 2:
        return Draft(file, easel.mtime, lambda: webp(easel.canvas(size)))
    prompt = write_prompt(easel.dice, easel.scene, webui=True)
    generation, text = _webui_parameters(easel, prompt, size)
    exif = tiff_block(Tags(exif=[undefined_entry(USER_COMMENT, user_comment(text))]))
    file = replace(file, has_metadata=True, generation=generation, keywords=prompt.keywords)
    return Draft(file, easel.mtime, lambda: webp(easel.canvas(size), exif=exif))


def draft_film(easel: Easel) -> Draft:
    """One to two seconds of MP4: half from ComfyUI with its graph, a quarter titled by hand, a quarter bare."""
    frames = easel.dice.randint(FRAME_RATE, 2 * FRAME_RATE)
    file = DemoFile(
        path=easel.path("videos", f"clip-{easel.place.index:05d}.mp4"),
        outcome=Outcome.OK,
        kind=Kind.VIDEO,
        format="mp4",
        width=FILM_SIZE[0],
        height=FILM_SIZE[1],
        duration_s=frames / FRAME_RATE,
    )
    file, tags = _tagged(easel, file)
    return Draft(
        file, easel.mtime, lambda: mp4((easel.canvas(FILM_SIZE, number / frames) for number in range(frames)), tags)
    )


def _tagged(easel: Easel, file: DemoFile) -> tuple[DemoFile, dict[str, str]]:
    kind = easel.place.turn % 4
    if kind == 3:
        return file, {}
    if kind == 1:
        return replace(file, has_metadata=True), {"title": f"Loop of {easel.scene.name}", "artist": words.CREATORS[0]}
    prompt = write_prompt(easel.dice, easel.scene, webui=False)
    graph = write_workflow(easel.dice, prompt, FILM_SIZE, video=True)
    told = replace(file, has_metadata=True, generation=graph.generation, keywords=prompt.keywords)
    return told, {"comment": _film_comment(graph)}


def _film_comment(graph: Workflow) -> str:
    """What VideoHelperSuite's Video Combine node writes: `prompt` as JSON inside the JSON, `workflow` as an object."""
    return json.dumps({"prompt": json.dumps(graph.prompt), "workflow": graph.workflow})


def _webui_parameters(easel: Easel, prompt: Prompt, size: tuple[int, int]) -> tuple[Generation, str]:
    """A1111's block: prompt, negative prompt, then `Key: value` pairs (`create_infotext` in modules/processing.py)."""
    dice = easel.dice
    sampler, scheduler = dice.choice(words.A1111_SAMPLERS)
    model, digest = dice.choice(words.A1111_MODELS)
    generation = Generation(
        tool=WEBUI_TOOL,
        prompt=prompt.text,
        negative_prompt=write_negative(dice) if dice.random() < 0.9 else None,
        seed=dice.randrange(2**32),
        steps=dice.choice((20, 24, 28, 35)),
        sampler=sampler,
        scheduler=scheduler,
        cfg_scale=dice.choice((5.0, 6.5, 7.0, 8.5)),
        model=model,
        loras=prompt.loras,
    )
    pairs = [f"Steps: {generation.steps}", f"Sampler: {sampler}"]
    if scheduler:
        pairs.append(f"Schedule type: {scheduler}")
    pairs += [f"CFG scale: {generation.cfg_scale:g}", f"Seed: {generation.seed}", f"Size: {size[0]}x{size[1]}"]
    pairs += [f"Model hash: {digest}", f"Model: {model}"]
    if dice.random() < 0.25:
        pairs += ["Denoising strength: 0.4", "Hires upscale: 1.5", "Hires steps: 12", "Hires upscaler: 4x-UltraSharp"]
    if prompt.loras:
        hashes = ", ".join(f"{lora.name}: {dice.randrange(2**48):012x}" for lora in prompt.loras)
        pairs.append(f'Lora hashes: "{hashes}"')
    pairs.append("Version: v1.10.1")
    lines = [prompt.text]
    if generation.negative_prompt:
        lines.append(f"Negative prompt: {generation.negative_prompt}")
    return generation, "\n".join([*lines, ", ".join(pairs)])
