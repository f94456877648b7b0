"""The `headrace` command: serve, ingest without a browser, and make a demo library."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from prometheus_client import CollectorRegistry
from rich.live import Live

from app.catalog import Catalog, CatalogError, LibraryQuery, LibrarySort, Order, back_up
from app.demo import DemoFolderError, make_library
from app.domain.pace import Pace
from app.domain.parameters import Parameters
from app.domain.pattern import DEFAULT_PATTERN
from app.domain.progress import ACTIVE, Outcome, Progress, Status
from app.domain.report import FileReport, Kind
from app.ingest.disk.data_lock import DataFolderInUseError, lock_data_folder
from app.ingest.disk.temp_folder import use_private_temp_folder
from app.ingest.reparse import reparse_all
from app.ingest.sessions.supervisor import Supervisor
from app.ingest.workers.worker import Worker, WorkerLimits, WorkerStartError, command_context
from app.live import status_document
from app.main import (
    HeadraceServer,
    StartupError,
    configure_logging,
    create_app,
    create_hub,
    listening_socket,
    preflight,
    working,
)
from app.readers import ReadOptions, as_json
from app.searching import found, print_objects, print_table, wait_until_searchable
from app.settings import DATABASE_NAME, Settings, load_settings
from app.terminal import bar, errors, print_card, print_summary
from app.watching import WatchError, draw, paced, print_lines, view

FILES_FAILED = 1
NOTHING_FOUND = 1
BAD_USAGE = 2
REDRAW_S = 0.1

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

DataOption = Annotated[Path | None, typer.Option(help="Folder for the database; made when missing.")]


@app.command()
def serve(
    root: Annotated[list[Path] | None, typer.Option(help="A media root: a folder the server may read.")] = None,
    data: DataOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
) -> None:
    """Serve the page."""
    settings = _settings(roots=root or None, data=data, host=host, port=port)
    if not settings.roots:
        _refuse("no media root: name at least one folder with --root FOLDER")
    configure_logging(as_json=settings.log_json)
    try:
        server = HeadraceServer(create_app(settings), settings)
        preflight(settings)
        listening = listening_socket(settings)
    except (NotADirectoryError, StartupError) as error:
        _refuse(str(error))
    signal.signal(signal.SIGTERM, _leave)
    with use_private_temp_folder():
        server.run(sockets=[listening])
    if not server.started:
        raise typer.Exit(1)


@app.command()
def ingest(
    folders: Annotated[list[Path], typer.Argument(help="Folders to ingest.")],
    pattern: Annotated[str, typer.Option(help="Globs separated by |, any case.")] = DEFAULT_PATTERN,
    recursive: Annotated[bool, typer.Option(help="Enter the folders below, too.")] = True,
    nsfw: Annotated[bool, typer.Option(help="Score every picture with the NSFW model.")] = True,
    skip_existing: Annotated[bool, typer.Option(help="Pass over files the library has, unchanged.")] = True,
    max_files: Annotated[int | None, typer.Option(min=1, help="Stop after this many files.")] = None,
    commit: Annotated[bool, typer.Option("--commit", help="Write the result into the library.")] = False,
    data: DataOption = None,
) -> None:
    """Ingest folders without a browser. Exit status 1 when files failed, 2 on bad usage."""
    settings = _settings(data=data)
    for folder in folders:
        if not folder.is_dir():
            _refuse(f"{folder} is not a folder")
    try:
        parameters = Parameters(
            directories=tuple(str(folder.resolve()) for folder in folders),
            pattern=pattern,
            recursive=recursive,
            enable_nsfw_detection=nsfw,
            skip_existing=skip_existing,
            max_files=max_files,
        )
        configure_logging(as_json=settings.log_json, level=logging.ERROR)
        preflight(settings)
        with use_private_temp_folder():
            progress = asyncio.run(_ingest(settings, parameters, commit=commit))
    except (ValueError, StartupError) as error:
        _refuse(str(error))
    print_summary(progress)
    if progress.counters.errors or progress.status in (Status.ERROR, Status.COMMIT_ERROR):
        raise typer.Exit(FILES_FAILED)


@app.command("demo-media")
def demo_media(
    folder: Annotated[Path, typer.Argument(help="Where to make the library: a folder that is empty or missing.")],
    count: Annotated[int, typer.Option(min=1, help="How many media files.")] = 300,
    seed: Annotated[int, typer.Option(help="The same seed makes the same files.")] = 1,
) -> None:
    """Make a library of real, decodable files to try Headrace with."""
    with bar() as drawn:
        task = drawn.add_task("Making demo files", total=count)
        try:
            manifest = make_library(folder, count, seed, lambda made: drawn.update(task, completed=made))
        except DemoFolderError as error:
            drawn.stop()
            _refuse(str(error))
        drawn.update(task, completed=count)
    typer.echo(f"{manifest.total_files} files in {folder}")


@app.command()
def inspect(
    files: Annotated[list[Path], typer.Argument(help="Files to read.")],
    as_lines: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    nsfw: Annotated[bool, typer.Option(help="Score the pictures with the NSFW model.")] = True,
) -> None:
    """Print what the readers find in files, without a database. Exit status 1 when a file failed."""
    settings, failed = _settings(), False
    for report in _reports(files, settings, nsfw=nsfw):
        failed = failed or report.outcome is Outcome.FAILED
        card = as_json(report)
        if as_lines:
            print(json.dumps(card))
        else:
            print_card(card)
    if failed:
        raise typer.Exit(FILES_FAILED)


def _reports(files: list[Path], settings: Settings, *, nsfw: bool) -> Iterator[FileReport]:
    """Read as the server reads, in a worker process: a file that ends its decoder ends nothing else."""
    model = settings.nsfw_model
    limits = WorkerLimits(settings.file_timeout_s, settings.worker_memory_mb << 20, model if nsfw else None)
    worker = Worker(command_context(), limits)
    try:
        for file in files:
            yield worker.read(str(file), ReadOptions(nsfw=nsfw, nsfw_model=model))
    except WorkerStartError as error:
        _refuse(str(error))
    finally:
        worker.stop()


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="Where to write the copy: a file that does not exist yet.")],
    data: DataOption = None,
) -> None:
    """Copy the database to a file, safely while a server works with it."""
    settings = _settings_with_database(data)
    try:
        back_up(settings.url, target)
    except (CatalogError, OSError, ValueError) as error:
        _refuse(str(error))
    typer.echo(f"The whole database is in {target}; to go back to it, put it in a data folder as {DATABASE_NAME}.")


@app.command()
def reparse(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    data: DataOption = None,
) -> None:
    """Read the stored metadata of all files again with today's parsers; no file is touched."""
    settings = _settings_with_database(data)
    try:
        with lock_data_folder(settings.data), closing(Catalog(settings.url)) as catalog, bar() as drawn:
            task = drawn.add_task("Reading again", total=catalog.findings.count().result())
            outcome = reparse_all(catalog, lambda done: drawn.update(task, completed=done), dry_run=dry_run)
    except (DataFolderInUseError, CatalogError) as error:
        _refuse(str(error))
    typer.echo(outcome.summarize())


