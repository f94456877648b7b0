"""Tables hold every value of every file, in all formats, with odd names and long texts, in bounded memory."""

from __future__ import annotations

import base64
import csv
import io
import itertools
import json
import os
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

import pyarrow.parquet as pq
import pytest

from app.catalog import Catalog, LibraryFile
from app.domain.report import FileReport, Generation
from app.domain.text.csv_cells import CELL_LENGTH
from app.export.tables import parquet
from app.export.tables.columns import COLUMNS, choose_columns
from app.export.tables.parquet import ParquetMissingError
from app.export.tables.tables import TableFormat, write_table
from tests.catalog.support import full_report
from tests.export.support import LATIN_1_NAME, LONG_PROMPT, fill_library

pytest_plugins = ["tests.catalog.fixtures"]

NOT_EXPORTED = {"thumbnail", "blocks", "excerpts"}
"""Fields of a report that are no values of a table: pictures, raw texts, and marks of excerpts."""
RENAMED = {"failures": "warnings", "gps": "latitude", "camera": "camera_make", "hashes": "content_hash"}
RENAMED |= {"nsfw": "nsfw_score", "generation": "tool"}


def write(files: Iterable[LibraryFile], table_format: TableFormat) -> bytes:
    return b"".join(write_table(files, table_format))


@pytest.fixture
def files(catalog: Catalog) -> list[LibraryFile]:
    return fill_library(catalog)


def rows_of(files: list[LibraryFile]) -> dict[str, dict[str, Any]]:
    return {row["path"]: row for row in json.loads(write(files, TableFormat.JSON))}


def test_json_has_every_value_of_a_file(files: list[LibraryFile]) -> None:
    rows = rows_of(files)
    plain, report = rows["/media/plain.png"], full_report("/media/plain.png")
    assert report.generation is not None
    assert list(plain) == [column.name for column in COLUMNS]
    assert plain["keywords"] == [*report.keywords, "Ünï <x> & y"] and plain["edited"] == ["title", "note", "keywords"]
    assert (plain["title"], plain["note"], plain["seed"]) == ("At the sea", "two\nlines", 2**64 - 1)
    assert plain["loras"] == [{"name": "fur", "weight": 0.5}, {"name": "paws", "weight": None}]
    assert plain["passes"][1]["denoise"] == 0.5 and plain["prompts"][0]["role"] == "positive"
    assert (plain["latitude"], plain["longitude"]) == (-12.5, 99.25)
    assert plain["warnings"] == [{"step": "sidecar", "reason": "the sidecar is not JSON"}]
    assert plain["provenance"]["score"] == "sidecar" and plain["content_hash"] == "ab" * 32
    assert plain["added_at"].endswith("Z") and plain["folder"] == "/media" and plain["name"] == "plain.png"
    assert rows["/media/long.png"]["prompt"] == LONG_PROMPT, "not an excerpt"
    assert rows[LATIN_1_NAME]["prompt"] is None and rows[LATIN_1_NAME]["keywords"] == []


def test_every_field_of_a_report_has_a_column() -> None:
    names = {column.name for column in COLUMNS}
    for field in (*fields(FileReport), *fields(Generation)):
        assert RENAMED.get(field.name, field.name) in names or field.name in NOT_EXPORTED, field.name


def test_a_name_that_is_not_utf_8_is_kept_exactly_in_every_format(files: list[LibraryFile]) -> None:
    name = os.fsencode(LATIN_1_NAME)
    row = rows_of(files)[LATIN_1_NAME]
    assert base64.b64decode(row["path_bytes"]) == name
    cells = {row["path"]: row for row in csv.DictReader(io.StringIO(write(files, TableFormat.CSV).decode()))}
    assert base64.b64decode(cells[r"/media/caf\udce9.png"]["path_bytes"]) == name
    table = read_parquet(write(files, TableFormat.PARQUET))
    assert table[r"/media/caf\udce9.png"]["path_bytes"] == name
    assert table["/media/plain.png"]["path_bytes"] is None


