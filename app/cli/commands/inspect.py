"""`headrace inspect`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.cli.common import FILES_FAILED, exit_with_error, read_settings
from app.cli.terminal import print_card
from app.domain.progress import Outcome
from app.domain.report import FileReport
from app.ingest.workers.worker import Worker, WorkerLimits, WorkerStartError, command_context
from app.readers import ReadOptions, as_json
from app.settings import Settings


def inspect(
    files: Annotated[list[Path], typer.Argument(help="Files to read.")],
    as_lines: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
    nsfw: Annotated[bool, typer.Option(help="Score the pictures with the NSFW model.")] = True,
) -> None:
    """Print what the readers find in files, without a database. Exit status 1 if a file failed."""
    settings, failed = read_settings(), False
    for report in _read_files(files, settings, nsfw=nsfw):
        failed = failed or report.outcome is Outcome.FAILED
        card = as_json(report)
        if as_lines:
            print(json.dumps(card))
        else:
            print_card(card)
    if failed:
        raise typer.Exit(FILES_FAILED)


def _read_files(files: list[Path], settings: Settings, *, nsfw: bool) -> Iterator[FileReport]:
    """Read in a worker process, as the server does, so that a crash of a decoder does not end the command."""
    model = settings.nsfw_model
    limits = WorkerLimits(settings.file_timeout_s, settings.worker_memory_mb << 20, model if nsfw else None)
    worker = Worker(command_context(), limits)
    try:
        for file in files:
            yield worker.read(str(file), ReadOptions(nsfw=nsfw, nsfw_model=model))
    except WorkerStartError as error:
        exit_with_error(str(error))
    finally:
        worker.stop()
