"""`headrace ingest`."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Annotated

import typer
from prometheus_client import CollectorRegistry
from rich.text import Text

from app.catalog import CatalogError, Totals
from app.cli.common import DataOption, read_settings
from app.cli.messages import FILES_FAILED, exit_with_error
from app.cli.session_summary import print_summary
from app.cli.session_view import render_session, update_pace
from app.cli.terminal import create_live_view, stderr
from app.domain.pace import Pace
from app.domain.parameters import Parameters
from app.domain.pattern import require_closed_brackets
from app.domain.progress import ACTIVE, Progress, Status
from app.ingest.disk.media_roots import MediaRoots
from app.ingest.disk.temp_folder import use_private_temp_folder
from app.ingest.sessions.supervisor import Supervisor
from app.ingest.workers.metrics import WorkerMetrics
from app.ingest.workers.worker import WorkerStartError
from app.live import status_document
from app.logs import configure_logging
from app.main import create_hub, open_ingest
from app.readers.formats import DEFAULT_PATTERN
from app.server import StartupError, preflight
from app.settings import Settings

REDRAW_S = 0.1


def ingest(
    folders: Annotated[list[Path], typer.Argument(help="Folders to ingest.")],
    pattern: Annotated[str, typer.Option(help="Globs separated by |, case-insensitive.")] = DEFAULT_PATTERN,
    recursive: Annotated[bool, typer.Option(help="Include subfolders.")] = True,
    nsfw: Annotated[bool, typer.Option(help="Score every picture with the NSFW model.")] = True,
    pixels: Annotated[
        bool, typer.Option(help="Decode pictures: thumbnails, look-alikes, NSFW. Without it, only metadata is read.")
    ] = True,
    skip_existing: Annotated[bool, typer.Option(help="Skip unchanged files that are in the library.")] = True,
    max_files: Annotated[int | None, typer.Option(min=1, help="Stop after this many files.")] = None,
    commit: Annotated[bool, typer.Option("--commit", help="Write the result into the library.")] = False,
    data: DataOption = None,
) -> None:
    """Ingest folders without a browser. Exit status 1 if files failed, 2 on bad usage."""
    settings = read_settings(data=data)
    for folder in folders:
        if not folder.is_dir():
            exit_with_error(f"{folder} is not a folder")
    try:
        require_closed_brackets(pattern)
        parameters = Parameters(
            directories=tuple(str(folder.resolve()) for folder in folders),
            pattern=pattern,
            recursive=recursive,
            enable_nsfw_detection=nsfw,
            read_pixels=pixels,
            skip_existing=skip_existing,
            max_files=max_files,
        )
        configure_logging(as_json=settings.log_json, level=logging.ERROR)
        preflight(settings)
        with use_private_temp_folder():
            progress, totals = asyncio.run(_run_session(settings, parameters, commit=commit))
    except CatalogError as error:
        exit_with_error(error.explain())
    except (ValueError, StartupError, WorkerStartError) as error:
        exit_with_error(error)
    print_summary(progress, totals)
    if progress.counters.errors or progress.status in (Status.ERROR, Status.COMMIT_ERROR):
        raise typer.Exit(FILES_FAILED)


async def _run_session(settings: Settings, parameters: Parameters, *, commit: bool) -> tuple[Progress, Totals]:
    chosen = MediaRoots([Path(folder) for folder in parameters.directories])
    metrics = CollectorRegistry()
    hub, workers = create_hub(settings, metrics), WorkerMetrics(metrics)
    async with open_ingest(settings, hub, chosen, metrics, workers) as (context, supervisor):
        session_id = await supervisor.process(parameters)
        progress = await _draw_until_over(supervisor, session_id, "Reading")
        if commit and progress.status is Status.COMPLETED:
            await supervisor.start_commit(session_id)
            progress = await _draw_until_over(supervisor, session_id, "Committing")
        return progress, await context.catalog.sessions.totals(session_id)


async def _draw_until_over(supervisor: Supervisor, session_id: str, what: str) -> Progress:
    """Draw the progress of the session until it is no longer active, and return its final progress."""
    pace = Pace()
    with create_live_view(Text(), stderr, refresh_per_second=1 / REDRAW_S, transient=True) as live:
        while True:
            progress = await supervisor.progress(session_id)
            document = status_document(progress)
            pace = update_pace(pace, document)
            live.update(render_session(document, pace, what))
            if progress.status not in ACTIVE:
                return progress
            await asyncio.sleep(REDRAW_S)
