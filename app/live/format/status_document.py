"""The status document: the state of a session as the stream, the status route and the command line give it."""

from __future__ import annotations

import json
from typing import TypeAlias

import orjson

from app.domain.progress import FileFailure, Progress

Document: TypeAlias = dict[str, object]


def status_document(progress: Progress) -> Document:
    """Return the whole state of a session, with the field names of the founding document.

    `started_at` and each error's `at` are seconds since the epoch; `elapsed_s` is in seconds, rounded to milliseconds.
    `errors` holds the newest failures, oldest first.
    """
    return document_without_errors(progress) | {"errors": [error_item(failure) for failure in progress.errors]}


def document_without_errors(progress: Progress) -> Document:
    """Return every top-level field but `errors`: enough for a client that has the failures already."""
    return {
        "session_id": progress.session_id,
        "status": progress.status.value,
        "progress": progress.percent,
        "total_files": progress.ledger.total_files,
        "current_file": progress.current_file,
        "processed_files": progress.counters.processed_files,
        "stats": _stats(progress),
        "ledger": _ledger(progress),
        "message": progress.message,
        "discovery_message": progress.discovery_message,
        "started_at": progress.started_at,
        "elapsed_s": elapsed_ms(progress) / 1000,
        "commit": {"committed": progress.committed, "total": progress.commit_total},
        "priority": progress.priority.value,
        "next_folder": progress.next_folder,
        "run": progress.run,
        "waiting": progress.waiting,
    }


def error_item(failure: FileFailure) -> Document:
    """Return one item of the document's `errors`."""
    return {
        "at": failure.at,
        "path": failure.path,
        "file": file_name(failure.path),
        "step": failure.step,
        "reason": failure.reason,
    }


def file_name(path: str) -> str:
    return path.rpartition("/")[2]


def elapsed_ms(progress: Progress) -> int:
    return round(progress.elapsed * 1000)


def to_json(value: object) -> bytes:
    """Return JSON in UTF-8. Where text is not valid Unicode (some file names), the whole is ASCII with JSON escapes."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")


def _stats(progress: Progress) -> Document:
    counters = progress.counters
    return {
        "processed_files": counters.processed_files,
        "metadata_extracted": counters.metadata_extracted,
        "keywords_added": counters.keywords_added,
        "scores_imported": counters.scores_imported,
        "nsfw_detected": counters.nsfw_detected,
        "errors": counters.errors,
    }


def _ledger(progress: Progress) -> Document:
    ledger = progress.ledger
    return {
        "discovered": ledger.discovered,
        "ok": ledger.ok,
        "failed": ledger.failed,
        "skipped": ledger.skipped,
        "pending": ledger.pending,
    }
