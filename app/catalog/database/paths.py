"""Conditions and sort keys for path columns, in the form in which an index can answer them."""

from __future__ import annotations

import os

from sqlalchemy import ColumnElement, Text, and_, func, literal, literal_column

from app.catalog.database.column_types import UntrustedText
from app.domain.text.stored_text import encode_text

PATH_KEY_LENGTH = 400
"""Code points of a path that its index holds. PostgreSQL rejects index rows larger than about 2,700 bytes."""


def path_key(path: ColumnElement[str]) -> ColumnElement[str]:
    """Return the indexed prefix of a path column. Sort by it first, then by the path itself."""
    # Literals, not parameters: a database uses an index on an expression only where it sees the same expression.
    return func.substr(path, literal_column("1"), literal_column(str(PATH_KEY_LENGTH)), type_=UntrustedText())


def is_below(path: ColumnElement[str], folder: str) -> ColumnElement[bool]:
    """Return the condition that `path` is below `folder`, at any depth; the path index answers it."""
    first, end = folder_range(folder)
    if len(encode_text(end)) <= PATH_KEY_LENGTH:
        return and_(path_key(path) >= first, path_key(path) < end)
    prefix = literal(encode_text(first)[:PATH_KEY_LENGTH], Text())
    return and_(path_key(path) == prefix, path >= first, path < end)


def is_after(path: ColumnElement[str], after_path: str) -> ColumnElement[bool]:
    """Return the condition that `path` comes after `after_path` in order of path; the path index answers it."""
    prefix = literal(encode_text(after_path)[:PATH_KEY_LENGTH], Text())
    return and_(path_key(path) >= prefix, path > after_path)


def folder_range(folder: str) -> tuple[str, str]:
    """Return the half-open range (first, end) in which all paths below `folder` sort by code point."""
    first = folder.rstrip(os.sep) + os.sep
    return first, first[:-1] + chr(ord(os.sep) + 1)
