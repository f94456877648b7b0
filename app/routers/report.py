"""A session's report as HTML, JSON or CSV, written as it is read: memory does not grow with the session."""

from __future__ import annotations

import base64
import csv
import io
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from fastapi.templating import Jinja2Templates

from app.catalog import FailureCause, PreviewCounts, SessionRow, StagedFile
from app.domain.progress import Progress
from app.domain.report import Thumbnail
from app.domain.runs import Run
from app.live import status_document
from app.routers.history import cause_of, rate_document, run_document

PICTURES_IN_REPORT = 2_000
"""About 30 MB of HTML; a browser struggles beyond, and the other files are in the table all the same."""

COLUMNS = (
    "path",
    "outcome",
    "relation",
    "choice",
    "edited",
    "kind",
    "format",
    "width",
    "height",
    "size",
    "duration_s",
    "captured_at",
    "score",
    "favourite",
    "nsfw_score",
    "is_nsfw",
    "tool",
    "model",
    "seed",
    "prompt",
    "negative_prompt",
    "keywords",
    "failures",
)

CHUNK = 64 * 1024
"""Characters that go out together: each piece costs a change of threads, which is more than writing a line does."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(files: Iterable[StagedFile]) -> Iterator[str]:
    """One line a file. A text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    for file in files:
        writer.writerow([_cell(value) for value in _row(file)])
        yield _utf8(line.getvalue())
        line.seek(0)
        line.truncate()
    yield _utf8(line.getvalue())


def as_json(
    row: SessionRow,
    progress: Progress,
    runs: Sequence[Run],
    counts: PreviewCounts,
    files: Iterable[StagedFile],
    causes: Sequence[FailureCause],
    file_document: Callable[[StagedFile], dict[str, object]],
) -> Iterator[str]:
    """One object: the session with all its history, then every file on a line of its own."""
    head = {
        "session_id": row.session_id,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
        "parameters": asdict(row.parameters),
        "status": status_document(progress),
        "runs": [run_document(run, progress) for run in runs],
        "rate": rate_document(row.rate, progress.elapsed),
        "causes": [asdict(cause) for cause in causes],
        "preview": {relation: asdict(count) for relation, count in counts.groups.items()},
    }
    yield json.dumps(head)[:-1] + ', "files": ['
    separator = "\n"
    for file in files:
        yield separator + json.dumps(file_document(file))
        separator = ",\n"
    yield "\n]}\n"


def as_html(
    templates: Jinja2Templates,
    row: SessionRow,
    progress: Progress,
    runs: Sequence[Run],
    counts: PreviewCounts,
    files: Iterator[StagedFile],
    thumbnail: Callable[[int], Thumbnail | None],
    causes: Sequence[FailureCause],
) -> Iterator[str]:
    """One page with its pictures inside. Failures come first, grouped by cause."""
    template = templates.env.get_template("report.html")
    pieces = template.generate(
        row=row,
        progress=progress,
        created=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(row.created_at)),
        relations=[(relation, count) for relation, count in counts.groups.items() if count.files],
        causes=causes,
        runs=[run.at(progress.ledger, progress.elapsed) for run in runs],
        cause_of=cause_of,
        moment=lambda at: time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(at)),
        rates=row.rate.per_second(progress.elapsed),
        rate_text=row.rate.text(progress.elapsed),
        pictures=((file, _data_uri(thumbnail(file.file_id))) for file in islice(files, PICTURES_IN_REPORT)),
        rest=files,
        name=lambda path: Path(path).name,
    )
    return (_utf8(piece) for piece in pieces)


def in_chunks(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in few pieces, each as soon as it is large enough."""
    gathered: list[str] = []
    size = 0
    for piece in pieces:
        gathered.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield "".join(gathered)
            gathered.clear()
            size = 0
    yield "".join(gathered)


def _row(file: StagedFile) -> Iterator[object]:
    report = file.report
    made = report.generation
    values = {
        "outcome": file.outcome,
        "relation": file.relation,
        "choice": file.choice if file.relation else None,
        "edited": ", ".join(file.edited),
        "is_nsfw": file.is_nsfw,
        "nsfw_score": report.nsfw and report.nsfw.score,
        "tool": made and made.tool,
        "model": made and made.model,
        "seed": made and made.seed,
        "prompt": made and made.prompt,
        "negative_prompt": made and made.negative_prompt,
        "keywords": ", ".join(report.keywords),
        "failures": "; ".join(f"{failure.step}: {failure.reason}" for failure in report.failures),
    }
    return (values[name] if name in values else getattr(report, name) for name in COLUMNS)


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _data_uri(picture: Thumbnail | None) -> str | None:
    if picture is None:
        return None
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"


def _utf8(text: str) -> str:
    """A name that is not UTF-8 is shown with its odd bytes escaped: a page cannot hold half characters."""
    return text.encode("utf-8", "backslashreplace").decode()
