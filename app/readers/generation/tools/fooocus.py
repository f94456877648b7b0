"""Fooocus and related tools: Fooocus in both of its schemes, RuinedFooocus and Fooocus-MRE.

Sources: lllyasviel/Fooocus `modules/meta_parser.py` (scheme `fooocus`: JSON; scheme `a1111`: text with
`Version: Fooocus v…`; PNG text `parameters` beside `fooocus_scheme`, EXIF UserComment),
runew0lf/RuinedFooocus `modules/async_worker.py` (PNG text `parameters`, MP4 tag `metadata`: JSON with
`"software": "RuinedFooocus"`), MoonRide303/Fooocus-MRE `modules/private_logger.py` and
`modules/async_worker.py` (PNG text and JPEG comment: JSON with `"software": "Fooocus MRE v…"`).
The prompt is what the user typed, without the words of styles and of the prompt expansion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from app.domain.report import Block, Generation, Lora, Pass
from app.readers.generation.fields import iterate_json_objects, read_fields
from app.readers.generation.generation_builder import GenerationBuilder, make_first_pass
from app.readers.generation.tools import a1111
from app.readers.generation.values import as_list, as_name, as_number, as_text, find_first

PARSER = "fooocus"
BLOCKS = ("png:parameters", "exif:UserComment", "png:Comment", "jpeg:comment", "video:metadata")

_LORAS_MAX = 64
_FOOOCUS_KEYS = {
    "prompt": ("prompt",),
    "negative_prompt": ("negative_prompt",),
    "seed": ("seed",),
    "steps": ("steps",),
    "sampler": ("sampler",),
    "scheduler": ("scheduler",),
    "cfg_scale": ("guidance_scale", "cfg"),
    "model": ("base_model",),
}
_RUINED_KEYS = {
    "prompt": ("Prompt", "prompt"),
    "negative_prompt": ("Negative",),
    "seed": ("seed",),
    "steps": ("steps",),
    "sampler": ("sampler_name",),
    "scheduler": ("scheduler",),
    "cfg_scale": ("cfg",),
    "model": ("base_model_name",),
}
_OLD_RUINED_LORA = re.compile(r"<([^:<>]+):([^:<>]+)>")
_NOTE_SIGN = "\U0001f5d2\ufe0f "
"""RuinedFooocus writes a notepad behind the name of a LoRA that it has a note about."""
_LORA_ENDINGS = (".safetensors", ".ckpt", ".pt", ".bin", ".gguf")
_NO_NAME = ("", "None")
"""What stands in a row without a LoRA."""


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    sign_origin = any(block.name == "png:fooocus_scheme" for block in blocks) or any(
        block.name == "exif:Software" and block.text.startswith("Fooocus v") for block in blocks
    )
    for block, value in iterate_json_objects(blocks, BLOCKS, '"base_model"', '"software"'):
        builder = _parse_object(block, value, sign_origin=sign_origin)
        if builder:
            return builder
    return _parse_text(blocks)


def _parse_object(block: str, value: Mapping[str, object], *, sign_origin: bool) -> GenerationBuilder | None:
    software = as_text(value.get("software")) or ""
    if software == "RuinedFooocus":
        builder = GenerationBuilder("RuinedFooocus", PARSER, block)
        builder.put(block, **read_fields(value, _RUINED_KEYS), loras=_parse_ruined_loras(value))
        builder.put(block, passes=_list_passes(value, builder.generation))
        return builder
    version = as_text(value.get("version")) or ""
    if software.startswith("Fooocus MRE"):
        tool, loras = "Fooocus-MRE", _parse_numbered_loras(value)
    elif "base_model" in value and (sign_origin or version.startswith("Fooocus") or "metadata_scheme" in value):
        tool, loras = "Fooocus", tuple(_parse_combined_loras(value))
    else:
        return None
    builder = GenerationBuilder(tool, PARSER, block)
    builder.put(block, **read_fields(value, _FOOOCUS_KEYS), loras=loras)
    builder.put(block, passes=_list_passes(value, builder.generation))
    return builder


def _list_passes(value: Mapping[str, object], first: Generation) -> tuple[Pass, ...]:
    """Return the first pass and the refiner's, which goes on with it; none where there is no refiner."""
    refiner = as_name(find_first(value, "refiner_model", "refiner_model_name"))
    if refiner is None or refiner in _NO_NAME:
        return ()
    return make_first_pass(first), Pass(model=refiner)


