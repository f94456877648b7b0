"""The page folds compact frames into exactly the document that the server has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from app.domain.progress import FileFailure, Outcome, Progress, Status, Tally, with_discovered, with_finished
from app.live import status_document
from app.live.format.compact_encoder import failure_data, patch_data, snapshot_data, whole_data
from tests.page.support import Run, modules

FOLD_ALL = "({ applyEvent }, start, events) => events.reduce(applyEvent, start)"

names = st.text(min_size=1, max_size=20).map(lambda name: name.replace("/", "∕"))
Made = list[tuple[Progress, FileFailure | None]]
"""Each state a session went through, with the failure that led to it if one did."""

paths = st.builds(lambda folder, name: f"/media/{folder}/{name}", names, names)


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with modules(browser) as run:
        yield run


def event(data: bytes, name: str = "message") -> dict[str, str]:
    return {"type": name, "data": data.decode()}


def as_json(progress: Progress) -> Any:
    return json.loads(json.dumps(status_document(progress)))


@st.composite
def steps(draw: st.DrawFn) -> Made:
    """What may happen to a session, one change at a time."""
    progress = Progress(session_id="s", status=Status.PROCESSING, started_at=1.5)
    made: Made = [(progress, None)]
    kinds = ["found", "ok", "failed", "file", "status", "said", "waiting", "commit"]
    for what in draw(st.lists(st.sampled_from(kinds), max_size=30)):
        failure = None
        if what == "found":
            found = draw(st.integers(1, 2000))
            progress = with_discovered(progress, found=found, skipped=draw(st.integers(0, found)))
        elif what == "file":
            progress = replace(progress, current_file=draw(paths | st.just("")))
        elif what == "status":
            progress = replace(progress, status=draw(st.sampled_from(Status)), message=draw(names))
        elif what == "said":
            progress = replace(progress, discovery_message=draw(names))
        elif what == "waiting":
            progress = replace(progress, waiting=not progress.waiting)
        elif what == "commit":
            progress = replace(progress, committed=draw(st.integers(0, 10**6)))
        elif progress.ledger.pending:
            if what == "failed":
                failure = FileFailure(draw(paths), "decode", draw(names), draw(st.floats(0, 2e9)))
            outcome = Outcome.FAILED if failure else Outcome.OK
            tally = Tally(outcome, draw(st.booleans()), draw(st.integers(0, 40)), draw(st.booleans()))
            progress = with_finished(progress, tally, failure)
        made.append((progress, failure))
    return made


def frames(made: Made) -> list[dict[str, str]]:
    sent = [event(snapshot_data(made[0][0]), "snapshot")]
    for (before, _), (after, failure) in pairwise(made):
        if failure is not None:
            sent.append(event(failure_data(failure), "failure"))
        if patch := patch_data(before, after, with_elapsed=True):
            sent.append(event(patch))
    return sent


@settings(max_examples=60, deadline=None)
@given(made=steps())
def test_the_folded_frames_equal_the_servers_document(run: Run, made: Made) -> None:
    assert run("live/compact-decoder.js", FOLD_ALL, None, frames(made)) == as_json(made[-1][0])


@settings(max_examples=20, deadline=None)
@given(made=steps())
def test_a_patch_folded_twice_changes_nothing(run: Run, made: Made) -> None:
    twice = [frame for frame in frames(made) for _ in range(1 if frame["type"] == "failure" else 2)]
    assert run("live/compact-decoder.js", FOLD_ALL, None, twice) == as_json(made[-1][0])


def test_a_name_that_is_not_utf_8_survives(run: Run) -> None:
    before = Progress(session_id="s", status=Status.PROCESSING, current_file="/media/a/first.png")
    after = replace(before, current_file="/media/a/bad\udcff.png")
    sent = [event(snapshot_data(before), "snapshot"), event(patch_data(before, after, with_elapsed=False))]
    assert run("live/compact-decoder.js", FOLD_ALL, None, sent)["current_file"] == "/media/a/bad\udcff.png"


def test_only_the_newest_200_failures_are_kept(run: Run) -> None:
    start = as_json(Progress(session_id="s"))
    failures = [FileFailure(f"/m/{number}.png", "open", "gone", number) for number in range(250)]
    sent = [event(failure_data(failure), "failure") for failure in failures]
    kept = run("live/compact-decoder.js", FOLD_ALL, start, sent)["errors"]
    assert [error["file"] for error in kept] == [f"{number}.png" for number in range(50, 250)]


def test_a_patch_before_any_snapshot_and_an_unknown_event_change_nothing(run: Run) -> None:
    early = [event(b"P2K1"), event(b'[1,"/a","open","x"]', "failure"), event(b"", "keepalive"), event(b"{}", "news")]
    assert run("live/compact-decoder.js", FOLD_ALL, None, early) is None


def test_the_plain_streams_whole_documents_fold_too(run: Run) -> None:
    progress = with_discovered(Progress(session_id="s"), found=3, skipped=1)
    assert run("live/compact-decoder.js", FOLD_ALL, None, [event(snapshot_data(progress))]) == as_json(progress)


def test_a_resumed_stream_begins_with_every_field_but_the_errors(run: Run) -> None:
    failure = FileFailure("/m/a.png", "decode", "cut off", 5.0)
    discovered = with_discovered(Progress(session_id="s"), found=2, skipped=0)
    before = with_finished(discovered, Tally(Outcome.FAILED), failure)
    after = replace(before, status=Status.PAUSED, message="Paused.")
    folded = run("live/compact-decoder.js", FOLD_ALL, as_json(before), [event(whole_data(after))])
    assert folded == as_json(after)


def test_the_document_before_is_not_changed_in_place(run: Run) -> None:
    start = as_json(Progress(session_id="s"))
    both = (
        "({ applyEvent }, start, event) => { const after = applyEvent(start, event); return [start, after === start]; }"
    )
    assert run("live/compact-decoder.js", both, start, event(b"D5")) == [start, False]
