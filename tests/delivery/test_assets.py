"""Names follow the content, everything is compressed once, and whoever asks for an old name gets the present file."""

from __future__ import annotations

import zlib
from pathlib import Path

import brotli
import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from app.delivery import Assets, StaticAssets
from app.delivery.content_coding import ContentCoding
from app.delivery.static_assets import ASK_AGAIN, FOREVER
from tests.http.surface.support import ask

FILES = {
    "js/shell/first-page.js": 'import { word } from "../shared/word.js";\nwindow.word = word;\n',
    "js/shared/word.js": '/* The word. */\nexport const word = "water";\n',
    "css/shared/tokens.css": '@font-face { src: url("/static/font.woff2"); }\n',
    "css/shared/base.css": '/* Base. */\np::after {\n  content: "/* a */ \\"b\\"";\n}\n' + "body { margin: 0; }\n" * 50,
    "font.woff2": "font",
    "icon.svg": "<svg/>",
}
STYLES = ["shared/tokens", "shared/base"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def assets(folder: Path) -> Assets:
    return Assets(folder)


def fetch(assets: Assets, folder: Path, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    app = Starlette(routes=[Mount("/static", StaticAssets(folder, assets))])
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(app, httpx.Request(method, f"http://localhost{path}", headers={"accept-encoding": ""} | named))


def names(assets: Assets) -> dict[str, str]:
    return {
        "script": assets.script("shell/first-page"),
        "stylesheet": assets.stylesheet("shell/first-page", STYLES),
        "font": assets.url("font.woff2"),
        "icon": assets.url("icon.svg"),
    }


def test_a_second_script_is_served_only_to_the_first_one_of_its_time(assets: Assets, folder: Path) -> None:
    first, word = folder / "js/shell/first-page.js", folder / "js/shared/word.js"
    first.write_text('const later = () => import("../shared/word.js");\nlater();\n')
    script = fetch(assets, folder, assets.script("shell/first-page")).text
    address = script.partition('import("')[2].partition('"')[0]
    answer = fetch(assets, folder, address)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, FOREVER)
    assert "water" in answer.text and "water" not in script
    assert fetch(assets, folder, answer.headers["sourcemap"]).json()["sources"] == ["/static/js/shared/word.js"]
    word.write_text('export const word = "light";\n')
    assert fetch(assets, folder, address).status_code == 404
    assert assets.script("shell/first-page") not in ("", address)
    assert "light" in fetch(assets, folder, address.replace(address.split(".")[-2], later_digest(assets))).text


def later_digest(assets: Assets) -> str:
    """The digest of the second script that the first one names now."""
    found = assets.find(assets.script("shell/first-page").removeprefix("/static/"))
    assert found is not None and found.asset.later is not None
    return found.asset.later.digest


@pytest.mark.parametrize(
    ("changed", "renamed"),
    [
        ("js/shell/first-page.js", {"script"}),
        ("js/shared/word.js", {"script"}),
        ("css/shared/base.css", {"stylesheet"}),
        ("font.woff2", {"font", "stylesheet"}),
        ("icon.svg", {"icon"}),
    ],
)
def test_a_changed_file_changes_the_names_of_what_is_made_of_it(
    assets: Assets, folder: Path, changed: str, renamed: set[str]
) -> None:
    before = names(assets)
    assert names(assets) == before
    path = folder / changed
    path.write_text(path.read_text().replace("water", "light").replace("margin: 0", "margin: 1") + " ")
    if changed == "js/shell/first-page.js":
        path.write_text(path.read_text() + "window.more = 1;\n")
    after = names(assets)
    assert {name for name in after if after[name] != before[name]} == renamed


def test_a_new_module_and_a_new_style_need_no_list(assets: Assets, folder: Path) -> None:
    (folder / "js/shared/new.js").write_text("export const added = 1;\n")
    (folder / "js/shared/word.js").write_text('import { added } from "./new.js";\nexport const word = added;\n')
    (folder / "css/shared/new.css").write_text("p { margin: 7px; }\n")
    script, style = assets.script("shell/first-page"), assets.stylesheet("shell/first-page", [*STYLES, "shared/new"])
    assert b"added = 1" in fetch(assets, folder, script).content
    assert b"7px" in fetch(assets, folder, style).content


def test_a_stylesheet_is_its_parts_without_comments_and_indentation(assets: Assets, folder: Path) -> None:
    style = fetch(assets, folder, assets.stylesheet("shell/first-page", STYLES)).text
    assert style.startswith(f'@font-face {{ src: url("{assets.url("font.woff2")}"); }}\n')
    assert '\np::after {\ncontent: "/* a */ \\"b\\"";\n}\nbody { margin: 0; }\n' in style
    assert "Base" not in style


def test_what_a_page_names_may_be_kept_for_good(assets: Assets, folder: Path) -> None:
    for address in names(assets).values():
        answer = fetch(assets, folder, address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == FOREVER == "public, max-age=31536000, immutable"


def test_an_older_name_leads_to_the_present_file_which_is_asked_for_again(assets: Assets, folder: Path) -> None:
    for address in names(assets).values():
        stem, digest, suffix = address.rsplit(".", 2)
        answer = fetch(assets, folder, f"{stem}.{'0' * len(digest)}.{suffix}")
        assert answer.content == fetch(assets, folder, address).content
        assert answer.headers["cache-control"] == ASK_AGAIN


def test_a_source_is_served_as_it_is_and_asked_for_again(assets: Assets, folder: Path) -> None:
    answer = fetch(assets, folder, "/static/js/shared/word.js")
    assert answer.text == FILES["js/shared/word.js"]
    assert answer.headers["cache-control"] == ASK_AGAIN
    again = fetch(assets, folder, "/static/js/shared/word.js", if_none_match=answer.headers["etag"])
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["script", "stylesheet", "font", "icon"])
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("identity", None),
        ("identity;q=0.5, gzip;q=1", "gzip"),
        ("gzip;q=nonsense", None),
        ("zstd, deflate", None),
    ],
)
def test_the_coding_is_one_that_the_client_takes_and_says_the_same(
    assets: Assets, folder: Path, name: str, accepted: str, coding: str | None
) -> None:
    address = names(assets)[name]
    plain = fetch(assets, folder, address)
    answer = fetch(assets, folder, address, accept_encoding=accepted)
    expected = None if name == "font" else coding
    assert answer.headers.get("content-encoding") == expected
    assert answer.headers.get("vary") == (None if name == "font" else "Accept-Encoding")
    assert answer.content == plain.content  # the client decodes it
    assert (answer.headers["etag"] == plain.headers["etag"]) == (expected is None)
    known = fetch(assets, folder, address, accept_encoding=accepted, if_none_match=answer.headers["etag"])
    assert (known.status_code, known.content) == (304, b"")


