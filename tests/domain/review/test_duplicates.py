"""Rules of which copy is kept, why, and what it takes over."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from app.domain.items import KEYWORDS
from app.domain.review.duplicates import (
    Copy,
    DuplicateRules,
    KeepReason,
    KeepRule,
    choose_kept,
    keep_one,
    merge_marks,
    solve_group,
)
from app.domain.review.library_edits import LibraryEdit

PLAIN = Copy(
    file_id=1,
    path="/a/1.png",
    pixels=100,
    size=100,
    has_prompt=False,
    captured_at=None,
    added_at=5.0,
    content="c",
    perceptual=None,
    score=None,
    favourite=False,
    keywords=(),
    removed_keywords=(),
    title=None,
    note=None,
    companions=frozenset(),
)


def copy(file_id: int, **values: Any) -> Copy:
    return PLAIN._replace(file_id=file_id, **({"path": f"/a/{file_id}.png"} | values))


def never(_one: Copy, _other: Copy) -> bool:
    return False


@pytest.mark.parametrize(
    ("rule", "better", "worse"),
    [
        (KeepRule.LARGEST, {"pixels": 200, "size": 1}, {}),
        (KeepRule.LARGEST, {"size": 101}, {}),
        (KeepRule.PROMPT, {"has_prompt": True}, {}),
        (KeepRule.OLDEST, {"captured_at": "2024"}, {}),
        (KeepRule.OLDEST, {"captured_at": "2024-05"}, {"captured_at": "2024-05-01T00:00:00"}),
        (KeepRule.OLDEST, {"captured_at": "2024-05-06T12:00:00+09:00"}, {"captured_at": "2024-05-06T12:00:01-09:00"}),
        (KeepRule.OLDEST, {"added_at": 4.0}, {}),
        (KeepRule.FOLDER, {"path": "/best/x/1.png"}, {"path": "/best2/1.png"}),
        (KeepRule.SCORE, {"score": 1}, {"score": 0}),
        (KeepRule.SCORE, {"score": 0}, {}),
        (KeepRule.SCORE, {}, {"score": -1}),
    ],
)
def test_each_rule_prefers_the_better_file(rule: KeepRule, better: dict[str, Any], worse: dict[str, Any]) -> None:
    files = [copy(1, **worse), copy(2, **better), copy(3, **worse)]
    rules = DuplicateRules((rule,), folder="/best/")
    for order in permutations(files):
        assert choose_kept(order, rules) == (files[1], KeepReason(rule.value))


def test_the_order_of_the_rules_decides_and_the_reason_is_the_rule_that_left_one() -> None:
    large, scored, both = copy(1, pixels=200), copy(2, score=5), copy(3, pixels=200, score=3)
    assert choose_kept([large, scored], DuplicateRules((KeepRule.LARGEST, KeepRule.SCORE)))[0] is large
    assert choose_kept([large, scored], DuplicateRules((KeepRule.SCORE, KeepRule.LARGEST)))[0] is scored
    assert choose_kept([large, scored, both], DuplicateRules((KeepRule.LARGEST, KeepRule.SCORE))) == (
        both,
        KeepReason.SCORE,
    )


def test_without_a_difference_the_lowest_id_is_kept() -> None:
    assert choose_kept([copy(3), copy(2), copy(9)], DuplicateRules()) == (copy(2), KeepReason.FIRST)
    assert choose_kept([copy(3), copy(2, pixels=1)], DuplicateRules(())) == (copy(2, pixels=1), KeepReason.FIRST)


def test_a_folder_rule_without_a_folder_decides_nothing() -> None:
    assert choose_kept([copy(2), copy(1)], DuplicateRules((KeepRule.FOLDER,)))[1] is KeepReason.FIRST


def test_marks_are_merged() -> None:
    kept = copy(1, score=2, keywords=("Cat", "mat"), removed_keywords=("dog",), title="mine")
    first = copy(2, score=-1, keywords=("CAT", "bird", "Dog"), note="seen", title="other")
    second = copy(3, score=4, favourite=True, keywords=("Bird", "sea"), note="later")
    assert merge_marks(kept, [first, second]) == LibraryEdit(
        {"score": 4, "favourite": True, "note": "seen"}, add_keywords=("bird", "sea")
    )


def test_what_the_kept_file_has_is_no_change() -> None:
    kept = copy(1, score=3, favourite=True, keywords=("cat",), note="x", title="y")
    others = [copy(2), copy(3, score=1, favourite=True, keywords=("Cat",), note="z")]
    assert merge_marks(kept, others).is_empty
    assert merge_marks(copy(1, score=-1), [copy(2)]).is_empty
    assert merge_marks(copy(1), [copy(2, score=-1)]).values == {"score": -1}


def test_no_more_keywords_are_taken_over_than_a_file_may_have() -> None:
    kept = copy(1, keywords=tuple(f"own {number}" for number in range(KEYWORDS - 1)))
    assert merge_marks(kept, [copy(2, keywords=("one", "two"))]).add_keywords == ("one",)


def test_a_companion_is_hidden_only_with_a_copy_of_it() -> None:
    alone, item = copy(1, pixels=900), copy(2, companions=frozenset({"raw"}), companion_ids=(7,))
    solved = solve_group([alone, item], DuplicateRules(), never)
    assert solved is not None
    assert (solved.kept, solved.hidden, solved.reason) == (item, (alone,), KeepReason.COMPLETE)
    other = copy(3, companions=frozenset({"another raw"}), companion_ids=(8,))
    assert solve_group([item, other], DuplicateRules(), never) is None
    again = item._replace(file_id=4, companion_ids=(9,), score=5)
    solved = solve_group([item, again], DuplicateRules((KeepRule.SCORE,)), never)
    assert solved is not None
    assert solved.edits() == dict.fromkeys((2, 7), LibraryEdit({"hidden": True}))


def test_only_what_looks_like_the_kept_file_itself_is_hidden() -> None:
    files = [copy(number, content=str(number)) for number in (1, 2, 3)]

    def are_near(one: Copy, other: Copy) -> bool:
        return abs(one.file_id - other.file_id) <= 1

    solved = solve_group(files, DuplicateRules(), are_near)
    assert solved is not None
    assert (solved.kept.file_id, [each.file_id for each in solved.hidden]) == (1, [2])
    assert solve_group([files[0], files[2]], DuplicateRules(), are_near) is None


def test_each_file_has_its_own_edit() -> None:
    solved = keep_one(copy(5, companion_ids=(6,)), [copy(9, score=4), copy(8, companion_ids=(7,))])
    hiding = LibraryEdit({"hidden": True})
    assert solved.edits() == {
        8: hiding,
        7: hiding,
        9: hiding,
        5: LibraryEdit({"score": 4}),
        6: LibraryEdit({"score": 4}),
    }
