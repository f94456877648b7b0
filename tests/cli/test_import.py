"""`headrace import` with a real library: what it says, what it writes, and its exit statuses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.importing.foreign import write_iib
from tests.readers.support import png, text_chunk
from tests.support.processes import run_headrace

pytestmark = pytest.mark.slow


def test_what_a_database_says_is_imported_and_what_is_missing_is_listed(tmp_path: Path) -> None:
    media, data = tmp_path / "media", ("--data", tmp_path / "data")
    media.mkdir()
    (media / "a.png").write_bytes(png(text_chunk("parameters", b"a red fox\nSteps: 20")))
    run_headrace("ingest", media, "--no-pixels", "--commit", *data)
    database = write_iib(tmp_path / "iib.db", str(media / "a.png"), "/out/=1+2.png")
    table = tmp_path / "unmatched.csv"
    dry = run_headrace("import", database, "--dry-run", "--unmatched", table, *data)
    assert (dry.returncode, "1 file would change: favourites 1, keywords 1." in dry.stdout) == (0, True), dry.stdout
    assert list(csv.reader(table.read_text().splitlines()))[1:] == [["image 2", "/out/=1+2.png", "unknown", ""]]
    done = run_headrace("import", database, "--from", "infinite-image-browsing", *data)
    assert done.returncode == 0, done.stderr
    assert "2 entries read (infinite-image-browsing): 1 by path matched with 1 library file" in done.stdout
    assert "not matched: image 2, /out/=1+2.png: the library has no such file" in done.stdout
    assert "1 file changed: favourites 1, keywords 1." in done.stdout
    found = run_headrace("export", "table", "keyword:sunset", "--column", "favourite", *data)
    assert found.stdout.split() == ["favourite", "true"]
    missing = run_headrace("import", write_iib(tmp_path / "other.db", "/out/b.png"), *data)
    assert (missing.returncode, "Nothing to change" in missing.stdout) == (1, True)
    refused = run_headrace("import", database, "--from", "digikam", *data)
    assert (refused.returncode, f"{database} is not a database of digikam" in refused.stderr) == (2, True)
