"""Why a step failed, in words for users: one exception for what the readers know, one table for everything else."""

from __future__ import annotations

import errno
import re
import struct
import zlib
from collections.abc import Callable

import av.error
from PIL import UnidentifiedImageError

CUT_OFF = "the picture ends early: the file is cut off; copy or download it again"


class UnreadableError(Exception):
    """A reader knows why it cannot go on; its message is the reason, written for the user."""


def explain_error(error: BaseException) -> str:
    """The reason a user is told for `error`. Never a Python repr, never empty."""
    if isinstance(error, UnreadableError):
        return str(error)
    for kinds, words in _REASONS:
        if isinstance(error, kinds):
            return words(error)
    return _explain_native(error)


_ERRNO_WORDS = {
    errno.ENOENT: "the file is gone: it was moved or deleted after it was found",
    errno.ENOTDIR: "the file is gone: its folder was moved or replaced after it was found",
    errno.ESTALE: "the file is gone: the network folder it lies in no longer knows it",
    errno.EACCES: "no permission to read the file; allow the user Headrace runs as to read it",
    errno.EPERM: "the system forbids reading the file; allow the user Headrace runs as to read it",
    errno.ELOOP: "the path leads through a link that points back to itself, or the file is a link",
    errno.ENAMETOOLONG: "the path is too long for this system; shorten the folder names",
    errno.EIO: "the disk reported a read error; check the disk and copy the file again",
    errno.ENXIO: "the path is a pipe, socket or device, not a file",
    errno.EMFILE: "too many files are open; raise the limit of open files (ulimit -n)",
    errno.ENFILE: "too many files are open on this machine",
    errno.ENOMEM: "the machine ran out of memory while reading the file",
    errno.ETIMEDOUT: "the network folder did not answer in time",
    errno.EINVAL: "the system does not accept this path",
}


_NATIVE_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"premature end|truncat|end of stream|stream too small|unexpected end|not enough data|end of file|eof"
         r"|incomplete|ran out of|buffer is too small|more input", CUT_OFF),
        (r"checksum|crc", "the picture is damaged: a checksum does not match"),
        (r"moov atom", "the video has no index (moov): its recording or copy was not finished"),
        (r"unsupported|not supported|not implemented|no codec|decoder not found",
         "the picture uses a variant of its format that cannot be decoded here"),
        (r"memory|alloc|bomb|too large|exceeds", "the picture needs more memory than a worker may use"),
    )
)  # fmt: skip


def _explain_native(error: BaseException) -> str:
    """Decoders raise what they like; their words decide, and what no pattern knows is called damage."""
    message = str(error)
    for pattern, words in _NATIVE_PATTERNS:
        if pattern.search(message):
            return words
    return "the data is damaged and cannot be decoded; copy the file again from where it came"


def _explain_os_error(error: BaseException) -> str:
    number = getattr(error, "errno", None)
    if number in _ERRNO_WORDS:
        return _ERRNO_WORDS[number]
    if number is not None:
        return f"the system reported: {getattr(error, 'strerror', None) or 'an input/output error'}"
    return _explain_native(error)


_Words = Callable[[BaseException], str]
_REASONS: tuple[tuple[tuple[type[BaseException], ...], _Words], ...] = (
    ((UnidentifiedImageError,), lambda _: "the decoder does not recognise the picture: its header is damaged"),
    ((MemoryError,), lambda _: "the picture needs more memory than a worker may use"),
    ((RecursionError,), lambda _: "the data is nested too deeply"),
    ((zlib.error,), lambda _: "the compressed data is damaged"),
    ((UnicodeError,), lambda _: "the text is not in the encoding it claims"),
    ((struct.error, IndexError, EOFError), lambda _: "the data ends early or is damaged"),
    ((TimeoutError,), lambda _: "reading took too long and was given up"),
    # FFmpeg's errors carry numbers of the system that mean other things there.
    ((av.error.FFmpegError,), _explain_native),
    ((OSError,), _explain_os_error),
)
