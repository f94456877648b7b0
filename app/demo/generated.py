"""Drafts of generated files: PNG and WebP from A1111, PNG from ComfyUI, and short films."""

from __future__ import annotations

import json
from dataclasses import replace

from app.demo.draft import DraftContext, FileDraft, sound_image
from app.demo.encode import FRAME_RATE, mp4, png, webp
from app.demo.manifest import DemoFile
from app.demo.metadata import words
from app.demo.metadata.comfy import Workflow, write_workflow
from app.demo.metadata.exif import Tags, tiff_block, undefined_entry, user_comment
from app.demo.metadata.prompts import WrittenPrompt, write_negative, write_prompt
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


def draft_webui(context: DraftContext) -> FileDraft:
    """Draft a PNG with A1111's `parameters`."""
    size = context.rng.choice(WEBUI_SIZES)
    prompt = write_prompt(context.rng, context.scene, webui=True)
    generation, text = _write_webui_parameters(context, prompt, size)
    path = context.path(
        context.rng.choice(WEBUI_FOLDERS), f"{webui_stem(context.place.index, generation.seed or 0)}.png"
    )
    file = replace(sound_image(path, "png", size), has_metadata=True, generation=generation, keywords=prompt.keywords)
    return FileDraft(file, context.mtime, lambda: png(context.canvas(size), [("parameters", text)]))


def draft_comfy(context: DraftContext) -> FileDraft:
    """Draft a PNG with ComfyUI's `prompt` and `workflow`."""
    size = context.rng.choice(COMFY_SIZES)
    prompt = write_prompt(context.rng, context.scene, webui=False)
    graph = write_workflow(context.rng, prompt, size)
    path = context.path(context.rng.choice(COMFY_FOLDERS), f"{comfy_stem(context.place.index)}.png")
    file = replace(
        sound_image(path, "png", size), has_metadata=True, generation=graph.generation, keywords=prompt.keywords
    )
    texts = [("prompt", json.dumps(graph.prompt)), ("workflow", json.dumps(graph.workflow))]
    return FileDraft(file, context.mtime, lambda: png(context.canvas(size), texts))


def draft_webp(context: DraftContext) -> FileDraft:
    """Draft a WebP; two of three have A1111's text in EXIF UserComment."""
    size = context.rng.choice(WEBP_SIZES)
    path = context.path("web/exports", f"export-{context.place.index:05d}.webp")
    file = sound_image(path, "webp", size)
    if context.place.turn % 3 == 2:
        return FileDraft(file, context.mtime, lambda: webp(context.canvas(size)))
    prompt = write_prompt(context.rng, context.scene, webui=True)
    generation, text = _write_webui_parameters(context, prompt, size)
    exif = tiff_block(Tags(exif=[undefined_entry(USER_COMMENT, user_comment(text))]))
    file = replace(file, has_metadata=True, generation=generation, keywords=prompt.keywords)
    return FileDraft(file, context.mtime, lambda: webp(context.canvas(size), exif=exif))


def draft_film(context: DraftContext) -> FileDraft:
    """Draft an MP4 of one to two seconds: half with a ComfyUI graph, a quarter with a title, a quarter without tags."""
    frames = context.rng.randint(FRAME_RATE, 2 * FRAME_RATE)
    file = DemoFile(
        path=context.path("videos", f"clip-{context.place.index:05d}.mp4"),
        outcome=Outcome.OK,
        kind=Kind.VIDEO,
        format="mp4",
        width=FILM_SIZE[0],
        height=FILM_SIZE[1],
        duration_s=frames / FRAME_RATE,
    )
    file, tags = _add_tags(context, file)
    return FileDraft(
        file, context.mtime, lambda: mp4((context.canvas(FILM_SIZE, number / frames) for number in range(frames)), tags)
    )


def _add_tags(context: DraftContext, file: DemoFile) -> tuple[DemoFile, dict[str, str]]:
    kind = context.place.turn % 4
    if kind == 3:
        return file, {}
    if kind == 1:
        return replace(file, has_metadata=True), {"title": f"Loop of {context.scene.name}", "artist": words.CREATORS[0]}
    prompt = write_prompt(context.rng, context.scene, webui=False)
    graph = write_workflow(context.rng, prompt, FILM_SIZE, video=True)
    tagged = replace(file, has_metadata=True, generation=graph.generation, keywords=prompt.keywords)
    return tagged, {"comment": _film_comment(graph)}


def _film_comment(graph: Workflow) -> str:
    """Return the comment of VideoHelperSuite's Video Combine node: `prompt` is a JSON string, `workflow` an object."""
    return json.dumps({"prompt": json.dumps(graph.prompt), "workflow": graph.workflow})


def _write_webui_parameters(
    context: DraftContext, prompt: WrittenPrompt, size: tuple[int, int]
) -> tuple[Generation, str]:
    """Write A1111's text: prompts, then `Key: value` pairs (`create_infotext` in its modules/processing.py)."""
    rng = context.rng
    sampler, scheduler = rng.choice(words.A1111_SAMPLERS)
    model, digest = rng.choice(words.A1111_MODELS)
    generation = Generation(
        tool=WEBUI_TOOL,
        prompt=prompt.text,
        negative_prompt=write_negative(rng) if rng.random() < 0.9 else None,
        seed=rng.randrange(2**32),
        steps=rng.choice((20, 24, 28, 35)),
        sampler=sampler,
        scheduler=scheduler,
        cfg_scale=rng.choice((5.0, 6.5, 7.0, 8.5)),
        model=model,
        loras=prompt.loras,
    )
    pairs = [f"Steps: {generation.steps}", f"Sampler: {sampler}"]
    if scheduler:
        pairs.append(f"Schedule type: {scheduler}")
    pairs += [f"CFG scale: {generation.cfg_scale:g}", f"Seed: {generation.seed}", f"Size: {size[0]}x{size[1]}"]
    pairs += [f"Model hash: {digest}", f"Model: {model}"]
    if rng.random() < 0.25:
        pairs += ["Denoising strength: 0.4", "Hires upscale: 1.5", "Hires steps: 12", "Hires upscaler: 4x-UltraSharp"]
    if prompt.loras:
        hashes = ", ".join(f"{lora.name}: {rng.randrange(2**48):012x}" for lora in prompt.loras)
        pairs.append(f'Lora hashes: "{hashes}"')
    pairs.append("Version: v1.10.1")
    lines = [prompt.text]
    if generation.negative_prompt:
        lines.append(f"Negative prompt: {generation.negative_prompt}")
    return generation, "\n".join([*lines, ", ".join(pairs)])