def _parse_text(blocks: Sequence[Block]) -> GenerationBuilder | None:
    """Parse scheme `a1111`; `Raw prompt` holds what the user typed."""
    for block in blocks:
        infotext = a1111.read_infotext(block.text) if block.name in BLOCKS and "Fooocus" in block.text else None
        if infotext and infotext.settings.get("Version", "").startswith("Fooocus"):
            settings = infotext.settings
            builder = GenerationBuilder("Fooocus", PARSER, block.name)
            builder.put(
                block.name,
                prompt=as_text(settings.get("Raw prompt")),
                negative_prompt=as_text(settings.get("Raw negative prompt")),
                loras=tuple(_parse_weights(settings.get("Lora weights", ""))),
            )
            rest = a1111.build_generation(infotext, block.name, "Fooocus", PARSER)
            builder.fill_gaps(rest)
            return builder
    return None


def _parse_weights(text: str) -> Iterator[Lora]:
    """Parse `name: 0.5, other: 1.0`."""
    for pair in text.split(","):
        name, _, weight = pair.rpartition(":")
        if name.strip() not in _NO_NAME:
            yield Lora(name.strip(), as_number(weight))


def _parse_combined_loras(value: Mapping[str, object]) -> Iterator[Lora]:
    """Parse `"lora_combined_1": "name : 0.5"`."""
    for number in range(1, _LORAS_MAX):
        name, separator, weight = (as_text(value.get(f"lora_combined_{number}")) or "").rpartition(" : ")
        if separator and name.strip() not in _NO_NAME:
            yield Lora(name.strip(), as_number(weight))


def _parse_numbered_loras(value: Mapping[str, object]) -> tuple[Lora, ...]:
    """Parse what Fooocus-MRE writes: `"l1": name, "w1": weight`."""
    pairs = [(as_name(value.get(f"l{number}")), as_number(value.get(f"w{number}"))) for number in range(1, 6)]
    return tuple(Lora(name, weight) for name, weight in pairs if name and name not in _NO_NAME)


def _parse_ruined_loras(values: Mapping[str, object]) -> tuple[Lora, ...]:
    """Parse `[[hash, "0.5 - name"], …]`, or the older `Loras:<name:0.5>,…`, or the oldest, which are numbered."""
    value = values.get("loras")
    if value is None:
        pairs = [(lora.name, lora.weight) for lora in _parse_numbered_loras(values)]
    elif isinstance(value, str):
        pairs = [(name, as_number(weight)) for name, weight in _OLD_RUINED_LORA.findall(value)]
    else:
        texts = [entry[1] for entry in as_list(value) if isinstance(entry, list) and len(entry) == 2]
        parts = [text.partition(" - ") for text in texts if isinstance(text, str)]
        pairs = [(name, as_number(weight)) for weight, separator, name in parts if separator]
    named = [(_name_ruined_lora(name), weight) for name, weight in pairs]
    return tuple(Lora(name, weight) for name, weight in named if name not in _NO_NAME)


def _name_ruined_lora(file: str) -> str:
    """`Folder\\Name.safetensors 🗒️` → `Name`."""
    name = file.rstrip(_NOTE_SIGN).replace("\\", "/").rpartition("/")[2]
    ending = next((ending for ending in _LORA_ENDINGS if name.endswith(ending)), "")
    return name.removesuffix(ending).strip()
