"""Export, empty library, import: the library is as it was. With real files, by the command line, on both databases."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.catalog import Catalog, LibraryQuery
from app.domain.review.collections import CollectionAct
from app.domain.review.library_edits import LibraryEdit
from app.export.library_rows import read_whole_files
from tests.catalog.search.support import wait_until_indexed
from tests.export.support import edit_files
from tests.support.preview import picture_file
from tests.support.processes import run_headrace
from tests.support.server import DATABASES, new_database

pytestmark = pytest.mark.slow

PICTURES = 5


@dataclass
class Library:
    data: Path
    environ: dict[str, str]

    def run(self, *arguments: object, status: int = 0) -> str:
        done = run_headrace(*arguments, "--data", self.data, **self.environ)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def open(self) -> Catalog:
        return Catalog(self.environ.get("HEADRACE_DATABASE_URL", f"sqlite:///{self.data / 'headrace.db'}"))


@pytest.fixture(params=DATABASES)
def new_library(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Library]:
    make = new_database(request, request.param)
    return lambda name: Library(tmp_path / name, make())


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media" / "2024"
    for number in range(PICTURES):
        picture_file(folder / f"{number}.png", number, prompt=f"a red fox, number{number}", seed=number)
    picture_file(folder / "scored.png", 9, score=3)
    return folder.parent


def ingest(library: Library, media: Path) -> None:
    library.run("ingest", media, "--no-pixels", "--commit")


def edit(catalog: Catalog) -> None:
    wait_until_indexed(catalog)
    ids = {os.path.basename(file.report.path): file.file_id for file in catalog.library.page().result()}
    edits = {
        "0.png": LibraryEdit(
            {"score": 4, "favourite": True, "title": "Fox & <hen>"}, ("animals|fox", "Ünï"), ("number0",)
        ),
        "1.png": LibraryEdit({"score": -1, "note": "two\nlines"}, ("animals",)),
        "2.png": LibraryEdit({"hidden": True, "score": 5}),
        "scored.png": LibraryEdit({"score": None}),
    }
    for name, each in edits.items():
        edit_files(catalog, [ids[name]], each)
    store, who = catalog.library_edits, {"who": "ann", "at": 5.0}
    made: list[int] = []
    for name, parent in (("Trips", None), ("Rome", 0), ("Best", None)):
        step = store.make_collection(name, None if parent is None else made[parent], **who).result().step  # type: ignore[arg-type]
        assert step is not None and step.edit.collection is not None
        made.append(step.edit.collection.collection_id)
    for collection, names in ((made[1], ("0.png", "1.png", "2.png", "3.png")), (made[2], ("1.png",))):
        chosen = np.array([ids[name] for name in names], np.int64)
        store.change_collection_files(chosen, CollectionAct.ADD, collection, lambda *_: None, **who).result()  # type: ignore[arg-type]
    store.order_collection_files(made[1], [ids["3.png"]], ids["1.png"], **who).result()  # type: ignore[arg-type]


def describe(catalog: Catalog, *, with_all: bool) -> dict[str, Any]:
    """Return what the library knows of each file, and the files of each collection in order."""
    wait_until_indexed(catalog)
    queries = (LibraryQuery(every_file=True), LibraryQuery(hidden=True))
    ids = np.concatenate([catalog.search.order(query).result().ids for query in queries])
    files: dict[str, Any] = {}
    collections: dict[str, list[tuple[int, str]]] = {}
    for file in read_whole_files(catalog, ids, with_collections=True):
        name = os.path.basename(file.report.path)
        report = file.report
        files[name] = (report.favourite or None, sorted(report.keywords), file.title, file.note)
        if with_all:
            files[name] += (report.score, file.is_hidden)
            for each in file.collections:
                collections.setdefault(each.path, []).append((each.place, name))
        elif name != "scored.png":
            files[name] += (report.score,)
    return {"files": files, **{path: [name for _, name in sorted(some)] for path, some in collections.items()}}


def test_what_is_exported_comes_back_into_an_empty_library(
    new_library: Callable[[str], Library], media: Path, tmp_path: Path
) -> None:
    first = new_library("first")
    ingest(first, media)
    with closing(first.open()) as catalog:
        edit(catalog)
        known = {with_all: describe(catalog, with_all=with_all) for with_all in (False, True)}
    assert known[True]["Trips/Rome"] == ["0.png", "3.png", "1.png", "2.png"]
    assert known[True]["Best"] == ["1.png"]
    for options in ((), ("--hidden",)):
        first.run("export", "sidecars", "--to", tmp_path / "xmp", *options)
        table = first.run("export", "table", "--every-file", "--as", "jsonl", *options)
        with (tmp_path / "all.jsonl").open("a") as tables:
            tables.write(table)

    second = new_library("second")
    ingest(second, media)
    said = second.run("import", tmp_path / "xmp", "--conflict", "theirs", "--dry-run")
    assert "would change" in said
    with closing(second.open()) as catalog:
        assert catalog.library_edits.steps().result() == []
    second.run("import", tmp_path / "xmp", "--conflict", "theirs")
    with closing(second.open()) as catalog:
        assert describe(catalog, with_all=False) == known[False]
        catalog.library_edits.undo_step(None, lambda *_: None, at=6.0).result()
    assert "6 by path" in second.run("import", tmp_path / "all.jsonl", "--conflict", "theirs")
    with closing(second.open()) as catalog:
        assert describe(catalog, with_all=True) == known[True]
    assert "Nothing to change" in second.run("import", tmp_path / "all.jsonl")
