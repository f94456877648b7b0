"""Import what other programs know about library files: scores, keywords, texts and collections.

A plan and the step that carries it out are the same computation: the step decides again in its own transaction, and is
rolled back unless it did what the plan says.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, func, or_, select

from app.catalog.access.accounts import name_key
from app.catalog.collections.places import GAP, write_places
from app.catalog.collections.schema import collection_files, collections
from app.catalog.collections.tree import insert_collection, load_tree, record_change
from app.catalog.database.schema import findings, library_files, search_items
from app.catalog.errors import PlanChangedError
from app.catalog.findings.keywords import keywords_of
from app.catalog.library.edited_values import load_current_edits
from app.catalog.library_edits.journal import insert_step, journal, load_step, set_edit
from app.catalog.library_edits.steps import OnStepProgress, edit_each, join_all
from app.catalog.records import LibraryStepResult
from app.domain.review.collections import MAX_COLLECTIONS
from app.domain.review.import_summary import ImportKind, ImportPlan, ImportSummary
from app.domain.review.imports import (
    IMPORTED_VALUES,
    ConflictRule,
    CurrentValues,
    FileChange,
    ImportedValues,
    LimitKeywords,
    decide_change,
)
from app.domain.review.library_edits import LibraryEdit, merge_words

TOKEN_BYTES = 12
COUNTED = {"score": "scores", "favourite": "favourites", "title": "titles", "note": "notes", "hidden": "hidden"}
"""Value → the number of `ImportSummary` that counts the files in which it changes."""

CollectionPath = tuple[str, ...]

_rows = select(
    library_files.c.id,
    library_files.c.finding_id,
    *(findings.c[name] for name in ("score", "favourite", "provenance")),
).join(findings, findings.c.id == library_files.c.finding_id)
_prompts = select(library_files.c.id, findings.c.generation).join(findings, findings.c.id == library_files.c.finding_id)
_members = select(collection_files.c.collection_id, collection_files.c.file_id)


class FileImport(NamedTuple):
    """What is known about a library file."""

    file_id: int
    theirs: ImportedValues


class ImportSource(Protocol):
    """What was read and matched with library files. It says the same whenever it is asked."""

    @property
    def kind(self) -> ImportKind: ...

    @property
    def files(self) -> int:
        """Library files that it says something about."""

    @property
    def lowest_places(self) -> Mapping[CollectionPath, int]:
        """The lowest place that a file of each collection has."""

    def batches(self) -> Iterator[Sequence[FileImport]]:
        """Yield the files in order of id, at most `STEP_BATCH` at a time."""


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """How an import decides."""

    rule: ConflictRule
    limit: LimitKeywords


def make_plan(connection: Connection, source: ImportSource, choice: ImportChoice) -> ImportPlan:
    """Return what importing would change now."""
    run = _ImportRun(connection, source, choice)
    for batch in source.batches():
        run.decide(batch)
    return ImportPlan(run.token, run.summary)


def carry_out(
    connection: Connection,
    source: ImportSource,
    choice: ImportChoice,
    plan: str,
    on_progress: OnStepProgress,
    *,
    who: str,
    at: float,
) -> LibraryStepResult:
    """Do what the plan with this token says, as a step. `at` in Unix seconds.

    Raises `PlanChangedError` when the library changed since, so that something else would be done.
    """
    run = _ImportRun(connection, source, choice)
    step_id = insert_step(connection, LibraryEdit(imported=ImportSummary(source.kind)), who=who, at=at)
    writer = _CollectionWriter(connection, source, run.tree, at)
    changed, done = array("q"), 0
    for number, batch in enumerate(source.batches()):
        decided = run.decide(batch)
        edits = {file.file_id: file.change.edit for file in decided if not file.change.edit.is_empty}
        states = {item[0]: item[1:] for item in edit_each(connection, edits, join_all)} if edits else {}
        places = writer.write(decided)
        ids = sorted(states.keys() | places.keys())
        if ids:
            items = [[each, states.get(each), places.get(each, [])] for each in ids]
            journal.add_batch(connection, step_id, number, items)
            changed.extend(ids)
        done += len(batch)
        on_progress(done, source.files)
    if run.token != plan:
        raise PlanChangedError
    for collection_id in writer.touched | set(run.tree.created.values()):
        record_change(connection, collection_id)
    set_edit(connection, step_id, LibraryEdit(imported=replace(run.summary, created=tuple(run.tree.created.values()))))
    is_made = journal.finish(connection, step_id)
    return LibraryStepResult(load_step(connection, step_id) if is_made else None, source.files, changed)


class _DecidedFile(NamedTuple):
    file_id: int
    change: FileChange
    placed: tuple[tuple[CollectionPath, int | None, tuple[int, ...]], ...]
    """Collections that it is put into, its place there, and the files that come along: itself and its companions."""


class _ImportRun:
    """Decides what is changed, batch by batch, and sums that up."""

    def __init__(self, connection: Connection, source: ImportSource, choice: ImportChoice) -> None:
        self._connection = connection
        self._choice = choice
        self._digest = blake2b(f"{source.kind} {choice.rule}\n".encode(), digest_size=TOKEN_BYTES)
        self._counts: dict[str, int] = defaultdict(int)
        self._kind = source.kind
        self._placed: set[tuple[CollectionPath, int]] = set()
        """Files of items that were put into collections: their companions may come later."""
        self.tree = _ImportedTree(connection)

    @property
    def token(self) -> str:
        """Names what was decided: two runs that decide the same have the same token."""
        return self._digest.hexdigest()

    @property
    def summary(self) -> ImportSummary:
        made = {"collections": len(self.tree.created), "refused": len(self.tree.refused), "created": ()}
        return ImportSummary.from_json({"kind": self._kind, **self._counts, **made})

    def decide(self, batch: Sequence[FileImport]) -> list[_DecidedFile]:
        """Return what is changed in these files; only those that are."""
        theirs = dict(batch)
        current = self._load_current(theirs)
        members = self._load_members(theirs)
        decided = []
        for file_id, mine in current.items():
            change = decide_change(mine, theirs[file_id], self._choice.rule, self._choice.limit)
            file = _DecidedFile(file_id, change, tuple(self._place(file_id, theirs[file_id], members)))
            self._count(file)
            if not change.edit.is_empty or file.placed:
                decided.append(file)
        return decided

    def _place(
        self, file_id: int, theirs: ImportedValues, members: _Members
    ) -> Iterator[tuple[CollectionPath, int | None, tuple[int, ...]]]:
        if self._choice.rule is ConflictRule.MINE and members.of_file.get(file_id):
            return
        of_item = members.of_item.get(file_id, (file_id,))
        for path, place in theirs.collections:
            if not self.tree.can_have(path):
                continue
            known = self.tree.find(path)
            new = tuple(
                each
                for each in of_item
                if known not in members.of_file.get(each, ()) and (path, each) not in self._placed
            )
            if len(of_item) > 1:
                self._placed.update((path, each) for each in new)
            if new:
                self.tree.require(path)
                yield path, place, new

    def _count(self, file: _DecidedFile) -> None:
        counts, edit = self._counts, file.change.edit
        counts["files"] += bool(not edit.is_empty or file.placed)
        for name in edit.values:
            counts[COUNTED[name]] += 1
        counts["keywords"] += bool(edit.add_keywords or edit.remove_keywords)
        counts["collected"] += bool(file.placed)
        counts["kept"] += bool(file.change.kept)
        counts["full"] += file.change.is_full
        said = [file.file_id, edit.to_json(), file.placed, file.change.kept, file.change.is_full]
        self._digest.update(json.dumps(said, sort_keys=True).encode() + b"\n")

    def _load_current(self, theirs: Mapping[int, ImportedValues]) -> dict[int, CurrentValues]:
        """Return what the library has about those of the files that are in it, in order of id."""
        wanted = library_files.c.id.in_(list(theirs))
        rows = self._connection.execute(_rows.where(wanted).order_by(library_files.c.id)).all()
        words = keywords_of(self._connection, {row.finding_id for row in rows})
        edits = load_current_edits(self._connection, rows)
        prompts = self._load_prompts([row.id for row in rows if theirs[row.id].values.get("note")])
        current = {}
        for row in rows:
            edited = edits[row.id]
            read = {"score": row.score, "favourite": row.favourite}
            values = {name: edited[name] if name in edited else read.get(name) for name in IMPORTED_VALUES}
            keywords = merge_words(words.get(row.finding_id, ()), edited)
            current[row.id] = CurrentValues(values, keywords, edited, prompts.get(row.id))
        return current

    def _load_prompts(self, file_ids: Sequence[int]) -> dict[int, str | None]:
        rows = self._connection.execute(_prompts.where(library_files.c.id.in_(file_ids))) if file_ids else ()
        return {row.id: json.loads(row.generation).get("prompt") for row in rows if row.generation}

    def _load_members(self, theirs: Mapping[int, ImportedValues]) -> _Members:
        """Return what is needed to know of the files that are to be put into collections."""
        ids = [file_id for file_id, its in theirs.items() if its.collections]
        if not ids:
            return _Members({}, {})
        of_item = _load_items(self._connection, ids)
        everyone = {each for files in of_item.values() for each in files} | set(ids)
        of_file = defaultdict[int, set[int]](set)
        exists = collections.c.removed_by.is_(None)
        query = _members.join(collections, collections.c.id == collection_files.c.collection_id).where(exists)
        for collection_id, file_id in self._connection.execute(query.where(collection_files.c.file_id.in_(everyone))):
            of_file[file_id].add(collection_id)
        return _Members(of_item, of_file)


class _Members(NamedTuple):
    of_item: Mapping[int, tuple[int, ...]]
    """File → all files of its item; those that are alone are left out."""
    of_file: Mapping[int, set[int]]
    """File → the collections that it is in."""


def _load_items(connection: Connection, file_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Return, for those of the files that have companions or are some, the files of their items by id."""
    own = search_items.c
    found = connection.execute(
        select(own.file_id, own.main_id).where(
            own.main_id.is_not(None), or_(own.file_id.in_(file_ids), own.main_id.in_(file_ids))
        )
    ).all()
    mains = sorted({row.main_id for row in found})
    items = defaultdict[int, list[int]](list)
    rows = connection.execute(select(own.file_id, own.main_id).where(own.main_id.in_(mains))) if mains else ()
    for file_id, main_id in rows:
        items[main_id].append(file_id)
    wanted = set(file_ids)
    return {
        each: files
        for main_id, companions in items.items()
        for files in [tuple(sorted([main_id, *companions]))]
        for each in files
        if each in wanted
    }


