"""A joined script means what its modules mean, and a debugger finds each line again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page

from app.delivery.joined_script import JoinedPage, JoinedScript
from app.delivery.module_source import ModuleSource, UnsupportedModuleError, parse_module
from tests.page.support import STATIC
from tests.support.browser import chromium

JS = STATIC / "js"
PAGES = sorted(path for path in (JS / "shell").glob("*-page.js") if path.name != "docs-page.js")


def reader(files: dict[str, str]) -> Callable[[str], ModuleSource]:
    return lambda name: parse_module(name, files[name].encode())


def join(files: dict[str, str]) -> JoinedScript:
    return JoinedPage("first.js", reader(files)).script()


def decode(mappings: str) -> list[tuple[int, int, int] | None]:
    """Return source, line and column of each line: the decoder of the format's description, for one segment a line."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    state, found = [0, 0, 0], list[tuple[int, int, int] | None]()
    for line in mappings.split(";"):
        numbers, value, shift = [], 0, 0
        for character in line:
            digit = digits.index(character)
            value |= (digit & 31) << shift
            shift += 5
            if not digit & 32:
                numbers.append(-(value >> 1) if value & 1 else value >> 1)
                value = shift = 0
        if numbers:
            assert len(numbers) == 4 and numbers[0] == 0
            state = [old + new for old, new in zip(state, numbers[1:], strict=True)]
        found.append((state[0], state[1], state[2]) if numbers else None)
    return found


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page()


SHARED = """/* Counts, for all that import it. */
const kept = { count: 0 };
export const START = 1;
export function count() {
  // one more
  kept.count += START; /* here, too */
  return kept.count;
}
export class Box {
  text = `a
    b // no comment
      ${count() /* one */}`;
}
"""
FILES = {
    "first.js": 'import { Box, count as more } from "./shared/count.js";\n'
    'import { second } from "./second.js";\n'
    "window.answer = [more(), second(), new Box().text, more()];\n",
    "second.js": 'import { count } from "./shared/count.js";\nconst START = 5;\n'
    "export const second = () => count() + START;\nexport async function later() {\n  await null;\n}\n",
    "shared/count.js": SHARED,
}


@pytest.mark.browser
def test_a_joined_script_does_what_its_modules_do(page: Page, tmp_path: Path) -> None:
    for name, source in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source)
    page.route("http://modules/**", lambda route: route.fulfill(path=tmp_path / route.request.url[15:]))
    page.route("http://modules/", lambda route: route.fulfill(body="<title>x</title>", content_type="text/html"))
    page.goto("http://modules/")
    apart = page.evaluate("import('http://modules/first.js').then(() => window.answer)")
    joined = page.evaluate(f"() => {{ {join(FILES).text.decode()}\nreturn window.answer; }}")
    assert joined == apart == [1, 7, "a\n    b // no comment\n      3", 4]


LATER = {
    "first.js": 'import { add } from "./counter.js";\nadd(1);\n'
    "window.answer = (async () => {\n"
    '  const { describe } = await import("./shown/later.js");\n'
    '  const again = await import("./shown/later.js");\n'
    '  const { other } = await import("./other.js");\n'
    "  add(10);\n"
    "  return [describe(), again.describe === describe, other()];\n})();\n",
    "counter.js": "let count = 0;\nexport function add(number) {\n  count += number;\n  return count;\n}\n",
    "shown/later.js": 'import { add } from "../counter.js";\nimport { both } from "../both.js";\nboth.push("later");\n'
    "export const describe = () => `${add(0)} ${both}`;\n",
    "other.js": 'import { both } from "./both.js";\nboth.push("other");\nexport const other = () => both.length;\n',
    "both.js": "export const both = [];\n",
}


@pytest.mark.browser
def test_what_is_imported_later_shares_its_modules_with_what_is_there(page: Page, tmp_path: Path) -> None:
    for name, source in LATER.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source)
    joined = JoinedPage("first.js", reader(LATER))
    later = joined.later_script()
    assert later is not None
    (tmp_path / "second script.js").write_bytes(later.text)
    page.route("http://modules/**", lambda route: route.fulfill(path=tmp_path / unquote(route.request.url[15:])))
    page.route("http://modules/", lambda route: route.fulfill(body="<title>x</title>", content_type="text/html"))
    page.goto("http://modules/")
    apart = page.evaluate("import('http://modules/first.js').then(() => window.answer)")
    script = joined.script("http://modules/second script.js").text.decode()
    together = page.evaluate(f"() => {{ {script}\nreturn window.answer; }}")
    assert together[1:] == apart[1:] == [True, 2]
    assert (together[0], apart[0]) == ("11 later,other", "11 later,other")


