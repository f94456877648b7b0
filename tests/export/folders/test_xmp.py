"""Sidecars are read back by our own readers and by ExifTool."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.catalog import LibraryFile
from app.domain.report import FileReport, Generation
from app.export.folders.folder_export import FolderExport
from app.export.folders.plan import ExportKind, ExportPlan
from app.export.folders.xmp import write_xmp
from app.readers import LIMITS
from app.readers.metadata.xmp import parse_xmp

KEYWORDS = ("cat", "animals|cat|tabby", 'Ünï <x> & "y"')


def make_file(**values: Any) -> LibraryFile:
    edited: dict[str, Any] = {name: values.pop(name) for name in ("title", "note") if name in values}
    return LibraryFile(1, 1.0, 1.0, False, None, FileReport("/media/cats/a.jpg", **values), **edited)


FULL = make_file(score=4, favourite=True, keywords=KEYWORDS, title="At <sea>", note="two\nlines \x00\ud800")


def test_our_readers_read_it_back() -> None:
    found = parse_xmp(write_xmp(FULL), LIMITS)
    assert found.problem is None and found.find_rating() == 4
    assert found.values["dc:subject"] == ("cat", "tabby", KEYWORDS[2])
    assert found.values["lr:hierarchicalSubject"] == ("cat", "animals|cat|tabby", KEYWORDS[2])
    assert found.values["digiKam:TagsList"][1] == "animals/cat/tabby"
    assert found.find_first("dc:title") == "At <sea>"


def test_what_a_file_does_not_have_is_not_written() -> None:
    found = parse_xmp(write_xmp(make_file()), LIMITS)
    assert found.values == {} and found.problem is None
    prompted = make_file(score=-1, generation=Generation("x", prompt="a cat"))
    found = parse_xmp(write_xmp(prompted), LIMITS)
    assert found.find_rating() == -1 and found.find_first("dc:description") == "a cat"


def test_exiftool_reads_the_mirror_folder(tmp_path: Path) -> None:
    if shutil.which("exiftool") is None:
        pytest.skip("ExifTool is not installed")
    plan = ExportPlan(ExportKind.SIDECARS)
    FolderExport(tmp_path, plan, lambda path: pytest.fail(f"{path} was opened")).run([FULL], 1)
    sidecar = tmp_path / "media" / "cats" / "a.jpg.xmp"
    done = subprocess.run(["exiftool", "-json", "-G1", sidecar], capture_output=True, check=True)
    (found,) = json.loads(done.stdout)
    assert found["XMP-xmp:Rating"] == 4 and found["XMP-xmp:Label"] == "Favourite"
    assert found["XMP-dc:Subject"] == ["cat", "tabby", KEYWORDS[2]]
    assert found["XMP-lr:HierarchicalSubject"] == ["cat", "animals|cat|tabby", KEYWORDS[2]]
    assert found["XMP-digiKam:TagsList"] == ["cat", "animals/cat/tabby", KEYWORDS[2]]
    assert (found["XMP-dc:Title"], found["XMP-dc:Description"]) == ("At <sea>", "two\nlines ��")
    assert "Warning" not in str(found)
