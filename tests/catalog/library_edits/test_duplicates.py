"""Solving the duplicates of a library: the plan, the step that does the same, and its undo, on both databases."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine

from app.catalog import Catalog, DuplicatePlan, LibraryFile, LibraryQuery, LibraryStepResult, PlanChangedError
from app.domain.report import Hashes
from app.domain.review.duplicates import DuplicateRules, KeepReason, KeepRule
from app.domain.review.library_edits import LibraryEdit, SolvedDuplicates
from app.ingest.review.library_duplicates import make_search
from tests.catalog.items import add, photo
from tests.catalog.library_edits.test_library_steps import checksum, found, hidden, ids_of, load, redo, step, undo
from tests.catalog.search.support import wait_until_indexed

pytest_plugins = ["tests.catalog.fixtures"]

RULES = DuplicateRules(folder="/media/b")


def hashed(content: str, perceptual: str | None = None) -> Hashes:
    return Hashes(content * 32, perceptual, content * 32)


def plan(catalog: Catalog, rules: DuplicateRules = RULES) -> DuplicatePlan:
    return catalog.library_edits.plan_duplicates(make_search(rules)).result()


def solve(catalog: Catalog, token: str, rules: DuplicateRules = RULES) -> LibraryStepResult:
    return catalog.library_edits.solve_duplicates(
        make_search(rules), token, lambda *_: None, who="ann", at=5.0
    ).result()


def groups(made: DuplicatePlan) -> list[list[int]]:
    return [made.ids[made.starts[g] : made.starts[g + 1]].tolist() for g in range(len(made))]


def test_one_copy_is_kept_and_takes_over_the_marks_of_the_others(catalog: Catalog, engine: Engine) -> None:
    reports = (
        photo("/media/a/1.jpg", hashes=hashed("aa"), score=2, keywords=("Cat",)),
        photo("/media/b/1.jpg", hashes=hashed("aa"), keywords=("mat",)),
        photo("/media/c/1.jpg", hashes=hashed("aa"), favourite=True, keywords=("cat", "sea")),
        photo("/media/a/2.jpg", hashes=hashed("bb")),
    )
    add(catalog, "first", *reports)
    ids, before = ids_of(catalog), checksum(catalog, engine)
    rules = DuplicateRules((KeepRule.FOLDER,), "/media/b")
    made = plan(catalog, rules)
    assert groups(made) == [[ids["/media/b/1.jpg"], ids["/media/a/1.jpg"], ids["/media/c/1.jpg"]]]
    assert (made.reasons, made.summary) == ((KeepReason.FOLDER,), SolvedDuplicates(1, 2, 1))
    result = solve(catalog, made.token, rules)
    assert result.step is not None
    assert (result.step.edit, result.step.files, result.step.who) == (LibraryEdit(solved=made.summary), 3, "ann")
    kept = load(catalog, ids["/media/b/1.jpg"])
    assert (kept.report.score, kept.report.favourite, kept.report.keywords) == (2, True, ("mat", "Cat", "sea"))
    assert found(catalog, LibraryQuery()) == ["/media/a/2.jpg", "/media/b/1.jpg"]
    assert groups(plan(catalog)) == []
    after = checksum(catalog, engine)
    undo(catalog)
    assert checksum(catalog, engine) == before
    redo(catalog)
    assert checksum(catalog, engine) == after


def test_a_plan_that_no_longer_fits_changes_nothing(catalog: Catalog, engine: Engine) -> None:
    add(catalog, "first", *(photo(f"/media/{name}.jpg", hashes=hashed("aa")) for name in "abc"))
    ids, made = ids_of(catalog), plan(catalog)
    step(catalog, [ids["/media/b.jpg"]], LibraryEdit({"score": 5}))
    before = checksum(catalog, engine)
    with pytest.raises(PlanChangedError):
        solve(catalog, made.token)
    assert checksum(catalog, engine) == before
    assert len(catalog.library_edits.steps().result()) == 1
    other = plan(catalog)
    assert groups(other)[0][0] == ids["/media/b.jpg"]
    step(catalog, [ids["/media/c.jpg"]], LibraryEdit({"hidden": True}))
    with pytest.raises(PlanChangedError):
        solve(catalog, other.token)
    undo(catalog)
    assert solve(catalog, other.token).step is not None


def test_without_duplicates_there_is_no_step(catalog: Catalog) -> None:
    assert groups(plan(catalog)) == []
    assert solve(catalog, plan(catalog).token).step is None
    add(catalog, "first", photo("/media/a.jpg"), photo("/media/b.jpg"))
    assert solve(catalog, plan(catalog).token).step is None
    near = DuplicateRules(distance=0)
    assert solve(catalog, plan(catalog, near).token, near).step is not None


def test_look_alikes_are_copies_only_if_that_is_asked_for(catalog: Catalog) -> None:
    base = 0x0123_4567_89AB_CDEF
    reports = [
        photo(f"/media/{number}.jpg", hashes=hashed(f"{number}a", f"{base ^ bits:016x}"), width=width)
        for number, (bits, width) in enumerate([(0, 640), (0b111, 640), (0xFFFF, 640), (0b1, 1280)])
    ]
    add(catalog, "first", *reports, photo("/media/4.jpg", hashes=hashed("0a", None)))
    ids = ids_of(catalog)
    near = DuplicateRules((), distance=3)
    assert groups(plan(catalog, DuplicateRules(()))) == [[ids["/media/0.jpg"], ids["/media/4.jpg"]]]
    assert groups(plan(catalog, near)) == [[ids[f"/media/{number}.jpg"] for number in (0, 1, 4)]]
    assert groups(plan(catalog, DuplicateRules((), distance=2))) == [[ids["/media/0.jpg"], ids["/media/4.jpg"]]]


def test_companions_are_hidden_with_their_picture(catalog: Catalog) -> None:
    reports = [
        photo(f"/media/{folder}/x.{ending}", hashes=hashed(content), score=score)
        for folder, score in (("a", None), ("b", 3))
        for ending, content in (("jpg", "aa"), ("cr2", "bb"))
    ]
    add(catalog, "first", *reports, photo("/media/c.jpg", hashes=hashed("aa"), score=5))
    wait_until_indexed(catalog)
    ids = ids_of(catalog)
    made = plan(catalog, DuplicateRules((KeepRule.SCORE,)))
    assert groups(made) == [[ids["/media/b/x.jpg"], ids["/media/a/x.jpg"], ids["/media/c.jpg"]]]
    solve(catalog, made.token, DuplicateRules((KeepRule.SCORE,)))
    assert [load(catalog, ids[f"/media/b/x.{ending}"]).report.score for ending in ("jpg", "cr2")] == [5, 5]
    assert found(catalog, LibraryQuery(every_file=True)) == ["/media/b/x.cr2", "/media/b/x.jpg"]


def test_one_of_some_files_is_kept_by_hand(catalog: Catalog, engine: Engine) -> None:
    add(catalog, "first", photo("/media/a.jpg", score=1), photo("/media/b.jpg", keywords=("sea",)))
    ids, before = ids_of(catalog), checksum(catalog, engine)
    keep = catalog.library_edits.keep_file
    result = keep(ids["/media/a.jpg"], [ids["/media/b.jpg"]], who="ann", at=5.0).result()
    assert result is not None
    assert result.step is not None
    assert result.step.edit.solved == SolvedDuplicates(1, 1, 1)
    assert load(catalog, ids["/media/a.jpg"]).report.keywords == ("sea",)
    assert hidden(catalog) == [ids["/media/b.jpg"]]
    undo(catalog)
    assert checksum(catalog, engine) == before
    for others in ([999], [ids["/media/a.jpg"]]):
        assert keep(ids["/media/a.jpg"], others, who="ann", at=5.0).result() is None


@pytest.mark.parametrize("seed", range(4))
def test_the_plan_is_that_of_a_naive_one_and_its_undo_exact(catalog: Catalog, engine: Engine, seed: int) -> None:
    dice = random.Random(seed)
    reports = [
        photo(
            f"/media/{dice.choice('abc')}/{number}.jpg",
            hashes=hashed(f"{dice.randrange(6):02x}"),
            width=dice.choice((10, 20)),
            size=dice.choice((100, 200)),
            score=dice.choice((None, -1, 0, 3)),
            favourite=dice.choice((None, True)),
            keywords=tuple(dice.sample(("Cat", "cat", "dog", "sea"), 2)),
            captured_at=dice.choice((None, "2024-05-06T12:00:00", "2023-01")),
        )
        for number in range(20)
    ]
    add(catalog, "first", *reports)
    ids = list(ids_of(catalog).values())
    step(catalog, dice.sample(ids, 3), LibraryEdit({"hidden": True}))
    step(catalog, dice.sample(ids, 5), LibraryEdit({"score": 4}, ("bird",), ("cat",)))
    before = checksum(catalog, engine)
    shown = [file for file in catalog.library.page().result() if not file.is_hidden]
    rules = DuplicateRules(tuple(dice.sample(list(KeepRule), dice.randint(1, 5))), "/media/b")
    made = plan(catalog, rules)
    assert groups(made) == naive_groups(shown, rules)
    marks = {file.file_id: (file.report.score, file.report.favourite, folded(file)) for file in shown}
    solve(catalog, made.token, rules)
    for members in groups(made):
        scores, favourites, words = zip(*(marks[file_id] for file_id in members), strict=True)
        kept = load(catalog, members[0])
        assert kept.report.score == max((score for score in scores if score is not None), default=None)
        assert bool(kept.report.favourite) == any(favourites)
        assert folded(kept) | removed(kept) == set().union(*words) | removed(kept)
    assert set(hidden(catalog)) >= {file_id for members in groups(made) for file_id in members[1:]}
    undo(catalog)
    assert checksum(catalog, engine) == before


def folded(file: LibraryFile) -> set[str]:
    return {word.casefold() for word in file.report.keywords}


def removed(file: LibraryFile) -> set[str]:
    """The keyword that a step removed from some files, which are marked by another one."""
    return {"cat"} if "bird" in file.report.keywords else set()


def naive_groups(files: Sequence[LibraryFile], rules: DuplicateRules) -> list[list[int]]:
    by_content: dict[str, list[LibraryFile]] = defaultdict(list)
    for file in files:
        assert file.report.hashes is not None
        by_content[file.report.hashes.content].append(file)
    solved = []
    for group in by_content.values():
        if len(group) > 1:
            kept = sorted(group, key=lambda file: [*(naive_rank(file, rule) for rule in rules.order), file.file_id])[0]
            solved.append([kept.file_id, *sorted(file.file_id for file in group if file is not kept)])
    return sorted(solved, key=min)


def naive_rank(file: LibraryFile, rule: KeepRule) -> Any:
    report = file.report
    if rule is KeepRule.LARGEST:
        return -(report.width or 0) * (report.height or 0), -report.size
    if rule is KeepRule.OLDEST:
        return report.captured_at or "9999", file.added_at
    if rule is KeepRule.FOLDER:
        return not report.path.startswith("/media/b/")
    if rule is KeepRule.SCORE:
        return {-1: 9, None: 8}.get(report.score, -(report.score or 0))
    return 0
