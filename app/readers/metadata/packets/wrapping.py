"""Packets that were encoded once too often: as Base64, as escaped XML inside of XML, or twice as UTF-8."""

from __future__ import annotations

import base64
import binascii
import re
from xml.sax.saxutils import unescape

from app.readers.metadata.packets.encoding import DecodedPacket, decode_packet

_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{40,}={0,2}")
_PLAIN_RDF = re.compile(r"<(?:\w{1,20}:)?RDF\b")
_ESCAPED_RDF = re.compile(r"&(?:amp;)*lt;(?:\w{1,20}:)?RDF\b")
_QUOTES = {"&quot;": '"', "&apos;": "'", "&#34;": '"', "&#39;": "'"}
_MOST_ESCAPES = 3
_WINDOWS_1252 = {
    ord(character): byte for byte in range(0x80, 0xA0) if (character := bytes([byte]).decode("cp1252", "ignore"))
}
"""Latin-1 has control characters where Windows-1252 has quotes and dashes; programs confuse the two."""


def unwrap_packet(text: str) -> DecodedPacket:
    """Return the packet itself, and what it was wrapped in. Any other text is returned as it is."""
    damage: list[str] = []
    if (decoded := _decode_base64(text)) is not None:
        text, damage = decoded.text, ["it was encoded as Base64", *decoded.damage]
    if (unescaped := _unescape(text)) is not None:
        text = unescaped
        damage.append("its XML was escaped")
    if (once := _decode_twice_encoded(text)) is not None:
        text = once
        damage.append("its text was encoded twice")
    return DecodedPacket(text, tuple(damage))


def _decode_base64(text: str) -> DecodedPacket | None:
    if text.startswith("<") or not _BASE64.fullmatch(text):
        return None
    try:
        decoded = decode_packet(base64.b64decode("".join(text.split()), validate=True))
    except binascii.Error:
        return None
    return decoded if _PLAIN_RDF.search(decoded.text) else None


def _unescape(text: str) -> str | None:
    """Unescape until there is RDF; None where it stands there plainly, or not at all."""
    if _PLAIN_RDF.search(text) or not _ESCAPED_RDF.search(text):
        return None
    for _ in range(_MOST_ESCAPES):
        text = unescape(text, _QUOTES)
        if _PLAIN_RDF.search(text):
            return text
    return None


def _decode_twice_encoded(text: str) -> str | None:
    """Undo UTF-8 that was read as Latin-1 or Windows-1252 and encoded again; None where it was not.

    All the text must be UTF-8 once it is turned back into bytes. That is certain where `begin` has a byte order mark,
    which is either right, and then no such byte, or encoded twice itself; text with accents practically never is by
    chance.
    """
    if text.isascii():
        return None
    try:
        return text.translate(_WINDOWS_1252).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
