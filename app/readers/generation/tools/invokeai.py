"""InvokeAI's three formats.

`Dream`: the command line, `"prompt [unwanted]" -s 50 -S 42 -W 512 -H 512 -C 7.5 -A k_lms`
(invoke-ai/InvokeAI v1, `ldm/invoke/args.py`, dream_prompt_str); `sd-metadata`: JSON after RFC 266
(v1.14 – v2.3, the same file, metadata_dumps); `invokeai_metadata`: JSON (v3 on,
`invokeai/app/invocations/metadata.py`, CoreMetadata), in MP4 tags too. What it calls scheduler is what
others call sampler. In the first two formats, words in square brackets are the negative prompt
(`ldm/invoke/conditioning.py`). From v3 on there may be a second prompt (`positive_style_prompt`, for SDXL), prompts for
regions (`regions`, in v4 `control_layers`, from v5 on in `canvas_v2_metadata`;
`invokeai/frontend/web/src/features/nodes/util/graph/`), a refiner, and a high-resolution fix (`hrf_enabled`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from app.domain.report import Block, Generation, Lora, Pass, Prompt, PromptRole
from app.readers.generation.fields import find_text, iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder, make_first_pass
from app.readers.generation.values import (
    as_cfg,
    as_list,
    as_name,
    as_number,
    as_object,
    as_seed,
    as_share,
    as_size,
    as_steps,
    as_text,
    find_first,
)

PARSER = "invokeai"
BLOCKS = ("png:invokeai_metadata", "png:sd-metadata", "png:Dream", "video:invokeai_metadata")

_KEYS = {
    "seed": ("seed",),
    "steps": ("steps",),
    "sampler": ("scheduler",),
    "cfg_scale": ("cfg_scale",),
}
_OLD_KEYS = {**_KEYS, "sampler": ("sampler",)}
_REGIONS = ("regional_guidance", "regional_guidance_layer", None)
_UNWANTED = re.compile(r"\[([^\[\]]*)\]")
_SPACES = re.compile(r"  +")
_SWITCHES = re.compile(r"\s-s ?\d")
_SWITCH = re.compile(r"(?<!\S)-([sSCA]) ?(\S+)")


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    for block, value in iterate_json_objects(blocks, ("png:invokeai_metadata", "video:invokeai_metadata")):
        return _parse_core_metadata(block, value)
    for block, value in iterate_json_objects(blocks, ("png:sd-metadata",)):
        return _parse_sd_metadata(block, value)
    dream = find_text(blocks, "png:Dream")
    return _parse_dream(dream) if dream else None


def _parse_core_metadata(block: str, value: Mapping[str, object]) -> GenerationBuilder:
    builder = GenerationBuilder("InvokeAI", PARSER, block)
    prompts = tuple(_iterate_prompts(block, value))
    builder.put(
        block,
        prompts=prompts,
        prompt="\n".join(prompt.text for prompt in prompts if prompt.role is not PromptRole.NEGATIVE),
        negative_prompt="\n".join(prompt.text for prompt in prompts if prompt.role is PromptRole.NEGATIVE),
        model=_read_model_name(value.get("model")),
        loras=_collect_loras(value),
        **read_fields(value, _KEYS),
    )
    builder.put(block, passes=_list_passes(value, builder.generation))
    return builder


def _iterate_prompts(block: str, value: Mapping[str, object]) -> Iterator[Prompt]:
    """Yield the prompts, in the order in which the page of InvokeAI asks for them.

    The style prompts are the same as the prompts where they were not typed apart.
    """
    positive, negative = as_text(value.get("positive_prompt")), as_text(value.get("negative_prompt"))
    style, unwanted_style = as_text(value.get("positive_style_prompt")), as_text(value.get("negative_style_prompt"))
    regions = _list_regions(value)
    texts = [
        (PromptRole.POSITIVE, positive, ""),
        (PromptRole.STYLE, None if style == positive else style, "positive_style_prompt"),
        *((PromptRole.REGION, as_text(region.get("positivePrompt")), "regions") for region in regions),
        (PromptRole.NEGATIVE, negative, ""),
        (PromptRole.NEGATIVE, None if unwanted_style == negative else unwanted_style, "negative_style_prompt"),
        *((PromptRole.NEGATIVE, as_text(region.get("negativePrompt")), "regions") for region in regions),
    ]
    for role, text, name in texts:
        if text:
            yield Prompt(role, text, f"{block} {name}".rstrip())


def _list_regions(value: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the regions that were used. From v5 on `regions` need not be there, or be empty, beside the canvas's."""
    layers = (
        as_list(value.get("regions"))
        or as_list((as_object(value.get("control_layers")) or {}).get("layers"))
        or as_list((as_object(value.get("canvas_v2_metadata")) or {}).get("regionalGuidance"))
    )
    entries = [as_object(layer) or {} for layer in layers]
    return [entry for entry in entries if entry.get("type") in _REGIONS and entry.get("isEnabled") is not False]


