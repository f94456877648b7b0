"""What holds for the page's files as they lie there: nothing inline, nothing dangling, nobody's text as HTML."""

from __future__ import annotations

import re
from functools import cache
from os.path import normpath
from pathlib import Path

import pytest

from app.delivery import Assets, Translations, create_templates
from tests.page.support import APP, STATIC, TEMPLATES

SCRIPTS = sorted((STATIC / "js").rglob("*.js"))
STYLES = sorted((STATIC / "css").rglob("*.css"))
CALLER = {"name": "</script><b>eve</b>", "role": "admin", "credential": "sign_in"}
INGEST = {"caller": CALLER, "uploads": {"extensions": [".png"]}}
PAGES: dict[str, tuple[str, str, dict[str, object]]] = {
    "ingest": ("ingest_v2.html", "shell/ingest-page.js", INGEST),
    "ingest of a cluster": ("ingest_v2.html", "shell/ingest-page.js", INGEST | {"cluster": True}),
    "library": ("library.html", "shell/library-page.js", {"caller": CALLER}),
    "connection": ("connection.html", "shell/connection-page.js", {"caller": CALLER}),
    "account": ("account.html", "shell/account-page.js", {"caller": CALLER}),
    "account of nobody": ("account.html", "shell/account-page.js", {"caller": CALLER | {"credential": "local"}}),
    "sign-in": ("sign_in.html", "shell/sign-in-page.js", {"mode": "sign-in", "oidc": {"name": "<b>us</b>"}}),
    "invitation": ("sign_in.html", "shell/sign-in-page.js", {"mode": "invitation", "name": "<b>", "role": "viewer"}),
    "first admin": ("sign_in.html", "shell/sign-in-page.js", {"mode": "invitation", "name": None, "role": "admin"}),
    "expired": ("sign_in.html", "shell/sign-in-page.js", {"mode": "expired"}),
    "guest session": ("guest.html", "shell/guest-page.js", {"shows": "session"}),
    "guest search": ("guest.html", "shell/guest-page.js", {"shows": "search"}),
    "guest nothing": ("guest.html", "shell/guest-page.js", {"shows": "nothing"}),
}
"""Name → template, first module, and what the server renders into it."""
ASSETS = Assets(STATIC)
"""Which files a page names, its script and its stylesheet among them."""
FIRST_MODULES = sorted({module for _, module, _ in PAGES.values()})
IMPORT = r'(?m)(?:^(?:import|export)\b[^;]*?\bfrom |\bimport\()"(\.[^"]+)"'
"""What a module names is a path from its own folder."""
OUTSIDE_OF_PAGES = {"error.css"}
"""The page of an error has its style inside."""
NAMES = ["processed_files", "metadata_extracted", "keywords_added", "scores_imported", "nsfw_detected", "errors"]
HOOKS = {
    *("tree", "start"),
    *("percent", "progress-bar", "current-file", "live-badge", "connection", "errors", "ledger", "to-preview"),
    *("elapsed", "rate", "time-left"),
    *("grid", "card", "filter-outcome", "to-commit"),
    *("commit", "commit-bar", "done"),
}


def _name(path: Path) -> str:
    return path.relative_to(STATIC / "js").as_posix()


def text(paths: list[Path]) -> str:
    return "\n".join(path.read_text() for path in paths)


@pytest.fixture(scope="module")
def rendered() -> str:
    return _rendered("ingest")


@pytest.fixture(params=PAGES)
def any_page(request: pytest.FixtureRequest) -> str:
    return _rendered(request.param)


@cache
def _rendered(name: str) -> str:
    translations = Translations(APP / "locales")
    environment = create_templates(TEMPLATES, ASSETS, translations).env
    template, _, config = PAGES[name]
    hostile = {"version": "1", "password_lengths": [10, 256], "roots": ["</script><script>alert(1)</script>"]}
    return environment.get_template(template).render(
        page=hostile | config, language="en", texts=translations.catalog("en")
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=_name)
def test_a_module_never_makes_html_or_code_of_text(path: Path) -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment"
    assert not re.search(forbidden, path.read_text())


def test_a_strangers_text_cannot_leave_its_place(any_page: str) -> None:
    assert "alert(1)</script>" not in any_page
    assert "</script><b>" not in any_page
    assert "<b>us" not in any_page and "<b>eve" not in any_page


def test_nothing_is_inline_so_that_a_strict_policy_can_be_sent(any_page: str) -> None:
    assert not re.search(r"<[^>]+\sstyle=", any_page)
    assert not re.search(r"<[^>]+\son[a-z]+=", any_page)
    assert "<style" not in any_page
    scripts = re.findall(r"<script([^>]*)>", any_page)
    assert all("src=" in script or "application/json" in script for script in scripts)