@app.command()
def watch(
    session_id: Annotated[str, typer.Argument(help="The session's id, as the page and the API show it.")],
    url: Annotated[str, typer.Option(help="Where the server is.")] = "http://127.0.0.1:8420",
    as_lines: Annotated[bool, typer.Option("--json", help="Every state as one line of JSON.")] = False,
) -> None:
    """Watch a session live. Exit status 1 when files failed, 2 when there is nothing to watch."""
    try:
        last = (print_lines if as_lines else draw)(url, session_id)
    except WatchError as error:
        _refuse(str(error))
    if last is not None and (last["stats"]["errors"] or last["status"] in ("error", "commit_error")):
        raise typer.Exit(FILES_FAILED)


@app.command()
def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(help='Words, "phrases" and, behind --, -exclusions, in path, prompt or keywords.'),
    ] = None,
    keyword: Annotated[list[str] | None, typer.Option(help="A keyword, exactly; several times for several.")] = None,
    score_from: Annotated[int | None, typer.Option(min=-1, max=5, help="At least this score.")] = None,
    score_to: Annotated[int | None, typer.Option(min=-1, max=5, help="At most this score.")] = None,
    favourite: Annotated[bool | None, typer.Option("--favourite/--no-favourite")] = None,
    nsfw: Annotated[bool | None, typer.Option("--nsfw/--no-nsfw")] = None,
    tool: Annotated[str | None, typer.Option(help="As the file's details name it: comfyui, a1111 …")] = None,
    model: Annotated[str | None, typer.Option(help="The model's whole name.")] = None,
    kind: Annotated[Kind | None, typer.Option()] = None,
    file_format: Annotated[str | None, typer.Option("--format", help="As the details name it: png, mp4 …")] = None,
    captured_from: Annotated[str | None, typer.Option(help="A date: 2024, 2024-05 or 2024-05-06.")] = None,
    captured_to: Annotated[str | None, typer.Option(help="Likewise; included.")] = None,
    added_from: Annotated[str | None, typer.Option(help="The day it came into the library.")] = None,
    added_to: Annotated[str | None, typer.Option(help="Likewise; included.")] = None,
    size_from: Annotated[int | None, typer.Option(min=0, help="At least so many bytes.")] = None,
    size_to: Annotated[int | None, typer.Option(min=0, help="At most so many.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Files somewhere below it.")] = None,
    sort: Annotated[LibrarySort, typer.Option(help="What comes first.")] = "added",
    order: Annotated[Order, typer.Option()] = "desc",
    limit: Annotated[int, typer.Option(min=1, help="Print at most this many files.")] = 50,
    as_lines: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    data: DataOption = None,
) -> None:
    """Search the library, while a server works with it, too. Exit status 1 when nothing was found."""
    settings = _settings_with_database(data)
    try:
        query = LibraryQuery(
            words=" ".join(words or ()),
            keywords=tuple(keyword or ()),
            score_from=score_from,
            score_to=score_to,
            favourite=favourite,
            nsfw=nsfw,
            tool=tool,
            model=model,
            kind=kind,
            format=file_format,
            captured_from=captured_from,
            captured_to=captured_to,
            added_from=added_from,
            added_to=added_to,
            size_from=size_from,
            size_to=size_to,
            folder=None if folder is None else str(folder.absolute()),
            sort=sort,
            order=order,
        )
        with closing(Catalog(settings.url)) as catalog:
            _wait_until_searchable(catalog)
            files = found(catalog, query, limit)
            printed = (print_objects if as_lines else print_table)(files)
    except (ValueError, CatalogError) as error:
        _refuse(str(error))
    if not printed:
        raise typer.Exit(NOTHING_FOUND)


