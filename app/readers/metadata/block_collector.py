"""Collects the metadata texts of one file, within the limits."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.report import Block
from app.readers.limits import MIB, Limits
from app.readers.metadata.shortening import (
    LEFT_OUT,
    count_bytes,
    cut_text,
    describe_cut,
    is_shortening,
    shorten_name,
)
from app.readers.metadata.text import clean_text

TOO_MUCH_TEXT = f"the file has more metadata text than can be kept; the rest was {LEFT_OUT}"


class BlockCollector:
    """Turns texts into blocks. Of a text that exceeds the limits, a problem says what was kept, or that nothing was."""

    def __init__(self, limits: Limits, blocks: Iterable[Block] = (), problems: Iterable[str] = ()) -> None:
        self.blocks = list(blocks)
        self.problems = list(problems)
        self._limits = limits
        self._bytes = sum(count_bytes(block.text) for block in self.blocks)

    def add(self, name: str, text: str, whole_size: str | None = None, *, is_xml: bool = False) -> str:
        """Keep `text` as a block called `name`, of a long one the beginning, and return what was kept.

        `whole_size` (`more than 5 bytes`) is given where `text` is only the beginning. An empty text is no block, and
        half of an XML document says nothing, so it is kept whole or not at all.
        """
        name, text = shorten_name(name, self._limits.text_name_length), clean_text(text)
        kept = cut_text(text, self._limits.text_bytes)
        if len(kept) < len(text):
            if is_xml:
                limit = self._limits.text_bytes // MIB
                self.add_problem(f"the text “{name}” is larger than {limit} MB and was {LEFT_OUT}")
                return ""
            whole_size = whole_size or f"{count_bytes(text):,} bytes"
        size = count_bytes(kept)
        if kept and (len(self.blocks) >= self._limits.texts or self._bytes + size > self._limits.texts_bytes):
            self.add_problem(TOO_MUCH_TEXT)
            return ""
        if whole_size is not None:
            self.add_problem(describe_cut(f"the text “{name}”", whole_size, size))
        if kept:
            self._bytes += size
            self.blocks.append(Block(name, kept))
        return kept

    def add_problem(self, problem: str) -> None:
        """Keep a problem, unless it is known or there are many: damage can be in a hundred thousand places.

        What was shortened is always said; the bounds on what is unpacked leave no room for many of these problems.
        """
        if problem not in self.problems and (len(self.problems) < self._limits.problems or is_shortening(problem)):
            self.problems.append(problem)
