"""The client's side of the compact format: applies the events of a stream to one status document.

`compact_encoder.py` writes the format; docs/decisions/0301-compact-frames.md describes it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from app.domain.progress import ERRORS_KEPT
from app.live.format.status_document import file_name

_VALUE = re.compile(r"([A-Z])([0-9a-z]+)")


class CompactDecodeError(ValueError):
    """An event is not in the compact format, or a patch came before any snapshot."""


class CompactDecoder:
    """Keeps the document that the events so far describe. `has_ended` is true once the terminal event came."""

    def __init__(self) -> None:
        self.document: dict[str, Any] | None = None
        self.has_ended = False

    def apply(self, event: str, data: str) -> dict[str, Any] | None:
        """Apply one event and return the document after it; None before the first snapshot.

        `event` is the event's name, `message` for an unnamed one. Unknown names are ignored, so that a newer server
        may add some. Raises `CompactDecodeError`.
        """
        try:
            self._apply(event, data)
        except (ValueError, KeyError, TypeError) as error:
            raise CompactDecodeError(f"Cannot decode the event {event!r} with data {data[:80]!r}: {error}") from error
        return self.document

    def _apply(self, event: str, data: str) -> None:
        if event == "snapshot":
            self.document = json.loads(data)
            self.has_ended = False
        elif event in ("message", "end", "failure"):
            if self.document is None:
                raise CompactDecodeError("it came before any snapshot")
            if event == "failure":
                append_failure(self.document, data)
            else:
                apply_patch(self.document, data)
                self.has_ended = event == "end"


def append_failure(document: dict[str, Any], data: str) -> None:
    """Append the failure in `data` to `errors`, which keeps the newest `ERRORS_KEPT`."""
    at, path, step, reason = json.loads(data)
    item = {"at": at, "path": path, "file": file_name(path), "step": step, "reason": reason}
    document["errors"] = [*document["errors"], item][-ERRORS_KEPT:]


def apply_patch(document: dict[str, Any], data: str) -> None:
    """Update `document` with a patch. Applying the same patch twice changes nothing."""
    if data.startswith("{"):
        document.update(json.loads(data))
        return
    values, text = _parse(data)
    if text:
        document["current_file"] = _resolve_file(document["current_file"], text)
    _set_numbers(document, _get_numbers(document) | values)


def _parse(data: str) -> tuple[dict[str, int], str]:
    """Return the values of a short patch by tag, and the rest, which is the file."""
    values, end = {}, 0
    while (match := _VALUE.match(data, end)) is not None:
        values[match[1]] = int(match[2], 36)
        end = match.end()
    return values, data[end:]


def _resolve_file(current: str, text: str) -> str:
    folder = current.rpartition("/")
    if text[0] not in "'\"":
        raise CompactDecodeError(f"neither a value nor a file: {text[:20]!r}")
    name = str(json.loads(f'"{text[1:]}"'))
    return folder[0] + folder[1] + name if text[0] == "'" else name


def _get_numbers(document: dict[str, Any]) -> dict[str, int]:
    stats, ledger = document["stats"], document["ledger"]
    return {
        "P": document["processed_files"],
        "M": document["processed_files"] - stats["metadata_extracted"],
        "K": stats["keywords_added"],
        "S": stats["scores_imported"],
        "N": stats["nsfw_detected"],
        "F": ledger["failed"],
        "G": document["progress"],
        "D": ledger["discovered"],
        "X": ledger["skipped"],
        "C": document["commit"]["committed"],
    }


def _set_numbers(document: dict[str, Any], values: dict[str, int]) -> None:
    processed, failed, total = values["P"], values["F"], values["D"] - values["X"]
    if "E" in values:
        document["elapsed_s"] = values["E"] / 1000
    document.update(progress=values["G"], processed_files=processed, total_files=total)
    document["commit"]["committed"] = values["C"]
    document["stats"] = {
        "processed_files": processed,
        "metadata_extracted": processed - values["M"],
        "keywords_added": values["K"],
        "scores_imported": values["S"],
        "nsfw_detected": values["N"],
        "errors": failed,
    }
    document["ledger"] = {
        "discovered": values["D"],
        "ok": processed - failed,
        "failed": failed,
        "skipped": values["X"],
        "pending": total - processed,
    }
