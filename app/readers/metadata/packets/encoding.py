"""The bytes of an XMP packet → its text.

Sources: XML 1.0 appendix F (detection without external information); ISO 16684-1, 7.3 (`begin` holds U+FEFF, in the
packet's own encoding).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark its own begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(rb"""\s*<\?xml\s[^<>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_UNICODE = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be", "utf-32", "ucs-2"})
_CHARACTER_SETS = frozenset({
    *(f"iso-8859-{part}" for part in range(1, 17) if part != 12), *(f"windows-{page}" for page in range(1250, 1259)),
    "shift_jis", "euc-jp", "euc-kr", "gb2312", "gbk", "gb18030", "big5", "koi8-r", "koi8-u",
})  # fmt: skip
_ESCAPED_BYTES = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
"""How `surrogateescape` hands over bytes that are not UTF-8."""


@dataclass(frozen=True, slots=True)
class DecodedPacket:
    """The text of a packet, and what was wrong with its bytes, in words for the user."""

    text: str
    damage: tuple[str, ...] = ()


def decode_packet(packet: bytes) -> DecodedPacket:
    """Decode by the byte order mark, else by the zeros around `<`, else by the declaration, else as UTF-8."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if packet.startswith(mark):
            return _decode(packet[len(mark) :], encoding)
    return _decode(packet, _find_wide_encoding(packet) or _find_declared_encoding(packet))


def _find_wide_encoding(packet: bytes) -> str | None:
    """Return UTF-16 or UTF-32 if the zero bytes beside the first `<` show it; its place shows the order of bytes."""
    at = packet.find(b"<", 0, 1000)
    if at < 0 or packet[at + 1 : at + 2] != b"\0":
        return None
    if packet[at + 1 : at + 4] == b"\0\0\0":
        return "utf-32-le" if at % 4 == 0 else "utf-32-be"
    return "utf-16-le" if at % 2 == 0 else "utf-16-be"


def _find_declared_encoding(packet: bytes) -> str:
    match = _DECLARATION.match(packet.lstrip(b"\0"))
    return match[1].decode("latin-1").lower() if match else "utf-8"


def _decode(data: bytes, encoding: str) -> DecodedPacket:
    if encoding.startswith("utf-16-") or encoding.startswith("utf-32-"):
        return _decode_wide(data, encoding)
    if encoding in _CHARACTER_SETS:
        try:
            return DecodedPacket(data.decode(encoding))
        except UnicodeDecodeError:
            return DecodedPacket(*_decode_utf8(data, f"it is not in the encoding it declares, {encoding}"))
    text, damage = _decode_utf8(data, "some of its bytes are not UTF-8")
    if encoding not in _UNICODE:
        damage = (f"it declares the unknown encoding “{encoding}”", *damage)
    return DecodedPacket(text, damage)


def _decode_wide(data: bytes, encoding: str) -> DecodedPacket:
    width = int(encoding[4:6]) // 8
    data = data[: len(data) // width * width]
    try:
        return DecodedPacket(data.decode(encoding))
    except UnicodeDecodeError:
        words = f"some of its bytes are not {encoding[:6].upper()}"
        return DecodedPacket(data.decode(encoding, "replace"), (words,))


def _decode_utf8(data: bytes, problem: str) -> tuple[str, tuple[str, ...]]:
    """Decode UTF-8, and bytes that are none as Latin-1; a character that is cut at the end is dropped."""
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8"), ()  # the XML has no end then, either
        return data.decode("utf-8", "surrogateescape").translate(_ESCAPED_BYTES), (problem,)
