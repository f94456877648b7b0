"""The further prompts among the settings of a text in A1111's format: of a second pass, of a detailer, of an extension.

Sources: AUTOMATIC1111/stable-diffusion-webui `modules/processing.py` (`Hires prompt`); Bing-su/adetailer
`adetailer/args.py` (`ADetailer prompt`, of further detailers `ADetailer prompt 2nd`); vladmandic/automatic
`modules/processing_info.py` (`Prompt2` and `Negative2` of the refiner, `Detailer prompt`, `Detailer negative`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from app.domain.report import Prompt, PromptRole
from app.readers.generation.values import as_number, as_text

_KEY = re.compile(
    r"(?:(?P<owner>.*?\S) +)?(?P<kind>negative prompt|prompt|negative)(?:2| (?:\d+(?:st|nd|rd|th)?|[a-z]))?",
    re.IGNORECASE,
)
_REFINER = ("prompt2", "negative2")
_NEGATIVE = "negative"
_DETAILERS = ("adetailer", "ddetailer", "detailer")
_TEMPLATES = ("raw", "wildcard", "original", "unprompted", "template", "use", "separate")
"""Last word of an owner that wrote what was typed before something else was made of it, or a switch."""
_SWITCHES = ("true", "false", "none")


def is_prompt_key(key: str) -> bool:
    """Whether the setting of that name is a prompt that was used beside the main ones."""
    match = _KEY.fullmatch(key)
    if match is None:
        return False
    owner = match["owner"]
    if owner is None:
        return key.casefold() in _REFINER
    return owner.casefold().rpartition(" ")[2] not in _TEMPLATES


def list_prompts(
    prompt: str | None, negative: str | None, settings: Mapping[str, str], block: str
) -> tuple[Prompt, ...]:
    """Return all prompts, the main ones first; none where there are no others."""
    further = tuple(_iterate_further(settings, block))
    if not further:
        return ()
    main = ((PromptRole.POSITIVE, prompt), (PromptRole.NEGATIVE, negative))
    return (*(Prompt(role, text, block) for role, text in main if text), *further)


def _iterate_further(settings: Mapping[str, str], block: str) -> Iterator[Prompt]:
    for key, value in settings.items():
        text = as_text(value)
        if text and is_prompt_key(key) and text.casefold() not in _SWITCHES and as_number(text) is None:
            yield Prompt(_find_role(key), text, f"{block} {key}")


def _find_role(key: str) -> PromptRole:
    words = key.casefold()
    if _NEGATIVE in words:
        return PromptRole.NEGATIVE
    return PromptRole.DETAIL if words.startswith(_DETAILERS) else PromptRole.LATER
