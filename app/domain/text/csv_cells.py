"""Text for a cell of a CSV file that no spreadsheet runs as a formula.

Spreadsheets run a cell that begins with =, +, - or @, also in their full-width forms, and skip blanks before it. Where
the list separator is not a comma (a semicolon in much of Europe, a tab by choice), they ignore the quotes around a cell
and begin a new one inside its text: after the separator, and after a line break. So a sign gets an apostrophe before it
wherever a cell may begin.

Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection.
"""

from __future__ import annotations

import re

CELL_LENGTH = 32_767
"""Characters that a cell of a spreadsheet can hold; Excel and LibreOffice would cut the rest without a word."""

_SIGNS = "=+\\-@＝＋－＠"
_STARTS = ";；\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
"""After these a new cell may begin."""
_SKIPPED = '"\x00-\x20\x7f-\xa0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff'
"""Blanks, invisible characters, and the quotes that the CSV format takes away."""
_SUSPECT = re.compile(f"(?:^|[{_STARTS}{_SKIPPED}])[{_SIGNS}]")
_BEGINS_CELL = re.compile(f"[{_STARTS}]")
# Takes each run whole, so the time is linear in the length of the text.
_RUN = re.compile(f"(^[{_STARTS}{_SKIPPED}]*|[{_STARTS}{_SKIPPED}]+)([{_SIGNS}]?)")


def defuse(text: str) -> str:
    """Return `text` with an apostrophe before each sign that could begin a formula, and before a leading tab or break.

    Other text is returned as it is.
    """
    if _SUSPECT.search(text):
        text = _RUN.sub(_defuse_run, text)
    return f"'{text}" if text.startswith(("\t", "\r", "\n")) else text


def _defuse_run(run: re.Match[str]) -> str:
    before, sign = run.groups()
    may_begin = run.start() == 0 or _BEGINS_CELL.search(before) is not None
    return f"{before}'{sign}" if sign and may_begin else run[0]


def make_cell(value: object) -> object:
    """Return a value as it is written into a cell. Text is made safe, and cut if a cell cannot hold all of it.

    Cut text ends with its whole length. Bytes of a file name that are not UTF-8 become escapes: `\\udcff`.
    """
    if not isinstance(value, str):
        return value
    text = defuse(value).encode("utf-8", "backslashreplace").decode()
    if len(text) <= CELL_LENGTH:
        return text
    end = f" … (cut: {len(value):,} characters)"
    return text[: CELL_LENGTH - len(end)] + end
