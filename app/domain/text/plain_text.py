"""Untrusted text, made safe for a terminal and a log: what is not readable is escaped.

Names of files, metadata, requests and answers of other servers may hold anything: sequences that command a terminal
(ESC, CSI, OSC), line breaks that forge a line of the log, and invisible or reordering characters that disguise a name.
docs/decisions/1207-text-of-strangers.md says what is escaped and what is kept.
"""

from __future__ import annotations

import io
import re
import unicodedata
from contextlib import suppress
from typing import TextIO

_QUESTIONABLE = re.compile(r"[^ -~]")

_SELECTORS = r"\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SELECTOR = re.compile(f"[{_SELECTORS}]")
"""Variation selectors: one after a character chooses its form, as for ❤️; a row of them hides data."""

_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # a joiner, fillers and vowels that draw nothing
    "\u2065\ufff0-\ufffb\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"  # reserved for invisible characters
)
_NONCHARACTER = 0xFFFE
"""The last two code points of each plane are no characters."""
_VISIBLE_FORMATS = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
"""Format characters that are drawn: signs above or below the numbers of Arabic, Syriac and Kaithi."""

_NON_JOINER, _JOINER = "\u200c", "\u200d"
_EMOJI_BEFORE_JOINER = {"So", "Sk", "Cn"}
_EMOJI_AFTER_JOINER = {"So", "Sm", "Cn"}
"""Unicode categories. Emoji that are newer than Python's tables count as unassigned (Cn)."""
_VIRAMA = 9
"""The combining class of the sign after which Indic scripts need the joiners."""


def escape_controls(text: str, keep: str = "") -> str:
    r"""Return `text` with every character escaped that a terminal obeys or that cannot be seen, except those in `keep`.

    The escapes are Python's: `\x1b`, `\u202e`, `\udcff`. Accents, all scripts and emoji stay as they are, also those
    that are made of several characters.
    """

    def escape(match: re.Match[str]) -> str:
        char = match[0]
        if char in keep or _is_readable(match.string, match.start()):
            return char
        return char.encode("unicode_escape").decode()

    return _QUESTIONABLE.sub(escape, text)


def _is_readable(text: str, place: int) -> bool:
    char = text[place]
    match unicodedata.category(char):
        case "Cc" | "Cs" | "Co" | "Zl" | "Zp":
            return False
        case "Cf":
            return _VISIBLE_FORMATS.match(char) is not None or _is_needed_joiner(text, place)
        case _ if _SELECTOR.match(char):
            return place > 0 and not _SELECTOR.match(text[place - 1])
    return not _INVISIBLE.match(char) and ord(char) & _NONCHARACTER != _NONCHARACTER


def _is_needed_joiner(text: str, place: int) -> bool:
    """Whether this is a joiner where a script or an emoji needs it; elsewhere joiners only make names look equal."""
    char, before, after = text[place], text[max(0, place - 1)], text[place + 1 : place + 2]
    if char not in (_JOINER, _NON_JOINER):
        return False
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if not after:
        return False
    if char == _NON_JOINER:
        return unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL"
    is_emoji = unicodedata.category(before) in _EMOJI_BEFORE_JOINER or before == "\ufe0f"
    return is_emoji and unicodedata.category(after) in _EMOJI_AFTER_JOINER


class LossyText(io.TextIOBase):
    """Writes to `to` as long as possible. On a full disk the log loses lines instead of stopping the work."""

    def __init__(self, to: TextIO) -> None:
        self._to = to

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._to.encoding

    def write(self, text: str, /) -> int:
        with suppress(OSError):
            self._to.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._to.flush()

    def fileno(self) -> int:
        return self._to.fileno()

    def isatty(self) -> bool:
        return self._to.isatty()


class EscapedText(LossyText):
    """A `LossyText` that escapes what it writes, except line breaks and tabs: for tracebacks, warnings and logs."""

    def write(self, text: str, /) -> int:
        super().write(escape_controls(text, keep="\n\t"))
        return len(text)
