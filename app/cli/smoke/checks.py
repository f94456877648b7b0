"""What a smoke test found, check by check, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.cli.server_answers import Document
from app.cli.smoke.server_metrics import Metrics
from app.cli.smoke.watching import Watched
from app.demo import Manifest
from app.domain.connection.diagnosis import Problem, Severity

LATENCY_MS = 100.0
"""What the founding checklist allows from a change on the server to its arrival."""
FIRST_SIGN_S = 1.0
SILENCE_S = 4.0
"""The page calls a connection dead after this long without an event."""
COUNTERS = ("processed_files", "metadata_extracted", "keywords_added", "scores_imported", "nsfw_detected", "errors")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold. `problem` says why it does not; None if it does."""

    name: str
    problem: str | None = None
    measured: str = ""


def check_end(watched: Watched, polled: Document) -> Iterator[Check]:
    """Whether the session ended well, and all that watched it say the same."""
    last = watched.last
    if last is None:
        yield Check("the live stream", "it sent no state of the session")
        return
    ended = last["status"] == "completed" and last["progress"] == 100
    yield Check(
        "the session completes at 100 %",
        None if ended else f"it is {last['status']} at {last['progress']} %: {last['message'] or 'no reason is given'}",
    )
    differing = [name for name in polled if name in last and polled[name] != last[name] and name != "current_file"]
    yield Check(
        "the stream and the polled status agree",
        f"they differ in {', '.join(differing)}" if differing else None,
    )


def check_counters(document: Document, manifest: Manifest) -> Iterator[Check]:
    """Whether every number of the session is that of the manifest."""
    wanted: Mapping[str, int] = {
        "discovered": manifest.total_files,
        "ok": manifest.ok,
        "failed": manifest.failed,
        "processed_files": manifest.total_files,
        **{name: getattr(manifest, name) for name in COUNTERS[1:]},
    }
    counted = {**document["ledger"], **document["stats"]}
    for name, number in wanted.items():
        is_right = counted.get(name) == number
        yield Check(
            f"counter {name}", None if is_right else f"{counted.get(name)} instead of {number}", f"{counted.get(name)}"
        )


def check_live(watched: Watched, network_ms: float) -> Iterator[Check]:
    """Whether states arrived while they happened."""
    first = watched.first_sign_s
    is_late = first is None or first > FIRST_SIGN_S
    yield Check(
        "progress begins within a second",
        ("nothing was seen" if first is None else f"it took {first:.1f} s") if is_late else None,
        "" if first is None else f"{first * 1000:.0f} ms",
    )
    yield Check(
        "states arrive while files are read",
        None if watched.has_intermediate else "only the beginning and the end were seen: the stream is held back",
        f"{watched.states} states",
    )
    took = watched.lateness_ms(95) + network_ms
    yield Check(
        "95 of 100 states arrive within 100 ms",
        f"they took {took:.0f} ms" if took > LATENCY_MS else None,
        f"{took:.0f} ms, {network_ms:.1f} ms of it the network",
    )
    yield Check(
        "the stream is never silent for long",
        f"it was silent for {watched.longest_silence_s:.1f} s" if watched.longest_silence_s > SILENCE_S else None,
        f"{watched.longest_silence_s:.1f} s",
    )
    yield Check(
        "the stream holds",
        f"it broke off {watched.lost} times" if watched.lost else None,
    )


def check_connection(problems: Sequence[Problem], sentences: Sequence[str]) -> Check:
    """Whether the doctor finds a problem on the way to the server."""
    found = [
        sentence for problem, sentence in zip(problems, sentences, strict=True) if problem.severity is Severity.PROBLEM
    ]
    return Check("the connection", "; ".join(found) or None)


def check_log(before: Metrics, after: Metrics) -> Check:
    """Whether the server's log has new errors."""
    name = "the server's log has no new errors"
    if before.log_errors is None or after.log_errors is None:
        return Check(name, "/metrics does not count log entries; the server may be older than 0.2.0")
    if after.started_at != before.started_at:
        return Check(name, "the server was started again during the test; its log says why the earlier process ended")
    new = after.log_errors - before.log_errors
    return Check(name, f"it has {new:g}; read it from the time of this test on" if new else None)
