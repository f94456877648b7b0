"""Joins a page's modules into one script, or two, and tells a debugger where each line came from.

Every module becomes a function that is called once, in the order in which a browser would run the modules: each after
those that it imports. It gets their exports as constants. That is what the modules mean as long as they import each
other in no circle and assign to no export again; `module_source` refuses what would mean something else.

What is only reached by `import()` becomes a second script, which is fetched at the first of these calls. It gets the
modules of the first one from it, so each module exists once, as a browser has it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.delivery.module_source import RESERVED, ModuleSource, UnsupportedModuleError

_LATER = f"{RESERVED.decode()}Later"
"""The function that stands for `import()`."""
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@dataclass(frozen=True, slots=True)
class JoinedScript:
    """`places` has for each line of `text` the module, line and column from which it is; None for lines of its own."""

    text: bytes
    places: tuple[tuple[str, int, int] | None, ...]

    def source_map(self, address: str) -> bytes:
        """Return the source map (ECMA-426). `address` is where the modules are served, with a slash at its end."""
        names = sorted({place[0] for place in self.places if place is not None})
        number = {name: place for place, name in enumerate(names)}
        mappings, last = [], (0, 0, 0)
        for place in self.places:
            if place is None:
                mappings.append("")
                continue
            now = (number[place[0]], place[1], place[2])
            deltas = (0, *(new - old for new, old in zip(now, last, strict=True)))
            mappings.append("".join(map(_vlq, deltas)))
            last = now
        document = {"version": 3, "sources": [address + name for name in names], "mappings": ";".join(mappings)}
        return json.dumps(document, separators=(",", ":")).encode("ascii")


class JoinedPage:
    """The modules of a page: those that run at once, and those that are imported later."""

    def __init__(self, first: str, read: Callable[[str], ModuleSource]) -> None:
        """Join `first` and everything that it imports. Raises `UnsupportedModuleError`, and what `read` raises."""
        done: set[str] = set()
        self._modules = list(_in_order(first, read, done))
        self._entries = list(dict.fromkeys(each.module for module in self._modules for each in module.later))
        for entry in self._entries:
            if entry in done:
                raise UnsupportedModuleError(f"{entry}: it is imported at once, and by import() as well")
        self._later = [module for entry in self._entries for module in _in_order(entry, read, done)]
        self._number = {module.name: place for place, module in enumerate([*self._modules, *self._later])}
        for module in self._later:
            if module.later:
                raise UnsupportedModuleError(f"{module.name}: what is imported later cannot import() in turn")

    def later_script(self) -> JoinedScript | None:
        """Return the second script: a module that exports `load`. None if the page has none."""
        if not self._later:
            return None
        found = ", ".join(f"{json.dumps(entry)}: {self._name_of(entry)}" for entry in self._entries)
        opening = f"let made; export const load = (given) => made ??= make(given); const make = ({self._given()}) => {{"
        return self._join(self._later, opening, f"return {{ {found} }}; }};")

    def script(self, later_address: str = "") -> JoinedScript:
        """Return the script of the page. `later_address` is where the second one is served."""
        if not self._later:
            return self._join(self._modules)
        load = f"import({json.dumps(later_address)}).then(({{ load }}) => load({self._given()})[name])"
        return self._join(self._modules, f"const {_LATER} = (name) => {load};")

    def _given(self) -> str:
        """Return the modules that the second script gets from the first, as a list in JavaScript."""
        names = dict.fromkeys(each.module for module in self._later for each in module.imports)
        given = [self._name_of(name) for name in names if self._number[name] < len(self._modules)]
        return f"[{', '.join(given)}]"

    def _name_of(self, module: str) -> str:
        return RESERVED.decode() + str(self._number[module])

    def _join(self, modules: list[ModuleSource], *around: str) -> JoinedScript:
        """Join the modules, between the lines `around` them if there are any."""
        opening, closing = around[:1], around[1:]
        lines: list[bytes] = [line.encode() for line in opening]
        places: list[tuple[str, int, int] | None] = [None] * len(opening)
        for module in modules:
            before, after = _wrapping(module, self._number)
            lines += [before, *_code(module), after]
            places += [None, *((module.name, line.line, line.column) for line in module.lines), None]
        lines += [line.encode() for line in closing]
        places += [None] * len(closing)
        return JoinedScript(b"\n".join(lines) + b"\n", tuple(places))


def _code(module: ModuleSource) -> Iterator[bytes]:
    for line in module.lines:
        code = line.code
        for each in module.later:
            code = code.replace(each.code, f"{_LATER}({json.dumps(each.module)})".encode())
        yield code


def _in_order(first: str, read: Callable[[str], ModuleSource], done: set[str]) -> Iterator[ModuleSource]:
    """Yield the modules that are not `done`, each after those that it imports."""
    open_ = list[str]()

    def visit(name: str) -> Iterator[ModuleSource]:
        if name in done:
            return
        if name in open_:
            raise UnsupportedModuleError(f"modules import each other in a circle: {' → '.join([*open_, name])}")
        open_.append(name)
        module = read(name)
        for other in module.imports:
            yield from visit(other.module)
        open_.pop()
        done.add(name)
        yield module

    return visit(first)


def _wrapping(module: ModuleSource, number: dict[str, int]) -> tuple[bytes, bytes]:
    own = RESERVED.decode() + str(number[module.name])
    imports = "".join(
        f"const {{ {', '.join(map(_renamed, item.names))} }} = {RESERVED.decode()}{number[item.module]}; "
        for item in module.imports
        if item.names
    )
    return (
        f"const {own} = (() => {{ {imports}".encode(),
        f"return {{ {', '.join(module.exports)} }}; }})();".encode(),
    )


def _renamed(names: tuple[str, str]) -> str:
    exported, local = names
    return exported if exported == local else f"{exported}: {local}"


def _vlq(value: int) -> str:
    """Return a number as source maps write it: base 64, five bits a character, the sign in the lowest."""
    rest = -value << 1 | 1 if value < 0 else value << 1
    text = ""
    while True:
        digit, rest = rest & 31, rest >> 5
        text += _BASE64[digit | 32 if rest else digit]
        if not rest:
            return text
