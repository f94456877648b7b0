"""Split text into words: the same way for both databases, and for indexed text and search terms.

A word is a run of letters and digits of any script, without case and without the accents of Latin, Greek and Cyrillic
letters. In scripts that are written without spaces, each character is a word, and characters typed together are
searched as a phrase. The databases get finished words, because their own tokenizers disagree with each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

WORD_LENGTH = 40
"""Words are cut off after this many characters, both in indexed text and in search terms."""

PREFIX_LENGTH = 3
"""A search word of at least this length also finds longer words that begin with it."""

MAX_TERMS = 64

PAIR_TOKENS = 4_096
"""How many different pair tokens there are: enough that few texts share one by chance, few enough to be common."""

LAST_CHARACTER = "\U0010ffff"
"""Sorts after every character in a word, so it ends the range of words with the same prefix."""

_ACCENTS = re.compile("[\u0300-\u036f]")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


class _WordSplitter(dict[int, str]):
    """A translation table, filled on demand: a character stays, becomes a word of its own, or becomes a space."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if not (char.isalnum() or unicodedata.category(char).startswith("M")):
            self[code] = " "
        else:
            self[code] = f" {char} " if _UNSPACED.match(char) else char
        return self[code]


_splitter = _WordSplitter()


def tokenize(text: str) -> list[str]:
    """Return the words of any text, in order."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold())))
    return [word[:WORD_LENGTH] for word in text.casefold().translate(_splitter).split()]


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must, or if excluded must not, occur next to each other in this order."""

    words: tuple[str, ...]
    is_prefix: bool = False
    """Whether the last word also matches longer words that begin with it."""
    is_excluded: bool = False


def parse_terms(typed: str) -> tuple[Term, ...]:
    """Parse what a user typed into terms, all of which must match. Raises ValueError for more than `MAX_TERMS`.

    `cat sun` finds both words, or longer words that begin with them, in any order. `"cat in the sun"` finds exactly
    these words in a row. `-cat` and `-"cat in"` exclude what they would find. No other text has a special meaning, and
    no text is an error.
    """
    terms = [_parse_term(*match.groups()) for match in _TERM.finditer(typed)]
    found = tuple(dict.fromkeys(term for term in terms if term.words))
    if len(found) > MAX_TERMS:
        raise ValueError(f"there are {len(found)} search words; at most {MAX_TERMS} are allowed")
    return found


def _parse_term(minus: str, quoted: str | None, bare: str | None) -> Term:
    words = tuple(tokenize(bare or quoted or ""))
    is_prefix = bare is not None and bool(words) and len(words[-1]) >= PREFIX_LENGTH
    return Term(words, is_prefix, bool(minus))


def contains_term(words: Sequence[str], term: Term) -> bool:
    """Return whether `words` contain the term's words in a row, regardless of `is_excluded`."""
    text = f" {' '.join(words)} "
    return f" {' '.join(term.words)}{'' if term.is_prefix else ' '}" in text


def pair_token(first: str, second: str) -> str:
    """Return the token for two neighbouring words. Other pairs may have the same token; no word is equal to one."""
    return f"¶{crc32(f'{first} {second}'.encode()) % PAIR_TOKENS}"
