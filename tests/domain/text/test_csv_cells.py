"""No cell of a CSV file begins a formula, whichever separator the spreadsheet takes."""

from __future__ import annotations

import csv
import io
import itertools
import random
import time

import pytest

from app.domain.text.csv_cells import defuse

SIGNS = "=+-@＝＋－＠"
SEPARATORS = (",", ";", "\t")
BREAKS = ("\n", "\r", "\r\n", "\u2028")
INVISIBLE = (" ", "\u00a0", "\u3000", "\ufeff", "\u200b", "\x00", '"', '""')
PIECES = (*SIGNS, ",", ";", "\t", *BREAKS, *INVISIBLE, "a", "1", "'")


def cells(texts: list[str], separator: str) -> list[str]:
    """Return the cells that a spreadsheet sees which takes `separator` for what the report wrote with commas."""
    written = io.StringIO()
    csv.writer(written).writerow([defuse(text) for text in texts])
    rows = csv.reader(io.StringIO(written.getvalue().replace("\x00", ""), newline=""), delimiter=separator)
    return [cell for row in rows for cell in row]


def begins_formula(cell: str) -> bool:
    return cell.strip().lstrip('"\u200b\ufeff\u00a0\u3000 \t\r\n').startswith(tuple(SIGNS))


def assert_defused(text: str) -> None:
    for separator in SEPARATORS:
        for texts in ([text], ["/a.png", text], [text, "end"], ["/a.png", text, text, "end"]):
            found = [cell for cell in cells(texts, separator) if begins_formula(cell)]
            assert not found, f"{text!r}, separated by {separator!r}, has the cells {found}"


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_is_defused_wherever_a_cell_may_begin(sign: str) -> None:
    starts = ["", *(f"a{start}" for start in (";", "\t", *BREAKS))]
    for start, first, second in itertools.product(starts, ("", *INVISIBLE), ("", *INVISIBLE)):
        assert_defused(f"{start}{first}{second}{sign}cmd|' /C calc'!A0")


def test_whatever_a_text_is_made_of_no_cell_begins_a_formula() -> None:
    chance = random.Random(1)
    for _ in range(4_000):
        assert_defused("".join(chance.choices(PIECES, k=chance.randint(1, 9))))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a photo of a cat, -blurry, (night:1.2)",
        "/media/a-b=c/@home/1+1.png",
        "x; y; z",
        "two\nlines",
        "5 - 3 = 2",
        "“quoted” - not",
        "'already text",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert defuse(text) == text


def test_an_apostrophe_is_all_that_is_added() -> None:
    assert defuse("=1+1") == "'=1+1"
    assert defuse("x;=cmd; @y") == "x;'=cmd; '@y"
    assert defuse("a\n -1") == "a\n '-1"
    assert defuse("\tx") == "'\tx"


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    started = time.monotonic()
    defuse("\t " * 500_000 + "=")
    defuse(";" * 500_000 + "=")
    assert time.monotonic() - started < 2
