"""`headrace inspect`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from app.cli.common import read_settings
from app.cli.messages import FILES_FAILED, exit_with_error
from app.cli.terminal import print_blocks, print_card, print_text
from app.domain.items import FileRole, ItemFile, find_main_files
from app.domain.progress import Outcome
from app.domain.report import Block, FileReport
from app.ingest.workers.worker import Worker, WorkerLimits, WorkerStartError
from app.readers import ReadOptions, as_json, name_place
from app.settings import Settings
from app.system import command_context


def inspect(
    files: Annotated[list[Path], typer.Argument(help="Files to read.")],
    as_lines: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
    blocks: Annotated[
        bool, typer.Option("--blocks", help="Print the metadata blocks as they were read; --json has long ones whole.")
    ] = False,
    nsfw: Annotated[bool, typer.Option(help="Score the pictures with the NSFW model.")] = True,
) -> None:
    """Print what the readers find in files, without a database, and which of them are one item. Exit status 1 if a file
    failed."""
    settings, failed = read_settings(), False
    read: list[FileReport] = []
    for report in _read_files(files, settings, nsfw=nsfw):
        failed = failed or report.outcome is Outcome.FAILED
        card = as_json(report)
        shown = [_describe_block(block) for block in report.blocks] if blocks else []
        if as_lines:
            print(json.dumps(card | {"blocks": shown} if blocks else card))
        else:
            print_card(card)
            print_blocks(shown)
        read.append(replace(report, blocks=(), thumbnail=None))
    for main, companions in _find_items(read):
        if as_lines:
            print(json.dumps({"item": {"main": main, "companions": companions}}))
        else:
            print_text(f"One item: {main}, {', '.join(f'{path} ({role})' for path, role in companions.items())}")
    if failed:
        raise typer.Exit(FILES_FAILED)


def _find_items(reports: Sequence[FileReport]) -> list[tuple[str, dict[str, FileRole]]]:
    """Return the items among these files, by their paths: the main file, and the role of each companion."""
    files = [_item_file_of(number, report) for number, report in enumerate(reports) if report.fatal is None]
    items: dict[str, dict[str, FileRole]] = defaultdict(dict)
    for number, main in find_main_files(files).items():
        items[reports[main].path][reports[number].path] = _item_file_of(number, reports[number]).role
    return list(items.items())


def _item_file_of(number: int, report: FileReport) -> ItemFile:
    return ItemFile(
        number,
        str(Path(report.path).absolute()),
        report.kind,
        report.format,
        report.generation is not None,
        report.duration_s,
        report.captured_at,
        report.content_identifier,
    )


def _describe_block(block: Block) -> dict[str, str]:
    return {"name": block.name, "place": name_place(block.name), "text": block.text}


def _read_files(files: list[Path], settings: Settings, *, nsfw: bool) -> Iterator[FileReport]:
    """Read in a worker process, as the server does, so that a crash of a decoder does not end the command."""
    model = settings.nsfw_model
    limits = WorkerLimits(settings.file_timeout_s, settings.worker_memory_mb << 20)
    worker = Worker(command_context(), limits)
    try:
        for file in files:
            # The user chose the folder, so links in its path are followed once, here; readers follow none.
            report = worker.read(str(file.parent.resolve() / file.name), ReadOptions(nsfw=nsfw, nsfw_model=model))
            yield replace(report, path=str(file))
    except WorkerStartError as error:
        exit_with_error(str(error))
    finally:
        worker.stop()
