"""`headrace export` with a real library: what it writes, what it says, and its exit statuses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.readers.support import png, text_chunk
from tests.support.processes import run_headrace

pytestmark = pytest.mark.slow


def test_tables_copies_captions_and_sidecars_from_the_command_line(tmp_path: Path) -> None:
    media, data = tmp_path / "media", ("--data", tmp_path / "data")
    media.mkdir()
    for number in range(3):
        settings = f"a red fox, number{number}\nSteps: 20, Sampler: Euler, Seed: {number}"
        (media / f"made_{number}.png").write_bytes(png(text_chunk("parameters", settings.encode())))
    run_headrace("ingest", media, "--no-pixels", "--commit", *data)
    table = run_headrace("export", "table", "seed:1..2", "--column", "seed", "--sort", "path", "--order", "asc", *data)
    assert (table.returncode, list(csv.reader(table.stdout.splitlines()))) == (0, [["seed"], ["1"], ["2"]])
    new = tmp_path / "all.jsonl"
    assert run_headrace("export", "table", "--as", "jsonl", "-o", new, *data).returncode == 0
    again = run_headrace("export", "table", "--as", "jsonl", "-o", new, *data)
    assert (again.returncode, len(new.read_text().splitlines())) == (2, 3)
    assert "nothing is overwritten" in again.stderr
    copies = run_headrace("export", "copies", "--to", tmp_path / "out", "--names", "{seed:03}", *data)
    assert copies.returncode == 0 and "3 files written" in copies.stdout, copies.stdout + copies.stderr
    assert sorted(path.name for path in (tmp_path / "out").glob("*.png")) == ["000.png", "001.png", "002.png"]
    captions = ("export", "captions", "seed:2", "--layout", "kohya", "--concept", "fox", "--to", tmp_path / "train")
    assert run_headrace(*captions, *data).returncode == 0
    assert (tmp_path / "train" / "1_fox" / "made_2.txt").read_text() == "a red fox, number2"
    (media / "made_0.png").unlink()
    failed = run_headrace("export", "copies", "--to", tmp_path / "other", *data)
    assert failed.returncode == 1 and f"failed: {media / 'made_0.png'}" in failed.stdout
    assert run_headrace("export", "sidecars", "--to", tmp_path / "xmp", *data).returncode == 0
    assert len(list((tmp_path / "xmp").rglob("*.xmp"))) == 3
    assert run_headrace("export", "copies", "nothing", "--to", tmp_path / "none", *data).returncode == 1
    refused = run_headrace("export", "copies", "--to", tmp_path / "none", "--names", "{colour}", *data)
    assert refused.returncode == 2 and "there is no field {colour}" in refused.stderr
