"""Steps over many files: exact, undone and done again to the bit, in any order, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from app.catalog import Catalog, FileQuery, KeywordsFullError, NotEditableError, Selection, StepRefusedError
from app.catalog.database.schema import edits, finding_keywords, findings, keywords, packed_blocks, staged_files
from app.catalog.database.sql import step_journal
from app.domain.preview import EDITABLE, Choice, Relation
from app.domain.report import Failure, Step
from app.domain.review.edit_steps import FileEdit
from app.ingest.review.keywords import merge_keywords
from tests.catalog.support import commit, discovered, do_step, full_report, stage, start_session

pytest_plugins = ["tests.catalog.fixtures"]

NAMES = ("a.png", "b.png", "c.png", "d.png", "broken.png")
IDS = tuple(range(1, len(NAMES) + 1))


@pytest.fixture
def filled(catalog: Catalog) -> Catalog:
    """Four files that were read, with scores and keywords, and one that failed. Their ids begin with 1."""
    return fill(catalog)


def fill(catalog: Catalog) -> Catalog:
    start_session(catalog, "s", discovered(*NAMES))
    for number, name in enumerate(NAMES[:-1]):
        report = replace(full_report(f"/media/{name}"), score=number or None, keywords=("Cat", f"k{number}"))
        stage(catalog, "s", report)
    broken = full_report("/media/broken.png")
    stage(catalog, "s", replace(broken, keywords=("Cat",), failures=(Failure(Step.DECODE, "cut short"),)))
    return catalog


def everything(engine: Engine) -> dict[int, Any]:
    """Return all that a commit would see of each file, and its edits, but not the id of its finding."""
    with engine.connect() as connection:
        found: dict[int, Any] = {}
        for row in connection.execute(select(staged_files)):
            finding = connection.execute(select(findings).where(findings.c.id == row.finding_id)).mappings().one()
            words = (
                select(keywords.c.keyword)
                .join(finding_keywords, finding_keywords.c.keyword_id == keywords.c.id)
                .where(finding_keywords.c.finding_id == row.finding_id)
                .order_by(finding_keywords.c.position)
            )
            blocks = select(packed_blocks.c.data).where(packed_blocks.c.finding_id == row.finding_id)
            edit = connection.execute(select(edits.c.finding_read, edits.c.fields).where(edits.c.file_id == row.id))
            found[row.id] = (
                {name: value for name, value in row._mapping.items() if name != "finding_id"},
                {name: value for name, value in finding.items() if name not in ("id", "digest")},
                connection.execute(words).scalars().all(),
                connection.execute(blocks).scalars().all(),
                [tuple(line) for line in edit],
            )
        return found


def values(catalog: Catalog) -> dict[int, tuple[int | None, bool | None, tuple[str, ...], Choice]]:
    return {
        file.file_id: (file.report.score, file.report.favourite, file.report.keywords, file.choice)
        for file in catalog.staging.iterate("s")
    }


def count_findings(engine: Engine) -> int:
    with engine.connect() as connection:
        return len(connection.execute(select(findings.c.id)).all())


def test_a_step_changes_all_that_fit_but_the_exceptions(filled: Catalog) -> None:
    view = Selection(FileQuery(keyword="Cat"), except_ids=frozenset({2}))
    result = do_step(filled, "s", FileEdit({"score": 5}, add_keywords=("New", "cat"), remove_keywords=("K0",)), view)
    assert (result.matched, result.not_editable) == (3 + 1, 1)  # the broken one has its keywords, too
    assert result.step is not None
    assert result.step.files == 3
    now = values(filled)
    assert (now[1][0], now[1][2]) == (5, ("Cat", "New"))
    assert (now[2][0], now[2][2]) == (1, ("Cat", "k1"))
    assert (now[4][0], now[4][2]) == (5, ("Cat", "k3", "New"))


def test_what_changes_nothing_is_no_step(filled: Catalog) -> None:
    assert do_step(filled, "s", FileEdit(choice=Choice.APPLY)).step is None
    assert do_step(filled, "s", FileEdit({"score": 1}), Selection(file_ids=(2,))).step is None
    assert filled.preview.steps("s").result() == []


def test_choices_of_a_view_that_shows_one_choice_reach_all_of_it(filled: Catalog) -> None:
    """Each file that is left out no longer fits the view."""
    do_step(filled, "s", FileEdit(choice=Choice.LEAVE), Selection(FileQuery(choice=Choice.APPLY)))
    assert {choice for *_, choice in values(filled).values()} == {Choice.LEAVE}


def test_of_a_folded_view_only_what_it_shows_is_changed(filled: Catalog) -> None:
    shown = filled.staging.page("s", FileQuery(fold=True, choice=Choice.APPLY)).result()
    do_step(filled, "s", FileEdit(choice=Choice.LEAVE), Selection(FileQuery(fold=True, choice=Choice.APPLY)))
    left = {file_id for file_id, (*_, choice) in values(filled).items() if choice is Choice.LEAVE}
    assert left == {file.file_id for file in shown.files}
    assert len(left) < len(IDS)


def test_undo_brings_back_every_bit_and_leaves_no_finding_behind(filled: Catalog, engine: Engine) -> None:
    before, number = everything(engine), count_findings(engine)
    do_step(filled, "s", FileEdit({"score": 4, "favourite": True}, add_keywords=("x",), choice=Choice.LEAVE))
    done = everything(engine)
    assert done != before
    undone = filled.preview.undo_step("s", None).result()
    assert (undone.files, undone.is_undone) == (5, True)
    assert everything(engine) == before
    assert count_findings(engine) == number
    filled.preview.redo_step("s", undone.step_id).result()
    assert everything(engine) == done


def test_a_single_file_that_was_not_read_is_refused_and_a_step_that_fails_changes_nothing(
    filled: Catalog, engine: Engine
) -> None:
    before = everything(engine)
    edit, only = FileEdit({"score": 1}, choice=Choice.LEAVE), Selection(file_ids=(5,))
    with pytest.raises(NotEditableError):
        filled.preview.make_step("s", only, edit, merge_keywords, who="x", at=1.0, strict=True).result()
    do_step(filled, "s", FileEdit(add_keywords=tuple(f"w{number}" for number in range(997))), Selection(file_ids=(4,)))
    filled.preview.undo_step("s", None).result()
    filled.preview.redo_step("s", None).result()
    full = everything(engine)
    with pytest.raises(KeywordsFullError, match="cannot have that many keywords"):
        do_step(filled, "s", FileEdit(add_keywords=("v1", "v2")))
    assert everything(engine) == full
    assert full != before


def test_a_committed_step_is_refused_and_says_why(filled: Catalog) -> None:
    do_step(filled, "s", FileEdit({"score": 5}))
    commit(filled, "s")
    with pytest.raises(StepRefusedError, match="committed since"):
        filled.preview.undo_step("s", None).result()
    step = do_step(filled, "s", FileEdit({"score": 2}), Selection(file_ids=(1,))).step
    assert step is not None
    assert filled.preview.undo_step("s", step.step_id).result().files == 1


def test_another_step_than_the_newest_is_refused(filled: Catalog) -> None:
    first = do_step(filled, "s", FileEdit({"score": 5})).step
    do_step(filled, "s", FileEdit({"score": 4}))
    assert first is not None
    with pytest.raises(StepRefusedError, match="somebody"):
        filled.preview.undo_step("s", first.step_id).result()
    with pytest.raises(StepRefusedError, match="no step that can be done again"):
        filled.preview.redo_step("s", None).result()


def test_a_file_that_was_read_again_is_not_overwritten(filled: Catalog, engine: Engine) -> None:
    do_step(filled, "s", FileEdit(choice=Choice.LEAVE), Selection(file_ids=(5,)))
    filled.sessions.retry_failed("s", cause=None, file_ids=None).result()
    stage(filled, "s", full_report("/media/broken.png"))
    before = everything(engine)
    with pytest.raises(StepRefusedError, match="read again"):
        filled.preview.undo_step("s", None).result()
    assert everything(engine) == before


def test_the_journal_is_bounded(filled: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_journal, "MAX_STEPS", 3)
    for score in (0, 1, 2, 3, 4):
        do_step(filled, "s", FileEdit({"score": score}), Selection(file_ids=(1,)))
    assert [step.edit.values["score"] for step in filled.preview.steps("s").result()] == [4, 3, 2]
    monkeypatch.setattr(step_journal, "MAX_FILES", 5)
    do_step(filled, "s", FileEdit({"score": -1}))
    assert [step.files for step in filled.preview.steps("s").result()] == [4, 1]
    for _ in range(2):
        filled.preview.undo_step("s", None).result()
    assert values(filled)[1][0] == 3


def test_an_undo_turns_a_changed_file_into_the_same_again(filled: Catalog) -> None:
    commit(filled, "s")
    start_session(filled, "again", discovered(*NAMES[:-1]), skip=True)
    assert {file.relation for file in filled.staging.iterate("again")} == {Relation.SAME}
    do_step(filled, "again", FileEdit({"score": 5}))
    assert {file.relation for file in filled.staging.iterate("again")} == {Relation.CHANGED}
    filled.preview.undo_step("again", None).result()
    assert {file.relation for file in filled.staging.iterate("again")} == {Relation.SAME}


WORDS = st.lists(st.sampled_from(["Cat", "cat", "k1", "new", "猫", "\udc80"]), max_size=3).map(tuple)
STEPS = st.one_of(
    st.just("undo"),
    st.just("redo"),
    st.tuples(
        st.sets(st.sampled_from(IDS), min_size=1).map(sorted).map(tuple),
        st.one_of(
            st.just(FileEdit(reverts=True)),
            st.builds(
                FileEdit,
                st.fixed_dictionaries(
                    {},
                    optional={
                        "score": st.sampled_from([None, -1, 0, 1, 5]),
                        "favourite": st.sampled_from([None, True, False]),
                        "keywords": WORDS.map(lambda words: merge_keywords("", words, FileEdit())),
                    },
                ),
                WORDS,
                WORDS,
                st.sampled_from([None, Choice.APPLY, Choice.LEAVE]),
            ),
        ),
    ),
)


@pytest.mark.slow
@given(steps=st.lists(STEPS, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_steps_and_undos_do_what_the_model_does(
    steps: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The model: a list of states of all files, and a position in it."""
    catalog = fill(Catalog(f"sqlite:///{tmp_path_factory.mktemp('steps')}/catalog.db"))
    read = values(catalog)
    history, at = [read], 0
    for step in steps:
        if step in ("undo", "redo"):
            travel = catalog.preview.undo_step if step == "undo" else catalog.preview.redo_step
            target = at - 1 if step == "undo" else at + 1
            if 0 <= target < len(history):
                travel("s", None).result()
                at = target
            else:
                with pytest.raises(StepRefusedError):
                    travel("s", None).result()
        else:
            ids, edit = step
            done = do_step(catalog, "s", edit, Selection(file_ids=ids)).step
            expected = {
                file_id: model_edit(state, read[file_id], edit, file_id) if file_id in ids else state
                for file_id, state in history[at].items()
            }
            if done is not None:
                del history[at + 1 :]
                history.append(expected)
                at += 1
            assert expected == history[at]
        assert values(catalog) == history[at]
    catalog.close()


def model_edit(state: Any, read: Any, edit: FileEdit, file_id: int) -> Any:
    now, as_read = (dict(zip((*EDITABLE, "choice"), one, strict=True)) for one in (state, read))
    if file_id != IDS[-1]:
        now |= {**as_read, "choice": now["choice"]} if edit.reverts else dict(edit.values)
        now["keywords"] = merge_keywords("", tuple(now["keywords"]), edit)
    now["choice"] = edit.choice or now["choice"]
    return tuple(now[name] for name in (*EDITABLE, "choice"))