def test_each_module_is_in_one_script_only() -> None:
    joined = JoinedPage("first.js", reader(LATER))
    later = joined.later_script()
    assert later is not None
    first = {place[0] for place in joined.script().places if place is not None}
    second = {place[0] for place in later.places if place is not None}
    assert first == {"first.js", "counter.js"}
    assert second == {"shown/later.js", "other.js", "both.js"}


def test_what_is_imported_later_imports_nothing_later_itself() -> None:
    files = {"first.js": 'import("./b.js");', "b.js": 'import("./c.js");', "c.js": ""}
    with pytest.raises(UnsupportedModuleError, match=r"^b\.js.*in turn"):
        join(files)


def test_a_module_that_is_there_already_is_not_imported_later() -> None:
    files = {"first.js": 'import { x } from "./b.js";\nimport("./b.js");', "b.js": "export const x = 1;"}
    with pytest.raises(UnsupportedModuleError, match=r"^b\.js: .*at once"):
        join(files)


def test_a_line_keeps_its_text_and_its_place() -> None:
    joined = join(FILES)
    document = json.loads(joined.source_map("/static/js/"))
    lines = joined.text.decode().splitlines()
    checked = 0
    for line, place in zip(lines, decode(document["mappings"]), strict=True):
        if place is not None:
            source, number, column = place
            name = document["sources"][source].removeprefix("/static/js/")
            original = FILES[name].splitlines()[number][column:]
            assert original.removeprefix("export ").startswith(line.split("  ")[0].strip()), (line, original)
            checked += 1
    assert checked >= 15
    assert not any("/*" in line or "one more" in line or "export" in line for line in lines)
    assert "    b // no comment" in lines


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('import x from "./other.js";', "{ names }"),
        ('import * as x from "./other.js";', "{ names }"),
        ('import { x } from "library";', "no relative path"),
        ("export let x = 1;", "let, var"),
        ("export default 1;", "a declaration"),
        ("export default function x() {}", "a declaration"),
        ('export * from "./other.js";', "a declaration"),
        ("const x = 1;\nexport { x };", "a declaration"),
        ("export const { x } = {};", "destructured"),
        ('const x = () => import("library");', "import()"),
        ("const x = (name) => import(`./${name}.js`);", "import()"),
        ("const x = (name) => import(name);", "import()"),
        ("const x = import.meta.url;", "import.meta"),
        ("await null;", "await outside"),
        ("for await (const x of []);", "await outside"),
        ("const $module1 = 1;", "joined modules"),
        ("const = ;", "not JavaScript"),
    ],
)
def test_what_would_change_its_meaning_is_refused(source: str, reason: str) -> None:
    with pytest.raises(UnsupportedModuleError, match=r"^first\.js") as refused:
        join({"first.js": source})
    assert reason in str(refused.value)


def test_a_circle_is_refused() -> None:
    files = {
        "first.js": 'import { b } from "./b.js";\nexport const a = 1;',
        "b.js": 'import { a } from "./first.js";\nexport const b = 1;',
    }
    with pytest.raises(UnsupportedModuleError, match=r"first\.js → b\.js → first\.js"):
        join(files)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_page_can_be_joined_and_runs_each_module_after_those_that_it_imports(path: Path) -> None:
    page = JoinedPage(f"shell/{path.name}", lambda name: parse_module(name, (JS / name).read_bytes()))
    scripts = [page.script(), page.later_script()]
    places = [place for script in scripts if script is not None for place in script.places]
    order = list(dict.fromkeys(place[0] for place in places if place is not None))
    assert f"shell/{path.name}" in order
    for number, name in enumerate(order):
        imported = {item.module for item in parse_module(name, (JS / name).read_bytes()).imports}
        assert imported <= set(order[:number])
