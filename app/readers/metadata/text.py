"""Metadata text of unknown encoding → text that every database and JSON writer accepts."""

from __future__ import annotations

_CODES = {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "unicode", b"JIS\0\0\0\0\0": "jis", b"\0\0\0\0\0\0\0\0": "undefined"}
"""The eight bytes before a UserComment, which name its encoding (EXIF 2.32, 4.6.5)."""


def clean_text(text: str) -> str:
    """Strip NULs and white space at both ends. Replace inner NULs and lone surrogates, which databases refuse."""
    text = text.strip("\0 \t\r\n\ufeff")
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def decode_text(data: bytes) -> str:
    """Decode as UTF-8 where that is valid, otherwise as Latin-1.

    Many tools write UTF-8 where a format prescribes Latin-1 or ASCII (PNG tEXt, EXIF ASCII, JPEG comments), and
    Latin-1 text with accents is practically never valid UTF-8 by chance.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def decode_utf16(data: bytes, *, big_endian: bool) -> str:
    """Decode UTF-16 by its byte order mark; without one, in the order that gives more ASCII characters.

    Writers disagree about the order in EXIF: the standard prescribes the file's, the common Python writer always uses
    big endian. `big_endian` decides only where both orders give equally many, as with text without ASCII characters.
    """
    data = data[: len(data) // 2 * 2]
    if data[:2] == b"\xfe\xff":
        return data[2:].decode("utf-16-be", "replace")
    if data[:2] == b"\xff\xfe":
        return data[2:].decode("utf-16-le", "replace")
    high, low = _count_ascii(data[0::2], data[1::2]), _count_ascii(data[1::2], data[0::2])
    if high == low:
        return data.decode("utf-16-be" if big_endian else "utf-16-le", "replace")
    return data.decode("utf-16-be" if high > low else "utf-16-le", "replace")


def decode_user_comment(data: bytes, *, big_endian: bool) -> str:
    """Decode an EXIF UserComment, or a GPS text of the same form: eight bytes name the encoding of the rest."""
    code, rest = _CODES.get(data[:8]), data[8:]
    if code is None:
        return decode_text(data)
    if code == "unicode":
        return decode_utf16(rest, big_endian=big_endian)
    if code == "jis":
        return _decode_jis(rest)
    return decode_text(rest.rstrip(b"\0"))


def _count_ascii(first: bytes, second: bytes) -> int:
    """Count the pairs of bytes that are an ASCII character if `first` holds the high bytes."""
    return sum(1 for high, low in zip(first[:4096], second[:4096], strict=False) if high == 0 and 9 <= low < 127)


def _decode_jis(data: bytes) -> str:
    for encoding in ("iso2022_jp", "euc_jp", "shift_jis"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("iso2022_jp", "replace")
