"""Collects the metadata texts of one file, within the limits."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.report import Block
from app.readers.limits import MIB, Limits
from app.readers.metadata.text import clean_text

TOO_MUCH_TEXT = "the file carries more metadata text than is read; the rest was left out"


class BlockCollector:
    """Turns texts into blocks. Each text that exceeds the limits becomes a problem instead, named once."""

    def __init__(self, limits: Limits, blocks: Iterable[Block] = (), problems: Iterable[str] = ()) -> None:
        self.blocks = list(blocks)
        self.problems = list(problems)
        self._limits = limits
        self._characters = sum(len(block.text) for block in self.blocks)

    def add(self, name: str, text: str) -> None:
        """Keep `text` as a block called `name`, unless it is empty or exceeds the limits."""
        text = clean_text(text)
        if not text:
            return
        size = len(text)
        if size > self._limits.text_bytes:
            self.add_problem(f"the text “{name}” is larger than {self._limits.text_bytes // MIB} MB and was left out")
        elif len(self.blocks) >= self._limits.texts or self._characters + size > self._limits.texts_bytes:
            self.add_problem(TOO_MUCH_TEXT)
        else:
            self._characters += size
            self.blocks.append(Block(name, text))

    def add_problem(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)
