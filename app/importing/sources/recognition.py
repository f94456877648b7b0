"""Which source somebody gave: recognised by what it contains, not by its name."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from itertools import islice

from app.domain.review.import_summary import ImportKind
from app.importing.entries import ImportRefusedError, ReadEntry
from app.importing.sources import diffusion_toolkit, digikam, infinite_image_browsing
from app.importing.sources.captions import is_caption, read_captions
from app.importing.sources.diffusion_toolkit import read_diffusion_toolkit
from app.importing.sources.digikam import read_digikam
from app.importing.sources.foreign_database import MAGIC, ForeignDatabase, open_database, read_head
from app.importing.sources.headrace_table import is_headrace_row, iterate_lines, read_headrace_table
from app.importing.sources.infinite_image_browsing import read_infinite_image_browsing
from app.importing.sources.source_files import FoundFile, SourceFiles, read_small
from app.importing.sources.takeout import EXTENSION, is_takeout, parse_json, read_takeout
from app.importing.sources.xmp_sidecars import is_xmp, read_xmp_sidecars
from app.readers.reasons import UnreadableError

LOOKED_AT = 20_000
"""Files of a folder that are looked at."""
JSON_LOOKED_AT = 50
"""JSON files of a folder that are opened."""

FILE_READERS: dict[ImportKind, Callable[[SourceFiles], Iterator[ReadEntry]]] = {
    ImportKind.HEADRACE: read_headrace_table,
    ImportKind.XMP: read_xmp_sidecars,
    ImportKind.TAKEOUT: read_takeout,
    ImportKind.CAPTIONS: read_captions,
}
DATABASE_READERS: dict[ImportKind, tuple[dict[str, set[str]], Callable[[ForeignDatabase], Iterator[ReadEntry]]]] = {
    ImportKind.DIGIKAM: (digikam.TABLES, read_digikam),
    ImportKind.DIFFUSION_TOOLKIT: (diffusion_toolkit.TABLES, read_diffusion_toolkit),
    ImportKind.INFINITE_IMAGE_BROWSING: (infinite_image_browsing.TABLES, read_infinite_image_browsing),
}
KINDS = (
    "a folder with XMP sidecars, with captions (.txt) or of Google Takeout; the database of digiKam, Diffusion Toolkit"
    " or infinite-image-browsing; or a table of headrace export table --as jsonl"
)


def recognise(files: SourceFiles) -> ImportKind:
    """Return what a source is. Raises ImportRefusedError when it is nothing that can be imported, or several things."""
    return _recognise_folder(files) if files.is_folder else _recognise_file(files)


def read_source(files: SourceFiles, kind: ImportKind) -> Generator[ReadEntry, None, None]:
    """Yield the entries of a source of this kind. Raises ImportRefusedError, ImportCancelledError."""
    if kind in FILE_READERS:
        if kind is ImportKind.HEADRACE and files.is_folder:
            raise ImportRefusedError(f"{files.root} is a folder; give the table that is in it")
        yield from FILE_READERS[kind](files)
        return
    tables, read = DATABASE_READERS[kind]
    if files.is_folder:
        raise ImportRefusedError(f"{files.root} is a folder; give the database of {kind} that is in it")
    with open_database(files.root, files.is_cancelled) as database:
        if not _has_tables(database, tables):
            raise ImportRefusedError(f"{files.root} is not a database of {kind}, or of a version that is not known")
        yield from read(database)


def _recognise_file(files: SourceFiles) -> ImportKind:
    path = files.root
    head = read_head(path)
    if head.startswith(MAGIC):
        return _recognise_database(files)
    found = FoundFile(*os.path.split(path))
    if (kind := _recognise_name(found)) is not None:
        return kind
    if _is_json(found) and _is_takeout_file(found):
        return ImportKind.TAKEOUT
    if head.lstrip().startswith((b"[", b"{")) and _is_table(path):
        return ImportKind.HEADRACE
    if head.startswith((b"id,", b"path,")):
        raise ImportRefusedError(f"{path} is a CSV table, which is made for people; export with --as jsonl")
    raise ImportRefusedError(f"{path} is nothing that can be imported; give {KINDS}")


def _recognise_database(files: SourceFiles) -> ImportKind:
    with open_database(files.root, files.is_cancelled) as database:
        for kind, (tables, _) in DATABASE_READERS.items():
            if _has_tables(database, tables):
                return kind
    raise ImportRefusedError(f"{files.root} is a database of a program that is not known; give {KINDS}")


def _has_tables(database: ForeignDatabase, wanted: dict[str, set[str]]) -> bool:
    tables = database.tables()
    return all(columns <= tables.get(name, frozenset()) for name, columns in wanted.items())


def _is_table(path: str) -> bool:
    """Whether the first object in a file is a row of an export."""
    for line in islice(iterate_lines(path), 3):
        text = line.strip().rstrip(b",").removeprefix(b"[").strip()
        if text:
            try:
                return is_headrace_row(parse_json(text))
            except UnreadableError:
                return False
    return False


def _recognise_folder(files: SourceFiles) -> ImportKind:
    seen, opened = set[ImportKind](), 0
    for found in islice(files.walk(), LOOKED_AT):
        if (kind := _recognise_name(found)) is not None:
            seen.add(kind)
        elif _is_json(found) and opened < JSON_LOOKED_AT:
            opened += 1
            if _is_takeout_file(found):
                seen.add(ImportKind.TAKEOUT)
    if not seen:
        raise ImportRefusedError(f"{files.root} has nothing that can be imported; give {KINDS}")
    if len(seen) > 1:
        raise ImportRefusedError(
            f"{files.root} has sources of several kinds: {', '.join(sorted(seen))}; say which of them to import"
        )
    return next(iter(seen))


def _recognise_name(found: FoundFile) -> ImportKind | None:
    """Return the kind of a file whose name says it."""
    if is_xmp(found.name):
        return ImportKind.XMP
    return ImportKind.CAPTIONS if is_caption(found.name) else None


def _is_json(found: FoundFile) -> bool:
    return found.name.lower().endswith(EXTENSION)


def _is_takeout_file(found: FoundFile) -> bool:
    try:
        return is_takeout(parse_json(read_small(found.path)))
    except UnreadableError:
        return False
