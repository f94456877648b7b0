"""The `parameters` text of AUTOMATIC1111's web UI and of all tools that write the same format.

    <prompt, any number of lines>
    Negative prompt: <any number of lines>
    Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Key: "quoted, value", …

Sites and editors put such a text on one line, with a space, a dot or nothing for each line end, and write keys in
another case.

Source: AUTOMATIC1111/stable-diffusion-webui `modules/processing.py` (create_infotext),
`modules/infotext_utils.py` (quote, parse_generation_parameters) and `modules/images.py`
(save_image_with_geninfo): PNG text `parameters`, EXIF UserComment, GIF comment. The versions that
related tools write: lllyasviel/stable-diffusion-webui-forge and Panchovix/stable-diffusion-webui-reForge
`modules_forge/forge_version.py`, Haoming02/sd-webui-forge-classic `modules_forge/forge_version.py`,
vladmandic/automatic `modules/processing_info.py` (`App: SD.Next`).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.report import Block, Lora
from app.readers.generation.civitai_resources import put_resources
from app.readers.generation.generation_builder import GenerationBuilder
from app.readers.generation.infotext.passes import list_passes
from app.readers.generation.infotext.prompts import is_prompt_key, list_prompts
from app.readers.generation.values import (
    as_cfg,
    as_name,
    as_number,
    as_seed,
    as_steps,
    as_text,
    find_first,
    read_json,
)

PARSER = "a1111"
BLOCKS = (
    "png:parameters",
    "exif:UserComment",
    "gif:comment",
    "jpeg:comment",
    "exif:ImageDescription",
    "video:comment",
    "video:parameters",
    "stealth:alpha",
    "stealth:rgb",
)

_STEPS_LINE = re.compile(r"^[ \t]*Steps: *\d+ *(?:,|$)", re.MULTILINE)
_NEGATIVE_LINE = re.compile(r"^[ \t]*Negative prompt:", re.MULTILINE | re.IGNORECASE)
_LINE_END = r"(?:(?:\\r)?\\n|<br ?/?>|[\s.;|\ufffd])?"
"""What stands for a line end in a text that lost them."""
_STEPS = re.compile(rf"{_LINE_END}steps: ?\d+ ?, ?(?:sampler|schedule type|cfg scale|seed|size):", re.IGNORECASE)
_NEGATIVE = re.compile(rf"{_LINE_END}negative prompt:", re.IGNORECASE)
_PAIR = re.compile(
    r'(?<![ \t])[ \t]*([\w(][\w \-/().+]{0,60}):[ \t]*("(?:\\.|[^\\"\n])*+"|[^,\n]*)(?:,|$)', re.MULTILINE
)
_MAYBE_SETTINGS = re.compile(r"Seed|Steps", re.IGNORECASE)
_LORA_TAG = re.compile(r"<(?:lora|lyco):([^:<>\n]+)(?::([^:<>\n]*))?[^<>\n]*>")
_KNOWN_KEYS = frozenset({"Steps", "Sampler", "CFG scale", "Seed", "Size", "Model", "Model hash", "Version"})
_OWN_CASE = {
    key.casefold(): key
    for key in (
        *_KNOWN_KEYS,
        *("App", "Schedule type", "Scheduler", "Lora hashes", "Denoising strength", "Refiner", "Raw prompt"),
        *("Hires steps", "Hires sampler", "Hires schedule type", "Hires checkpoint", "Hires CFG scale"),
        *("Hires upscale", "Hires upscaler", "Hires resize", "Hires size", "Refiner steps", "Lora weights"),
        *("Raw negative prompt", "Civitai resources", "Detailer", "Detailer steps", "Detailer strength"),
    )
}
"""Keys that are read, by their lower-case form."""
_NO_SAMPLER = "Undefined"
"""What Civitai writes for a sampler that it does not know."""
UNSIGNED = "A1111 format"
"""The tool when the text shows that another, unnamed tool wrote A1111's format."""

_VERSIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"v?\d"), "A1111"),
    (re.compile(r"ComfyUI", re.IGNORECASE), "ComfyUI"),
    (re.compile(r"RuinedFooocus"), "RuinedFooocus"),
    (re.compile(r"neo\b"), "Forge Neo"),
    (re.compile(r"classic\b"), "Forge Classic"),
    (re.compile(r"f\d[\d.]*-v"), "EasyReforge"),
    (re.compile(r"f\d[\d.]*v\d+-v"), "reForge"),
    (re.compile(r"f\d"), "Forge"),
)
"""Beginning of `Version` → the tool that writes it."""


@dataclass(frozen=True, slots=True)
class Infotext:
    """The three parts of such a text."""

    prompt: str | None
    negative_prompt: str | None
    settings: dict[str, str]
    """Keys as written, values unquoted; of two equal keys the first is kept."""


def parse(blocks: Sequence[Block]) -> GenerationBuilder | None:
    """Parse the first block in A1111's format."""
    for block in blocks:
        infotext = read_infotext(block.text) if block.name in BLOCKS else None
        if infotext:
            builder = build_generation(infotext, block.name, identify_tool(infotext.settings), PARSER)
            put_resources(builder, block.name, block.text)
            return builder
    return None


