"""`headrace worker`."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer

from app.cli.common import read_settings
from app.cli.messages import exit_with_error
from app.cli.terminal import print_notice
from app.domain.cluster.executor import parse_executor
from app.domain.cluster.mapped_folders import MappedFolder, parse_mapped_folder
from app.ingest.disk.temp_folder import use_private_temp_folder
from app.ingest.workers.worker import WorkerLimits, WorkerStartError
from app.machine import default_workers
from app.settings import UnusableSettingError, require_cluster


def worker(
    scheduler: Annotated[str, typer.Argument(help="The Dask scheduler, as dask://HOST:PORT.")],
    root: Annotated[
        list[str],
        typer.Option(help="LOCAL=SHARED: the folder here that the server calls SHARED; may be repeated."),
    ],
    nsfw_only: Annotated[
        bool, typer.Option("--nsfw-only", help="Read only files of sessions that look for NSFW pictures.")
    ] = False,
    threads: Annotated[
        int | None, typer.Option(min=1, max=1024, help="Files to read at a time; by default, one for each core.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name that the server shows; by default, this host's.")] = None,
) -> None:
    """Read files of a server on another machine, until stopped. Waits for the scheduler, and joins again after it was
    away."""
    settings = read_settings()
    try:
        require_cluster("headrace worker")
        address = parse_executor(scheduler)
        folders = [_resolve(parse_mapped_folder(text)) for text in root]
    except (UnusableSettingError, ValueError) as error:
        exit_with_error(error)
    if address.scheduler is None or address.reads_here:
        exit_with_error(f"“{scheduler}” is no scheduler; write dask://HOST:PORT")
    for folder in folders:
        _warn_if_missing(folder)
    # Only here, because the packages that it needs are an extra.
    from app.ingest.cluster.machine_readers import MachineReaders  # noqa: PLC0415
    from app.ingest.cluster.membership import serve_cluster  # noqa: PLC0415
    from app.ingest.cluster.security import load_security  # noqa: PLC0415

    limits = WorkerLimits(file_timeout_s=settings.file_timeout_s, memory_bytes=settings.worker_memory_mb << 20)
    with use_private_temp_folder() as scratch:
        readers = MachineReaders(folders, threads or default_workers(), limits, nsfw_only=nsfw_only, say=print_notice)
        try:
            readers.start()
            security = load_security(settings.cluster_tls)
            serve_cluster(address.scheduler, readers, name or socket.gethostname(), security, scratch, print_notice)
        except WorkerStartError as error:
            exit_with_error(error)
        finally:
            readers.stop()


def _resolve(folder: MappedFolder) -> MappedFolder:
    """Readers follow no link, not even in the path of a root: the server resolves its own roots, too."""
    return MappedFolder(str(Path(folder.local).resolve()), folder.shared)


def _warn_if_missing(folder: MappedFolder) -> None:
    if not Path(folder.local).is_dir():
        print_notice(f"headrace: there is no folder {folder.local} yet; the server gives files of it once there is")
