"""The texts of the pages, in every language: one folder a language in `app/locales/`, in Fluent's syntax.

Templates and scripts name a text by its id. What a script needs is rendered into its page, parsed, so that it is there
when the script begins. Syntax: https://projectfluent.org/fluent/guide/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser, ast
from markupsafe import Markup, escape

from app.delivery.preferences import parse_weights

DEFAULT_LANGUAGE = "en"
COOKIE = "headrace_language"
"""Holds the language that somebody chose; the page writes it."""

_FIRST_PLACEHOLDER = 0xE000
"""Private-use characters stand for values with markup while a text is put together."""

Value = str | int | float | Markup
Part = str | list[Any]
"""Of a text with values: text; `[name]` for a value; `[name, {key: pattern}, default]` for a choice by a value."""
Pattern = str | list[Part]
"""A text as a page gets it. The keys of a choice are the value itself or its plural category (CLDR)."""
_Signature = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Language:
    """`code` as in BCP 47, `name` as its speakers write it."""

    code: str
    name: str


LANGUAGES = (Language("en", "English"), Language("de", "Deutsch"))


class InvalidTranslationError(ValueError):
    """A file of texts that is not valid; the message names the file and what is wrong."""


class TextCatalog:
    """The texts of one language, as they stood in its files when it was read."""

    def __init__(self, language: str, folder: Path) -> None:
        """Read `folder`/*.ftl. Raises `InvalidTranslationError`."""
        self.entries: dict[str, ast.Message] = {}
        for path in sorted(folder.glob("*.ftl")):
            for entry in _parse(path):
                if entry.id.name in self.entries:
                    raise InvalidTranslationError(f"{path}: the text {entry.id.name!r} exists already")
                self.entries[entry.id.name] = entry
        # Names and paths are isolated where they are shown, by `dir` or CSS.
        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(ast.Resource(list(self.entries.values())))

    def translate(self, text_id: str, values: Mapping[str, Value]) -> Markup:
        """Return a text as HTML: everything is escaped except values that are markup. Raises KeyError."""
        pattern = self._bundle.get_message(text_id).value
        if pattern is None:
            raise KeyError(text_id)
        markup = {name: value for name, value in values.items() if isinstance(value, Markup)}
        placeholders = {name: chr(_FIRST_PLACEHOLDER + number) for number, name in enumerate(markup)}
        text, errors = self._bundle.format_pattern(pattern, {**values, **placeholders})
        if errors:
            raise KeyError(f"{text_id}: {errors[0]}")
        html = escape(_unwrap(str(text)))
        for name, placeholder in placeholders.items():
            html = html.replace(placeholder, markup[name])
        return html

    def patterns(self, text_ids: Iterable[str]) -> list[Pattern]:
        """Return these texts as a page composes them, in their order. Raises KeyError and `InvalidTranslationError`."""
        return [_pattern(text_id, self.entries[text_id].value) for text_id in text_ids]


def _pattern(text_id: str, pattern: ast.Pattern | None) -> Pattern:
    parts = [_part(text_id, element) for element in pattern.elements] if pattern else []
    if all(isinstance(part, str) for part in parts):
        return "".join(map(str, parts))
    return parts


def _part(text_id: str, element: ast.TextElement | ast.Placeable) -> Part:
    if isinstance(element, ast.TextElement):
        return _unwrap(element.value)
    match element.expression:
        case ast.StringLiteral() as literal:
            return str(literal.parse()["value"])
        case ast.VariableReference(id=name):
            return [name.name]
        case ast.SelectExpression(selector=ast.VariableReference(id=name), variants=variants):
            choices = {_key(variant): _pattern(text_id, variant.value) for variant in variants}
            return [name.name, choices, next(_key(variant) for variant in variants if variant.default)]
    raise InvalidTranslationError(f"the text {text_id!r}: a page has only values, and choices by a value")


def _unwrap(text: str) -> str:
    """Return a text whose lines were wrapped in its file as one line."""
    return text.replace("\n", " ")


def _key(variant: ast.Variant) -> str:
    return variant.key.name if isinstance(variant.key, ast.Identifier) else variant.key.value


def _parse(path: Path) -> Iterator[ast.Message]:
    for entry in FluentParser(with_spans=False).parse(path.read_text(encoding="utf-8")).body:
        if isinstance(entry, ast.Junk):
            raise InvalidTranslationError(f"{path}: {entry.annotations[0].message} in {(entry.content or '')[:80]!r}")
        if isinstance(entry, ast.Message):
            entry.comment = None
            yield entry


class Translations:
    """The catalogs of all languages. Every language has the texts of the default one; a test holds them to that."""

    def __init__(self, folder: Path) -> None:
        """`folder` has a folder for each of `LANGUAGES`."""
        self._folder = folder
        self._catalogs: dict[str, tuple[_Signature, TextCatalog]] = {}

    def catalog(self, language: str) -> TextCatalog:
        """Return a language's texts; they are read again after a change. Raises `InvalidTranslationError`."""
        folder = self._folder / language
        signature = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.ftl")))
        kept = self._catalogs.get(language)
        if kept is None or kept[0] != signature:
            kept = self._catalogs[language] = (signature, TextCatalog(language, folder))
        return kept[1]


def choose_language(accepted: str, chosen: str = "") -> str:
    """Return the language that somebody chose, else the best of an Accept-Language header, else the default one."""
    known = {language.code for language in LANGUAGES}
    if chosen in known:
        return chosen
    weights = parse_weights(accepted)  # a stable sort: equal weights count in their order
    for tag in sorted(weights, key=lambda tag: -weights[tag]):
        code = tag.split("-")[0]
        if code in known and weights[tag] > 0:
            return code
    return DEFAULT_LANGUAGE
