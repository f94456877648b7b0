"""XML → a tree of elements, within the limits: strictly, or as far as it can be read where it is damaged.

Neither parser resolves entities or opens anything, and a document type is refused before the recovering one begins.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import NamedTuple
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from lxml import etree

from app.readers.limits import Limits
from app.readers.metadata.packets.schemas import CUSTOMARY_PREFIXES
from app.readers.reasons import UnreadableError

NOT_WELL_FORMED = "the XMP packet is not well-formed XML"

_DOCUMENT_TYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 does not allow (2.2)."""
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_BARE_LESS_THAN = re.compile(r"<(?![A-Za-z_/!?])")
_XML_DECLARATION = re.compile(r"<\?xml\s[^<>]{0,200}\?>")
_OPENED_RDF = re.compile(r"<(?:\w{1,20}:)?RDF\b")
_CLOSED_RDF = re.compile(r"</(?:\w{1,20}:)?RDF\s*>")
_WHOLE_TAG = re.compile(r"""<[^"'<>]*(?:"[^"<]*"[^"'<>]*|'[^'<]*'[^"'<>]*)*>""")
_WHOLE_ATTRIBUTES = re.compile(r"""<[\w:.-]+(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))+""")
_DECLARED_PREFIX = re.compile(r"\sxmlns:([A-Za-z_][\w.-]*)\s*=", re.ASCII)
_USED_PREFIX = re.compile(r"""(?:</?(?=[\w.-]+:)|\s(?=[\w.-]+:[\w.-]+\s*=\s*["']))([A-Za-z_][\w.-]*)""", re.ASCII)
_ENDS_EARLY = "it ends early"
_AT_THE_END = frozenset(
    expat.errors.codes[words] for words in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN)
)
_NAMED_PREFIXES, _DECLARED_AT_MOST = 5, 100


class Tree(NamedTuple):
    """The elements, and what was wrong with the XML, in words for the user; then they are what could be read of it."""

    root: ET.Element
    damage: tuple[str, ...] = ()


def parse_tree(text: str, limits: Limits) -> Tree:
    """Return the tree, or what could be recovered of it. Raises UnreadableError for what is not accepted."""
    parser = DefusedXMLParser(target=_BoundedTreeBuilder(limits), forbid_dtd=True)
    try:
        parser.feed(text)
        return Tree(parser.close())
    except DefusedXmlException:
        raise _refuse_document_type() from None
    except ET.ParseError as error:
        return _recover_tree(text, limits, error.code)


def _recover_tree(text: str, limits: Limits, code: int) -> Tree:
    if _DOCUMENT_TYPE.search(text):
        raise _refuse_document_type()
    text, damage = _mend_text(text)
    parser = etree.XMLParser(
        target=_BoundedTreeBuilder(limits), recover=True, resolve_entities=False, no_network=True, huge_tree=False,
        load_dtd=False, dtd_validation=False, encoding="utf-8",
    )  # fmt: skip
    undeclared = _list_undeclared_prefixes(text)
    if undeclared:
        damage.append(f"prefixes are not declared: {', '.join(undeclared[:_NAMED_PREFIXES])}")
    parser.feed(f"{_open_packet(undeclared)}{text}</packet>".encode())
    root = parser.close()
    if root is None:
        raise UnreadableError(NOT_WELL_FORMED)
    return Tree(root, tuple(damage) or (_ENDS_EARLY if code in _AT_THE_END else expat.ErrorString(code),))


def _mend_text(text: str) -> tuple[str, list[str]]:
    """Return the text without what makes parsers lose more than itself, and what that was."""
    damage: list[str] = []
    for pattern, instead, words in (
        (_CONTROLS, "", "control characters"),
        (_BARE_AMPERSAND, "&amp;", "“&” that is not escaped"),
        (_BARE_LESS_THAN, "&lt;", "“<” that is not escaped"),
    ):
        text, count = pattern.subn(instead, text)
        if count:
            damage.append(words)
    if _OPENED_RDF.search(text) and not _CLOSED_RDF.search(text):
        damage.append(_ENDS_EARLY)
    return _XML_DECLARATION.sub("", _end_with_markup(text)), damage


def _end_with_markup(text: str) -> str:
    """Drop a value or a tag that is cut at the end, so that half of it does not count; attributes before it stay."""
    start = text.rfind("<")
    if whole := _WHOLE_TAG.match(text, max(start, 0)):
        return text[: whole.end()]
    attributes = _WHOLE_ATTRIBUTES.match(text, max(start, 0))
    return text[:start] + (f"{attributes[0]}>" if attributes else "")


def _list_undeclared_prefixes(text: str) -> list[str]:
    declared = {"xml", "xmlns", *_DECLARED_PREFIX.findall(text)}
    return [prefix for prefix in dict.fromkeys(_USED_PREFIX.findall(text)) if prefix not in declared]


def _open_packet(undeclared: list[str]) -> str:
    """Return the start of an element around everything, where each prefix is declared that the packet may lack.

    It also gives a packet one root that has lost its own.
    """
    addresses = {prefix: f"undeclared:{prefix}" for prefix in undeclared[:_DECLARED_AT_MOST]} | CUSTOMARY_PREFIXES
    declarations = " ".join(f"xmlns:{prefix}='{address}'" for prefix, address in addresses.items())
    return f"<packet {declarations}>"


def _refuse_document_type() -> UnreadableError:
    return UnreadableError("the XMP packet declares entities or a document type, which are not accepted")


class _BoundedTreeBuilder(ET.TreeBuilder):
    """Builds the tree, and stops when a packet is deeper or longer than any real one."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits, self._depth, self._nodes = limits, 0, 0

    def start(self, tag: str, attrs: Mapping[str, str], /) -> ET.Element:
        self._depth += 1
        self._nodes += 1
        if self._depth > self._limits.xml_depth or self._nodes > self._limits.xml_nodes:
            raise UnreadableError("the XMP packet is too deeply nested or too long to be read")
        return super().start(tag, dict(attrs))

    def end(self, tag: str, /) -> ET.Element:
        self._depth -= 1
        return super().end(tag)
