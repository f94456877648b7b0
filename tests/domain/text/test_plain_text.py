"""What a terminal would obey, and what cannot be seen, is escaped; what people write stays readable."""

from __future__ import annotations

import io
import re
import sys
import unicodedata
from contextlib import suppress

import pytest

from app.domain.text.plain_text import EscapedText, escape_controls


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("\x1b]8;;http://x\x1b\\link\x07", r"\x1b]8;;http://x\x1b" + "\\" + r"link\x07"),
        ("\x9b31m\x9d0;title\x9c", r"\x9b31m\x9d0;title\x9c"),
        ("a\r\nb\tc\0\x7f\x85", r"a\r\nb\tc\x00\x7f\x85"),
        (
            "\u202egnp.exe\u202c \u2066x\u2069 \u200e\u200f\u061c",
            r"\u202egnp.exe\u202c \u2066x\u2069 \u200e\u200f\u061c",
        ),
        ("a\u200bb\u2060c\ufeffd\u00ade", r"a\u200bb\u2060c\ufeffd\xade"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\udcff\ud83d", r"\udcff\ud83d"),
        ("a\u200db\u200cc\u200d", r"a\u200db\u200cc\u200d"),
        ("\u3164\uffa0\u115f", r"\u3164\uffa0\u115f"),
        ("a\ufe0f\ufe0f\ufe01", "a\ufe0f" + r"\ufe0f\ufe01"),
        ("\ufe0f", r"\ufe0f"),
        ("\U000e0041\U000e0001", r"\U000e0041\U000e0001"),
        ("\ue000\U0010ffff", r"\ue000\U0010ffff"),
    ],
)
def test_controls_and_what_cannot_be_seen_are_escaped(text: str, escaped: str) -> None:
    assert escape_controls(text) == escaped


@pytest.mark.parametrize(
    "text",
    [
        "plain ASCII ~ [bold] \\x1b",
        "Café, cafe\u0301, Ångström",
        "日本語　の写真 葛\U000e0100城",
        "Bildschirmfoto um 10.00\u202fAM\u00a0x",
        "👨\u200d👩\u200d👧 ❤\ufe0f ❤\ufe0f\u200d🔥 🏳\ufe0f\u200d🌈 🧑🏽\u200d🚀 1\ufe0f\u20e3 🇩🇪 🩷",
        "می\u200cخواهم",
        "क्\u200dष श्\u200cर",
        "العربية \u0600١ עברית",
        "♥ ￼ �",
    ],
)
def test_what_people_write_stays_readable(text: str) -> None:
    assert escape_controls(text) == text


def test_no_control_or_format_character_at_all_gets_through() -> None:
    kept = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        and escape_controls(chr(code)) == chr(code)
    ]
    drawn = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    assert set(kept) == {hex(code) for code in drawn}


def test_only_what_is_kept_by_request_is_kept() -> None:
    assert escape_controls("a\nb\tc\x1b", keep="\n\t") == "a\nb\tc\\x1b"


def test_a_stream_escapes_what_is_written_and_survives_a_full_disk() -> None:
    kept = io.StringIO()
    print("a\x1b[31m\n\tb\u2028", file=EscapedText(kept))
    assert kept.getvalue() == "a\\x1b[31m\n\tb\\u2028\n"
    printed = 0
    with suppress(OSError), open("/dev/full", "w", encoding="utf-8") as full:  # closing it fails
        print("x" * 100_000, file=EscapedText(full), flush=True)
        printed += 1
    assert printed


def test_escaping_twice_changes_nothing() -> None:
    once = escape_controls("".join(map(chr, range(0x3000))))
    assert escape_controls(once) == once
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", once)
