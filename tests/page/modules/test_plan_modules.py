"""The pure modules behind the preview as a plan: counts, choices, edits, old and new in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from app.domain.preview import Relation
from tests.page.support import Run, modules

RELATIONS = [relation.value for relation in Relation]


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with modules(browser) as run:
        yield run


def groups(**counts: tuple[int, int]) -> dict[str, dict[str, int]]:
    """Relation → (files, applied); the others are empty."""
    return {name: dict(zip(("files", "applied"), counts.get(name, (0, 0)), strict=True)) for name in RELATIONS}


def said(run: Run, **counts: tuple[int, int]) -> str:
    return sentence(run, {"groups": groups(**counts), "gone_withheld": ""})


def sentence(run: Run, preview: dict[str, Any]) -> str:
    call = "({ countsOf, commitSentence }, preview) => commitSentence(countsOf(preview))"
    return str(run("commit/commit-counts.js", call, preview))


# ---- what a commit does


def test_the_sentence_counts_what_is_done_and_what_was_left_out(run: Run) -> None:
    whole = said(run, new=(12, 10), duplicate=(3, 2), changed=(3, 3), moved=(4, 2), gone=(5, 1), same=(40, 40))
    assert whole == "On commit: 12 added, 3 updated, 2 moved, 1 removed; 5 excluded."


def test_what_is_the_same_or_gone_and_kept_is_not_left_out(run: Run) -> None:
    assert said(run, same=(4, 0), gone=(7, 0)) == "On commit: nothing changes in the library."
    assert said(run, new=(1200, 0)) == "On commit: nothing changes in the library; 1,200 excluded."


def test_nothing_is_said_to_be_removed_while_gone_cannot_be_told(run: Run) -> None:
    unmounted = {"groups": groups(new=(1, 1), gone=(2, 2)), "gone_withheld": "/m is empty"}
    assert sentence(run, unmounted) == "On commit: 1 added."


def test_every_relation_has_its_words(run: Run) -> None:
    call = "({ RELATIONS, groupLine }, names) => names.map((name) => groupLine(name, { files: 2, applied: 1 }))"
    assert run("commit/relations.js", call, RELATIONS) == [
        "1 will be added",
        "1 will be updated",
        "1 will be moved",
        "1 will be added",
        "nothing to do",
        "1 will be removed",
    ]
    assert run("commit/relations.js", "({ RELATIONS }) => Object.keys(RELATIONS)") == RELATIONS


@pytest.mark.parametrize("relation", [None, "same", "unheard-of"])
def test_a_file_without_a_choice_has_none_to_make(run: Run, relation: str | None) -> None:
    assert run("commit/relations.js", "({ isChoosable }, file) => isChoosable(file)", {"relation": relation}) is False


# ---- choices


def file(number: int, relation: str = "new", **more: Any) -> dict[str, Any]:
    return {"id": number, "relation": relation, "choice": "apply", "folded": False, "stack": None, **more}


def choices(run: Run, files: list[dict[str, Any]], choice: str, wanted: dict[str, Any]) -> list[str]:
    call = "({ afterChoice }, files, choice, wanted) => files.map((file) => afterChoice(file, choice, wanted))"
    return [changed["choice"] for changed in run("preview/preview-files.js", call, files, choice, wanted)]


def test_a_choice_reaches_exactly_the_files_that_were_meant(run: Run) -> None:
    stack = {"key": "a1", "size": 2, "applied": 2}
    files = [
        file(1),
        file(2, "changed", stack=stack),
        file(3, stack=stack),
        file(4, "gone", choice="leave"),
        file(5, "moved"),
    ]
    assert choices(run, files, "leave", {"relation": "new"}) == ["leave", "apply", "leave", "leave", "apply"]
    assert choices(run, files, "leave", {"file_ids": [1, 5]}) == ["leave", "apply", "apply", "leave", "leave"]
    assert choices(run, files, "leave", {"stack": "a1"}) == ["apply", "leave", "leave", "leave", "apply"]
    assert choices(run, files, "apply", {"relation": "gone", "file_ids": [4]})[3] == "apply"


def test_the_number_of_a_library_file_does_not_reach_a_file_of_the_session(run: Run) -> None:
    assert choices(run, [file(4), file(4, "gone")], "leave", {"file_ids": [4]}) == ["leave", "apply"]
    assert choices(run, [file(4), file(4, "gone")], "leave", {"relation": "gone", "file_ids": [4]}) == [
        "apply",
        "leave",
    ]


def test_a_range_is_sent_as_one_list_and_each_folded_stack_by_its_key(run: Run) -> None:
    folded = file(2, folded=True, stack={"key": "a1", "size": 9, "applied": 9})
    call = "({ selectors }, files) => selectors(files)"
    asked = run("preview/card-choice.js", call, [file(1), folded, file(3, "same"), file(4, "moved")])
    assert asked == [{"file_ids": [1, 4]}, {"stack": "a1"}]
    assert run("preview/card-choice.js", call, [file(7, "gone"), file(8, "gone")]) == [
        {"relation": "gone", "file_ids": [7, 8]}
    ]


# ---- edits


def test_words_that_are_typed_are_parted_trimmed_and_taken_once(run: Run) -> None:
    call = "({ withWords }, known, text) => withWords(known, text)"
    assert run("file/keyword-field.js", call, ["dawn"], " mill \t race , dawn,,<b> ") == ["dawn", "mill race", "<b>"]
    assert run("file/keyword-field.js", call, ["dawn"], "  ") == ["dawn"]


# ---- old and new


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("score", -1, "rejected"),
        ("score", 0, "0 of 5"),
        ("favourite", False, "no"),
        ("size", 129_000, "129 kB"),
        ("generation.seed", 42, "42"),
        ("generation.prompt", "a <b>mill</b>", "a <b>mill</b>"),
        (
            "generation.loras",
            [{"name": "retro", "weight": 0.6}, {"name": "plain", "weight": None}],
            "retro (0.6), plain",
        ),
        (
            "generation.models",
            [{"name": "dream", "weight": 0.25}, {"name": "night", "weight": None}],
            "dream (0.25), night",
        ),
        (
            "generation.prompts",
            [{"role": "region", "text": "a fox", "source": "node 6"}, {"role": "style", "text": "ink", "source": None}],
            "Region, node 6: a fox; Style: ink",
        ),
        (
            "generation.passes",
            [
                {
                    "sampler": "euler",
                    "scheduler": "karras",
                    "seed": 1234567,
                    "steps": 20,
                    "cfg_scale": 7.5,
                    "denoise": 1,
                }
                | {"model": "dream", "width": 512, "height": 1024},
                {"sampler": None, "scheduler": None, "seed": 0, "steps": 1, "cfg_scale": None, "denoise": 0.35000001}
                | {"model": None, "width": None, "height": 8},
            ],
            "euler, karras, seed 1234567, 20 steps, CFG 7.5, denoise 1, dream, 512 × 1,024;"
            " seed 0, 1 step, denoise 0.35",
        ),
        ("nsfw.score", 0.874, "87%"),
        ("hashes.content", "0123456789abcdef", "0123456789"),
        ("failures", [{"step": "sidecar", "reason": "no JSON"}], "reading the sidecar file: no JSON"),
        ("captured_at", "2026-01-02T03:04:05", "2026-01-02 03:04:05"),
        ("model", None, ""),
    ],
)
def test_a_value_is_said_as_a_reader_says_it(run: Run, field: str, value: object, words: str) -> None:
    call = "({ shownValue }, field, value) => shownValue(field, value)"
    assert run("panel/file-changes.js", call, field, value) == words


@pytest.mark.parametrize(
    ("old", "new", "apart"),
    [
        ("/m/a/b/x.png", "/m/a/c/x.png", ["…/b/x.png", "…/c/x.png"]),
        ("/m/a/x.png", "/m/a/x/y.png", ["…/x.png", "…/x/y.png"]),
        ("/a/x.png", "/b/x.png", ["/a/x.png", "/b/x.png"]),
    ],
)
def test_two_paths_are_shown_from_where_they_part(run: Run, old: str, new: str, apart: list[str]) -> None:
    assert run("panel/file-changes.js", "({ partsApart }, old, now) => partsApart(old, now)", old, new) == apart
