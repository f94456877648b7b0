"""XMP packets: keywords, rating, dates, camera and place.

Sources: ISO 16684-1 (XMP data model and RDF form), XMP specification part 2 (the dc, xmp, exif and photoshop schemas);
lr:hierarchicalSubject as Lightroom writes it.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.readers.limits import Limits
from app.readers.metadata.text import clean_text, decode_text
from app.readers.reasons import UnreadableError

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/lightroom/1.0/": "lr",
    "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
    "http://ns.microsoft.com/photo/1.0": "MicrosoftPhoto",
    "http://www.digikam.org/ns/1.0/": "digiKam",
}


_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Xmp:
    """Values of the supported schemas by prefixed name (`dc:subject`), in the packet's order."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def find_first(self, name: str) -> str | None:
        found = self.values.get(name)
        return found[0] if found else None

    def list_keywords(self) -> list[str]:
        """Return dc:subject, then the last part of each hierarchical subject (`animals|cat` → `cat`)."""
        leaves = [path.rsplit("|", 1)[-1] for path in self.values.get("lr:hierarchicalSubject", ())]
        leaves += [path.rsplit("/", 1)[-1] for path in self.values.get("digiKam:TagsList", ())]
        return [*self.values.get("dc:subject", ()), *leaves]

    def find_rating(self) -> int | None:
        """Return -1 (rejected) … 5, or None when there is none or it is 0, which means “not rated” in XMP."""
        text = self.find_first("xmp:Rating")
        try:
            rating = round(float(text)) if text is not None else 0
        except (ValueError, OverflowError):
            return None
        return rating if rating in (-1, 1, 2, 3, 4, 5) else None


def decode_packet(packet: bytes) -> str:
    """Return a packet as text, to be stored."""
    return packet.decode("utf-16", "replace") if packet[:2] in _UTF16_MARKS else decode_text(packet)


def parse_xmp(packet: bytes, limits: Limits) -> Xmp:
    """Parse one packet. Raises UnreadableError when it is not well-formed XML, or exceeds the limits."""
    parser = DefusedXMLParser(target=_BoundedTreeBuilder(limits), forbid_dtd=True)
    try:
        if packet[:2] in _UTF16_MARKS:
            parser.feed(decode_packet(packet).strip("\0 \t\r\n"))
        else:
            parser.feed(packet.strip(b"\0 \t\r\n"))
        root = parser.close()
    except DefusedXmlException:
        raise UnreadableError("the XMP packet declares entities or a document type, which are not accepted") from None
    except (ET.ParseError, ValueError, LookupError):
        raise UnreadableError("the XMP packet is not well-formed XML") from None
    return Xmp(_read_properties(root))


class _BoundedTreeBuilder(ET.TreeBuilder):
    """Builds the tree, and stops when a packet is deeper or longer than any real one."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits, self._depth, self._nodes = limits, 0, 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        self._depth += 1
        self._nodes += 1
        if self._depth > self._limits.xml_depth or self._nodes > self._limits.xml_nodes:
            raise UnreadableError("the XMP packet is too deeply nested or too long to be read")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        self._depth -= 1
        return super().end(tag)


def _read_properties(root: ET.Element) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for description in root.iter(_RDF + "Description"):
        for name, value in description.attrib.items():
            _keep(found, name, [value])
        for child in description:
            _keep(found, child.tag, _read_texts(child))
    return {name: tuple(values) for name, values in found.items()}


def _keep(found: dict[str, list[str]], name: str, values: list[str]) -> None:
    uri, _, local = name.removeprefix("{").partition("}")
    if (prefix := _PREFIXES.get(uri)) is not None and (
        texts := [text for value in values if (text := clean_text(value))]
    ):
        found.setdefault(f"{prefix}:{local}", []).extend(texts)


def _read_texts(element: ET.Element) -> list[str]:
    """Return the items of a Bag, Seq or Alt, or else the element's own text."""
    items = [item.text or "" for item in element.iter(_RDF + "li")]
    return items or [element.text or ""]
