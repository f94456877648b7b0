"""Bounds what one tool's parser found, so that no value is larger than what is kept of a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from app.domain.report import Generation, Pass, Prompt
from app.readers.generation.values import NAME_MAX
from app.readers.limits import Limits
from app.readers.metadata.shortening import describe_cut, shorten_name

_NAMES = ("tool", "sampler", "scheduler", "model")
Named = TypeVar("Named", Generation, Pass)
_PROMPTS = {"prompt": "the prompt", "negative_prompt": "the negative prompt"}


def bound_generation(generation: Generation, limits: Limits) -> tuple[Generation, tuple[str, ...]]:
    """Return the generation data within the limits, and a problem for each value that was cut.

    Names that are too long end with `…`.
    """
    problems = []
    for name, what in _PROMPTS.items():
        text = getattr(generation, name)
        if text is not None and len(text) > limits.prompt_length:
            generation = replace(generation, **{name: text[: limits.prompt_length]})
            problems.append(describe_cut(what, f"{len(text):,} characters", limits.prompt_length))
    if len(generation.loras) > limits.loras:
        problems.append(describe_cut("the list of LoRAs", f"{len(generation.loras):,} entries", limits.loras))
    loras = tuple(replace(lora, name=shorten_name(lora.name, NAME_MAX)) for lora in generation.loras[: limits.loras])
    prompts = _bound_prompts(generation.prompts, limits)
    if len(prompts) < len(generation.prompts):
        problems.append(describe_cut("the list of prompts", f"{len(generation.prompts):,} entries", len(prompts)))
    passes = tuple(_shorten_names(one) for one in generation.passes[: limits.passes])
    models = tuple(
        replace(model, name=shorten_name(model.name, NAME_MAX)) for model in generation.models[: limits.models]
    )
    bounded = replace(generation, loras=loras, prompts=prompts, passes=passes, models=models)
    return _shorten_names(bounded), tuple(problems)


def _bound_prompts(prompts: tuple[Prompt, ...], limits: Limits) -> tuple[Prompt, ...]:
    """Return the first prompts, each cut, that together are not longer than a prompt and a negative prompt may be."""
    kept: list[Prompt] = []
    left = 2 * limits.prompt_length
    for prompt in prompts[: limits.prompts]:
        text = prompt.text[: limits.prompt_length]
        left -= len(text)
        if left < 0:
            break
        kept.append(replace(prompt, text=text, source=prompt.source and shorten_name(prompt.source, NAME_MAX)))
    return tuple(kept)


def _shorten_names(named: Named) -> Named:
    names = [name for name in _NAMES if isinstance(getattr(named, name, None), str)]
    return replace(named, **{name: shorten_name(getattr(named, name), NAME_MAX) for name in names})  # type: ignore[arg-type]
