"""XMP sidecars of library files: rating, keywords, title, description and label, for other programs.

Sources: ISO 16684-1 (data model and RDF form), XMP specification part 2 (dc, xmp), lr:hierarchicalSubject as Lightroom
writes it, digiKam:TagsList and digiKam:PickLabel as digiKam writes them. Immich reads xmp:Rating, dc:description,
digiKam:TagsList, lr:hierarchicalSubject and dc:subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from app.catalog import LibraryFile

FAVOURITE_LABEL = "Favourite"
_PICK_REJECTED, _PICK_ACCEPTED = 1, 3
"""Values of digiKam:PickLabel."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold."""
_HIERARCHY = "|"

_HEAD = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:digiKam="http://www.digikam.org/ns/1.0/">
"""
_TAIL = """  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""


def write_xmp(file: LibraryFile) -> bytes:
    """Return the sidecar. Values that the file does not have are left out.

    The description is the note, or the prompt where there is no note. A keyword with `|` is a path in a hierarchy.
    """
    report, prompt = file.report, file.report.generation.prompt if file.report.generation else None
    pick = _PICK_ACCEPTED if report.favourite else _PICK_REJECTED if report.score == -1 else None
    lines = [
        _write_value("xmp:Rating", report.score),
        _write_value("xmp:Label", FAVOURITE_LABEL if report.favourite else None),
        _write_value("digiKam:PickLabel", pick),
        _write_text("dc:title", file.title),
        _write_text("dc:description", file.note or prompt),
        *_write_keywords(report.keywords),
    ]
    return "".join([_HEAD, *filter(None, lines), _TAIL]).encode()


def _write_keywords(keywords: Sequence[str]) -> list[str]:
    paths = [[part.strip() for part in word.split(_HIERARCHY) if part.strip()] or [word] for word in keywords]
    has_hierarchy = any(len(path) > 1 for path in paths)
    leaves = list(dict.fromkeys(path[-1] for path in paths))
    written = [_write_list("dc:subject", "Bag", leaves)]
    if has_hierarchy:
        written.append(_write_list("lr:hierarchicalSubject", "Bag", [_HIERARCHY.join(path) for path in paths]))
        written.append(_write_list("digiKam:TagsList", "Seq", ["/".join(path) for path in paths]))
    return written


def _write_value(name: str, value: object) -> str:
    return "" if value is None else f"   <{name}>{_escape(str(value))}</{name}>\n"


def _write_text(name: str, text: str | None) -> str:
    """Return text in one language, the default."""
    if not text:
        return ""
    item = f'<rdf:li xml:lang="x-default">{_escape(text)}</rdf:li>'
    return f"   <{name}><rdf:Alt>{item}</rdf:Alt></{name}>\n"


def _write_list(name: str, kind: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    written = "".join(f"<rdf:li>{_escape(item)}</rdf:li>" for item in items)
    return f"   <{name}><rdf:{kind}>{written}</rdf:{kind}></{name}>\n"


def _escape(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
