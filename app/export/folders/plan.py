"""What an export writes for each file: its picture, as a copy or a link, and texts beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.catalog import LibraryFile
from app.domain.report import Kind
from app.domain.text.file_names import make_path_safe
from app.export.folders.template import parse_template
from app.export.folders.xmp import write_xmp

DEFAULT_NAMES = "{name}"
DEFAULT_CAPTION = "{prompt}"
REPEATS_MAX = 1_000
CONCEPT_LENGTH = 100
PATH_MAX = 200
"""Names of a path, so that none is deeper than a system can open."""


class ExportKind(StrEnum):
    """What a folder is written for."""

    COPIES = "copies"
    """The originals."""
    TEXTS = "texts"
    """For training: pictures, each with a text file of its name."""
    KOHYA = "kohya"
    """For kohya's scripts: the same in a folder `REPEATS_CONCEPT`."""
    JSON_LINES = "jsonl"
    """For Hugging Face datasets: pictures, and one `metadata.jsonl`."""
    WEBDATASET = "webdataset"
    """For WebDataset: tar archives with pictures, texts and JSON."""
    SIDECARS = "sidecars"
    """XMP sidecars, in folders like those of the originals."""

    @property
    def has_captions(self) -> bool:
        return self not in (ExportKind.COPIES, ExportKind.SIDECARS)


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What is written, and under which names. Raises `TemplateError`, ValueError."""

    kind: ExportKind
    names: str = DEFAULT_NAMES
    """Template of the path below the folder, without the extension."""
    caption: str = DEFAULT_CAPTION
    links: bool = False
    """Whether originals get a second name instead of being copied."""
    repeats: int = 1
    concept: str = "pictures"
    """Of kohya's folder."""
    xmp: bool = False
    """Whether copies have sidecars beside them."""

    def __post_init__(self) -> None:
        parse_template(self.names)
        parse_template(self.caption)
        if not 1 <= self.repeats <= REPEATS_MAX:
            raise ValueError(f"repeats is {self.repeats}; it must be between 1 and {REPEATS_MAX}")
        if make_path_safe(self.concept) != (self.concept,) or len(self.concept) > CONCEPT_LENGTH:
            raise ValueError(f"the concept {self.concept!r} cannot be in the name of a folder; choose a plain word")
        if self.links and self.kind in (ExportKind.WEBDATASET, ExportKind.SIDECARS):
            raise ValueError(f"{self.kind} has no pictures that could be linked")

    @property
    def includes_companions(self) -> bool:
        """Whether the RAW photographs and the videos of Live Photos belong to it."""
        return not self.kind.has_captions

    def describe(self) -> dict[str, Any]:
        """Return what another export into the same folder must have in common with it."""
        return {
            "kind": str(self.kind),
            "names": self.names,
            "caption": self.caption if self.kind.has_captions else None,
            "links": self.links,
            "folder": self._kohya_folder() or None,
            "xmp": self.xmp,
        }

    def accepts(self, file: LibraryFile) -> bool:
        """Return whether the file is exported: captions are for pictures, and only those that have a text."""
        return not self.kind.has_captions or (file.report.kind is Kind.IMAGE and bool(self.make_caption(file)))

    def make_caption(self, file: LibraryFile) -> str | None:
        """Return the caption on one line; None where the export has none."""
        if not self.kind.has_captions:
            return None
        return " ".join(parse_template(self.caption).make_text(file).split())

    def make_names(self, file: LibraryFile) -> tuple[str, ...]:
        """Return the path of the picture below the folder, with its extension."""
        if self.kind is ExportKind.SIDECARS:
            return make_path_safe(file.report.path)[-PATH_MAX:]
        extension = os.path.splitext(file.report.path)[1]
        *folders, name = parse_template(self.names).make_path(file)[-PATH_MAX:]
        (safe,) = make_path_safe(f"{name}{extension}")
        return (*([folder] if (folder := self._kohya_folder()) else []), *folders, safe)

    def make_texts(self, file: LibraryFile, names: tuple[str, ...]) -> Mapping[tuple[str, ...], bytes]:
        """Return the texts that belong to the picture of these names, by their own names."""
        *folders, name = names
        if self.kind in (ExportKind.TEXTS, ExportKind.KOHYA):
            caption = (self.make_caption(file) or "").encode("utf-8", "backslashreplace")
            return {(*folders, f"{os.path.splitext(name)[0]}.txt"): caption}
        if self.kind is ExportKind.SIDECARS or self.xmp:
            return {(*folders, f"{name}.xmp"): write_xmp(file)}
        return {}

    def _kohya_folder(self) -> str:
        return f"{self.repeats}_{self.concept}" if self.kind is ExportKind.KOHYA else ""
