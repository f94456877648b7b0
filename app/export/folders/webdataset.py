"""WebDataset: tar archives in which each picture has its caption and its values beside it, under one key.

Source: the WebDataset format, https://github.com/webdataset/webdataset: members of a sample follow each other, and
their names differ only in what follows the first dot. The same samples make the same bytes.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from app.catalog import LibraryFile
from app.domain.text.file_names import make_name_safe
from app.export.folders.export_folder import read_pieces
from app.export.tables.columns import COLUMNS
from app.export.tables.text_tables import write_json_lines
from app.readers.reasons import explain_error

SHARD_FILES = 1_000
SHARD_BYTES = 1 << 30
"""A shard ends at either."""
EXTENSION_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Sample:
    """What a shard has of one library file."""

    file_id: int
    path: str
    size: int
    """Bytes of the original when the library read it."""
    caption: bytes
    values: bytes
    """JSON."""

    @property
    def key(self) -> str:
        return f"{self.file_id:012}"

    @property
    def extension(self) -> str:
        return make_name_safe(os.path.splitext(self.path)[1].lower())[:EXTENSION_LENGTH]


class SampleError(Exception):
    """An original cannot be put into its shard. The text says why."""

    def __init__(self, sample: Sample, reason: str) -> None:
        super().__init__(reason)
        self.sample = sample


def make_sample(file: LibraryFile, caption: str) -> Sample:
    """Return what a shard has of `file`."""
    values = b"".join(write_json_lines([file], COLUMNS)).strip()
    encoded = caption.encode("utf-8", "backslashreplace")
    return Sample(file.file_id, file.report.path, file.report.size, encoded, values)


def name_shard(number: int) -> str:
    return f"shard-{number:06}.tar"


def write_shard(samples: Sequence[Sample], open_original: Callable[[Sample], BinaryIO]) -> Iterator[bytes]:
    """Yield the bytes of the archive. Raises `SampleError`, and what `open_original` raises."""
    for sample in samples:
        with open_original(sample) as original:
            yield from _write_original(sample, original)
        yield from _write_member(f"{sample.key}.txt", sample.caption)
        yield from _write_member(f"{sample.key}.json", sample.values)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _write_original(sample: Sample, original: BinaryIO) -> Iterator[bytes]:
    size, written = os.fstat(original.fileno()).st_size, 0
    try:
        yield _make_header(f"{sample.key}.{sample.extension}", size)
    except ValueError as error:
        raise SampleError(sample, "it is too large for an archive") from error
    try:
        for piece in read_pieces(original):
            written += len(piece)
            yield piece
    except OSError as error:
        raise SampleError(sample, explain_error(error)) from error
    if written != size:
        raise SampleError(sample, "it changed while it was copied")
    yield _pad(size)


def _write_member(name: str, content: bytes) -> Iterator[bytes]:
    yield _make_header(name, len(content))
    yield content + _pad(len(content))


def _make_header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    return info.tobuf(tarfile.USTAR_FORMAT)


def _pad(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)
