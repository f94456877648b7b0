"""Strangers' text and paths on their way into a column and back, without losing a code point.

Three kinds of code points do not survive a bind in every database: NUL (PostgreSQL), lone
surrogates (both; `os.fsdecode` makes them of bytes that are not UTF-8), and so the escape character
itself. Each is written as ESC and four hex digits. Everything else stays as it is, so ordinary text
is readable in the database, and since the encoding goes code point by code point, the encoding of
a folder is a prefix of the encoding of what lies below it.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import ColumnElement, Dialect, Text, and_, func, literal, literal_column
from sqlalchemy.types import TypeDecorator, TypeEngine

ESCAPE = "\x1b"
PATH_KEY_LENGTH = 400
"""Code points of a path that its index holds: PostgreSQL refuses index rows over some 2,700 bytes."""

_ENCODED = re.compile(r"[\x00\x1b\ud800-\udfff]")
_DECODED = re.compile(r"\x1b([0-9a-f]{4})")


def encode_text(text: str) -> str:
    """`text` as every database can hold it; `decode_text` gives it back exactly."""
    return _ENCODED.sub(lambda match: f"{ESCAPE}{ord(match[0]):04x}", text)


def decode_text(stored: str) -> str:
    return _DECODED.sub(lambda match: chr(int(match[1], 16)), stored) if ESCAPE in stored else stored


def text_hash(text: str) -> bytes:
    """16 bytes that stand for `text` in a unique index, whatever its length."""
    return blake2b(encode_text(text).encode(), digest_size=16).digest()


class StrangersText(TypeDecorator[str]):
    """A text column that takes any Python string and compares by code point in every database."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(Text(collation=collation))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else encode_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else decode_text(value)


def path_key(path: ColumnElement[str]) -> ColumnElement[str]:
    """The indexed head of a path column; order by it, then by the path itself."""
    # Literals, not parameters: a database uses an index on an expression only where it sees the same expression.
    return func.substr(path, literal_column("1"), literal_column(str(PATH_KEY_LENGTH)), type_=StrangersText())


@dataclass(frozen=True, slots=True)
class FolderRange:
    """The paths below one folder, as a range that an index answers."""

    folder: str

    def holds(self, path: ColumnElement[str]) -> ColumnElement[bool]:
        """The condition that `path` lies somewhere below the folder."""
        first = self.folder.rstrip(os.sep) + os.sep
        beyond = first[:-1] + chr(ord(os.sep) + 1)
        if len(encode_text(beyond)) <= PATH_KEY_LENGTH:
            return and_(path_key(path) >= first, path_key(path) < beyond)
        head = literal(encode_text(first)[:PATH_KEY_LENGTH], Text())
        return and_(path_key(path) == head, path >= first, path < beyond)


def contains_pattern(words: str) -> str:
    """The LIKE pattern (escape character `!`) for folded text that contains `words` in any case."""
    folded = words.casefold()
    for special in ("!", "%", "_"):
        folded = folded.replace(special, f"!{special}")
    return f"%{folded}%"
