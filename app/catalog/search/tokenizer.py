"""Split text into words: the same way for both databases, and for indexed text and search terms.

A word is a run of letters and digits of any script, without case and without the accents of Latin, Greek and Cyrillic
letters. In scripts that are written without spaces, each character is a word, and characters typed together are
searched as a phrase. Symbols and emoji are words of one character, too; punctuation only separates words. The databases
get finished words, because their own tokenizers disagree with each other.

A text's runs of signs (`!!!`, `>:(`) are indexed beside its words, so that a search for signs without letters or digits
finds the texts that have them in a row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from zlib import crc32

WORD_LENGTH = 40
"""Words are cut off after this many characters, both in indexed text and in search terms."""

PREFIX_LENGTH = 3
"""A search word of at least this length also finds longer words that begin with it."""

FOLDED_LENGTH = 200
"""Characters of a value's folded form."""

MAX_TERMS = 64
"""Words and fields of a query."""
MAX_WORDS = 1_000
"""Words of all terms together; a phrase of 16,000 is too deep for PostgreSQL."""

RUN_LENGTH = 8
"""Runs of signs are cut off after this many, both in indexed text and in search terms."""

RUNS_PER_FILE = 200
"""Different runs of signs that are indexed of a file. Real texts have five to thirty."""

RUN = "‖"
"""Begins the token of a run of signs, which no word can be equal to."""

FIRST_EMOJI, LAST_EMOJI = "\U0001f000", "\U0001faff"

PAIR_TOKENS = 4_096
"""How many different pair tokens there are: enough that few texts share one by chance, few enough to be common."""

LAST_CHARACTER = "\U0010ffff"
"""Sorts after every character in a word, so it ends the range of words with the same prefix."""

_ACCENTS = re.compile("[\u0300-\u036f]")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
_GLYPH_CHOICE = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # variation selectors
_BETWEEN_WORDS = re.compile(r"[\W_]+")


class _CharacterTable(dict[int, str]):
    """A translation table that is filled on demand."""

    def __init__(self, translate: Callable[[str], str]) -> None:
        self._translate = translate

    def __missing__(self, code: int) -> str:
        self[code] = self._translate(chr(code))
        return self[code]


def _translate_for_words(char: str) -> str:
    """A character stays, becomes a word of its own, or becomes a space. One that only chooses a glyph disappears."""
    if _is_symbol(char):
        return f" {_widen(char)} "
    if _GLYPH_CHOICE.match(char):
        return ""
    if not (char.isalnum() or unicodedata.category(char).startswith("M")):
        return " "
    return f" {char} " if _UNSPACED.match(char) else char


def _translate_for_runs(char: str) -> str:
    """A sign stays, and anything else becomes a space. What joins emoji or only chooses a glyph disappears."""
    if _is_symbol(char) or _is_punctuation(char):
        return _widen(char)
    return "" if _GLYPH_CHOICE.match(char) or unicodedata.category(char) == "Cf" else " "


def _is_symbol(char: str) -> bool:
    """Whether a character is a symbol, of private use, or an emoji, also one that is younger than Python's list."""
    return unicodedata.category(char) in ("Sm", "Sc", "Sk", "So", "Co") or FIRST_EMOJI <= char <= LAST_EMOJI


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char).startswith("P")


def _widen(sign: str) -> str:
    """Return the full-width form of an ASCII sign: FTS5's tokenizer separates words at every sign of ASCII.

    No indexed text has these forms otherwise, because it is normalized before.
    """
    return chr(ord(sign) + 0xFEE0) if sign.isascii() else sign


_words = _CharacterTable(_translate_for_words)
_runs = _CharacterTable(_translate_for_runs)


def tokenize(text: str) -> list[str]:
    """Return the words of any text, in order."""
    return [word[:WORD_LENGTH] for word in _normalize(text).translate(_words).split()]


def fold_value(value: str) -> str:
    """Return the form of a value by which it is completed and compared: its words, without case, accents and signs."""
    return " ".join(tokenize(value))[:FOLDED_LENGTH]


def _normalize(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold())))
    return text.casefold()


def _find_runs(text: str) -> list[str]:
    """Return the runs of signs in a text, each as long as it is; of equal ones only the first."""
    found = dict.fromkeys(_BETWEEN_WORDS.findall(_normalize(text)))
    return list(dict.fromkeys(" ".join(found).translate(_runs).split()))


def list_run_tokens(texts: Iterable[str]) -> list[str]:
    """Return the tokens by which the runs of signs in these texts are found from each of their signs on."""
    runs = dict.fromkeys(run for text in texts for run in _find_runs(text))
    tails = (run[start : start + RUN_LENGTH] for run in runs for start in range(len(run)))
    return [RUN + tail for tail in islice(dict.fromkeys(tails), RUNS_PER_FILE)]


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must, or if excluded must not, occur next to each other in this order."""

    words: tuple[str, ...]
    is_prefix: bool = False
    """Whether the last word also matches longer words that begin with it."""
    is_excluded: bool = False

    @property
    def is_punctuation(self) -> bool:
        """Whether the term is a run of nothing but punctuation."""
        run = self.words[0].removeprefix(RUN)
        return run != self.words[0] and all(map(_is_punctuation, run))


def make_terms(text: str, *, is_quoted: bool = False) -> tuple[Term, ...]:
    """Return the terms of a word or a phrase: one, or without letters and digits one for each run of signs.

    A word also finds longer words that begin with it. A phrase finds exactly these words in a row.
    """
    words = tuple(tokenize(text))
    if any(len(word) > 1 or not _is_symbol(word) for word in words):
        return (Term(words, is_prefix=not is_quoted and len(words[-1]) >= PREFIX_LENGTH),)
    return tuple(Term((RUN + run[:RUN_LENGTH],), is_prefix=True) for run in _find_runs(text))


def contains_term(words: Sequence[str], term: Term) -> bool:
    """Return whether `words` contain the term's words in a row, regardless of `is_excluded`."""
    text = f" {' '.join(words)} "
    return f" {' '.join(term.words)}{'' if term.is_prefix else ' '}" in text


def pair_token(first: str, second: str) -> str:
    """Return the token for two neighbouring words. Other pairs may have the same token; no word is equal to one."""
    return f"¶{crc32(f'{first} {second}'.encode()) % PAIR_TOKENS}"
