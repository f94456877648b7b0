"""The passes that a text in A1111's format tells: the first one, the refiner's, the high-resolution fix, detailers.

Sources: AUTOMATIC1111/stable-diffusion-webui `modules/processing.py` (StableDiffusionProcessingTxt2Img.init) and
`modules/sd_samplers_common.py` (apply_refiner); vladmandic/automatic `modules/processing_info.py`; Bing-su/adetailer
`adetailer/args.py` (extra_params). They leave out what a later pass shares with the first one; so does the list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.domain.report import Generation, Pass
from app.readers.generation.generation_builder import make_first_pass
from app.readers.generation.values import as_cfg, as_name, as_number, as_share, as_size, as_steps, find_first

_SIZE = re.compile(r"(\d{1,6})x(\d{1,6})")
_HASH = re.compile(r" \[[0-9a-fA-F]{6,64}\]$")
_HIRES = ("Hires upscale", "Hires resize", "Hires steps")
"""What shows a second pass. SD.Next names an upscaler also where nothing was sampled again."""
_DETAILER = re.compile(r"ADetailer model((?: \d+(?:st|nd|rd|th))?)", re.IGNORECASE)
_SAME = "use same"
"""How the value of a setting begins that is the same in the second pass: `Use same checkpoint`."""

Size = tuple[int | None, int | None]


def list_passes(settings: Mapping[str, str], first: Generation) -> tuple[Pass, ...]:
    """Return all passes in the order in which they ran; none where there is no more than one."""
    refiner = _strip_hash(_read_name(settings, "Refiner"))
    is_hires = any(settings.get(name) for name in _HIRES)
    details = _list_details(settings)
    if not (refiner or is_hires or details):
        return ()
    denoise = _read_share(settings, "Denoising strength")
    size = _read_size(settings.get("Size"))
    passes = [make_first_pass(first, *size, denoise=None if is_hires else denoise)]
    if refiner:
        passes.append(Pass(steps=as_steps(settings.get("Refiner steps")), model=refiner))
    if is_hires:
        width, height = _find_hires_size(settings, size)
        passes.append(
            Pass(
                sampler=_read_name(settings, "Hires sampler"),
                scheduler=_read_name(settings, "Hires schedule type"),
                steps=as_steps(settings.get("Hires steps")),
                cfg_scale=as_cfg(settings.get("Hires CFG scale")),
                denoise=denoise,
                model=_strip_hash(_read_name(settings, "Hires checkpoint")),
                width=width,
                height=height,
                upscaler=_read_name(settings, "Hires upscaler"),
            )
        )
    return (*passes, *details)


def _list_details(settings: Mapping[str, str]) -> list[Pass]:
    """Return a pass of each detailer. Of further ones ADetailer's keys end with a number, as `ADetailer steps 2nd`."""
    suffixes = [match[1] for key in settings if (match := _DETAILER.fullmatch(key))]
    found = [_read_detail(settings, suffix) for suffix in suffixes if _read_name(settings, f"ADetailer model{suffix}")]
    if detailer := _read_name(settings, "Detailer"):
        steps, strength = as_steps(settings.get("Detailer steps")), _read_share(settings, "Detailer strength")
        found.append(Pass(steps=steps, denoise=strength, part=detailer))
    return found


def _read_detail(settings: Mapping[str, str], suffix: str) -> Pass:
    width, height = (as_size(settings.get(f"ADetailer inpaint {side}{suffix}")) for side in ("width", "height"))
    return Pass(
        sampler=_read_name(settings, f"ADetailer sampler{suffix}"),
        scheduler=_read_name(settings, f"ADetailer scheduler{suffix}"),
        steps=as_steps(settings.get(f"ADetailer steps{suffix}")),
        cfg_scale=as_cfg(settings.get(f"ADetailer CFG scale{suffix}")),
        denoise=_read_share(settings, f"ADetailer denoising strength{suffix}"),
        model=_strip_hash(_read_name(settings, f"ADetailer checkpoint{suffix}")),
        width=width,
        height=height,
        part=_read_name(settings, f"ADetailer model{suffix}"),
    )


def _find_hires_size(settings: Mapping[str, str], first: Size) -> Size:
    """Return the size that the settings state, or that A1111 computes from the first pass and the factor."""
    stated = _read_size(find_first(settings, "Hires resize", "Hires size"))
    factor = as_number(settings.get("Hires upscale"))
    if stated != (None, None) or factor is None or not 0 < factor <= 64 or None in first:
        return stated
    width, height = first
    return int((width or 0) * factor), int((height or 0) * factor)


def _read_size(value: object) -> Size:
    match = _SIZE.fullmatch(as_name(value) or "")
    if match is None or int(match[1]) == 0 or int(match[2]) == 0:
        return None, None
    return int(match[1]), int(match[2])


def _read_name(settings: Mapping[str, str], key: str) -> str | None:
    name = as_name(settings.get(key))
    return None if name is None or name == "None" or name.casefold().startswith(_SAME) else name


def _strip_hash(name: str | None) -> str | None:
    """`model [0123abcd]` → `model`."""
    return name and _HASH.sub("", name)


def _read_share(settings: Mapping[str, str], key: str) -> float | None:
    return as_share(settings.get(key))
