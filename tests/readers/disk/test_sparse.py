"""Sparse files: a few bytes on the disk that read as gigabytes of zeros."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.domain.progress import Outcome
from app.domain.report import Step
from app.readers import Limits
from app.readers.disk.sparse import refuse_sparse
from app.readers.reasons import UnreadableError
from tests.readers.support import read

MIB = 1 << 20
FTYP = b"\0\0\0\x18ftypisom\0\0\0\0isommp42"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.mp4"


def refuse(path: Path, *, hole_bytes: int = MIB, blocks: int | None = None) -> str:
    """Return why the file is refused; empty when it is not. `blocks`: what the file system says it takes."""
    with path.open("rb") as file:
        found = os.fstat(file.fileno())
        said = SimpleNamespace(st_size=found.st_size, st_blocks=found.st_blocks if blocks is None else blocks)
        try:
            refuse_sparse(file.fileno(), said, Limits(hole_bytes=hole_bytes))  # type: ignore[arg-type]
        except UnreadableError as error:
            return str(error)
    return ""


def test_a_300_gb_video_with_one_block_fails_at_once_and_says_what_to_do(path: Path) -> None:
    path.write_bytes(FTYP)
    os.truncate(path, 300 << 30)
    began = time.monotonic()
    report = read(path)
    assert time.monotonic() - began < 5
    assert report.outcome is Outcome.FAILED
    assert [failure.step for failure in report.failures] == [Step.OPEN]
    assert report.failures[0].reason == (
        "the file is sparse: 300 GB long, but only 4 KB of it are on the disk, because it was not completely"
        " downloaded or copied; copy it again from its source"
    )


def test_a_file_longer_than_its_file_system_is_refused_even_where_holes_are_unknown(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(FTYP)
    os.truncate(path, 8 << 40)  # a disk of 8 TB is not known to be here
    monkeypatch.setattr("os.fstatvfs", lambda _: SimpleNamespace(f_blocks=1 << 28, f_frsize=4096))

    def know_nothing(*_: object) -> int:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr("os.lseek", know_nothing)
    assert "8,192 GB long" in refuse(path)
    monkeypatch.setattr("os.fstatvfs", lambda _: SimpleNamespace(f_blocks=0, f_frsize=4096))
    assert refuse(path) == "", "a file system that does not know its size says nothing about the file"


def test_a_file_with_more_holes_than_data_is_refused(path: Path) -> None:
    with path.open("wb") as file:
        for at in (0, 40 * MIB, 80 * MIB):
            file.seek(at)
            file.write(os.urandom(MIB))
    os.sync()
    assert "only 3 MB of it are on the disk" in refuse(path)
    assert refuse(path, hole_bytes=100 * MIB) == "", "too few holes to take long"


def test_a_file_with_more_data_than_holes_is_read(path: Path) -> None:
    with path.open("wb") as file:
        file.write(os.urandom(12 * MIB))
        file.seek(20 * MIB)
        file.write(b"end")
    assert refuse(path) == ""


@pytest.mark.parametrize("blocks", [0, 100])
def test_a_whole_file_is_read_where_the_file_system_compresses_it_or_counts_no_blocks(path: Path, blocks: int) -> None:
    path.write_bytes(os.urandom(16 * MIB))
    assert refuse(path, blocks=blocks) == ""


def test_a_small_file_and_a_hole_at_the_end_are_no_reason(path: Path) -> None:
    path.write_bytes(FTYP)
    os.truncate(path, MIB)
    assert refuse(path) == ""
