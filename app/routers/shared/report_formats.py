"""A session's report as HTML, JSON or CSV, written piece by piece: memory does not grow with the session."""

from __future__ import annotations

import base64
import csv
import io
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from fastapi.templating import Jinja2Templates

from app.catalog import StagedFile
from app.domain.items import FileRole
from app.domain.report import Checkpoint, Pass, Thumbnail
from app.domain.runs import Run, RunKind
from app.domain.text.csv_cells import make_cell
from app.ingest.review.session_report import SessionReport
from app.live import status_document
from app.routers.documents.files import file_document
from app.routers.documents.sessions import passed_over_document, rate_document, run_document, time_spent_document

PICTURES_IN_REPORT = 2_000
"""Pictures that the HTML report contains, about 30 MB; browsers struggle with more. The table lists all files."""

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
    "prompts",
    "passes",
    "models",
    "role",
    "main_file",
    "pixels_read",
    "machine",
)

CHUNK = 64 * 1024
"""Characters sent at once: sending costs a change of threads, which takes longer than writing a line."""


RUN_CAUSES = {
    RunKind.FIRST: "first reading",
    RunKind.FAILED: "all failed files read again",
    RunKind.FILES: "single failed files read again",
    RunKind.REST: "remaining files read",
}


def as_csv(report: SessionReport) -> Iterator[str]:
    """Yield a header and one line per file.

    Text that a spreadsheet would run as a formula gets an apostrophe; text that is too long for a cell is cut, and ends
    with its length.
    """
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    for file in report.files:
        writer.writerow([make_cell(value) for value in _row(file)])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def as_json(report: SessionReport) -> Iterator[str]:
    """Yield one object: the session with its whole history, then every file on a line of its own."""
    row, progress = report.view.row, report.view.progress
    head = {
        "session_id": row.session_id,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
        "parameters": asdict(row.parameters),
        "status": status_document(progress),
        "runs": [run_document(run, progress) for run in report.view.runs],
        "rate": rate_document(row.rate, progress.elapsed),
        "time_spent": time_spent_document(row.time_spent),
        "passed_over": passed_over_document(row.passed_over),
        "causes": [asdict(cause) for cause in report.causes],
        "preview": {relation: asdict(count) for relation, count in report.counts.groups.items()},
    }
    yield json.dumps(head)[:-1] + ', "files": ['
    separator = "\n"
    for file in report.files:
        yield separator + json.dumps(file_document(file))
        separator = ",\n"
    yield "\n]}\n"


def as_html(report: SessionReport, templates: Jinja2Templates) -> Iterator[str]:
    """Yield a self-contained page with pictures in it. Failures come first, grouped by cause."""
    row, progress, files = report.view.row, report.view.progress, report.files
    pieces = templates.env.get_template("report.html").generate(
        row=row,
        progress=progress,
        created=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(row.created_at)),
        totals=report.totals,
        relations=[(relation, count) for relation, count in report.counts.groups.items() if count.files],
        causes=report.causes,
        runs=[run.at(progress.ledger, progress.elapsed) for run in report.view.runs],
        cause_of=_cause_of,
        moment=lambda at: time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(at)),
        rates=row.rate.per_second(progress.elapsed),
        rate_text=row.rate.text(progress.elapsed),
        shares=row.time_spent.shares(),
        pictures=((file, _data_uri(report.load_thumbnail(file.file_id))) for file in islice(files, PICTURES_IN_REPORT)),
        rest=files,
        name=lambda path: Path(path).name,
    )
    return (_utf8(piece) for piece in pieces)


def in_chunks(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the same text in few pieces, each as soon as it is large enough."""
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


def _cause_of(run: Run) -> str:
    """Return in words why a run was started."""
    return f"read again: {run.step}: {run.reason}" if run.kind is RunKind.CAUSE else RUN_CAUSES[run.kind]


def _row(file: StagedFile) -> Iterator[object]:
    report = file.report
    made = report.generation
    values = {
        "outcome": file.outcome,
        "relation": file.relation,
        "choice": file.choice if file.relation else None,
        "edited": ", ".join(file.edited),
        "machine": file.machine,
        "is_nsfw": file.is_nsfw,
        "nsfw_score": report.nsfw and report.nsfw.score,
        "tool": made and made.tool,
        "model": made and made.model,
        "seed": made and made.seed,
        "prompt": made and made.prompt,
        "negative_prompt": made and made.negative_prompt,
        "keywords": ", ".join(report.keywords),
        "failures": "; ".join(f"{failure.step}: {failure.reason}" for failure in report.failures),
        "prompts": made and "\n".join(f"{prompt.role}: {prompt.text}" for prompt in made.prompts),
        "passes": made and "\n".join(map(_describe_pass, made.passes)),
        "role": file.role,
        "main_file": next((each.path for each in file.companions if each.role is FileRole.MAIN), None),
        "models": made and "\n".join(map(_describe_model, made.models)),
    }
    return (values[name] if name in values else getattr(report, name) for name in COLUMNS)


def _describe_pass(one: Pass) -> str:
    """`sampler euler, seed 7, steps 20`: what is known of one pass."""
    return ", ".join(f"{name} {value}" for name, value in asdict(one).items() if value is not None)


def _describe_model(model: Checkpoint) -> str:
    return model.name if model.weight is None else f"{model.name} ({model.weight:g})"


def _data_uri(picture: Thumbnail | None) -> str | None:
    if picture is None:
        return None
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"


def _utf8(text: str) -> str:
    """Return `text` with each byte that is not UTF-8 as an escape, which a page can show."""
    return text.encode("utf-8", "backslashreplace").decode()
