"""Text cut into words: the same way for both databases, for what is searched and for what it is searched by.

A word is a run of letters and digits in any script, without case and without the accents of Latin, Greek and Cyrillic
letters. Scripts that are written without spaces have no such runs, so there each character is a word, and what is typed
together is searched as a phrase. The databases get words that need no further cutting: neither's own idea of a word,
which differ, has a say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

WORD_LENGTH = 40
"""Characters of a word that count; both what is searched and what is typed are cut there."""

PREFIX_LENGTH = 3
"""From this length on, a word that is typed finds the words that begin with it."""

MAX_TERMS = 64

PAIR_MARKS = 4_096
"""Different marks of neighbours: so many that few texts have one by chance, so few that each text's are common ones."""

LAST_CHARACTER = "\U0010ffff"
"""Comes after every word that goes on."""

_ACCENTS = re.compile("[\u0300-\u036f]")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


class _Separation(dict[int, str]):
    """Code point → what stands for it: itself, itself alone, or a space. Each is found out once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if not (char.isalnum() or unicodedata.category(char).startswith("M")):
            self[code] = " "
        else:
            self[code] = f" {char} " if _UNSPACED.match(char) else char
        return self[code]


_separation = _Separation()


def words_of(text: str) -> list[str]:
    """The words of any text, in order."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold())))
    return [word[:WORD_LENGTH] for word in text.casefold().translate(_separation).split()]


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand one after the other; `excluded`: that must not."""

    words: tuple[str, ...]
    is_prefix: bool = False
    """Whether the last word may go on."""
    is_excluded: bool = False


def terms_of(typed: str) -> tuple[Term, ...]:
    """What any text a user may type asks for; all terms must fit. Raises ValueError for more than `MAX_TERMS`.

    `cat sun` finds both words or longer ones that begin so, in any order; `"cat in the sun"` exactly these words in a
    row; `-cat` and `-"cat in"` leave out what they would find. There is nothing else, and no text is an error.
    """
    terms = [_term(*match.groups()) for match in _TERM.finditer(typed)]
    found = tuple(dict.fromkeys(term for term in terms if term.words))
    if len(found) > MAX_TERMS:
        raise ValueError(f"{len(found)} words are too many to search by; use at most {MAX_TERMS}")
    return found


def _term(minus: str, quoted: str | None, bare: str | None) -> Term:
    words = tuple(words_of(bare or quoted or ""))
    is_prefix = bare is not None and bool(words) and len(words[-1]) >= PREFIX_LENGTH
    return Term(words, is_prefix, bool(minus))


def is_in(term: Term, words: Sequence[str]) -> bool:
    """Whether the term's words stand in `words`, whatever `is_excluded` says."""
    text = f" {' '.join(words)} "
    return f" {' '.join(term.words)}{'' if term.is_prefix else ' '}" in text


def pair_mark(first: str, second: str) -> str:
    """What no word is, and stands for these two as neighbours: others may have the same mark, these never another."""
    return f"¶{crc32(f'{first} {second}'.encode()) % PAIR_MARKS}"