@pytest.mark.parametrize("first", FIRST_MODULES)
def test_every_element_that_a_module_asks_for_is_in_the_markup(first: str) -> None:
    """Or in that of one of the page's forms: its modules ask for what the form has."""
    ids = set[str]()
    for name in (name for name, (_, module, _) in PAGES.items() if module == first):
        found = re.findall(r'\bid="([^"]+)"', _rendered(name))
        assert len(found) == len(set(found))
        ids |= set(found)
    scripts = text([STATIC / "js" / name for name in _reached_from(first)])
    asked = set(re.findall(r'byId\("([^"]+)"\)', scripts))
    asked |= {f"fragment-{name}" for name in re.findall(r'fragment\("([^"]+)"\)', scripts)}
    assert asked - ids == set()


def test_every_icon_is_in_the_sprite(any_page: str) -> None:
    sprite = (STATIC / "vendor" / "lucide" / "sprite.svg").read_text()
    used = set(re.findall(r"sprite\.[0-9a-f]{16}\.svg#([a-z0-9-]+)", any_page))
    assert used - set(re.findall(r'id="([^"]+)"', sprite)) == set()


def test_every_file_that_a_page_names_exists() -> None:
    named = re.findall(r'(?:src|href)="/static/([^"#]+)', "".join(map(_rendered, PAGES)))
    styles = [found.asset for name in named if name.endswith(".css") and (found := ASSETS.find(name))]
    named += re.findall(r'url\("/static/([^"]+)"', "".join(style.body.decode() for style in styles))
    assert len(set(named)) > 10
    assert [name for name in named if not _is_current(name)] == []


def _is_current(name: str) -> bool:
    found = ASSETS.find(name)
    return found is not None and found.is_current


def test_every_style_is_part_of_a_page() -> None:
    named = re.findall(r'href="/static/([^"#]+\.css)"', "".join(map(_rendered, PAGES)))
    styles = {found.asset.body for name in named if (found := ASSETS.find(name))}
    rules = {path: re.findall(r"[^{}/*@;]+{", path.read_text()) for path in STYLES if path.name not in OUTSIDE_OF_PAGES}
    text_of_all = re.sub(r"\s+", " ", b"".join(styles).decode())
    assert [path.name for path, found in rules.items() if not found] == []
    assert [path.name for path, found in rules.items() if " ".join(found[-1].split()) not in text_of_all] == []


def test_every_module_is_reached_from_the_first_one_of_a_page() -> None:
    reached = {"shell/theme-early.js", "shell/docs-page.js"}.union(*map(_reached_from, FIRST_MODULES))
    assert {_name(path) for path in SCRIPTS} == reached


def _reached_from(first: str) -> set[str]:
    reached, waiting = set[str](), [first]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        found = [
            normpath(Path(name).parent / other) for other in re.findall(IMPORT, (STATIC / "js" / name).read_text())
        ]
        waiting += [other for other in found if other not in reached]
    return reached


def test_every_token_that_a_style_uses_is_defined() -> None:
    styles, scripts = text(STYLES), text(SCRIPTS)
    defined = set(re.findall(r"(--[a-z0-9-]+)\s*:", styles)) | set(re.findall(r'"(--[a-z-]+)"', scripts))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", styles)) - defined == set()


def test_everything_vendored_has_its_licence_beside_it() -> None:
    for folder in (STATIC / "vendor").iterdir():
        assert (folder / "LICENSE").is_file(), folder.name


def test_the_hooks_that_people_and_tests_hold_on_to_are_there(rendered: str) -> None:
    hooks = set(re.findall(r'data-testid="([^"]+)"', rendered))
    steps = {f"step-{name}" for name in ("configure", "process", "preview", "commit")}
    counters = {f"counter-{name}" for name in NAMES}
    assert hooks >= HOOKS | steps | counters


def test_the_founding_names_stay() -> None:
    scripts = text(SCRIPTS)
    for name in ("Updates", "Streaming", "Polling"):
        assert f"export function startProgress{name}(" in scripts
    assert "export function updateProgressDisplay(" in scripts
    assert "export async function startProcessing(" in scripts


EMPTY_ELEMENT = re.compile(r'<(\w+)\b[^<>]*\bid="([a-z][a-z0-9-]*)"[^<>]*></\1>')
ID_BEGINNING, ID_END = re.compile(r"`([a-z-]+-)\$\{"), re.compile(r"`\$\{\w+\}(-[a-z-]+)`")
"""Of ids of which a module computes the rest."""


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_every_element_that_is_empty_is_filled_by_a_module(template: Path) -> None:
    scripts = text(SCRIPTS)
    beginnings, ends = tuple(ID_BEGINNING.findall(scripts)), tuple(ID_END.findall(scripts))
    empty = [name for _, name in EMPTY_ELEMENT.findall(template.read_text())]
    unknown = [name for name in empty if not re.search(rf'"#?{name}"', scripts)]
    assert [name for name in unknown if not (name.startswith(beginnings) or name.endswith(ends))] == []
