"""The schemas of XMP that are read, by their addresses, and the short names of what they define."""

from __future__ import annotations

SCHEMAS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "exifEX": "http://cipa.jp/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
}
_PREFIXES = {uri.rstrip("/#"): prefix for prefix, uri in SCHEMAS.items()}
"""Without the sign at its end, which some writers forget."""
CUSTOMARY_PREFIXES = {**SCHEMAS, "xap": SCHEMAS["xmp"], "x": "adobe:ns:meta/"}
"""What a prefix means that a damaged packet does not declare: what the XMP specification uses it for."""


def shorten_qualified_name(name: str) -> str | None:
    """`{http://purl.org/dc/elements/1.1/}subject` → `dc:subject`; None for names of other schemas."""
    uri, _, local = name[1:].partition("}")
    prefix = _PREFIXES.get(uri.rstrip("/#"))
    return f"{prefix}:{local}" if prefix else None
