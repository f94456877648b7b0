"""Text that tries to command a terminal, files that carry it, and a terminal that records what reaches it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import unicodedata
from pathlib import Path

from tests.readers.support import chunk, png, text_chunk, tiff_structure

SEQUENCES = (
    "\x1b[35;5mBLINK",  # CSI: blinking magenta, which no command draws
    "\x1b]8;;evil\x1b\\LINK\x1b]8;;\x1b\\",  # OSC 8: a live link
    "\x1b]0;TITLE\x07",  # OSC 0: the window's title
    "\x9b35;5mC1\x9d0;TITLE\x9c",  # the same as C1
    "\x1bc\x7f\x08",
    "\u202egnp.\u202c\u2066\u200b\u2028",
    "\r\nFORGED",
)
HOSTILE = " ".join(SEQUENCES)
FAMILY = "👨\u200d👩\u200d👧"
"""An emoji of five characters, two of them joiners. It is no attack, and is printed as it is."""
MARKUP = "[link=evil]click[/link]"

_DRAWN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""The sequences with which rich draws: colours, and movements of the cursor."""


def assert_harmless(printed: bytes) -> str:
    """Assert that nothing hostile reached the terminal, and return what was printed without the drawing."""
    text = printed.decode("utf-8")
    assert "\x1b]" not in text, "no command sends an OSC, so this is a link or a title of the stranger"
    assert "\x1b[35;5m" not in text
    left = _DRAWN.sub("", text).replace("\r\n", "\n").replace("\r", "")
    kinds = {hex(ord(char)): unicodedata.category(char) for char in left.replace(FAMILY, "") if char != "\n"}
    assert not {code: kind for code, kind in kinds.items() if kind in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert "\nFORGED" not in left
    return left


def run_in_terminal(*arguments: object, **environ: str) -> tuple[int, bytes]:
    """Run `headrace` with a pseudo-terminal of 1,000 columns as all of its streams; return exit status and output."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 1000, 0, 0))
    command = [sys.executable.encode(), b"-m", b"app", *(os.fsencode(str(argument)) for argument in arguments)]
    environment = {**os.environ, "TERM": "xterm-256color", **environ}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    ) as process:
        os.close(theirs)
        printed = b""
        try:
            while part := os.read(ours, 1 << 16):
                printed += part
        except OSError:  # Linux reports the end of a terminal in this way
            os.close(ours)
    return process.returncode, printed


def hostile_picture() -> bytes:
    """Return a PNG whose camera, prompt and model are hostile."""
    words = (HOSTILE + MARKUP).replace("\r\n", " ")
    settings = f"{words}\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 320x240, Model: {words}"
    camera = tiff_structure([(0x010F, 2, b"Maker\0"), (0x0110, 2, words.encode() + b"\0")])
    return png(chunk(b"eXIf", camera), text_chunk("parameters", settings.encode()))


def write_hostile_files(folder: Path) -> list[Path]:
    """Write pictures and damaged files whose names and metadata are hostile, and return their paths."""
    paths = [
        folder / f"good {HOSTILE.replace('/', '')}.png",
        folder / f"bad {HOSTILE.replace('/', '')}.png",
        folder / os.fsdecode(b"not UTF-8 \xff\x9b35;5m \x1b[35;5m.mp4"),
        folder / f"x{MARKUP}.png",
        folder / f"emoji {FAMILY} é.png",
    ]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
    for good in (paths[0], paths[4]):
        good.write_bytes(hostile_picture())
    for broken in (paths[1], paths[3]):
        broken.write_bytes(hostile_picture()[:2000])
    boxes = b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + b"\0\0\1\0moov" + HOSTILE.encode()
    paths[2].write_bytes(boxes * 3)
    return paths
