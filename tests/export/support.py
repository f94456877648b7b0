"""A library with files of every kind of trouble, for tests of exports."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.catalog import Catalog, LibraryFile, LibraryQuery
from app.domain.report import FileReport
from app.domain.review.library_edits import LibraryEdit
from app.export.library_rows import read_whole_files
from app.ingest.review.keywords import join_file_keywords
from tests.catalog.items import add
from tests.catalog.search.support import wait_until_indexed
from tests.catalog.support import full_report

LATIN_1_NAME = os.fsdecode(b"/media/caf\xe9.png")
LONG_PROMPT = "a very long prompt, " * 2_000


def fill_library(catalog: Catalog) -> list[LibraryFile]:
    """Add four files, edit one of them, and return all as they are read for an export, in order of id."""
    plain = full_report("/media/plain.png")
    generation = plain.generation
    assert generation is not None
    formula = replace(plain, path="/media/=1+2.png", keywords=("=cmd|'/c calc'!A1", "two; three"))
    formula = replace(formula, generation=replace(generation, prompt='=HYPERLINK("http://evil")'))
    long = replace(plain, path="/media/long.png", generation=replace(generation, prompt=LONG_PROMPT))
    odd = FileReport(path=LATIN_1_NAME, size=1)
    add(catalog, "first", plain, formula, long, odd)
    ids = {file.report.path: file.file_id for file in catalog.library.page().result()}
    edit = LibraryEdit({"title": "At the sea", "note": "two\nlines"}, ("Ünï <x> & y",))
    edit_files(catalog, [ids["/media/plain.png"]], edit)
    wait_until_indexed(catalog)
    return read_all(catalog)


def edit_files(catalog: Catalog, ids: Sequence[int], edit: LibraryEdit) -> None:
    catalog.library_edits.make_step(
        np.array(ids, np.int64), edit, join_file_keywords, lambda *_: None, who="ann", at=5.0
    ).result()


def read_all(catalog: Catalog) -> list[LibraryFile]:
    ids = catalog.search.order(LibraryQuery(every_file=True)).result().ids
    return sorted(read_whole_files(catalog, ids), key=lambda file: file.file_id)
