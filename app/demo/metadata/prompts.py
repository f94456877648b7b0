"""Writes prompts as people do, together with the keywords in them.

A prompt is built from its keywords by adding emphasis, weights and LoRA tags, so the manifest needs no parser.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from app.demo.drawing.scenes import Scene
from app.demo.metadata import words
from app.domain.report import Lora

LONGEST_KEYWORD = 60
"""A longer term is a sentence, not a keyword."""


@dataclass(frozen=True, slots=True)
class WrittenPrompt:
    text: str
    keywords: tuple[str, ...]
    """Lower case, without repeats, in the order of the text."""
    loras: tuple[Lora, ...] = ()


def write_prompt(rng: Random, scene: Scene, *, webui: bool) -> WrittenPrompt:
    """Write a prompt for `scene`; with `webui` also with syntax that only A1111 has: LoRA tags and BREAK."""
    terms = [*rng.sample(scene.terms, rng.randint(3, 5)), *rng.sample(words.STYLES, rng.randint(2, 5))]
    if rng.random() < 0.5:
        terms = [*rng.sample(words.QUALITY, 2), *terms]
    if rng.random() < 0.15:
        terms.append(terms[0].upper())
    if rng.random() < 0.06:
        terms.append(rng.choice(words.SENTENCES))
    text = _join_terms(rng, [_add_emphasis(rng, term) for term in terms], webui=webui)
    loras = _choose_loras(rng) if webui and rng.random() < 0.3 else ()
    return WrittenPrompt(
        text=text + "".join(f", <lora:{lora.name}:{lora.weight}>" for lora in loras),
        keywords=unique(term for term in terms if len(term) <= LONGEST_KEYWORD),
        loras=loras,
    )


def write_negative(rng: Random) -> str:
    return ", ".join(rng.sample(words.AVOIDED, rng.randint(3, 7)))


def unique(terms: Iterable[str]) -> tuple[str, ...]:
    """`terms` in lower case, each once, in their order."""
    return tuple(dict.fromkeys(term.lower() for term in terms))


def _choose_loras(rng: Random) -> tuple[Lora, ...]:
    names = rng.sample(words.LORAS, rng.choice((1, 1, 2)))
    return tuple(Lora(name, rng.choice((0.4, 0.6, 0.8, 1.0))) for name in names)


def _add_emphasis(rng: Random, term: str) -> str:
    chance = rng.random()
    if chance < 0.12:
        return f"({term}:{rng.choice((0.8, 1.1, 1.2, 1.35))})"
    if chance < 0.18:
        return f"(({term}))"
    if chance < 0.22:
        return f"[{term}]"
    if chance < 0.28:
        return term.capitalize()
    return term


def _join_terms(rng: Random, terms: list[str], *, webui: bool) -> str:
    chance = rng.random()
    middle = len(terms) // 2
    if webui and chance < 0.1:
        return ", ".join(terms[:middle]) + " BREAK " + ", ".join(terms[middle:])
    if chance < 0.25:
        return ", ".join(terms[:middle]) + ",\n" + ", ".join(terms[middle:])
    return ", ".join(terms)
