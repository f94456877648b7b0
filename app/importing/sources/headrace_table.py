"""Tables that `headrace export table` wrote, as JSON or JSON Lines: everything that the library knew, with collections.

Source: docs/EXPORT.md, “Columns”. Both formats have each file on a line of its own.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.review.collections import SEPARATOR
from app.domain.review.imports import IMPORTED_VALUES, PLACE_BOUND, ImportedValues, Placement
from app.importing.entries import ImportEntry, ImportRefusedError, ReadEntry, UnreadableEntry, make_values
from app.importing.sources.source_files import SourceFiles, open_required

LINE_MAX = 64 << 20
"""Bytes of a line. A file has up to some 20 MB of prompts."""
COLLECTIONS_MAX = 1_000
SECOND_NS = 1_000_000_000
_BOUNDS = {"title": str, "note": str, "favourite": bool, "hidden": bool}


def is_headrace_row(document: object) -> bool:
    """Whether a line of a table is one of an export."""
    return isinstance(document, Mapping) and isinstance(document.get("path"), str) and "content_hash" in document


def read_headrace_table(files: SourceFiles) -> Iterator[ReadEntry]:
    """Yield what each line says."""
    for number, line in enumerate(iterate_lines(files.root), 1):
        files.check()
        text = line.strip().rstrip(b",")
        if text in (b"", b"[", b"]", b"[]"):
            continue
        source = f"{files.root}, line {number:,}"
        try:
            document = json.loads(text.removeprefix(b"[").strip())
        except (ValueError, RecursionError):
            yield UnreadableEntry(source, "it is not valid JSON; export again")
            continue
        if not is_headrace_row(document):
            yield UnreadableEntry(source, "it is no row of an exported table: it has no path or content_hash")
        elif not (entry := _make_entry(source, document)).theirs.is_empty:
            yield entry


def iterate_lines(path: str) -> Iterator[bytes]:
    """Yield the lines of a file. Raises ImportRefusedError."""
    with open_required(path) as source, source.stream() as lines:
        while line := lines.readline(LINE_MAX + 1):
            if len(line) > LINE_MAX:
                raise ImportRefusedError(
                    f"{path} has a line of more than {LINE_MAX >> 20} MB; export as JSON Lines with --as jsonl"
                )
            yield line


def _make_entry(source: str, row: Mapping[str, Any]) -> ImportEntry:
    modified, content = row.get("mtime_ns"), row.get("content_hash")
    return ImportEntry(
        source,
        (_read_path(row),),
        read_values(row),
        size=_as_integer(row.get("size")),
        modified_s=modified // SECOND_NS if isinstance(modified, int) else None,
        content_hash=content if isinstance(content, str) else None,
    )


def read_values(row: Mapping[str, Any]) -> ImportedValues:
    """Return what a row states. A value that was removed in the library is stated, too: it is null and was edited."""
    edited = row.get("edited")
    names = {name for name in edited if isinstance(name, str)} if isinstance(edited, list) else set()
    read = {name: _read_value(name, row) for name in IMPORTED_VALUES}
    values = {name: value for name, value in read.items() if value is not None and value is not False}
    words = row.get("keywords")
    has_words = isinstance(words, list) and (bool(words) or "keywords" in names)
    stated = make_values(
        values=values,
        keywords=[word for word in words or () if isinstance(word, str)] if has_words else None,
        collections=list(_read_places(row.get("collections"))),
    )
    removed = {name: value for name, value in read.items() if name in names and name in row and name not in values}
    return ImportedValues({**stated.values, **removed}, stated.keywords, stated.collections)


def _read_value(name: str, row: Mapping[str, Any]) -> Any:
    value = row.get(name)
    if name == "score":
        is_score = isinstance(value, int) and not isinstance(value, bool) and -1 <= value <= 5
        return value if is_score else None
    return value if isinstance(value, _BOUNDS[name]) else None


def _read_places(places: object) -> Iterator[Placement]:
    for each in places[:COLLECTIONS_MAX] if isinstance(places, list) else []:
        if isinstance(each, dict) and isinstance(each.get("path"), str):
            place = _as_integer(each.get("place"))
            bounded = None if place is None else max(-PLACE_BOUND, min(PLACE_BOUND, place))
            yield Placement(tuple(each["path"].split(SEPARATOR)), bounded)


def _read_path(row: Mapping[str, Any]) -> str:
    """Return the path; where it is not UTF-8, that of its bytes."""
    stated = row.get("path_bytes")
    if isinstance(stated, str):
        try:
            return os.fsdecode(base64.b64decode(stated, validate=True))
        except (binascii.Error, ValueError):
            return str(row["path"])
    return str(row["path"])


def _as_integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
