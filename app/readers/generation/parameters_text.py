"""The settings of a picture as one text in A1111's format, which most tools and sites read.

A file's own text is returned as it is. For other tools it is written from what was read, with A1111's names of
samplers and schedulers (AUTOMATIC1111/stable-diffusion-webui `modules/sd_samplers_kdiffusion.py` and
`modules/sd_schedulers.py`; ComfyUI's names are those of `comfy/samplers.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from app.domain.report import Block, FileReport, Generation
from app.readers.generation.tools.a1111 import BLOCKS, find_prompt_loras, read_infotext

_SAMPLERS = {
    "euler": "Euler",
    "euler_ancestral": "Euler a",
    "heun": "Heun",
    "dpm_2": "DPM2",
    "dpm_2_ancestral": "DPM2 a",
    "lms": "LMS",
    "dpm_fast": "DPM fast",
    "dpm_adaptive": "DPM adaptive",
    "dpmpp_2s_ancestral": "DPM++ 2S a",
    "dpmpp_sde": "DPM++ SDE",
    "dpmpp_sde_gpu": "DPM++ SDE",
    "dpmpp_2m": "DPM++ 2M",
    "dpmpp_2m_sde": "DPM++ 2M SDE",
    "dpmpp_2m_sde_gpu": "DPM++ 2M SDE",
    "dpmpp_3m_sde": "DPM++ 3M SDE",
    "dpmpp_3m_sde_gpu": "DPM++ 3M SDE",
    "ddim": "DDIM",
    "uni_pc": "UniPC",
    "lcm": "LCM",
}
_SCHEDULERS = {
    "normal": "Normal",
    "karras": "Karras",
    "exponential": "Exponential",
    "polyexponential": "Polyexponential",
    "sgm_uniform": "SGM Uniform",
    "simple": "Simple",
    "ddim_uniform": "DDIM",
    "beta": "Beta",
    "kl_optimal": "KL Optimal",
}


def has_settings(report: FileReport) -> bool:
    """Whether more is known of how the picture was generated than the tool."""
    return report.generation is not None and report.generation != Generation(tool=report.generation.tool)


def find_parameters_text(report: FileReport, blocks: Sequence[Block]) -> str | None:
    """Return the settings of the picture, or None where none are known. `blocks` are those of the file."""
    return _find_own_text(blocks) or write_parameters(report)


def _find_own_text(blocks: Sequence[Block]) -> str | None:
    """Return the first text that is in A1111's format."""
    for block in blocks:
        name = block.name.lower() if block.name.startswith("video:") else block.name
        if name in BLOCKS and read_infotext(block.text) is not None:
            return block.text
    return None


def write_parameters(report: FileReport) -> str | None:
    """Return what is known of how the picture was generated, or None where that is nothing but the tool."""
    generation = report.generation
    if generation is None or not has_settings(report):
        return None
    lines = [_write_prompt(generation)]
    if generation.negative_prompt:
        lines.append(f"Negative prompt: {generation.negative_prompt}")
    lines.append(", ".join(f"{name}: {_quote(value)}" for name, value in _list_settings(report, generation)))
    return "\n".join(filter(None, lines))


def _write_prompt(generation: Generation) -> str:
    """Return the prompt with a tag for each LoRA that it does not name itself."""
    prompt = generation.prompt or ""
    named = {lora.name for lora in find_prompt_loras(prompt)}
    tags = [
        f"<lora:{lora.name}:{1 if lora.weight is None else f'{lora.weight:g}'}>"
        for lora in generation.loras
        if lora.name not in named
    ]
    return " ".join(filter(None, [prompt, *tags]))


def _list_settings(report: FileReport, generation: Generation) -> list[tuple[str, str]]:
    sampler, scheduler = generation.sampler or "", generation.scheduler or ""
    settings: dict[str, object] = {
        "Steps": generation.steps,
        "Sampler": _SAMPLERS.get(sampler, sampler) or None,
        "Schedule type": _SCHEDULERS.get(scheduler, scheduler) or None,
        "CFG scale": None if generation.cfg_scale is None else f"{generation.cfg_scale:.15g}",
        "Seed": generation.seed,
        "Size": f"{report.width}x{report.height}" if report.width and report.height else None,
        "Model": generation.model,
    }
    return [(name, str(value)) for name, value in settings.items() if value is not None]


def _quote(value: str) -> str:
    """Quote as A1111 does (`modules/infotext_utils.py`, quote)."""
    return json.dumps(value, ensure_ascii=False) if any(mark in value for mark in ',:\n"') else value
