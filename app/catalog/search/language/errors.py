"""Why a typed query cannot be understood, and where."""

from __future__ import annotations


class QueryLanguageError(ValueError):
    """The query is wrong from character `position` on, for `length` characters; `cure` says what to write instead."""

    def __init__(self, message: str, cure: str, position: int, length: int = 1) -> None:
        super().__init__(f"{message} {cure} (character {position + 1} of the search)")
        self.message, self.cure, self.position, self.length = message, cure, position, length