class _ImportedTree:
    """The collections, and those that an import makes, which have no ids before a step gives them some."""

    def __init__(self, connection: Connection) -> None:
        tree = load_tree(connection)
        self._ids = {_fold(tree.path_of(each).split("/")): each for each in tree.by_id}
        self._room = MAX_COLLECTIONS - len(tree.by_id)
        self._new: list[CollectionPath] = []
        """Those that are made, each after the one that it belongs to."""
        self.created: dict[CollectionPath, int] = {}
        """Folded path → id of what is made; negative until it has one."""
        self.refused: set[CollectionPath] = set()

    def find(self, path: CollectionPath) -> int | None:
        """Return the id of a collection that there was before."""
        return self._ids.get(_fold(path))

    def can_have(self, path: CollectionPath) -> bool:
        """Whether the collection is there or can be made."""
        missing = sum(not self._has(_fold(path[:depth])) for depth in range(1, len(path) + 1))
        if missing <= self._room - len(self._new):
            return True
        self.refused.add(_fold(path))
        return False

    def require(self, path: CollectionPath) -> None:
        """Make the collection and those that it belongs to, unless they are there."""
        for depth in range(1, len(path) + 1):
            key = _fold(path[:depth])
            if not self._has(key):
                self._new.append(path[:depth])
                self.created[key] = -len(self._new)

    def insert_new(self, connection: Connection, at: float) -> None:
        """Give ids to the collections that have none yet."""
        for path in self._new:
            key = _fold(path)
            if self.created[key] < 0:
                parent = self.id_of(path[:-1]) if len(path) > 1 else None
                self.created[key] = insert_collection(connection, path[-1], parent, at)

    def id_of(self, path: CollectionPath) -> int:
        key = _fold(path)
        return self._ids[key] if key in self._ids else self.created[key]

    def _has(self, key: CollectionPath) -> bool:
        return key in self._ids or key in self.created


