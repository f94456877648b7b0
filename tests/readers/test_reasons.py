"""Every error has a reason that users understand; none shows Python's own words."""

from __future__ import annotations

import builtins
import errno
import os
import re
import struct
import zlib
from pathlib import Path

import av.error
import pytest
from PIL import UnidentifiedImageError

from app.readers.reasons import UnreadableError, explain_error
from tests.readers.support import read_bytes

EVERY_BUILTIN = sorted(
    {
        kind
        for kind in vars(builtins).values()
        if isinstance(kind, type) and issubclass(kind, Exception) and kind.__module__ == "builtins"
    },
    key=lambda kind: kind.__name__,
)


def made(kind: type[Exception]) -> Exception:
    if issubclass(kind, UnicodeDecodeError):
        return kind("utf-8", b"\xff", 0, 1, "invalid start byte")
    if issubclass(kind, UnicodeEncodeError):
        return kind("ascii", "ü", 0, 1, "ordinal not in range")
    if issubclass(kind, UnicodeTranslateError):
        return kind("ü", 0, 1, "no mapping")
    if issubclass(kind, ExceptionGroup):
        return kind("several", [ValueError("one")])
    return kind("object at 0x7f00deadbeef")


@pytest.mark.parametrize("kind", EVERY_BUILTIN)
def test_every_builtin_exception_has_a_reason(kind: type[Exception]) -> None:
    reason = explain_error(made(kind))
    assert len(reason.split()) >= 5
    assert not re.search(r"Error|Exception|0x|object at", reason)


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_error_of_the_system_has_a_reason(number: int) -> None:
    reason = explain_error(OSError(number, os.strerror(number)))
    assert len(reason.split()) >= 4
    assert "Errno" not in reason


@pytest.mark.parametrize("name", sorted(name for name in vars(av.error) if name.endswith("Error")))
def test_every_error_of_ffmpeg_has_a_reason(name: str) -> None:
    kind = getattr(av.error, name)
    error = kind(1, "Invalid data found when processing input") if issubclass(kind, av.error.FFmpegError) else kind("x")
    assert "Errno" not in explain_error(error)
    assert len(explain_error(error).split()) >= 5


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UnreadableError("as written"), "as written"),
        (ValueError("Premature end of JPEG file"), "cut off"),
        (OSError("image file is truncated (0 bytes not processed)"), "cut off"),
        (RuntimeError("IDAT: CRC error"), "a checksum does not match"),
        (ValueError("Unsupported JPEG process: SOF type 0xce"), "that is not supported"),
        (MemoryError(), "more memory"),
        (RecursionError(), "nested too deeply"),
        (UnidentifiedImageError("cannot identify image file"), "not a valid image"),
        (PermissionError(errno.EACCES, "Permission denied"), "give the user that runs Headrace permission"),
        (struct.error("unpack requires a buffer of 4 bytes"), "ends early or is damaged"),
        (zlib.error("Error -3 while decompressing data"), "compressed data is damaged"),
    ],
)
def test_reasons_name_the_cause_and_the_cure(error: Exception, words: str) -> None:
    assert words in explain_error(error)


def test_a_decoders_own_words_never_reach_the_user(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.webp", b"RIFF\x20\0\0\0WEBPVP8X" + b"\0" * 20)
    assert report.failures
    for failure in report.failures:
        assert not re.search(r"Error|error|could not create|VP8", failure.reason)
