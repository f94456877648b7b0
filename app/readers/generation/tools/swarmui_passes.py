"""The sections of SwarmUI's prompt, and the passes that its parameters tell: refiner, segments, video.

    a photo of a cat <region:0,0,0.5,1> a hat <segment:face,0.6,0.5> green eyes <refiner> film grain <video> it walks

Tags begin with `<name` and may end with `//cid=10`, which SwarmUI adds. All others are part of the text around them.
Sources: as of `swarmui`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.domain.report import Generation, Pass, Prompt, PromptRole
from app.readers.generation.generation_builder import make_first_pass
from app.readers.generation.values import as_cfg, as_name, as_number, as_share, as_size, as_steps

_TAG = re.compile(
    r"<(?:(?P<place>region|object|segment|clear|extend):(?P<data>[^<>]*?)|(?P<stage>base|refiner|videoswap|video))"
    r"(?://cid=\d+)?>"
)
_ROLES = {
    "region": PromptRole.REGION,
    "object": PromptRole.REGION,
    "segment": PromptRole.DETAIL,
    "extend": PromptRole.LATER,
    "refiner": PromptRole.LATER,
    "video": PromptRole.LATER,
    "videoswap": PromptRole.LATER,
}
"""What the text behind a tag is for. That behind others is for the whole picture, or, behind `clear`, for nothing."""
_CREATIVITY, _THRESHOLDS = 0.6, 2
"""How much of a segment is painted again where its tag does not say; the numbers that may end a tag."""
_SAME_SIZE = 1
_GRID = 16
"""The refiner works on sides that are multiples of this."""


class _Section(NamedTuple):
    name: str
    """That of the tag; empty for the text before the first one."""
    data: str
    text: str


def list_prompts(generation: Generation, block: str) -> tuple[Prompt, ...]:
    """Return the text of each section, the positive ones first; none where the prompts have no sections."""
    positive, negative = _split(generation.prompt or ""), _split(generation.negative_prompt or "")
    if len(positive) + len(negative) <= 2:
        return ()
    return (
        *_iterate_prompts(positive, block, _ROLES, PromptRole.POSITIVE),
        *_iterate_prompts(negative, block, {}, PromptRole.NEGATIVE),
    )


def _iterate_prompts(
    sections: list[_Section], block: str, roles: Mapping[str, PromptRole], other: PromptRole
) -> Iterator[Prompt]:
    for section in sections:
        if section.text and section.name != "clear":
            tag = f" <{section.name}{':' if section.data else ''}{section.data}>" if section.name else ""
            yield Prompt(roles.get(section.name, other), section.text, block + tag)


def _split(prompt: str) -> list[_Section]:
    """Return the sections. `<region:end>` goes on with the text for the whole picture."""
    tags = list(_TAG.finditer(prompt))
    ends = [*(tag.start() for tag in tags), len(prompt)]
    sections = [_Section("", "", prompt[: ends[0]].strip())]
    for tag, end in zip(tags, ends[1:], strict=True):
        name, data = tag["place"] or tag["stage"], (tag["data"] or "").strip()
        is_end = (name, data) == ("region", "end")
        sections.append(_Section("" if is_end else name, "" if is_end else data, prompt[tag.end() : end].strip()))
    return sections


def list_passes(params: Mapping[str, object], first: Generation) -> tuple[Pass, ...]:
    """Return all passes in the order in which they ran; none where there is but one."""
    size = as_size(params.get("width")), as_size(params.get("height"))
    segments = [section.data for section in _split(first.prompt or "") if section.name == "segment"]
    later = [
        *_list_refiner(params, size),
        *(_read_segment(params, data) for data in segments),
        *_list_videos(params),
    ]
    return (make_first_pass(first, *size), *later) if later else ()


def _list_refiner(params: Mapping[str, object], size: tuple[int | None, int | None]) -> list[Pass]:
    """Return the refiner's pass. Without a method it does not run; without control, the picture is only enlarged."""
    method, control = as_name(params.get("refinermethod")), as_share(params.get("refinercontrolpercentage"))
    if method is None or not control:
        return []
    factor = as_number(params.get("refinerupscale"))
    is_larger = factor is not None and factor != _SAME_SIZE
    width, height = (_scale(side, factor) for side in size)
    refiner = Pass(
        sampler=as_name(params.get("refinersampler")),
        scheduler=as_name(params.get("refinerscheduler")),
        steps=as_steps(params.get("refinersteps")),
        cfg_scale=as_cfg(params.get("refinercfgscale")),
        denoise=control if method == "PostApply" else None,
        model=as_name(params.get("refinermodel")),
        width=width,
        height=height,
        upscaler=as_name(params.get("refinerupscalemethod")) if is_larger else None,
    )
    return [refiner]


def _scale(side: int | None, factor: float | None) -> int | None:
    if side is None or factor is None or factor == _SAME_SIZE:
        return None
    return as_size(round(side * factor) // _GRID * _GRID) if 0 < factor <= 64 else None


def _read_segment(params: Mapping[str, object], data: str) -> Pass:
    """Return the pass of `<segment:what,creativity,threshold>`; with one number that is the threshold."""
    words = data.split(",")
    numbers = [as_number(word.strip()) for word in words[-_THRESHOLDS:]]
    count = _THRESHOLDS if len(words) > 2 and None not in numbers else int(len(words) > 1 and numbers[-1] is not None)
    return Pass(
        steps=as_steps(params.get("segmentsteps")),
        cfg_scale=as_cfg(params.get("segmentcfgscale")),
        denoise=as_share(numbers[0]) if count == _THRESHOLDS else _CREATIVITY,
        model=as_name(params.get("segmentmodel")),
        part=as_name(",".join(words[: len(words) - count])),
    )


def _list_videos(params: Mapping[str, object]) -> list[Pass]:
    """Return the passes that made a video of the picture: that of the model, and of the one that it is swapped for."""
    model, swapped = as_name(params.get("videomodel")), as_name(params.get("videoswapmodel"))
    if model is None:
        return []
    steps, cfg = as_steps(params.get("videosteps")), as_cfg(params.get("videocfg"))
    first = Pass(steps=steps, cfg_scale=cfg, denoise=as_share(params.get("videovideocreativity")), model=model)
    return [first, Pass(model=swapped)] if swapped else [first]
