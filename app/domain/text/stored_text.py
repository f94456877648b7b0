"""Text from files and paths in a form that every database stores unchanged.

Three kinds of code points cannot be stored in every database: NUL (PostgreSQL), lone surrogates (both databases;
`os.fsdecode` produces them for bytes that are not UTF-8), and therefore the escape character itself. Each is encoded
as ESC and four hex digits. All other code points are stored as they are, so ordinary text stays readable in the
database. Because each code point is encoded separately, the encoded path of a folder is a prefix of the encoded paths
below it.
"""

from __future__ import annotations

import re
from hashlib import blake2b

ESCAPE = "\x1b"

_ENCODED = re.compile(r"[\x00\x1b\ud800-\udfff]")
_DECODED = re.compile(r"\x1b([0-9a-f]{4})")


def encode_text(text: str) -> str:
    """Return `text` in a form that every database can store; `decode_text` reverses it exactly."""
    if text.isascii() and ESCAPE not in text and "\0" not in text:  # the common case, at a tenth of the cost
        return text
    return _ENCODED.sub(lambda match: f"{ESCAPE}{ord(match[0]):04x}", text)


def decode_text(stored: str) -> str:
    """Return the text that `encode_text` encoded."""
    return _DECODED.sub(lambda match: chr(int(match[1], 16)), stored) if ESCAPE in stored else stored


def text_hash(text: str) -> bytes:
    """Return a 16-byte hash of `text`, for unique indexes on text of any length."""
    return blake2b(encode_text(text).encode(), digest_size=16).digest()
