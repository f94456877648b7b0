"""Takes an ES module apart: what it imports, what it exports, and its code without comments and indentation.

The syntax tree is tree-sitter's. Only what can be joined without changing its meaning is accepted: imports by relative
path, static or by `import()`, and exports of declarations that nobody assigns to again. Anything else is refused, with
its place.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser, Query, QueryCursor

_JAVASCRIPT = Language(tree_sitter_javascript.language())
_QUERY = Query(
    _JAVASCRIPT,
    """
    (comment) @comment
    (template_string) @template
    (call_expression function: (import)) @later
    (meta_property "import") @refused
    (await_expression) @await
    (for_in_statement "await") @await
    """,
)
_FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "arrow_function",
        "method_definition",
    }
)
RESERVED = b"$module"
"""The names of modules in a joined script begin like this."""


class UnsupportedModuleError(ValueError):
    """A module that cannot be joined with others; the message names file, line and reason."""


@dataclass(frozen=True, slots=True)
class Import:
    """`names` are pairs of exported and local name."""

    module: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LaterImport:
    """A call of `import()`, as its code stands in the source."""

    module: str
    code: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """A line of code that is left, and where it stood: line and column from 0."""

    code: bytes
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """`name` is the path below the folder of all modules."""

    name: str
    imports: tuple[Import, ...]
    later: tuple[LaterImport, ...]
    exports: tuple[str, ...]
    lines: tuple[Line, ...]


def parse_module(name: str, source: bytes) -> ModuleSource:
    """Take a module apart. Raises `UnsupportedModuleError`."""
    tree = Parser(_JAVASCRIPT).parse(source)
    if tree.root_node.has_error:
        raise UnsupportedModuleError(f"{name}: it is not JavaScript that the parser knows")
    if RESERVED in source:
        raise UnsupportedModuleError(f"{name}: names that begin with {RESERVED.decode()} are those of joined modules")
    found = QueryCursor(_QUERY).captures(tree.root_node)
    _refuse(name, found)
    parts = _Parts(name)
    for node in tree.root_node.children:
        parts.take(node)
    cuts = parts.cuts + [(node.start_byte, node.end_byte) for node in found.get("comment", ())]
    kept = [(node.start_byte, node.end_byte) for node in found.get("template", ())]
    later = tuple(_later_import(name, node) for node in found.get("later", ()))
    lines = tuple(_lines(source, sorted(cuts), kept))
    return ModuleSource(name, tuple(parts.imports), later, tuple(parts.exports), lines)


def _later_import(name: str, call: Node) -> LaterImport:
    arguments = call.child_by_field_name("arguments")
    assert arguments is not None
    texts = [node for node in arguments.named_children if node.type == "string"]
    if len(arguments.named_children) != 1 or not texts or not _text(texts[0])[1:].startswith("."):
        raise _unsupported(name, call, "import() of anything but a relative path, written as a string")
    return LaterImport(_resolve(name, _text(texts[0])[1:-1]), _text(call).encode())


def _resolve(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _refuse(name: str, found: dict[str, list[Node]]) -> None:
    outside = [node for node in found.get("await", ()) if not _is_in_function(node)]
    for node in (*found.get("refused", ()), *outside):
        raise _unsupported(name, node, "import.meta and await outside of functions")


def _is_in_function(node: Node) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.type in _FUNCTIONS:
            return True
        parent = parent.parent
    return False


def _unsupported(name: str, node: Node, what: str) -> UnsupportedModuleError:
    return UnsupportedModuleError(f"{name}:{node.start_point.row + 1}: a joined script cannot have {what}")


class _Parts:
    """Collects imports and exports, and the ranges of bytes that a joined script does without."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.imports: list[Import] = []
        self.exports: list[str] = []
        self.cuts: list[tuple[int, int]] = []

    def take(self, statement: Node) -> None:
        if statement.type == "import_statement":
            self.imports.append(Import(self._source(statement), tuple(self._imported(statement))))
            self.cuts.append((statement.start_byte, statement.end_byte))
        elif statement.type == "export_statement":
            self._export(statement)

    def _source(self, statement: Node) -> str:
        node = statement.child_by_field_name("source")
        path = _text(node)[1:-1]
        if not path.startswith("."):
            raise _unsupported(self._name, statement, f"an import of {path!r}, which is no relative path")
        return _resolve(self._name, path)

    def _imported(self, statement: Node) -> Iterator[tuple[str, str]]:
        for clause in statement.children:
            if clause.type == "import_clause":
                for names in clause.named_children:
                    if names.type != "named_imports":
                        raise _unsupported(self._name, statement, "imports of anything but { names }")
                    yield from (_specifier(node) for node in names.named_children if node.type == "import_specifier")

    def _export(self, statement: Node) -> None:
        declaration = statement.child_by_field_name("declaration")
        if declaration is None or any(child.type == "default" for child in statement.children):
            raise _unsupported(self._name, statement, "exports of anything but a declaration")
        names = list(_declared(declaration))
        if not names:
            raise _unsupported(self._name, statement, "exports of let, var, or destructured names")
        self.exports += names
        self.cuts.append((statement.start_byte, declaration.start_byte))


def _declared(declaration: Node) -> Iterator[str]:
    if declaration.type in ("function_declaration", "generator_function_declaration", "class_declaration"):
        yield _text(declaration.child_by_field_name("name"))
    elif declaration.type == "lexical_declaration" and _text(declaration.child_by_field_name("kind")) == "const":
        for declarator in declaration.named_children:
            name = declarator.child_by_field_name("name")
            if name is not None and name.type == "identifier":
                yield _text(name)


def _specifier(node: Node) -> tuple[str, str]:
    name = _text(node.child_by_field_name("name"))
    alias = node.child_by_field_name("alias")
    return name, name if alias is None else _text(alias)


def _text(node: Node | None) -> str:
    assert node is not None and node.text is not None
    return node.text.decode()


def _lines(source: bytes, cuts: list[tuple[int, int]], templates: list[tuple[int, int]]) -> Iterator[Line]:
    """Yield the lines that have code. A cut ends no line and joins no words; what a template says stays as it is."""
    blanked = bytearray(source)
    for start, end in cuts:
        blanked[start:end] = bytes(byte if byte in b"\r\n" else 0x20 for byte in source[start:end])
    offset = 0
    for number, line in enumerate(bytes(blanked).split(b"\n")):
        if any(start < offset < end for start, end in templates):
            yield Line(line, number, 0)
        elif code := line.strip():
            # The end of a line may lie in a template, too.
            is_cut_short = any(start < offset + len(line) < end for start, end in templates)
            column = len(line) - len(line.lstrip())
            yield Line(line.lstrip() if is_cut_short else code, number, column)
        offset += len(line) + 1
