"""Copies of files without their metadata: what to keep is found by a worker, and the rest is never sent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

from app.domain.pictures.clean_copy import CleanCopy, Kept, Zeros
from app.domain.report import Failure
from app.ingest.pictures.interactive_pool import InteractivePool
from app.readers import find_clean_pieces
from app.system import read_at

CHUNK_BYTES = 1 << 20


class NotCleanedError(Exception):
    """There is no copy of the file without metadata; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


class ChangedMeanwhileError(Exception):
    """The file was changed while its copy was sent: what follows might be what was to be left out."""


async def find_clean_copy(pool: InteractivePool, file: BinaryIO) -> CleanCopy:
    """Return what a copy of the open file keeps.

    Raises `NotCleanedError`, `TooBusyError`, `WorkerFailedError` or `WorkerStartError`.
    """
    found = await pool.call(find_clean_pieces, file.fileno())
    if isinstance(found, Failure):
        raise NotCleanedError(found)
    return found


def iterate_copy(file: BinaryIO, copy: CleanCopy) -> Iterator[bytes]:
    """Yield the bytes of the copy. Raises `ChangedMeanwhileError` as soon as the file is another one."""
    descriptor = file.fileno()
    opened = _identify(descriptor)
    for piece in copy.pieces:
        if isinstance(piece, bytes):
            yield piece
            continue
        start, end = (piece.start, piece.end) if isinstance(piece, Kept) else (0, piece.length)
        for at in range(start, end, CHUNK_BYTES):
            length = min(CHUNK_BYTES, end - at)
            data = bytes(length) if isinstance(piece, Zeros) else read_at(descriptor, length, at)
            if len(data) != length or _identify(descriptor) != opened:
                raise ChangedMeanwhileError
            yield data


def _identify(descriptor: int) -> tuple[int, int]:
    found = os.fstat(descriptor)
    return found.st_size, found.st_mtime_ns