def test_csv_runs_no_formula_and_says_what_it_cuts(files: list[LibraryFile]) -> None:
    rows = list(csv.DictReader(io.StringIO(write(files, TableFormat.CSV).decode(), newline="")))
    formula = next(row for row in rows if row["path"].endswith("+2.png"))
    assert formula["prompt"].startswith("'=HYPERLINK")
    assert json.loads(formula["keywords"]) == ["=cmd|'/c calc'!A1", "two; three"], "a list begins with a bracket"
    long = next(row for row in rows if row["path"].endswith("long.png"))
    assert len(long["prompt"]) == CELL_LENGTH and long["prompt"].endswith(f"(cut: {len(LONG_PROMPT):,} characters)")
    assert {row["favourite"] for row in rows} == {"true", ""}


def read_parquet(data: bytes) -> dict[str, dict[str, Any]]:
    return {row["path"]: row for row in pq.read_table(io.BytesIO(data)).to_pylist()}


def test_parquet_has_typed_columns_with_the_same_values(files: list[LibraryFile]) -> None:
    shown, table = rows_of(files), read_parquet(write(files, TableFormat.PARQUET))
    for path in ("/media/plain.png", "/media/=1+2.png", "/media/long.png"):
        for name in ("prompt", "seed", "keywords", "loras", "passes", "score", "favourite", "note", "size", "warnings"):
            assert table[path][name] == shown[path][name], (path, name)
        assert dict(table[path]["provenance"]) == shown[path]["provenance"]
        moment = table[path]["added_at"].isoformat(timespec="milliseconds").replace("+00:00", "Z")
        assert moment == shown[path]["added_at"]


def test_json_lines_are_the_objects_of_json(files: list[LibraryFile]) -> None:
    lines = [json.loads(line) for line in write(files, TableFormat.JSON_LINES).splitlines()]
    assert lines == list(rows_of(files).values())


def test_tables_without_files_are_whole() -> None:
    assert json.loads(write([], TableFormat.JSON)) == []
    assert write([], TableFormat.JSON_LINES) == b""
    assert write([], TableFormat.CSV).decode().split(",")[0] == "id"
    assert pq.read_table(io.BytesIO(write([], TableFormat.PARQUET))).num_rows == 0


def test_columns_are_chosen_by_name(files: list[LibraryFile]) -> None:
    columns = choose_columns(["seed", "path", "seed"])
    plain = [file for file in files if file.report.path == "/media/plain.png"]
    pieces = write_table(plain, TableFormat.JSON_LINES, columns)
    assert json.loads(b"".join(pieces)) == {"seed": 2**64 - 1, "path": "/media/plain.png"}
    with pytest.raises(ValueError, match="'colour'; choose of id, path"):
        choose_columns(["colour"])


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    with pytest.raises(ParquetMissingError, match=r"pip install 'headrace\[parquet\]'"):
        write_table([], TableFormat.PARQUET)


def test_parquet_is_written_one_group_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 100)
    taken = itertools.count()
    pieces = parquet.write_parquet((file for file in make_files(300) if next(taken) >= 0), COLUMNS)
    first = next(pieces)
    assert first.startswith(b"PAR1") and next(taken) <= 100 + parquet.BATCH_ROWS
    whole = pq.ParquetFile(io.BytesIO(first + b"".join(pieces)))
    assert (whole.metadata.num_rows, whole.metadata.num_row_groups) == (300, 3)


@pytest.mark.parametrize("table_format", [TableFormat.CSV, TableFormat.JSON, TableFormat.JSON_LINES])
def test_memory_does_not_grow_with_the_number_of_files(table_format: TableFormat) -> None:
    """Four times as many files take no more."""

    def measure(number: int) -> int:
        tracemalloc.start()
        try:
            for _ in write_table(make_files(number), table_format):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    measure(60)  # what is imported or cached stays
    assert measure(600) < 1.5 * measure(150)


def make_files(number: int) -> Iterator[LibraryFile]:
    for index in range(number):
        report = replace(full_report(f"/media/{index}.png", number=index), thumbnail=None, blocks=())
        yield LibraryFile(index + 1, 1.0, 2.0, False, None, report)