def test_an_asset_is_compressed_once(assets: Assets) -> None:
    path = assets.stylesheet("shell/first-page", STYLES).removeprefix("/static/")
    found = assets.find(path)
    assert found is not None
    small = found.asset.encoded(ContentCoding.BROTLI)
    assert found.asset.encoded(ContentCoding.BROTLI) is small
    assert brotli.decompress(small) == found.asset.body
    assert zlib.decompress(found.asset.encoded(ContentCoding.GZIP), 31) == found.asset.body
    assert len(small) < len(found.asset.body) / 2


def test_the_source_map_names_sources_that_are_served(assets: Assets, folder: Path) -> None:
    script = fetch(assets, folder, assets.script("shell/first-page"))
    answer = fetch(assets, folder, script.headers["sourcemap"])
    sources = answer.json()["sources"]
    assert sources == ["/static/js/shared/word.js", "/static/js/shell/first-page.js"]
    assert [fetch(assets, folder, source).status_code for source in sources] == [200, 200]


@pytest.mark.parametrize(
    "path",
    [
        "/static/nothing.0123456789abcdef.js",
        "/static/pages/shell/nothing.0123456789abcdef.js",
        "/static/pages/shell/nothing.0123456789abcdef.css",
        "/static/pages/..%2f..%2fpyproject.0123456789abcdef.js",
        "/static/..%2f..%2fpyproject.0123456789abcdef.toml",
        "/static/js%00.0123456789abcdef.js",
        "/static/js/shell.0123456789abcdef.js",
        "/static/pages/shell.0123456789abcdef.js.map",
    ],
)
def test_what_does_not_exist_is_not_found(assets: Assets, folder: Path, path: str) -> None:
    assert fetch(assets, folder, path).status_code == 404


def test_head_has_the_headers_of_get(assets: Assets, folder: Path) -> None:
    address = assets.script("shell/first-page")
    got, asked = (fetch(assets, folder, address, method, accept_encoding="br") for method in ("GET", "HEAD"))
    assert dict(got.headers) == dict(asked.headers)
