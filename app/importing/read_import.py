"""Reads a source and matches what it says with the library."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from itertools import islice

from app.catalog import Catalog
from app.domain.review.import_summary import ImportKind
from app.importing.entries import ENTRIES_MAX, ImportEntry, ImportRefusedError, UnreadableEntry
from app.importing.matching import Matcher
from app.importing.sources.recognition import read_source, recognise
from app.importing.sources.source_files import SourceFiles
from app.importing.spool import ImportSpool

MATCHED_AT_ONCE = 500

OnRead = Callable[[ImportSpool], None]


def read_import(
    catalog: Catalog, files: SourceFiles, kind: ImportKind | None, on_read: OnRead = lambda _spool: None
) -> ImportSpool:
    """Return everything that a source says. `kind` None: recognise it. Blocks: use it in a thread.

    Raises ImportRefusedError, ImportCancelledError, CatalogUnavailableError.
    """
    chosen = kind if kind is not None else recognise(files)
    spool = ImportSpool(chosen)
    try:
        matcher = Matcher(catalog.library.keys().result(), catalog)
        with closing(read_source(files, chosen)) as entries:
            while batch := list(islice(entries, MATCHED_AT_ONCE)):
                files.check()
                read = [entry for entry in batch if isinstance(entry, ImportEntry)]
                unread = [entry for entry in batch if isinstance(entry, UnreadableEntry)]
                spool.add(list(zip(read, matcher.match(read), strict=True)), unread)
                if spool.read > ENTRIES_MAX:
                    raise ImportRefusedError(f"{files.root} has more than {ENTRIES_MAX:,} entries; import parts of it")
                on_read(spool)
        spool.finish()
    except BaseException:
        spool.close()
        raise
    return spool