def _fold(path: Sequence[str]) -> CollectionPath:
    return tuple(name_key(name) for name in path)


@dataclass(slots=True)
class _CollectionWriter:
    """Puts files into collections, behind those that they have, in the order of the source."""

    connection: Connection
    source: ImportSource
    tree: _ImportedTree
    at: float
    touched: set[int] = field(default_factory=set)
    """Collections that files were put into."""
    _ends: dict[int, int] = field(default_factory=dict)

    def write(self, decided: Sequence[_DecidedFile]) -> dict[int, list[tuple[int, int]]]:
        """Return, by file, the collections that it was put into, and its places there."""
        self.tree.insert_new(self.connection, self.at)
        by_collection = defaultdict[int, dict[int, int | None]](dict)
        by_file = defaultdict[int, list[tuple[int, int]]](list)
        for file in decided:
            for path, place, members in file.placed:
                collection_id = self.tree.id_of(path)
                lowest = self.source.lowest_places.get(path, 0)
                number = self._end_of(collection_id) + GAP + (place or 0) - lowest
                for each in members:
                    by_collection[collection_id][each] = number
                    by_file[each].append((collection_id, number))
        for collection_id, places in by_collection.items():
            write_places(self.connection, collection_id, places)
        self.touched |= by_collection.keys()
        return by_file

    def _end_of(self, collection_id: int) -> int:
        """Return the last place of a collection before the import."""
        if collection_id not in self._ends:
            own = collection_files.c
            last = select(func.max(own.place)).where(own.collection_id == collection_id)
            self._ends[collection_id] = self.connection.execute(last).scalar_one() or 0
        return self._ends[collection_id]
