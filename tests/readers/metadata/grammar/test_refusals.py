"""Which of several readings counts, and which are quoted."""

from __future__ import annotations

from app.readers.metadata.grammar.refusals import (
    Reading,
    choose_first,
    describe_refusal,
    find_refused_origin,
    list_refusals,
)

UNREAD: Reading[int] = Reading("exif:A", "x", None, ("not said of a refused one",))
READ = Reading("exif:B", "2", 2, ("a zone was wrong",))
BEHIND: Reading[int] = Reading("exif:C", "y", None)


def test_the_first_that_was_understood_counts() -> None:
    assert choose_first([UNREAD, READ, Reading("exif:D", "3", 3)]) == (2, "exif:B")
    assert choose_first([UNREAD]) is None
    assert choose_first([Reading("exif:A", "0", 0)]) == (0, "exif:A"), "zero is a value"


def test_those_before_it_are_quoted_and_those_behind_it_are_not() -> None:
    assert list_refusals("a number", [UNREAD, READ, BEHIND]) == [
        "a number was there and refused: “x” (exif:A)",
        "a zone was wrong",
    ]
    assert len(list_refusals("a number", [UNREAD, BEHIND])) == 2


def test_a_quotation_is_one_line_and_short() -> None:
    refusal = describe_refusal("a number", "one\n two " + "x" * 1000, "exif:A")
    assert refusal == f"a number was there and refused: “one two {'x' * 51}…” (exif:A)"


def test_the_origin_of_a_refusal_is_found_again() -> None:
    refusal = describe_refusal("a number", "(one)", "xmp exif:A, exif:B")
    assert find_refused_origin(refusal, ["a word", "a number"]) == "xmp exif:A, exif:B"
    assert find_refused_origin(refusal, ["a word"]) is None
    assert find_refused_origin("a number is missing (exif:A)", ["a number"]) is None
