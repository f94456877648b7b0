"""The page's files under names that change with their content, and built ones among them.

An address is `/static/NAME.DIGEST.SUFFIX`. The name leads to a file as it lies there, or, below `pages/`, to what is
built from several: the script and the stylesheet of a page. Whoever asks for an older digest gets the present content.
"""

from __future__ import annotations

import hashlib
import mimetypes
import posixpath
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.delivery.content_coding import ContentCoding, compress_once
from app.delivery.joined_script import JoinedPage, JoinedScript
from app.delivery.module_source import ModuleSource, parse_module

ADDRESS = "/static/"
PAGES = "pages/"
"""Below it lie the files that are built: `pages/shell/x.js` is made of `js/shell/x.js` and all that it imports."""
MODULES = "js/"
LATER = ".later"
"""Ends the name of a page's second script, which has what is imported later."""

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_COMPRESSED_ALREADY = frozenset({".woff2", ".png", ".jpg", ".webp"})
_VERSIONED = re.compile(r"(?P<stem>.+)\.(?P<digest>[0-9a-f]{16})(?P<suffix>(?:\.js)?\.[a-z0-9]+)")
_STRING_OR_COMMENT = re.compile(rb'"(?:[^"\\]|\\.)*"|/\*.*?\*/', re.DOTALL)
_INDENTATION = re.compile(rb"\n\s+")
_TEXT = re.compile(rb'(?P<call>\btranslate\(\s*)"(?P<id>[^"]+)"')
"""Modules name a text by its id, always as a literal. A page says its place in a list instead, which is shorter."""
_URL_IN_STYLE = re.compile(rb'url\("/static/([^"#]+)"\)')

Signature = tuple[int, int]
"""Time of the last change in ns, and size in bytes."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent; a script with the ids of its texts, and the script that follows it later.

    Safe to use from several threads.
    """

    body: bytes
    media_type: str
    digest: str
    is_compressible: bool
    holds_up_paint: bool = False
    source_map: bytes | None = None
    text_ids: tuple[str, ...] = ()
    later: Asset | None = None
    _encoded: dict[ContentCoding, bytes] = field(default_factory=dict, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False)

    def encoded(self, coding: ContentCoding) -> bytes:
        """Return the body in `coding`, compressed on the first call."""
        with self._lock:
            if coding not in self._encoded:
                self._encoded[coding] = compress_once(coding, self.body, is_urgent=self.holds_up_paint)
            return self._encoded[coding]


@dataclass(frozen=True, slots=True)
class FoundAsset:
    """`is_current` says whether the content has the digest that the address names."""

    asset: Asset
    is_current: bool


@dataclass(frozen=True, slots=True)
class _Built:
    asset: Asset
    sources: dict[str, Signature]


