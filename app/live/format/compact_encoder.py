"""The compact format: one snapshot, then short frames with the absolute values of what changed.

    snapshot       event `snapshot`, data = the status document
    failure        event `failure`, data = [at, path, step, reason]
    patch          unnamed, data = {…}: top-level fields of the document that changed, each whole
    short patch    unnamed, data = *(TAG NUMBER) [FILE]
    end            event `end`, data = {…}: every field but `errors`; the status is terminal

    TAG     one capital letter, see `_short_values`
    NUMBER  unsigned, base 36 in `0-9a-z`
    FILE    `'` + name in the folder of the current file so far, or `"` + whole path; the inside of a JSON string

A short patch relies on the identities that `_is_regular` checks. Where they do not hold, or anything but its values
changed, a `{…}` is sent instead. Only snapshot, failure, end and the first frame of a resumed stream carry an `id:`.
Everything else is absolute, so sending it again does no harm.

docs/decisions/0301-compact-frames.md has the full description, with the client's side and an example.
"""

from __future__ import annotations

from app.domain.progress import FileFailure, Progress
from app.live.format.status_document import document_without_errors, elapsed_ms, status_document, to_json

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

ELAPSED_EVERY_MS = 1000
"""`elapsed_s` is sent at most this often, and once more when the session falls quiet."""


def snapshot_data(progress: Progress) -> bytes:
    return to_json(status_document(progress))


def whole_data(progress: Progress) -> bytes:
    """Return a patch that is right whatever the client had: every field but `errors`."""
    return to_json(document_without_errors(progress))


def failure_data(failure: FileFailure) -> bytes:
    return to_json([failure.at, failure.path, failure.step, failure.reason])


def patch_data(before: Progress, after: Progress, *, with_elapsed: bool) -> bytes:
    """Return the patch from `before` to `after`, without `errors`; empty when nothing changed.

    With `with_elapsed` a short patch carries `elapsed_s`, changed or not.
    """
    if _have_only_numbers_changed(before, after) and _is_regular(before) and _is_regular(after):
        return _short_patch(before, after, with_elapsed=with_elapsed)
    was, now = document_without_errors(before), document_without_errors(after)
    changed = {name: value for name, value in now.items() if was[name] != value}
    return to_json({**changed, "elapsed_s": now["elapsed_s"]}) if changed else b""


def elapsed_data(progress: Progress) -> bytes:
    """Return a patch that only sets the elapsed time."""
    if _is_regular(progress):
        return b"E" + base36(elapsed_ms(progress)).encode("ascii")
    return to_json({"elapsed_s": elapsed_ms(progress) / 1000})


def _have_only_numbers_changed(before: Progress, after: Progress) -> bool:
    return (
        before.status is after.status
        and before.message == after.message
        and before.discovery_message == after.discovery_message
        and before.session_id == after.session_id
        and before.started_at == after.started_at
        and before.commit_total == after.commit_total
        and before.priority is after.priority
        and before.next_folder == after.next_folder
        and before.run == after.run
        and before.waiting is after.waiting
    )


def _is_regular(progress: Progress) -> bool:
    """Return whether the identities hold that the client derives the document with from a short patch."""
    return (
        progress.counters.processed_files == progress.ledger.finished
        and progress.counters.errors == progress.ledger.failed
        and min(_short_values(progress).values()) >= 0
        and progress.elapsed >= 0
    )


def _short_patch(before: Progress, after: Progress, *, with_elapsed: bool) -> bytes:
    was, now = _short_values(before), _short_values(after)
    parts = [tag + base36(value) for tag, value in now.items() if was[tag] != value]
    if with_elapsed:
        parts.append("E" + base36(elapsed_ms(after)))
    return "".join(parts).encode("ascii") + _file_part(before.current_file, after.current_file)


def _short_values(progress: Progress) -> dict[str, int]:
    counters, ledger = progress.counters, progress.ledger
    return {
        "P": counters.processed_files,
        "M": counters.processed_files - counters.metadata_extracted,
        "K": counters.keywords_added,
        "S": counters.scores_imported,
        "N": counters.nsfw_detected,
        "F": ledger.failed,
        "G": progress.percent,
        "D": ledger.discovered,
        "X": ledger.skipped,
        "C": progress.committed,
    }


def _file_part(before: str, after: str) -> bytes:
    if before == after:
        return b""
    folder = before[: before.rfind("/") + 1]
    if folder and after.startswith(folder) and "/" not in (name := after[len(folder) :]):
        return b"'" + _inside(name)
    return b'"' + _inside(after)


def _inside(text: str) -> bytes:
    return to_json(text)[1:-1]


def base36(number: int) -> str:
    """Return `number` in the digits 0-9a-z. Raises `ValueError` when it is negative."""
    if number < 36:
        if number < 0:
            raise ValueError(f"{number} is negative")
        return _DIGITS[number]
    digits = []
    while number:
        number, digit = divmod(number, 36)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
