"""Why a step failed, in words for users: one exception for what readers recognise, one table for everything else."""

from __future__ import annotations

import errno
import re
import struct
import zlib
from collections.abc import Callable
from typing import TypeVar

import av.error
from PIL import UnidentifiedImageError

from app.domain.report import Failure, Step

Result = TypeVar("Result")

CUT_OFF = "the data ends early: the file is cut off; copy or download it again"


class UnreadableError(Exception):
    """A reader cannot go on and knows why. Its message is the reason, written for the user."""


def capture_failure(step: Step, action: Callable[[], Result]) -> Result | Failure:
    """Run `action` and return its result, or whatever it raises as a failure of `step`.

    This is the one broad catch of the readers: native decoders raise anything when the data is damaged.
    """
    try:
        return action()
    except Exception as error:  # noqa: BLE001
        return Failure(step, explain_error(error))


def explain_error(error: BaseException) -> str:
    """Return the reason for `error` that is shown to the user. Never a Python repr, never empty."""
    if isinstance(error, UnreadableError):
        return str(error)
    for kinds, explain in _REASONS:
        if isinstance(error, kinds):
            return explain(error)
    return _explain_native(error)


_ERRNO_WORDS = {
    errno.ENOENT: "the file is missing: it was moved or deleted after it was found",
    errno.ENOTDIR: "the file is missing: its folder was moved or replaced after it was found",
    errno.ESTALE: "the file is missing: its network folder no longer has it",
    errno.EACCES: "no permission to read the file; give the user that runs Headrace permission to read it",
    errno.EPERM: "the system forbids reading the file; give the user that runs Headrace permission to read it",
    errno.ELOOP: "the path leads through a symbolic link, which is not followed, so that nothing outside the chosen"
    " folders is read",
    errno.ENAMETOOLONG: "the path is too long for this system; shorten the folder names",
    errno.EIO: "the disk reported a read error; check the disk, then copy the file again",
    errno.ENXIO: "the path is a pipe, socket or device, not a file",
    errno.EMFILE: "too many files are open; raise the limit of open files (ulimit -n)",
    errno.ENFILE: "too many files are open on this machine",
    errno.ENOMEM: "the machine ran out of memory while reading the file",
    errno.ETIMEDOUT: "the network folder did not respond in time",
    errno.EINVAL: "the system does not accept this path",
}


_NATIVE_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"premature end|truncat|end of stream|stream too small|unexpected end|not enough data|end of file|eof"
         r"|incomplete|ran out of|buffer is too small|more input", CUT_OFF),
        (r"checksum|crc", "the data is damaged: a checksum does not match"),
        (r"moov atom", "the video has no index (moov): it was not completely recorded or copied"),
        (r"unsupported|not supported|not implemented|no codec|decoder not found",
         "the file uses a variant of its format that is not supported"),
        (r"memory|alloc|bomb|too large|exceeds", "the file needs more memory than a worker may use"),
    )
)  # fmt: skip


def _explain_native(error: BaseException) -> str:
    """Explain a decoder's error by the words of its message. A message that no pattern matches means damage."""
    message = str(error)
    for pattern, words in _NATIVE_PATTERNS:
        if pattern.search(message):
            return words
    return "the data is damaged and cannot be decoded; copy it again from its source"


def _explain_os_error(error: BaseException) -> str:
    number = getattr(error, "errno", None)
    if number in _ERRNO_WORDS:
        return _ERRNO_WORDS[number]
    if number is not None:
        return f"the system reported: {getattr(error, 'strerror', None) or 'an input/output error'}"
    return _explain_native(error)


_Words = Callable[[BaseException], str]
_REASONS: tuple[tuple[tuple[type[BaseException], ...], _Words], ...] = (
    ((UnidentifiedImageError,), lambda _: "not a valid image: its header is damaged"),
    ((MemoryError,), lambda _: "the file needs more memory than a worker may use"),
    ((RecursionError,), lambda _: "the data is nested too deeply"),
    ((zlib.error,), lambda _: "the compressed data is damaged"),
    ((UnicodeError,), lambda _: "the text is not in the encoding it claims"),
    ((struct.error, IndexError, EOFError), lambda _: "the data ends early or is damaged"),
    ((TimeoutError,), lambda _: "reading took too long and was stopped"),
    # Before OSError, which FFmpeg's errors are too: their numbers do not mean what the system's mean.
    ((av.error.FFmpegError,), _explain_native),
    ((OSError,), _explain_os_error),
)
