"""What holds for the page's files as they lie there: nothing inline, nothing dangling, nobody's text as HTML."""

from __future__ import annotations

import re
from os.path import normpath
from pathlib import Path

import jinja2
import pytest

from tests.page.support import STATIC, TEMPLATES

SCRIPTS = sorted((STATIC / "js").rglob("*.js"))
STYLES = sorted((STATIC / "css").rglob("*.css"))
FIRST_MODULES = ("shell/ingest-page.js", "shell/library-page.js")
"""One a page."""
IMPORT = r'(?m)^(?:import|export)\b[^;]*?\bfrom "(\.[^"]+)";'
"""What a module names is a path from its own folder."""
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
    return _rendered("ingest_v2.html")


@pytest.fixture(scope="module")
def library() -> str:
    return _rendered("library.html")


@pytest.fixture(params=["ingest_v2.html", "library.html"])
def any_page(request: pytest.FixtureRequest) -> str:
    return _rendered(request.param)


def _rendered(template: str) -> str:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    hostile = {"version": "1", "roots": ["</script><script>alert(1)</script>"]}
    return environment.get_template(template).render(page=hostile)


@pytest.mark.parametrize("path", SCRIPTS, ids=_name)
def test_a_module_never_makes_html_or_code_of_text(path: Path) -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment"
    assert not re.search(forbidden, path.read_text())


def test_a_folders_name_cannot_leave_the_pages_configuration(rendered: str) -> None:
    assert "alert(1)</script>" not in rendered


def test_nothing_is_inline_so_that_a_strict_policy_can_be_sent(any_page: str) -> None:
    assert not re.search(r"<[^>]+\sstyle=", any_page)
    assert not re.search(r"<[^>]+\son[a-z]+=", any_page)
    assert "<style" not in any_page
    scripts = re.findall(r"<script([^>]*)>", any_page)
    assert all("src=" in script or "application/json" in script for script in scripts)


@pytest.mark.parametrize("first", FIRST_MODULES)
def test_every_element_that_a_module_asks_for_is_in_the_markup(first: str, rendered: str, library: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', rendered if first == FIRST_MODULES[0] else library)
    assert len(ids) == len(set(ids))
    scripts = text([STATIC / "js" / name for name in _reached_from(first)])
    asked = set(re.findall(r'byId\("([^"]+)"\)', scripts))
    asked |= {f"fragment-{name}" for name in re.findall(r'fragment\("([^"]+)"\)', scripts)}
    assert asked - set(ids) == set()


def test_every_icon_is_in_the_sprite(any_page: str) -> None:
    sprite = (STATIC / "vendor" / "lucide" / "sprite.svg").read_text()
    used = set(re.findall(r"sprite\.svg#([a-z0-9-]+)", any_page))
    assert used - set(re.findall(r'id="([^"]+)"', sprite)) == set()


def test_every_file_that_a_page_names_exists(rendered: str, library: str) -> None:
    named = re.findall(r'(?:src|href)="/static/([^"#]+)', rendered + library)
    named += re.findall(r'url\("/static/([^"]+)"', text(STYLES))
    assert named and [name for name in named if not (STATIC / name).is_file()] == []
    assert {str(path.relative_to(STATIC)) for path in STYLES} <= set(named)


def test_every_module_is_reached_from_the_first_one_of_a_page() -> None:
    reached = {"shell/theme-early.js"}.union(*map(_reached_from, FIRST_MODULES))
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
