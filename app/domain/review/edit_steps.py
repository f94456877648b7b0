"""A step: what a user did to some files of a session at once, before its commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.preview import Choice


@dataclass(frozen=True, slots=True)
class FileEdit:
    """What a step does to each of its files."""

    values: Mapping[str, object] = field(default_factory=dict)
    """New values of fields of `EDITABLE`, by name; None removes the value."""
    add_keywords: tuple[str, ...] = ()
    remove_keywords: tuple[str, ...] = ()
    """Compared without regard to case."""
    choice: Choice | None = None
    """None leaves the choice as it is."""
    reverts: bool = False
    """Whether all earlier edits are discarded first."""

    @property
    def changes_values(self) -> bool:
        """Whether it concerns more than the choice."""
        return bool(self.values or self.add_keywords or self.remove_keywords or self.reverts)

    def keywords_from(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the keywords to which some are added, and from which some are removed, of a file that has `words`."""
        replaced = self.values.get("keywords", words)
        assert isinstance(replaced, tuple)
        return replaced

    def to_json(self) -> dict[str, Any]:
        """Return a document with what it says, and nothing else."""
        document: dict[str, Any] = dict(self.values)
        for name in ("add_keywords", "remove_keywords", "choice", "reverts"):
            if value := getattr(self, name):
                document[name] = value
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> FileEdit:
        """Return what `to_json` was made from."""
        values = {name: document[name] for name in ("score", "favourite") if name in document}
        if "keywords" in document:
            values["keywords"] = tuple(document["keywords"])
        choice = document.get("choice")
        return cls(
            values,
            tuple(document.get("add_keywords", ())),
            tuple(document.get("remove_keywords", ())),
            None if choice is None else Choice(choice),
            document.get("reverts", False),
        )