def _wait_until_searchable(catalog: Catalog) -> None:
    with bar() as drawn:
        task = drawn.add_task("Indexing", total=None, visible=False)
        wait_until_searchable(
            catalog, lambda left: drawn.update(task, description=f"Indexing, {left:,} left", visible=True)
        )


async def _ingest(settings: Settings, parameters: Parameters, *, commit: bool) -> Progress:
    async with working(settings, create_hub(settings, CollectorRegistry())) as (_context, supervisor):
        session_id = await supervisor.process(parameters)
        progress = await _followed(supervisor, session_id, "Reading")
        if commit and progress.status is Status.COMPLETED:
            await supervisor.start_commit(session_id)
            progress = await _followed(supervisor, session_id, "Committing")
        return progress


async def _followed(supervisor: Supervisor, session_id: str, what: str) -> Progress:
    """Draw the session's progress, its ledger included, until its work is over; how it ended."""
    pace = Pace()
    with Live(console=errors, refresh_per_second=1 / REDRAW_S, transient=True) as live:
        while True:
            progress = await supervisor.progress(session_id)
            document = status_document(progress)
            pace = paced(pace, document)
            live.update(view(document, pace, what))
            if progress.status not in ACTIVE:
                return progress
            await asyncio.sleep(REDRAW_S)


def _leave(*_: object) -> NoReturn:
    """The server hands SIGTERM on once it has shut down; then the command ends in order, its clean-up included."""
    raise SystemExit


def _settings_with_database(data: Path | None) -> Settings:
    """For commands that work on what is there, and make no database."""
    settings = _settings(data=data)
    if settings.database_url is None and not settings.database.is_file():
        _refuse(f"there is no database at {settings.database}; name its folder with --data")
    return settings


def _settings(**overrides: object) -> Settings:
    try:
        return load_settings(**overrides)
    except ValueError as error:
        _refuse(str(error))


def _refuse(message: str) -> NoReturn:
    errors.print(f"headrace: {message}", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(BAD_USAGE)


def main() -> None:
    app()
