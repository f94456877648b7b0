"""Sparse files: most of one is holes, which read as zeros and take no space on the disk.

No finished picture or video is one. An unfinished download is, and so is a file made to look 300 GB long, which a
worker would read and hash as zeros until its time is over.
"""

from __future__ import annotations

import errno
import os

from app.readers.limits import MIB, Limits
from app.readers.reasons import UnreadableError
from app.system import allocated_bytes, size_of_file_system

_HOLES_MAX = 100_000
"""Holes that are looked at in one file, a few µs each."""


def refuse_sparse(descriptor: int, found: os.stat_result, limits: Limits) -> None:
    """Raise UnreadableError when the open file is mostly holes; `found` is what `os.fstat` says of it.

    Fewer blocks than bytes prove nothing: compressing file systems use fewer, and some network folders report none. So
    a file is refused only if it is longer than its whole file system, or if the file system itself names the holes
    (SEEK_HOLE): more than `limits.hole_bytes`, and more than half of the file.
    """
    allocated = allocated_bytes(found)
    missing = found.st_size - allocated
    if missing <= max(limits.hole_bytes, found.st_size // 2):
        return
    if found.st_size > _measure_file_system(descriptor) or _has_holes(descriptor, found.st_size, limits):
        raise UnreadableError(
            f"the file is sparse: {_format_size(found.st_size)} long, but only {_format_size(allocated)} of it are on"
            " the disk, because it was not completely downloaded or copied; copy it again from its source"
        )


def _measure_file_system(descriptor: int) -> float:
    """Return the size of the file system in bytes, used and free; infinite where it reports none."""
    return size_of_file_system(descriptor) or float("inf")


def _has_holes(descriptor: int, size: int, limits: Limits) -> bool:
    """Return whether more than half of the file, and more than `limits.hole_bytes`, is holes."""
    enough, holes, end_of_data = max(limits.hole_bytes, size // 2), 0, 0
    for _ in range(_HOLES_MAX):
        try:
            data = os.lseek(descriptor, end_of_data, os.SEEK_DATA)
        except OSError as error:  # ENXIO: no data follows. Others: the file system does not know its holes
            return error.errno == errno.ENXIO and holes + size - end_of_data > enough
        holes += data - end_of_data
        if holes > enough:
            return True
        end_of_data = os.lseek(descriptor, data, os.SEEK_HOLE)
    return False


def _format_size(size: int) -> str:
    """Return a size for a user to read: “300 GB”, “4 KB”."""
    if size >= 1024 * MIB:
        return f"{size / (1024 * MIB):,.0f} GB"
    return f"{size // MIB:,} MB" if size >= MIB else f"{size // 1024:,} KB"
