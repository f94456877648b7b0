"""Easy Diffusion: one PNG text per field, or one JSON object with the same fields in EXIF UserComment.

Source: easydiffusion/easydiffusion `ui/easydiffusion/utils/save_utils.py` (TASK_TEXT_MAPPING: the names
and their titles) and easydiffusion/sdkit `sdkit/utils/file_utils.py` (save_dicts: PNG values are
`str()` of the value, so lists are written as Python writes them).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.report import Block, Generation, Lora, Pass
from app.readers.generation.fields import iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder, make_first_pass
from app.readers.generation.literal import read_literal
from app.readers.generation.values import as_name, as_number, as_steps, find_first

PARSER = "easy_diffusion"

_TITLES = {
    "prompt": "Prompt",
    "negative_prompt": "Negative Prompt",
    "seed": "Seed",
    "use_stable_diffusion_model": "Stable Diffusion model",
    "sampler_name": "Sampler",
    "num_inference_steps": "Steps",
    "guidance_scale": "Guidance Scale",
    "use_lora_model": "LoRA model",
    "lora_alpha": "LoRA Strength",
    "use_upscale": "Use Upscaling",
    "latent_upscaler_steps": "Latent Upscaler Steps",
}
_KEYS = {
    "prompt": ("prompt", "Prompt"),
    "negative_prompt": ("negative_prompt", "Negative Prompt"),
    "seed": ("seed", "Seed"),
    "steps": ("num_inference_steps", "Steps"),
    "sampler": ("sampler_name", "Sampler"),
    "cfg_scale": ("guidance_scale", "Guidance Scale"),
    "model": ("use_stable_diffusion_model", "Stable Diffusion model"),
}
_PNG_NAMES = frozenset(_TITLES) | frozenset(_TITLES.values())
_OWN_NAMES = ("use_stable_diffusion_model", "Stable Diffusion model")
_LATENT_UPSCALER = "latent_upscaler"
"""The only upscaler that samples, so that it is a pass."""
BLOCKS = (*(f"png:{name}" for name in _TITLES), *(f"png:{title}" for title in _TITLES.values()), "exif:UserComment")


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    texts = {block.name[4:]: block.text for block in blocks if block.name.startswith("png:")}
    if any(name in texts for name in _OWN_NAMES):
        return _parse_texts({name: text for name, text in texts.items() if name in _PNG_NAMES and text != "None"})
    for block, value in iterate_json_objects(blocks, ("exif:UserComment",), *_OWN_NAMES):
        if any(name in value for name in _OWN_NAMES):
            builder = GenerationBuilder("Easy Diffusion", PARSER, block)
            builder.put(block, **read_fields(value, _KEYS), loras=_collect_loras(value))
            builder.put(block, passes=_list_passes(value, builder.generation))
            return builder
    return None


def _parse_texts(texts: Mapping[str, str]) -> GenerationBuilder:
    own = next((name for name in _OWN_NAMES if name in texts), _OWN_NAMES[0])
    builder = GenerationBuilder("Easy Diffusion", PARSER, f"png:{own}")
    for field, names in _KEYS.items():
        name = next((name for name in names if name in texts), None)
        if name:
            builder.put(f"png:{name}", **read_fields(texts, {field: (name,)}))
    loras = {name: read_literal(text) if text.startswith("[") else text for name, text in texts.items()}
    builder.put(f"png:{'use_lora_model' if 'use_lora_model' in texts else 'LoRA model'}", loras=_collect_loras(loras))
    upscaler = "use_upscale" if "use_upscale" in texts else "Use Upscaling"
    builder.put(f"png:{upscaler}", passes=_list_passes(texts, builder.generation))
    return builder


def _list_passes(values: Mapping[str, object], first: Generation) -> tuple[Pass, ...]:
    """Return the first pass and the latent upscaler's; none where there is no such upscaler."""
    upscaler = as_name(find_first(values, "use_upscale", "Use Upscaling"))
    if upscaler != _LATENT_UPSCALER:
        return ()
    steps = as_steps(find_first(values, "latent_upscaler_steps", "Latent Upscaler Steps"))
    return make_first_pass(first), Pass(steps=steps, upscaler=upscaler)


def _collect_loras(values: Mapping[str, object]) -> tuple[Lora, ...]:
    names = _as_items(find_first(values, "use_lora_model", "LoRA model"))
    weights = _as_items(find_first(values, "lora_alpha", "LoRA Strength"))
    if len(weights) != len(names):
        weights = [None] * len(names)
    pairs = [(as_name(name), as_number(weight)) for name, weight in zip(names, weights, strict=True)]
    return tuple(Lora(name, weight) for name, weight in pairs if name not in (None, "None"))


def _as_items(value: object) -> list[object]:
    """Return a list from a list, a single value, or comma-separated names."""
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return [item for item in value.split(", ") if item]
    return [] if value is None else [value]
