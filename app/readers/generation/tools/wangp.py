"""WanGP (Wan2GP): a JSON object with its settings as the comment of a video or a picture.

Source: deepbeepmeep/Wan2GP `wgp.py` (prepare_inputs_dict, get_model_record: `"type": "WanGP v… by DeepBeepMeep - …"`),
`shared/utils/video_metadata.py` (MP4 `©cmt`, Matroska `comment`), `shared/utils/audio_video.py` (PNG text `comment`,
EXIF UserComment) and `shared/utils/loras_mutipliers.py` (one multiplier for each LoRA; `1;0.5` has one for each phase).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from app.domain.report import Block, Lora
from app.readers.generation.fields import iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.values import as_list, as_name, as_number, as_text

PARSER = "wangp"
BLOCKS = ("png:comment", "exif:UserComment", "video:comment", "video:description")

_KEYS = {
    "prompt": ("prompt",),
    "negative_prompt": ("negative_prompt",),
    "seed": ("seed",),
    "steps": ("num_inference_steps",),
    "sampler": ("sample_solver",),
    "cfg_scale": ("guidance_scale",),
    "model": ("model_filename", "model_type"),
}
_SIGNATURE = re.compile(r"Wan(?:2\.\d)?GP\b.{0,40}\bDeepBeepMeep")
_OWN_NAMES = frozenset({"prompt", "num_inference_steps", "activated_loras"})
"""Names that occur together only here."""


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    for block, value in iterate_json_objects(blocks, BLOCKS, '"num_inference_steps"', "DeepBeepMeep"):
        if _SIGNATURE.match(as_text(value.get("type")) or "") or value.keys() >= _OWN_NAMES:
            builder = GenerationBuilder("WanGP", PARSER, block)
            builder.put(block, **read_fields(value, _KEYS), loras=_collect_loras(value))
            return builder
    return None


def _collect_loras(value: Mapping[str, object]) -> tuple[Lora, ...]:
    """Return the LoRAs, with a weight where one number stands for it."""
    weights = list(_iterate_multipliers(value.get("loras_multipliers")))
    names = [as_name(name) for name in as_list(value.get("activated_loras"))]
    weights += [None] * (len(names) - len(weights))
    return tuple(Lora(name, as_number(weight)) for name, weight in zip(names, weights, strict=False) if name)


def _iterate_multipliers(value: object) -> Iterator[object]:
    """Yield each multiplier of a list, or of a text with spaces, bars and lines that are comments."""
    yield from as_list(value)
    for line in value.splitlines() if isinstance(value, str) else ():
        if not line.startswith("#"):
            yield from line.replace("|", " ").split()