class _Sources:
    """The files below one folder, and which of them were read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.read_so_far: dict[str, Signature] = {}

    def signature(self, name: str) -> Signature:
        found = (self._folder / name).stat()
        return found.st_mtime_ns, found.st_size

    def read(self, name: str) -> bytes:
        self.read_so_far[name] = self.signature(name)
        return (self._folder / name).read_bytes()

    def are_unchanged(self, signatures: dict[str, Signature]) -> bool:
        try:
            return all(self.signature(name) == signature for name, signature in signatures.items())
        except OSError:
            return False


class Assets:
    """What the pages name. Names are paths below `folder`; a page is named by its first module, without a suffix."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._built: dict[str, _Built] = {}
        self._modules: dict[str, tuple[Signature, ModuleSource]] = {}
        self._styles: dict[str, tuple[str, ...]] = {}
        self._lock = threading.RLock()

    # What templates call

    def url(self, name: str) -> str:
        """Return the address of a file. Raises FileNotFoundError."""
        return _address(name, self._file(name))

    def script(self, page: str) -> str:
        """Return the address of the page's script. Raises FileNotFoundError and UnsupportedModuleError."""
        name = f"{PAGES}{page}.js"
        return _address(name, self._script(name))

    def text_ids(self, page: str) -> tuple[str, ...]:
        """Return the ids of the texts that the page's script names, in their order: it calls them by their place."""
        return self._script(f"{PAGES}{page}.js").text_ids

    def stylesheet(self, page: str, styles: Sequence[str]) -> str:
        """Return the address of the page's stylesheet: `styles` are its parts, in their order, below `css/`."""
        name = f"{PAGES}{page}.css"
        with self._lock:
            if self._styles.get(name) != tuple(styles):
                self._styles[name] = tuple(styles)
                self._built.pop(name, None)
        return _address(name, self._stylesheet(name))

    def style_text(self, styles: Sequence[str]) -> bytes:
        """Return the joined stylesheet itself."""
        return b"".join(self._style(_Sources(self._folder), f"css/{style}.css") for style in styles)

    # What is served

    def find(self, path: str) -> FoundAsset | None:
        """Return what lies at `/static/{path}`; None if the path has no digest, or nothing has its name.

        A second script fits only the first one of the same time, so no other is returned for it.
        """
        match = _VERSIONED.fullmatch(path)
        if match is None:
            return None
        try:
            asset = self._named(match["stem"] + match["suffix"])
        except OSError:
            return None
        is_current = asset is not None and asset.digest == match["digest"]
        if asset is None or (match["stem"].endswith(LATER) and not is_current):
            return None
        return FoundAsset(asset, is_current)

    def _named(self, name: str) -> Asset | None:
        if not name.startswith(PAGES):
            return self._file(name) if _is_inside(name) else None
        if name.endswith(f"{LATER}.js"):
            return self._script(name.replace(LATER, "")).later
        if name.endswith(".js"):
            return self._script(name)
        if name.endswith(".js.map"):
            script = self._named(name.removesuffix(".map"))
            if script is None:
                return None
            assert script.source_map is not None
            return Asset(script.source_map, _TYPES[".map"], script.digest, is_compressible=True)
        return self._stylesheet(name) if name in self._styles else None

    def warm(self) -> None:
        """Build the scripts of all pages, so that the first one who opens a page need not wait. Takes about 0.2 s."""
        for path in sorted((self._folder / MODULES / "shell").glob("*.js")):
            if b"\nimport " in path.read_bytes():
                self.script(f"shell/{path.stem}")

    # Building

    def _file(self, name: str) -> Asset:
        return self._kept(name, lambda sources: _asset(name, sources.read(name)))

    def _script(self, name: str) -> Asset:
        return self._kept(name, lambda sources: self._join(name, sources))

    def _join(self, name: str, sources: _Sources) -> Asset:
        first = posixpath.relpath(name, PAGES)
        page = JoinedPage(first, lambda module: self._module(module, sources))
        second = page.later_script()
        all_code = page.script().text + (second.text if second else b"")
        text_ids = tuple(sorted({match["id"].decode() for match in _TEXT.finditer(all_code)}))
        if second is None:
            return _script_asset(name, page.script(), text_ids)
        later_name = name.replace(".js", f"{LATER}.js")
        later = _script_asset(later_name, second, text_ids)
        return replace(_script_asset(name, page.script(_address(later_name, later)), text_ids), later=later)

    def _module(self, name: str, sources: _Sources) -> ModuleSource:
        """Return a module that several pages may share; it is parsed again only after a change."""
        source = sources.read(MODULES + name)
        signature = sources.read_so_far[MODULES + name]
        kept = self._modules.get(name)
        if kept is None or kept[0] != signature:
            kept = self._modules[name] = (signature, parse_module(name, source))
        return kept[1]

    def _stylesheet(self, name: str) -> Asset:
        def join(sources: _Sources) -> Asset:
            return _asset(name, b"".join(self._style(sources, f"css/{style}.css") for style in self._styles[name]))

        return self._kept(name, join)

    def _style(self, sources: _Sources, name: str) -> bytes:
        def versioned(match: re.Match[bytes]) -> bytes:
            file = match[1].decode()
            sources.read(file)
            return f'url("{self.url(file)}")'.encode()

        return _URL_IN_STYLE.sub(versioned, _without_comments(sources.read(name)))

    def _kept(self, name: str, build: Callable[[_Sources], Asset]) -> Asset:
        """Return what was built last, or build it if it was not or if one of its sources has changed."""
        with self._lock:
            sources = _Sources(self._folder)
            kept = self._built.get(name)
            if kept is None or not sources.are_unchanged(kept.sources):
                asset = build(sources)
                kept = self._built[name] = _Built(asset, sources.read_so_far)
            return kept.asset


def _without_comments(style: bytes) -> bytes:
    """Return a style without comments and indentation. The formatter writes every string in double quotes."""
    code = _STRING_OR_COMMENT.sub(lambda match: match[0] if match[0].startswith(b'"') else b"", style)
    return _INDENTATION.sub(b"\n", code)


def _is_inside(name: str) -> bool:
    is_plain = "\\" not in name and "\0" not in name
    return is_plain and posixpath.normpath(name) == name and not name.startswith(("/", ".."))


def _address(name: str, asset: Asset) -> str:
    stem, suffix = posixpath.splitext(name)
    return f"{ADDRESS}{stem}.{asset.digest}{suffix}"


def _script_asset(name: str, joined: JoinedScript, text_ids: tuple[str, ...]) -> Asset:
    place = {text_id: str(number).encode() for number, text_id in enumerate(text_ids)}
    script = _TEXT.sub(lambda match: match["call"] + place[match["id"].decode()], joined.text)
    return _asset(name, script, joined.source_map(ADDRESS + MODULES), text_ids)


def _asset(name: str, body: bytes, source_map: bytes | None = None, text_ids: tuple[str, ...] = ()) -> Asset:
    suffix = posixpath.splitext(name)[1]
    media_type = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    digest = hashlib.sha256(body).hexdigest()[:16]
    return Asset(
        body,
        media_type,
        digest,
        is_compressible=suffix not in _COMPRESSED_ALREADY,
        holds_up_paint=suffix == ".css",
        source_map=source_map,
        text_ids=text_ids,
    )
