"""Standard output and standard error of a command: neither crashes on a name, and output that is lost is noticed."""

from __future__ import annotations

import io
import os
import sys
from typing import cast

from app.cli.terminal import stderr
from app.domain.text.plain_text import EscapedText, LossyText

STANDARD_STREAMS = (0, 1, 2)


class OutputError(Exception):
    """Standard output cannot be written; the message says why."""


class OutputClosedError(OutputError):
    """The program that read standard output has ended, like `head` when it has enough."""


class CheckedOutput(io.TextIOWrapper):
    """Standard output that raises `OutputError`, and escapes what its encoding does not have."""

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as error:
            raise _describe(error) from error

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            raise _describe(error) from error


def write_bytes(data: bytes) -> None:
    """Write `data` to standard output as it is. Raises `OutputError`."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise _describe(error) from error


def _describe(error: OSError) -> OutputError:
    if isinstance(error, BrokenPipeError):
        return OutputClosedError("standard output was closed")
    return OutputError(f"standard output cannot be written: {error.strerror}")


def prepare_streams() -> None:
    """Replace `sys.stdout` and `sys.stderr` for the rest of the process.

    Whatever Python itself prints to standard error (tracebacks, warnings) is escaped. What the commands draw there goes
    through `app.cli.terminal.stderr`, which may use colours.
    """
    _open_missing()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout = _check_output(sys.stdout)
    stderr.file = cast(io.TextIOWrapper, LossyText(sys.stderr))
    sys.stderr = cast(io.TextIOWrapper, EscapedText(sys.stderr))


def _check_output(stream: io.TextIOWrapper) -> CheckedOutput:
    encoding, line_buffering, write_through = stream.encoding, stream.line_buffering, stream.write_through
    return CheckedOutput(
        stream.detach(),
        encoding=encoding,
        errors="backslashreplace",
        line_buffering=line_buffering,
        write_through=write_through,
    )


def _open_missing() -> None:
    """Open each standard stream that the caller has closed, so that no database or socket gets its number."""
    for descriptor in STANDARD_STREAMS:
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free: this one
    # Python sets a stream to None when it starts without it.
    sys.stdout = sys.stdout or os.fdopen(STANDARD_STREAMS[1], "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(STANDARD_STREAMS[2], "w", closefd=False)


def discard_output() -> None:
    """Drop what is still to be written to standard output, so that Python does not try again at its exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, STANDARD_STREAMS[1])
    os.close(null)
