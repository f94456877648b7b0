from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.readers.generation import extract_prompt_keywords
from app.readers.generation.prompt import TERM_LENGTH_MAX


@pytest.mark.parametrize(
    ("prompt", "keywords"),
    [
        ("Red Hair, blue eyes", ("red hair", "blue eyes")),
        ("a\nb\r\nc BREAK d", ("a", "b", "c", "d")),
        ("a AND b, sand and sea", ("a", "b", "sand and sea")),
        ("(red hair:1.2), ((blue eyes)), [dull]", ("red hair", "blue eyes", "dull")),
        ("(red hair, blue eyes:1.3), (x:.5), (y: -1)", ("red hair", "blue eyes", "x", "y")),
        ("{strong}, {{stronger}}, 1.5::weighted::, -2::no::", ("strong", "stronger", "weighted", "no")),
        ("[cat:dog:0.5], [winter:10], [a|b]", ("cat", "dog", "winter", "a", "b")),
        ("girl <lora:detail:0.8>, <hypernet:x:1> hat <lyco:y>", ("girl", "hat")),
        ("embedding:bad_hands, hat", ("hat",)),
        (r"fate \(series\), \[x\]", ("fate (series)", "[x]")),
        ("  many   spaces  ,, ,", ("many spaces",)),
        ("Cat, cat, CAT, STRASSE, straße", ("cat", "strasse")),
        ("aspect 16:9, time 12:30", ("aspect 16:9", "time 12:30")),
        ("猫，帽子", ("猫", "帽子")),
        ("", ()),
        ("(((", ()),
        ("x" * TERM_LENGTH_MAX + "," + "y" * (TERM_LENGTH_MAX + 1), ("x" * TERM_LENGTH_MAX,)),
    ],
)
def test_a_prompt_gives_its_terms_without_syntax(prompt: str, keywords: tuple[str, ...]) -> None:
    assert extract_prompt_keywords(prompt) == keywords


@given(st.text(alphabet=st.characters(), max_size=400) | st.text(alphabet="ab ,():[]{}<>|\\1.2\nBREAK", max_size=200))
def test_terms_are_lower_case_short_trimmed_and_each_there_once(prompt: str) -> None:
    keywords = extract_prompt_keywords(prompt)
    assert len({keyword.casefold() for keyword in keywords}) == len(keywords)
    for keyword in keywords:
        assert 0 < len(keyword) <= TERM_LENGTH_MAX
        assert keyword == " ".join(keyword.split())
        assert "," not in keyword


@given(st.lists(st.text(alphabet="abcdefgh ", min_size=1, max_size=20), max_size=20))
def test_plain_terms_come_back_as_they_were_written(terms: list[str]) -> None:
    clean = [" ".join(term.split()) for term in terms]
    assert extract_prompt_keywords(", ".join(terms)) == tuple(dict.fromkeys(term for term in clean if term))


@pytest.mark.parametrize("piece", ["(", "[", "<", "<lora:", "\\", "1.1::", "(a:", "[a|", ":1)"])
def test_hostile_repetition_takes_linear_time(piece: str) -> None:
    assert isinstance(extract_prompt_keywords(piece * 20_000), tuple)
