"""Templates of names and captions: `{captured:%Y/%m}/{model}/{seed}`.

A name in braces stands for a value of the file; two braces stand for one. Dates take a form of `strftime`,
numbers a width.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Formatter
from typing import Any

from app.catalog import LibraryFile
from app.domain.text.file_names import make_name_safe, make_path_safe

TEMPLATE_LENGTH = 500
UNKNOWN = "unknown"
"""Stands for a value that a file does not have, in names."""
HASH_DIGITS = 12
VALUE_LENGTH = 80
"""Characters of a value in a name."""

_DIRECTIVES = re.compile(r"(?:[^%]|%[YmdHMSjyBbAaV%])*")
"""Directives of strftime with which every system does the same, and whose result is short."""
_DATE_FORM = "%Y-%m-%d"
_WIDTH = re.compile(r"0?[0-9]{1,2}")


class TemplateError(ValueError):
    """A template cannot be used. The text says what is wrong and what can be written instead."""


def _part(part: str, name: str) -> Callable[[LibraryFile], Any]:
    return lambda file: getattr(getattr(file.report, part), name, None)


def _report(name: str) -> Callable[[LibraryFile], Any]:
    return lambda file: getattr(file.report, name)


def _parse_date(text: str | None) -> datetime | None:
    """Return a date that is whole; None for one whose day is unknown."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


FIELDS: Mapping[str, tuple[Callable[[LibraryFile], Any], str]] = {
    "name": (
        lambda file: os.path.splitext(os.path.basename(file.report.path))[0],
        "name of the file, without its extension",
    ),
    "folder": (lambda file: os.path.basename(os.path.dirname(file.report.path)), "name of its folder"),
    "id": (lambda file: file.file_id, "id in the library"),
    "captured": (lambda file: _parse_date(file.report.captured_at), "when it was taken; a date"),
    "added": (lambda file: datetime.fromtimestamp(file.added_at, UTC), "when it came into the library; a date, UTC"),
    "kind": (_report("kind"), "image or video"),
    "format": (_report("format"), "format by the content"),
    "width": (_report("width"), "pixels"),
    "height": (_report("height"), "pixels"),
    "camera": (_part("camera", "model"), "model of the camera"),
    "tool": (_part("generation", "tool"), "generation tool"),
    "model": (_part("generation", "model"), "generation model"),
    "seed": (_part("generation", "seed"), "seed"),
    "steps": (_part("generation", "steps"), "steps"),
    "sampler": (_part("generation", "sampler"), "sampler"),
    "prompt": (_part("generation", "prompt"), "prompt"),
    "negative_prompt": (_part("generation", "negative_prompt"), "negative prompt"),
    "keywords": (lambda file: ", ".join(file.report.keywords) or None, "keywords, separated by commas"),
    "keyword": (lambda file: next(iter(file.report.keywords), None), "first keyword"),
    "score": (_report("score"), "−1 to 5"),
    "title": (lambda file: file.title, "title"),
    "note": (lambda file: file.note, "note"),
    "hash": (
        lambda file: file.report.hashes.content[:HASH_DIGITS] if file.report.hashes else None,
        f"first {HASH_DIGITS} digits of the hash of its bytes",
    ),
}
"""Field → its value, and what it is; None where a file has none."""
_DATES = frozenset({"captured", "added"})
_NUMBERS = frozenset({"id", "width", "height", "seed", "steps", "score"})


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template: plain text, and fields with their forms."""

    parts: tuple[tuple[str, str | None, str], ...]
    """Text before a field, its name (None at the end), and its form."""

    def make_path(self, file: LibraryFile) -> tuple[str, ...]:
        """Return the safe names of a relative path, without extension. Values are parts of names, not folders."""
        text = "".join(self._pieces(file, lambda value: make_name_safe(value[:VALUE_LENGTH]), UNKNOWN))
        return make_path_safe(text) or (UNKNOWN,)

    def make_text(self, file: LibraryFile) -> str:
        """Return the text with the values as they are; nothing stands for those that a file does not have."""
        return "".join(self._pieces(file, lambda value: value, ""))

    def _pieces(self, file: LibraryFile, convert: Callable[[str], str], unknown: str) -> Sequence[str]:
        pieces = []
        for text, name, form in self.parts:
            pieces.append(text)
            if name is not None:
                value = FIELDS[name][0](file)
                pieces.append(unknown if value in (None, "") else _write(name, value, form, convert))
        return pieces


def _write(name: str, value: Any, form: str, convert: Callable[[str], str]) -> str:
    if name in _DATES:  # the slashes of its form make folders
        return str(value.strftime(form or _DATE_FORM))
    return convert(format(value, f"{form}d") if form else str(value))


def parse_template(text: str) -> Template:
    """Return the parsed template. Raises `TemplateError`."""
    if not text.strip() or len(text) > TEMPLATE_LENGTH:
        raise TemplateError(f"the template is empty, or has more than {TEMPLATE_LENGTH} characters")
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise TemplateError(f"the template is not closed: {error}; write {{{{ for a brace") from error
    return Template(tuple(_check_part(*part) for part in parsed))


def _check_part(text: str, name: str | None, form: str | None, conversion: str | None) -> tuple[str, str | None, str]:
    if name is not None and name not in FIELDS:
        raise TemplateError(f"there is no field {{{name}}}; choose of {', '.join(FIELDS)}")
    if conversion or (name and form and not _is_form(name, form)):
        raise TemplateError(
            f"the form of {{{name}}} cannot be used; a date takes %Y, %m, %d, %H, %M, %S, a number a width such as 06"
        )
    return text, name, form or ""


def _is_form(name: str, form: str) -> bool:
    pattern = _DIRECTIVES if name in _DATES else _WIDTH
    return name in _DATES | _NUMBERS and pattern.fullmatch(form) is not None
