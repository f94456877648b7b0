"""Prompts as people write them, and beside each one the keywords that are in it.

The keywords are what the writer started from; the emphasis, the weights and the LoRA tags are put
around them afterwards. So the manifest never learns them from a parser.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from app.demo.drawing.scenes import Scene
from app.demo.metadata import words
from app.domain.report import Lora

LONGEST_KEYWORD = 60
"""A longer term is a sentence, and no keyword."""


@dataclass(frozen=True, slots=True)
class Prompt:
    text: str
    keywords: tuple[str, ...]
    """Lower case, without repeats, in the order of the text."""
    loras: tuple[Lora, ...] = ()


def write_prompt(dice: Random, scene: Scene, *, webui: bool) -> Prompt:
    """A prompt for `scene`; with `webui` also what only A1111 understands: LoRA tags and BREAK."""
    terms = [*dice.sample(scene.terms, dice.randint(3, 5)), *dice.sample(words.STYLES, dice.randint(2, 5))]
    if dice.random() < 0.5:
        terms = [*dice.sample(words.QUALITY, 2), *terms]
    if dice.random() < 0.15:
        terms.append(terms[0].upper())
    if dice.random() < 0.06:
        terms.append(dice.choice(words.SENTENCES))
    text = _joined(dice, [_dressed(dice, term) for term in terms], webui=webui)
    loras = _loras(dice) if webui and dice.random() < 0.3 else ()
    return Prompt(
        text=text + "".join(f", <lora:{lora.name}:{lora.weight}>" for lora in loras),
        keywords=unique(term for term in terms if len(term) <= LONGEST_KEYWORD),
        loras=loras,
    )


def write_negative(dice: Random) -> str:
    return ", ".join(dice.sample(words.AVOIDED, dice.randint(3, 7)))


def unique(terms: Iterable[str]) -> tuple[str, ...]:
    """`terms` in lower case, each once, in their order."""
    return tuple(dict.fromkeys(term.lower() for term in terms))


def _loras(dice: Random) -> tuple[Lora, ...]:
    names = dice.sample(words.LORAS, dice.choice((1, 1, 2)))
    return tuple(Lora(name, dice.choice((0.4, 0.6, 0.8, 1.0))) for name in names)


def _dressed(dice: Random, term: str) -> str:
    chance = dice.random()
    if chance < 0.12:
        return f"({term}:{dice.choice((0.8, 1.1, 1.2, 1.35))})"
    if chance < 0.18:
        return f"(({term}))"
    if chance < 0.22:
        return f"[{term}]"
    if chance < 0.28:
        return term.capitalize()
    return term


def _joined(dice: Random, terms: list[str], *, webui: bool) -> str:
    chance = dice.random()
    middle = len(terms) // 2
    if webui and chance < 0.1:
        return ", ".join(terms[:middle]) + " BREAK " + ", ".join(terms[middle:])
    if chance < 0.25:
        return ", ".join(terms[:middle]) + ",\n" + ", ".join(terms[middle:])
    return ", ".join(terms)
