"""XMP packets: keywords, rating, dates, camera and place.

Sources: ISO 16684-1 (XMP data model and RDF form), XMP specification part 2 (the dc, xmp, exif and photoshop schemas);
lr:hierarchicalSubject as Lightroom writes it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from app.readers.limits import Limits
from app.readers.metadata.packets.encoding import decode_packet
from app.readers.metadata.packets.schemas import SCHEMAS, shorten_qualified_name
from app.readers.metadata.packets.tree import NOT_WELL_FORMED, parse_tree
from app.readers.metadata.packets.wrapping import unwrap_packet
from app.readers.metadata.text import clean_text
from app.readers.reasons import UnreadableError

_DESCRIPTION, _ITEM, _VALUE = (f"{{{SCHEMAS['rdf']}}}{name}" for name in ("Description", "li", "value"))
DAMAGED = "the XMP packet is damaged"
"""How the problem of every damaged packet begins."""
_RATING = re.compile(r"([+-]?[0-9]{1,6})(?:[.,]0{0,6})?")


@dataclass(frozen=True, slots=True)
class Xmp:
    """Values of the supported schemas by prefixed name (`dc:subject`), in the packet's order."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    damage: tuple[str, ...] = ()
    """What was wrong with the packet, in words for the user. Values that could be read in spite of it count."""

    @property
    def problem(self) -> str | None:
        """That the packet was damaged, if it was."""
        words = "; ".join(self.damage)
        return f"{DAMAGED} ({words}); what could be read of it counts" if words else None

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
        return parse_rating(self.find_first("xmp:Rating") or "") or None


def parse_rating(text: str) -> int | None:
    """Return -1…5, or None for what is no rating. Some writers add decimals, which are zeros."""
    match = _RATING.fullmatch(text.strip())
    return int(match[1]) if match and -1 <= int(match[1]) <= 5 else None


def parse_xmp(packet: bytes, limits: Limits) -> Xmp:
    """Parse one packet, as `parse_xmp_text` does."""
    decoded = decode_packet(packet)
    return parse_xmp_text(decoded.text, limits, decoded.damage)


def parse_xmp_text(text: str, limits: Limits, damage: tuple[str, ...] = ()) -> Xmp:
    """Parse the text of one packet; `damage` is what is known to be wrong with it.

    Of damaged XML, what can be read counts. Raises UnreadableError when that is nothing, or exceeds the limits.
    """
    packet = unwrap_packet(clean_text(text))
    tree = parse_tree(packet.text, limits)
    damage = (*damage, *packet.damage, *tree.damage)
    descriptions = list(tree.root.iter(_DESCRIPTION))
    if damage and not descriptions:
        raise UnreadableError(NOT_WELL_FORMED)
    return Xmp(_read_properties(descriptions), damage)


def _read_properties(descriptions: list[ET.Element]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for description in descriptions:
        for name, value in description.attrib.items():
            _keep(found, name, [value])
        for child in description:
            _keep(found, child.tag, _read_texts(child))
    return {name: tuple(values) for name, values in found.items()}


def _keep(found: dict[str, list[str]], name: str, values: list[str]) -> None:
    texts = [text for value in values if (text := clean_text(value))]
    if texts and (short := shorten_qualified_name(name)) is not None:
        found.setdefault(short, []).extend(texts)


def _read_texts(element: ET.Element) -> list[str]:
    """Return the items of a Bag, Seq or Alt, or else the element's own text."""
    items = [_read_text(item) for item in element.iter(_ITEM)]
    return items or [_read_text(element)]


def _read_text(element: ET.Element) -> str:
    """Return the text; of a value with qualifiers, which are elements beside it, that of `rdf:value` (7.8)."""
    if len(element):
        value = element.find(_VALUE)
        value = element.find(f"{_DESCRIPTION}/{_VALUE}") if value is None else value
        if value is not None:
            return value.text or ""
    return element.text or ""