def read_infotext(text: str) -> Infotext | None:
    """Split `text` into its parts. Return None when it is not of this format."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\0 \t\n")
    found = _find_settings(text)
    if found is None:
        return None
    head, settings = text[: found.start], _parse_settings(text[found.settings :])
    negative = _NEGATIVE_LINE.search(head) or (_NEGATIVE.search(head) if found.is_on_one_line else None)
    if negative is None:
        return Infotext(as_text(head), None, settings)
    return Infotext(as_text(head[: negative.start()]), as_text(head[negative.end() :]), settings)


class _Place(NamedTuple):
    """Where the settings of a text are."""

    start: int
    """Where the words before them end."""
    settings: int
    is_on_one_line: bool = False
    """Whether no line end separates them from the words."""


def _find_settings(text: str) -> _Place | None:
    """Return the last line `Steps: n, …`, else such settings inside of a line, else a last line of known settings."""
    starts = [match.start() for match in _STEPS_LINE.finditer(text)]
    if starts:
        return _Place(starts[-1], starts[-1])
    last = text.rfind("\n") + 1
    if not _MAYBE_SETTINGS.search(text, last):
        return None  # skips parsing: most texts are of other formats, and some are a megabyte long
    for match in deque(_STEPS.finditer(text), maxlen=1):
        begin = match.start() + match[0].casefold().index("steps")
        if _are_known(_parse_settings(text[begin:])):
            return _Place(match.start(), begin, is_on_one_line="\n" not in match[0])
    return _Place(last, last) if _are_known(_parse_settings(text[last:])) else None


def _are_known(settings: Mapping[str, str]) -> bool:
    numbered = as_seed(settings.get("Seed")) is not None or as_steps(settings.get("Steps")) is not None
    return numbered and len(_KNOWN_KEYS & settings.keys()) >= 3


def _parse_settings(text: str) -> dict[str, str]:
    """Return the settings. Keys that are read have their own case; one that was written in it comes first."""
    settings: dict[str, str] = {}
    pairs = list(_PAIR.finditer(text))
    ends = [*(pair.start() for pair in pairs), len(text)]
    for pair, end in zip(pairs, ends[1:], strict=True):
        key, value = pair[1].strip(), pair[2].strip()
        if not (is_prompt_key(key) and _goes_on(value, text[pair.end() : end])):
            settings.setdefault(key, _unquote(value))
    for key in list(settings):
        settings.setdefault(_OWN_CASE.get(key.casefold(), key), settings[key])
    return settings


def _goes_on(value: str, rest: str) -> bool:
    """Whether a text was written without quotes, so that it ends at its first comma, and no longer is whole."""
    return not value.endswith('"') and bool(rest.partition("\n")[0].strip(" ,"))


def _unquote(value: str) -> str:
    if not value.startswith('"'):
        return value
    text = read_json(value)
    return text if isinstance(text, str) else value


def identify_tool(settings: Mapping[str, str]) -> str:
    """Return the tool that `App` or `Version` names.

    A1111 wrote neither before 1.3, so a text without them is A1111's as long as it names the sampler as
    A1111 does (`Euler a`, `DPM++ 2M`, never `euler_ancestral`).
    """
    if as_name(settings.get("App")):
        return settings["App"]
    if "Version" in settings:
        version = settings["Version"]
        return next((tool for pattern, tool in _VERSIONS if pattern.match(version)), UNSIGNED)
    return UNSIGNED if settings.get("Sampler", "").islower() else "A1111"


def build_generation(infotext: Infotext, block: str, tool: str, parser: str) -> GenerationBuilder:
    """Return all that `infotext` states, with `tool` as its tool."""
    settings = infotext.settings
    builder = GenerationBuilder(tool, parser, block)
    builder.put(
        block,
        prompt=infotext.prompt,
        negative_prompt=infotext.negative_prompt,
        seed=as_seed(settings.get("Seed")),
        steps=as_steps(settings.get("Steps")),
        sampler=_read_sampler(settings, "Sampler"),
        scheduler=as_name(find_first(settings, "Schedule type", "Scheduler", "Sampler sigma")),
        cfg_scale=as_cfg(find_first(settings, "CFG scale", "cfg_scale")),
        model=as_name(settings.get("Model")),
        loras=_collect_loras(infotext),
        prompts=list_prompts(infotext.prompt, infotext.negative_prompt, settings, block),
    )
    builder.put(block, passes=list_passes(settings, builder.generation))
    return builder


def _read_sampler(settings: Mapping[str, str], key: str) -> str | None:
    name = as_name(settings.get(key))
    return None if name == _NO_SAMPLER else name


def _collect_loras(infotext: Infotext) -> tuple[Lora, ...]:
    """Return the LoRAs that the prompt names, then those that only the hashes name."""
    found = {lora.name: lora for lora in find_prompt_loras(infotext.prompt or "")}
    for pair in infotext.settings.get("Lora hashes", "").split(","):
        name = pair.partition(":")[0].strip()
        if name:
            found.setdefault(name, Lora(name))
    return tuple(found.values())


def find_prompt_loras(prompt: str) -> tuple[Lora, ...]:
    """Return the `<lora:name:weight>` tags of a prompt, each name once."""
    found: dict[str, Lora] = {}
    for name, weight in _LORA_TAG.findall(prompt):
        if name.strip():
            found.setdefault(name.strip(), Lora(name.strip(), as_number(weight) if weight else 1.0))
    return tuple(found.values())
