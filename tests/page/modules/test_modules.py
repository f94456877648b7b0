"""The page's pure modules: selection, patterns, addresses, words, pace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser

from app.domain.pattern import parse_pattern
from app.domain.progress import FileFailure, Progress, Status
from app.live import status_document
from app.readers.formats import DEFAULT_PATTERN
from tests.page.support import Run, modules

EVERYTHING = {"show": "all", "group": "", "stack": "", "keyword": "", "q": "", "sort": "path asc"}
PART = {"offset": 120, "limit": 60, "view": "v"}
"""A part of a view."""
TREE = {"/m": ["/m/a", "/m/b", "/m/ab"], "/m/a": ["/m/a/x", "/m/a/y"]}


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with modules(browser) as run:
        yield run


def toggle(run: Run, chosen: list[str], path: str, *, recursive: bool = True) -> set[str]:
    call = """({ toggled }, chosen, path, recursive, tree) =>
        [...toggled(new Set(chosen), path, recursive, (folder) => tree[folder] ?? [])]"""
    return set(run("configure/tree-selection.js", call, chosen, path, recursive, TREE))


def state(run: Run, chosen: list[str], path: str, *, recursive: bool = True) -> str:
    call = "({ checkedState }, chosen, path, recursive) => checkedState(new Set(chosen), path, recursive)"
    return str(run("configure/tree-selection.js", call, chosen, path, recursive))


# ---- the tree's choice


def test_a_chosen_folder_takes_the_ones_below_it_in(run: Run) -> None:
    assert toggle(run, ["/m/a/x", "/m/b"], "/m/a") == {"/m/a", "/m/b"}
    assert state(run, ["/m/a"], "/m/a/x") == "true"
    assert state(run, ["/m/a"], "/m") == "mixed"


def test_taking_one_folder_out_leaves_its_siblings_chosen(run: Run) -> None:
    assert toggle(run, ["/m"], "/m/a/x") == {"/m/a/y", "/m/b", "/m/ab"}


def test_a_folder_whose_name_only_begins_alike_is_no_folder_inside(run: Run) -> None:
    assert state(run, ["/m/a"], "/m/ab") == "false"
    assert toggle(run, ["/m/ab"], "/m/a") == {"/m/a", "/m/ab"}


def test_without_folders_inside_folders_each_stands_for_itself(run: Run) -> None:
    assert toggle(run, ["/m/a/x"], "/m/a", recursive=False) == {"/m/a", "/m/a/x"}
    assert state(run, ["/m/a"], "/m/a/x", recursive=False) == "false"


def test_a_root_that_is_the_whole_disk_contains_its_folders(run: Run) -> None:
    assert state(run, ["/"], "/m/a") == "true"


# ---- patterns


def test_the_presets_split_the_default_pattern_without_loss(run: Run) -> None:
    presets = run("configure/pattern.js", "({ presetsOf }, pattern) => presetsOf(pattern)", DEFAULT_PATTERN)
    assert sorted(presets["images"].split("|") + presets["videos"].split("|")) == sorted(DEFAULT_PATTERN.split("|"))
    assert "*.mp4" in presets["videos"] and "*.png" in presets["images"]


@pytest.mark.parametrize("pattern", ["", " | ", "a/*.png", "*.png", "*.PNG | *.mp4"])
def test_the_page_refuses_exactly_the_patterns_that_the_server_refuses(run: Run, pattern: str) -> None:
    problem = run("configure/pattern.js", "({ patternProblem }, pattern) => patternProblem(pattern)", pattern)
    try:
        parse_pattern(pattern)
    except ValueError:
        assert problem
    else:
        assert problem == ""


def test_a_preset_is_recognized_in_any_order_and_case(run: Run) -> None:
    call = "({ presetFor, presetsOf }, pattern, all) => presetFor(pattern, presetsOf(all))"
    shuffled = "|".join(reversed(DEFAULT_PATTERN.upper().split("|")))
    assert run("configure/pattern.js", call, shuffled, DEFAULT_PATTERN) == "all"
    assert run("configure/pattern.js", call, "*.png", DEFAULT_PATTERN) == "custom"


def test_what_names_decide_is_not_counted_as_known(run: Run) -> None:
    call = "({ extensionMatches }, extension, pattern) => extensionMatches(extension, pattern)"
    assert run("configure/pattern.js", call, ".png", "*.png|*.jpg") is True
    assert run("configure/pattern.js", call, ".txt", "*.png|*.jpg") is False
    assert run("configure/pattern.js", call, ".txt", "img*|*.png") is None
    assert run("configure/pattern.js", call, "", "*") is True


# ---- addresses


def test_an_address_says_where_the_reader_is_and_comes_back_the_same(run: Run) -> None:
    route = {"step": "preview", "sessionId": "20260101-x/é", "query": {"q": "a&b=c #1", "show": "failed"}}
    call = "({ parseRoute, formatRoute }, route) => parseRoute(formatRoute(route))"
    assert run("shared/route.js", call, route) == route


@pytest.mark.parametrize("hash_", ["", "#", "#/nowhere/1", "#main"])
def test_an_address_that_names_no_step_is_none(run: Run, hash_: str) -> None:
    assert run("shared/route.js", "({ parseRoute }, hash) => parseRoute(hash)", hash_) is None


def test_an_address_with_broken_escapes_is_still_read(run: Run) -> None:
    parsed = run("shared/route.js", "({ parseRoute }, hash) => parseRoute(hash)", "#/process/%E0%A4%A")
    assert parsed == {"step": "process", "sessionId": "%E0%A4%A", "query": {}}


def test_a_view_survives_the_address_and_asks_the_api_what_it_shows(run: Run) -> None:
    words = {"keyword": "mill race", "q": "dawn"}
    view = {"show": "warnings", "group": "new", "stack": "a1", "kind": "near", "sort": "score desc", **words}
    call = "({ viewFrom, queryFor, apiQuery }, view, part) => [viewFrom(queryFor(view)), apiQuery(view, part)]"
    back, asked = run("preview/preview-query.js", call, view, PART)
    assert back == view
    filters = {"warnings": True, "relation": "new", "stack": "a1", **words}
    assert asked == {"offset": 120, "view": "v", "page_size": 60, "sort": "score", "order": "desc", **filters}


def test_nonsense_in_the_address_is_the_default_view(run: Run) -> None:
    view = run(
        "preview/preview-query.js",
        "({ viewFrom }, query) => viewFrom(query)",
        {"show": "<b>", "kind": "x", "page": "-4"},
    )
    assert view == {**EVERYTHING, "kind": "exact"}


@pytest.mark.parametrize(
    ("view", "asked"),
    [
        ({"show": "edited"}, {"edited": True, "fold": True}),
        ({"show": "left", "group": "changed"}, {"choice": "leave", "relation": "changed", "fold": True}),
        ({"stack": "a1"}, {"stack": "a1"}),
        ({"group": "gone"}, {"relation": "gone"}),
    ],
)
def test_an_opened_stack_and_what_is_gone_are_never_folded(
    run: Run, view: dict[str, str], asked: dict[str, object]
) -> None:
    call = "({ apiQuery }, view, part) => apiQuery(view, part, true)"
    got = run("preview/preview-query.js", call, EVERYTHING | view, PART)
    assert got == {"offset": 120, "view": "v", "page_size": 60, "sort": "path", "order": "asc", **asked}


# ---- status


def test_every_status_has_a_word(run: Run) -> None:
    lines = [
        {"status": status.value, "waiting": False, "progress": 50, "ledger": {"ok": 1, "failed": 0}}
        for status in Status
    ]
    badges = run("shared/status.js", "({ statusBadge }, all) => all.map(statusBadge)", lines)
    assert all(badge["text"][0].isupper() for badge in badges)


def test_a_list_tells_a_session_that_waits_from_one_that_somebody_paused(run: Run) -> None:
    lines = [{"status": "paused", "waiting": waiting, "progress": 50} for waiting in (True, False)]
    badges = run("shared/status.js", "({ statusBadge }, all) => all.map(statusBadge)", lines)
    assert [badge["text"] for badge in badges] == ["Waiting 50%", "Paused 50%"]


GOOD = {
    "session_id": "s",
    "status": "processing",
    "progress": 71,
    "processed_files": 5,
    "total_files": 7,
    "stats": {"processed_files": 5, "errors": 1},
    "ledger": {"discovered": 9, "ok": 4, "failed": 1, "skipped": 2, "pending": 2},
}


def ledger(**changed: int) -> dict[str, object]:
    return GOOD | {"ledger": GOOD["ledger"] | changed}  # type: ignore[operator]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (GOOD, []),
        (ledger(ok=5, pending=1), ["5 processed are not 5 ok + 1 failed"]),
        (ledger(pending=3), ["9 discovered are not 4 ok + 1 failed + 2 skipped + 3 pending"]),
        (
            ledger(discovered=6, pending=-1),
            ["a count is below zero", "7 to process are not 6 discovered less 2 skipped"],
        ),
        (GOOD | {"total_files": 8}, ["8 to process are not 9 discovered less 2 skipped"]),
        (GOOD | {"progress": 100}, ["100 percent with 2 pending"]),
        (GOOD | {"status": "completed"}, ["completed with 2 pending"]),
        (GOOD | {"stats": {"processed_files": 5, "errors": 0}}, ["0 errors are not 1 failed"]),
    ],
)
def test_a_state_that_contradicts_itself_is_noticed_and_named(
    run: Run, document: dict[str, object], words: list[str]
) -> None:
    assert run("live/invariants.js", "({ violatedInvariants }, state) => violatedInvariants(state)", document) == words


FRAMES = [
    {"type": "snapshot", "data": '{"current_file": "/secret/a.png", "ledger": {"ok": 1}, "errors": []}', "at": 1},
    {"type": "message", "data": "P2KoE1jk'secret \\n name.png", "at": 2},
    {"type": "message", "data": 'P3"/secret/b.png', "at": 3},
    {"type": "failure", "data": '[1.5, "/secret/c.png", "decode", "cannot read /secret/c.png"]', "at": 4},
    {"type": "message", "data": "P4", "at": 5},
]


def test_a_bug_report_holds_names_and_paths_only_when_they_are_wanted(run: Run) -> None:
    call = "({ bugReport }, evidence, around, paths) => bugReport(evidence, around, paths)"
    texts: dict[str, Any] = {field.name: "in /secret" for field in fields(Progress) if field.type == "str"}
    failure = FileFailure("/secret/c.png", "decode", "no", 1.0)
    secret = Progress(**texts | {"session_id": "s", "errors": (failure,)})
    state = json.loads(json.dumps(status_document(secret)))
    evidence = {"contradictions": ["so"], "state": state, "frames": FRAMES}
    without = run("process/redaction.js", call, evidence, {"version": "1"}, False)
    assert "secret" not in str(without)
    assert without["state"]["ledger"] == state["ledger"]
    assert [frame["data"][:2] for frame in without["frames"]] == ['{"', "P2", "P3", "[1", "P4"]
    assert run("process/redaction.js", call, evidence, {"version": "1"}, True)["state"] == state


# ---- words and numbers


def test_bytes_spans_and_clocks_read_well(run: Run) -> None:
    call = """({ bytes, clock, span, rate }) => [
        [0, 999, 1500, 99960, 999_600, 12_345_678].map(bytes),
        [0, 59.9, 61, 3600 * 3 + 65].map(clock),
        [0.2, 9.4, 42, 61, 125, 599, 3000, 7200, null].map(span),
        [0, 0.05, 4.84, 47.9, 1234].map(rate)]"""
    sizes, clocks, spans, rates = run("shared/format.js", call)
    assert sizes == ["0 B", "999 B", "1.5 kB", "100 kB", "1.0 MB", "12.3 MB"]
    assert clocks == ["0:00", "0:59", "1:01", "3:01:05"]
    assert spans == ["1 s", "9 s", "40 s", "1 min", "2 min", "9 min 50 s", "50 min", "2.0 h", "–"]
    assert rates == ["–", "3/min", "4.8/s", "48/s", "1,234/s"]


def test_ticks_stand_for_ten_files_until_they_would_stand_too_close(run: Run) -> None:
    sizes = run("process/milestones.js", "({ tickSize }, totals) => totals.map(tickSize)", [25, 500, 501, 1_000_000])
    assert sizes == [10, 10, 100, 100_000]


def test_quantiles_are_samples_that_were_measured(run: Run) -> None:
    call = "({ quantile }) => [quantile([1, 2, 3, 4], 0.5), quantile([1, 2, 3, 4], 0.95), quantile([7], 0.5)]"
    assert run("live/latency.js", call) == [2, 4, 7]


# ---- pace

PACE = """({ Pace }, observations, ask) => {
    const pace = new Pace();
    const left = [];
    for (const [now, finished, total] of observations) {
        pace.observe(now, finished, total);
        left.push(pace.timeLeft(now));
    }
    return ask === "left" ? left : pace.rate;
}"""


def test_the_time_left_of_a_steady_run_is_the_truth(run: Run) -> None:
    steady = [(tick / 10, tick, 1000) for tick in range(900)]
    left = run("process/pace.js", PACE, steady, "left")
    assert left[0] is None
    assert all(abs(left[tick] - (1000 - tick) / 10) < 0.5 for tick in range(100, 900))
    assert abs(run("process/pace.js", PACE, steady, "rate") - 10) < 0.1


def test_the_time_left_does_not_jump_when_files_come_in_bursts(run: Run) -> None:
    bursts = [(tick / 10, 20 * (tick // 20), 2000) for tick in range(1, 1800)]
    left = run("process/pace.js", PACE, bursts, "left")[200:]
    assert all(abs(after - before) < 3 for before, after in pairwise(left))


def test_the_time_left_agrees_with_the_rate_from_the_first_seconds(run: Run) -> None:
    slow_start = [[tick / 20, int(2 * min(tick / 20, 2) + 15 * max(0, tick / 20 - 2)), 790] for tick in range(120)]
    left = run("process/pace.js", PACE, slow_start, "left")[-1]
    rate = run("process/pace.js", PACE, slow_start, "rate")
    assert left == pytest.approx((790 - slow_start[-1][1]) / rate, rel=0.25)


def test_a_session_that_starts_again_is_paced_anew(run: Run) -> None:
    first = [(tick / 10, tick * 10, 1000) for tick in range(100)]
    second = [(20 + tick / 10, tick, 1000) for tick in range(100)]
    assert abs(run("process/pace.js", PACE, first + second, "rate") - 10) < 0.5


WORKED = """({ WorkClock }, documents) => {
    const clock = new WorkClock();
    return documents.map(([elapsed, at, status]) => clock.take({ elapsed_s: elapsed, status }, at));
}"""


def test_the_clock_of_work_stands_still_in_a_pause_and_while_no_server_worked(run: Run) -> None:
    documents = [
        (0, 0, "processing"),
        (0, 500, "processing"),  # between two words of the server, our own clock stands in
        (1, 1000, "processing"),
        (1.5, 1500, "paused"),
        (1.5, 61_500, "processing"),  # a minute's pause
        (1.5, 62_000, "processing"),
        (2.5, 62_500, "processing"),
        (0.5, 100_000, "processing"),  # a crash took two seconds of work with it, and nobody worked meanwhile
        (1.5, 101_000, "processing"),
    ]
    assert run("process/work-clock.js", WORKED, documents) == [0, 0.5, 1, 1.5, 1.5, 2, 2.5, 2.5, 3.5]


def test_bars_of_a_rate_are_as_high_as_its_share_of_the_highest(run: Run) -> None:
    assert (
        run("history/rate-chart.js", "({ barsPath }, rates) => barsPath(rates)", [1, 0, 4])
        == "M0 48V36.0H1V48.0H2V0.0H3V48Z"
    )


# ---- failures


def test_only_failures_that_are_new_are_put_in(run: Run) -> None:
    first, second, third = ({"at": at, "path": f"/{at}", "step": "open"} for at in (1, 2, 3))
    call = "({ newFailures }, before, after) => newFailures(before, after)"
    assert run("process/failure-list.js", call, [], [first]) == [first]
    assert run("process/failure-list.js", call, [first, second], [second, third]) == [third]
    assert run("process/failure-list.js", call, [first], [first]) == []
    assert run("process/failure-list.js", call, [first], [second, third]) is None


def test_a_failure_like_the_one_before_is_still_new(run: Run) -> None:
    same = {"at": 1, "path": "/a", "step": "open"}
    other = {"at": 2, "path": "/a", "step": "open"}
    call = "({ newFailures }, before, after) => newFailures(before, after)"
    assert run("process/failure-list.js", call, [same], [same, other]) == [other]


# ---- the library's view


def test_a_library_view_survives_the_address(run: Run) -> None:
    fields = {"nsfw": "false", "size_from": "1.5"}
    view = {"q": 'a "b c" & d', "keywords": ["x=y", "ü"], "sort": "size asc", "fields": fields}
    call = "({ viewFrom, searchFor }, view) => viewFrom(searchFor(view))"
    assert run("library/library-query.js", call, view) == view
    odd = view | {"sort": "up", "fields": {"colour": "red"}, "keywords": []}
    assert run("library/library-query.js", call, odd) == view | {"sort": "added desc", "fields": {}, "keywords": []}
    asked = dict(run("library/library-query.js", "({ apiQuery }, view) => apiQuery(view)", view))
    order = {"sort": "size", "order": "asc", "limit": 60}
    assert asked == {"q": view["q"], "keyword": "ü", "nsfw": "false", "size_from": "1500000", **order}


@pytest.mark.parametrize(
    ("typed", "waits"),
    [
        *(
            ("re", True),
            ("red f", True),
            ("red -f", True),
            ("red ", False),
            ("red", False),
            ("猫", False),
            ('"a', False),
        ),
        *(("fox steps:", True), ("fox OR ", True), ("fox steps:20", False)),
    ],
)
def test_a_word_that_is_too_short_yet_waits_for_its_next_letter(run: Run, typed: str, waits: bool) -> None:
    assert run("library/library-query.js", "({ isUnfinished }, typed) => isUnfinished(typed)", typed) == waits


@pytest.mark.parametrize(
    ("cure", "shown"),
    [
        ("GET /api/ingest/sessions lists all sessions.", "This page may be out of date. Reload it."),
        ("Read the file again first: POST /api/ingest/retry/x.", "This page may be out of date. Reload it."),
        ("Choose another name.", "Choose another name."),
    ],
)
def test_a_cure_for_programs_is_not_shown_to_people(run: Run, cure: str, shown: str) -> None:
    make = "({ ApiError }, cure) => new ApiError({ code: 'x', message: 'm', cure }, 404).cure"
    assert run("shared/api.js", make, cure) == shown


# ---- numbers that run by


def test_numbers_pulse_unless_they_run_by(run: Run) -> None:
    call = """({ Counters }) => {
        document.body.innerHTML = '<div data-counter="processed_files"><b class="counter-value"></b></div>';
        const value = document.querySelector(".counter-value");
        const pulses = (...numbers) => {
            const counters = new Counters();
            for (const processed_files of numbers) {
                delete value.dataset.pulse;
                counters.show({ stats: { processed_files } });
            }
            return "pulse" in value.dataset;
        };
        return [pulses(7), pulses(0, 7), pulses(0, 50)];
    }"""
    first_state, small_step, large_step = run("process/counters.js", call)
    assert (first_state, small_step, large_step) == (False, True, False)
