"""Every text of the pages is in `app/locales/`, in every language, and is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import tree_sitter_javascript
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor
from tree_sitter import Language, Node, Parser

from app.delivery import Translations, error_pages
from app.delivery.translations import DEFAULT_LANGUAGE, LANGUAGES
from tests.page.support import APP, STATIC, TEMPLATES

TRANSLATIONS = Translations(APP / "locales")
ENGLISH = TRANSLATIONS.catalog(DEFAULT_LANGUAGE).entries
OTHERS = [language.code for language in LANGUAGES if language.code != DEFAULT_LANGUAGE]
SCRIPTS = sorted((STATIC / "js").rglob("*.js"))
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if path.name not in {"docs.html", "report.html"})
"""The API's description and reports are English."""
CALL = re.compile(r"\btranslate\((?![\d$])\s*")
"""CSS has a function of this name, which begins with a number."""
ID = re.compile(r'"([a-z][a-z0-9-]*)"')
OF_THE_SERVER = {
    *(*error_pages.TITLES.values(), error_pages.OTHER_TITLE),
    *(text_id for _, text_id in (*error_pages.PAGES, *error_pages.TRY_AGAIN)),
    "error-status",
    "error-links",
    "error-not-found-cure",
}
"""Ids that `app/delivery/error_pages.py` has in tables."""
WITHOUT_LITERAL = {STATIC / "js/texts/translate.js", TEMPLATES / "errors/error.html"}
WORDS = re.compile(r"[A-Z][a-z]|[a-z] [a-z]")
"""What a text for people has: a capital letter before small ones, or two words."""
FOR_MACHINES = re.compile(
    r"""
    ^\.[a-z] | [\[\]#>=/]          # a selector, an address
    | ^[a-z]+(-[a-z]+)+$          # the name of a class, an event, an attribute
    | ^(Arrow(Up|Down|Left|Right)|Page(Up|Down)|Home|End|Tab|Enter|Space|Delete|Backspace|Esc(ape)?)$
    | ^(Shift|Ctrl|Control|Alt|Meta)(\+\S+)?$
    | ^(AbortError|Content-Type)$
    """,
    re.VERBOSE,
)
JAVASCRIPT = Parser(Language(tree_sitter_javascript.language()))
FOR_DEVELOPERS = re.compile(r"^(?:console\.\w+|translate|matchMedia|querySelector\w*|new \w*Error)\(")
NAMES = {
    *("digiKam", "Diffusion Toolkit", "Google Takeout", "infinite-image-browsing"),
    *("Headrace", "Prometheus", "HTML", "JSON", "CSV", "kohya", "(Esc)", "(Shift+F)"),
    *("Edge", "Opera", "Samsung Internet", "Firefox", "Chrome", "Safari"),
    *("iPhone", "iPad", "Android", "Windows", "Mac OS X", "CrOS", "ChromeOS", "Linux"),
}
"""They are the same in every language."""
NO_TEXTS = {
    *("ApiError", "Notification"),  # names of classes
    *("path asc", "added desc", "collection asc"),  # orders
    "link-button error-more",  # classes of a style
    *("Polygon", "MultiPolygon", "shadowPane"),  # types of GeoJSON, and a layer of Leaflet
    *("(left out)", "Headrace: a state that does not add up"),  # a report for maintainers
    *("this browser has no EventSource.", "the server asked this browser to (headrace rollout)."),  # a console
}
TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
READ_ALOUD = {"alt", "aria-description", "aria-label", "aria-valuetext", "placeholder", "title"}


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802  the visitor's name for it
        self.names.add(node.id.name)


def variables(message: ast.Message) -> set[str]:
    visitor = _Variables()
    visitor.visit(message)
    return visitor.names


def used() -> Iterator[tuple[str, str]]:
    """Yield where a text is named and its id, or what stands there instead of a literal."""
    for path in (*SCRIPTS, *PAGES):
        if path in WITHOUT_LITERAL:
            continue
        source = path.read_text()
        for call in CALL.finditer(source):
            literal = ID.match(source, call.end())
            yield path.name, literal[1] if literal else source[call.end() : call.end() + 30]


def test_every_text_that_is_named_exists() -> None:
    assert {(where, name) for where, name in used() if name not in ENGLISH} == set()
    assert ENGLISH.keys() >= OF_THE_SERVER


def test_every_text_is_used() -> None:
    assert ENGLISH.keys() - {name for _, name in used()} - OF_THE_SERVER == set()


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_texts_with_the_same_values(language: str) -> None:
    theirs = TRANSLATIONS.catalog(language).entries
    assert theirs.keys() ^ ENGLISH.keys() == set()
    assert {name for name in ENGLISH if variables(theirs[name]) != variables(ENGLISH[name])} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_its_texts_in_the_same_files(language: str) -> None:
    def files(code: str) -> dict[str, list[str]]:
        paths = sorted((APP / "locales" / code).glob("*.ftl"))
        return {path.name: re.findall(r"(?m)^[a-z][\w-]*", path.read_text()) for path in paths}

    assert files(language) == files(DEFAULT_LANGUAGE)


class _OwnTexts(HTMLParser):
    """Collects what a template says by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_data(self, data: str) -> None:
        self.found.append(re.sub(r'[\w-]+="[^"]*"|#/\w+', "", data))  # blocks that fill an attribute


def own_texts(source: bytes) -> Iterator[str]:
    """Yield the literals of a module that look like texts for people."""
    yield from _texts_of(JAVASCRIPT.parse(source).root_node)


def _texts_of(node: Node) -> Iterator[str]:
    assert node.text is not None
    text = node.text.decode()
    if node.type in ("call_expression", "new_expression") and FOR_DEVELOPERS.match(text):
        return
    if node.type in ("string_fragment", "template_string"):
        words = re.sub(r"\$\{.*?\}", "", text.strip("`"))
        is_text = WORDS.search(words) and not FOR_MACHINES.search(words)
        if is_text and words.strip(" ·") not in NAMES | NO_TEXTS:
            yield words
    for child in node.children:
        if child.type != "import_statement" and (node.type, child.type) != ("template_string", "string_fragment"):
            yield from _texts_of(child)


def own_texts_of_template(source: str) -> set[str]:
    parser = _OwnTexts()
    parser.feed(TAGS.sub("", source))
    return {text.strip(" ·\n") for text in parser.found if re.search(r"[A-Za-z]{2}", text)} - NAMES


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_module_has_texts_of_its_own(path: Path) -> None:
    assert list(own_texts(path.read_bytes())) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_template_has_texts_of_its_own(path: Path) -> None:
    assert own_texts_of_template(path.read_text()) == set()


def test_texts_are_recognized() -> None:
    module = b"""
        import { x } from "../shared/a text.js";
        const label = translate("shown-id", { name: `The ${x} file` }) + "Delete file" + `${x} files left over`;
        console.info("For developers.");
        element("button", { class: "icon-button", text: "Save" });
        on("ArrowLeft", document.querySelector(".card b"));
    """
    assert list(own_texts(module)) == ["Delete file", " files left over", "Save"]
    template = '<p title="Say">{{ translate("x") }}</p>{% if a %}<b class="ok">two</b>{% endif %}Headrace {# no #}'
    assert own_texts_of_template(template) == {"Say", "two"}
