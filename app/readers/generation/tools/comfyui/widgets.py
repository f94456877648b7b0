"""Names for the values of widgets, which a workflow stores as a plain list, for nodes that do not name them.

Sources: comfyanonymous/ComfyUI `nodes.py` and `comfy_extras/`; for custom nodes those that `loras.py` names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.readers.generation.values import as_list, as_object

WIDGETS: dict[str, tuple[str, ...]] = {
    "KSampler": ("seed", "steps", "cfg", "sampler_name", "scheduler", "denoise"),
    "KSamplerAdvanced": (
        *("add_noise", "noise_seed", "steps", "cfg", "sampler_name", "scheduler"),
        *("start_at_step", "end_at_step", "return_with_leftover_noise"),
    ),
    "SamplerCustom": ("add_noise", "noise_seed", "cfg"),
    "KSamplerSelect": ("sampler_name",),
    "RandomNoise": ("noise_seed",),
    "CFGGuider": ("cfg",),
    "DualCFGGuider": ("cfg_conds", "cfg_cond2_negative"),
    "BasicScheduler": ("scheduler", "steps", "denoise"),
    "Flux2Scheduler": ("steps", "width", "height"),
    "CLIPTextEncode": ("text",),
    "CLIPTextEncodeFlux": ("clip_l", "t5xxl", "guidance"),
    "CLIPTextEncodeSD3": ("clip_l", "clip_g", "t5xxl", "empty_padding"),
    "CLIPTextEncodeSDXL": (
        *("width", "height", "crop_w", "crop_h", "target_width", "target_height", "text_g", "text_l"),
    ),
    "TextEncodeQwenImageEdit": ("prompt",),
    "TextEncodeQwenImageEditPlus": ("prompt",),
    "TextEncodeHunyuanVideo_ImageToVideo": ("prompt", "image_interleave"),
    "CheckpointLoaderSimple": ("ckpt_name",),
    "UNETLoader": ("unet_name", "weight_dtype"),
    "LoraLoader": ("lora_name", "strength_model", "strength_clip"),
    "LoraLoaderModelOnly": ("lora_name", "strength_model"),
    "ModelMergeSimple": ("ratio",),
    "ModelMergeSubtract": ("multiplier",),
    "EmptyLatentImage": ("width", "height", "batch_size"),
    "EmptySD3LatentImage": ("width", "height", "batch_size"),
    "LatentUpscale": ("upscale_method", "width", "height", "crop"),
    "PrimitiveNode": ("value",),
    "PrimitiveString": ("value",),
    "PrimitiveStringMultiline": ("value",),
    "PrimitiveInt": ("value",),
    "PrimitiveFloat": ("value",),
    "PrimitiveBoolean": ("value",),
    "Efficient Loader": (
        *("ckpt_name", "vae_name", "clip_skip", "lora_name", "lora_model_strength", "lora_clip_strength"),
        *("positive", "negative", "token_normalization", "weight_interpretation"),
        *("empty_latent_width", "empty_latent_height", "batch_size"),
    ),
    "KSampler (Efficient)": (
        *("seed", "steps", "cfg", "sampler_name", "scheduler", "denoise", "preview_method", "vae_decode"),
    ),
}
"""Widgets in the order of their values, without the control that follows a seed."""

_NUMBERED: dict[str, tuple[tuple[str, ...], tuple[str, ...], int]] = {
    "CR LoRA Stack": ((), ("switch_{}", "lora_name_{}", "model_weight_{}", "clip_weight_{}"), 1),
    "LoRA Stacker": (("input_mode", "lora_count"), ("lora_name_{}", "lora_wt_{}", "model_str_{}", "clip_str_{}"), 1),
    "Lora Loader Stack (rgthree)": ((), ("lora_{:02}", "strength_{:02}"), 1),
    "easy loraStack": (
        ("toggle", "mode", "num_loras"),
        ("lora_{}_name", "lora_{}_strength", "lora_{}_model_strength", "lora_{}_clip_strength"),
        1,
    ),
    "WanVideoLoraSelect": (("lora", "strength"), ("option_{}",), 1),
    "WanVideoLoraSelectMulti": ((), ("lora_{}", "strength_{}"), 0),
}
"""Nodes with numbered widgets: those before them, those of each number, and the first number."""


def find_widget_names(kind: str, count: int) -> tuple[str, ...] | None:
    """Return the names of a node's `count` values; None for a node that is not known."""
    if kind in WIDGETS:
        return WIDGETS[kind]
    if kind not in _NUMBERED:
        return None
    head, pattern, first = _NUMBERED[kind]
    numbers = range(first, first + max(0, count - len(head)) // len(pattern) + 1)
    return (*head, *(name.format(number) for number in numbers for name in pattern))[:count]


def iterate_lora_rows(raw: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield name and value of the widgets that hold rows of LoRAs: one each (rgthree), or all in one (LoraManager)."""
    for number, value in enumerate(as_list(raw.get("widgets_values"))):
        rows = [row for entry in as_list(value) if (row := as_object(entry)) is not None]
        if "lora" in (as_object(value) or {}) or any("name" in row and "strength" in row for row in rows):
            yield f"lora_row_{number}", value
