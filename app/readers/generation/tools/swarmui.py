"""SwarmUI (formerly StableSwarmUI): a JSON object with `sui_image_params`.

Sources: mcmonkeyprojects/SwarmUI `docs/Image Metadata Format.md` (PNG text `parameters`, EXIF UserComment; numbers may
be text, lists may be comma-separated text), `src/Text2Image/T2IParamTypes.cs` (names of parameters: lower-case letters
only), `docs/Features/Prompt Syntax.md` (sections of a prompt),
`src/BuiltinExtensions/ComfyUIBackend/WorkflowGenerator.cs` (when the refiner runs, and on which size).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.report import Block, Lora
from app.readers.generation.fields import iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.tools.swarmui_passes import list_passes, list_prompts
from app.readers.generation.values import as_list, as_name, as_number, as_object

PARSER = "swarmui"
BLOCKS = ("png:parameters", "exif:UserComment", "video:parameters", "video:comment")

_MARKER = "sui_image_params"
_KEYS = {
    "prompt": ("prompt",),
    "negative_prompt": ("negativeprompt",),
    "seed": ("seed",),
    "steps": ("steps",),
    "sampler": ("sampler",),
    "scheduler": ("scheduler",),
    "cfg_scale": ("cfgscale",),
    "model": ("model",),
}


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    for block, value in iterate_json_objects(blocks, BLOCKS, _MARKER):
        params = as_object(value.get(_MARKER))
        if params is not None:
            builder = GenerationBuilder("SwarmUI", PARSER, block)
            builder.put(block, **read_fields(params, _KEYS), loras=_collect_loras(params))
            prompts = list_prompts(builder.generation, block)
            builder.put(block, prompts=prompts, passes=list_passes(params, builder.generation))
            return builder
    return None


def _collect_loras(params: Mapping[str, object]) -> tuple[Lora, ...]:
    weights = [as_number(weight) for weight in _as_items(params.get("loraweights"))]
    names = [as_name(name) for name in _as_items(params.get("loras"))]
    if len(weights) != len(names):
        weights = [None] * len(names)
    return tuple(Lora(name, weight) for name, weight in zip(names, weights, strict=True) if name)


def _as_items(value: object) -> list[object]:
    return list(value.split(",")) if isinstance(value, str) and value.strip() else as_list(value)
