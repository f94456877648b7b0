"""Reading a source, and importing it into a library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.catalog import STEP_BATCH, Catalog, FileImport, ImportChoice, LibraryStepResult
from app.domain.review.import_summary import ImportKind, ImportPlan
from app.domain.review.imports import ConflictRule, ImportedValues
from app.importing.entries import limit_keywords
from app.importing.read_import import read_import
from app.importing.sources.source_files import SourceFiles
from app.importing.spool import ImportSpool


@dataclass
class Known:
    """Values of library files, by id, as a source that was read and matched."""

    theirs: Mapping[int, ImportedValues]
    kind: ImportKind = ImportKind.XMP
    lowest_places: Mapping[tuple[str, ...], int] = field(default_factory=dict)

    @property
    def files(self) -> int:
        return len(self.theirs)

    def batches(self) -> Iterator[Sequence[FileImport]]:
        ids = sorted(self.theirs)
        for first in range(0, len(ids), STEP_BATCH):
            yield [FileImport(each, self.theirs[each]) for each in ids[first : first + STEP_BATCH]]


def spool(catalog: Catalog, path: Path, kind: ImportKind | None = None) -> ImportSpool:
    return read_import(catalog, SourceFiles(str(path.resolve())), kind)


def plan(catalog: Catalog, source: Known | ImportSpool, rule: ConflictRule = ConflictRule.FILL) -> ImportPlan:
    return catalog.library_edits.plan_import(source, ImportChoice(rule, limit_keywords)).result()


def carry_out(
    catalog: Catalog, source: Known | ImportSpool, rule: ConflictRule = ConflictRule.FILL, token: str | None = None
) -> LibraryStepResult:
    """Do what the plan says that is made now, or that of `token`."""
    token = plan(catalog, source, rule).token if token is None else token
    choice = ImportChoice(rule, limit_keywords)
    return catalog.library_edits.carry_out_import(source, choice, token, lambda *_: None, who="ann", at=5.0).result()