def _list_passes(value: Mapping[str, object], first: Generation) -> tuple[Pass, ...]:
    """Return the first pass, the refiner's and that of the high-resolution fix; none where there is but one.

    The size is that of the finished picture, so with a high-resolution fix that of the first pass is not known.
    """
    refiner, size = (
        _read_model_name(value.get("refiner_model")),
        (as_size(value.get("width")), as_size(value.get("height"))),
    )
    is_hires = value.get("hrf_enabled") is True
    later = []
    if refiner is not None:
        later.append(
            Pass(
                sampler=as_name(value.get("refiner_scheduler")),
                steps=as_steps(value.get("refiner_steps")),
                cfg_scale=as_cfg(value.get("refiner_cfg_scale")),
                model=refiner,
            )
        )
    if is_hires:
        denoise, upscaler = as_share(value.get("hrf_strength")), as_name(value.get("hrf_method"))
        later.append(Pass(denoise=denoise, width=size[0], height=size[1], upscaler=upscaler))
    return (make_first_pass(first, *(() if is_hires else size)), *later) if later else ()


def _parse_sd_metadata(block: str, value: Mapping[str, object]) -> GenerationBuilder:
    image = as_object(value.get("image")) or {}
    prompt = image.get("prompt")
    parts = [as_object(part) or {} for part in as_list(prompt)]
    words = (
        prompt
        if isinstance(prompt, str)
        else ", ".join(text for part in parts if (text := as_text(part.get("prompt"))))
    )
    builder = GenerationBuilder("InvokeAI", PARSER, block)
    builder.put(block, **_split_unwanted(words), **read_fields(image, _OLD_KEYS))
    builder.put(block, model=as_name(value.get("model_weights")))
    return builder


def _parse_dream(text: str) -> GenerationBuilder | None:
    start = None
    for match in _SWITCHES.finditer(text):
        start = match.start()
    if start is None:
        return None
    switches: dict[str, str] = {}
    for letter, value in _SWITCH.findall(text[start:]):
        switches.setdefault(letter, value)
    words = text[:start].strip()
    if len(words) > 1 and words.startswith('"') and words.endswith('"'):
        words = words[1:-1].replace('\\"', '"')
    builder = GenerationBuilder("InvokeAI", PARSER, "png:Dream")
    builder.put(
        "png:Dream",
        **_split_unwanted(words),
        seed=as_seed(switches.get("S")),
        steps=as_steps(switches.get("s")),
        sampler=as_name(switches.get("A")),
        cfg_scale=as_cfg(switches.get("C")),
    )
    return builder


def _split_unwanted(words: str) -> dict[str, str | None]:
    unwanted = " ".join(part.strip() for part in _UNWANTED.findall(words))
    wanted = _SPACES.sub(" ", _UNWANTED.sub(" ", words)) if unwanted else words
    return {"prompt": as_text(wanted), "negative_prompt": as_text(unwanted)}


def _read_model_name(value: object) -> str | None:
    model = as_object(value)
    return as_name(find_first(model, "name", "model_name")) if model else as_name(value)


def _collect_loras(value: Mapping[str, object]) -> tuple[Lora, ...]:
    """Parse `[{"model": {"name": …}, "weight": …}]`, in v3 `[{"lora": {"model_name": …}, "weight": …}]`."""
    entries = [as_object(entry) or {} for entry in as_list(value.get("loras"))]
    named = [
        (_read_model_name(find_first(entry, "model", "lora")), as_number(entry.get("weight"))) for entry in entries
    ]
    return tuple(Lora(name, weight) for name, weight in named if name)
