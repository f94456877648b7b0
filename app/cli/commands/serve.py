"""`headrace serve`."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.cli.common import DataOption, read_settings
from app.cli.messages import exit_with_error
from app.export.folders.export_roots import ExportRootError
from app.ingest.disk.temp_folder import use_private_temp_folder
from app.logs import configure_logging
from app.main import create_app
from app.server import HeadraceServer, StartupError, open_socket, preflight


def serve(
    root: Annotated[
        list[Path] | None, typer.Option(help="A media root: a folder the server may read; may be repeated.")
    ] = None,
    uploads: Annotated[
        Path | None, typer.Option(help="Folder that files are added to from the page; a media root of its own.")
    ] = None,
    export_root: Annotated[
        list[Path] | None, typer.Option(help="Folder that the server may export into; may be repeated.")
    ] = None,
    data: DataOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 picks a free one.")] = None,
    executor: Annotated[
        str | None, typer.Option(help="Where files are read: local, dask://HOST:PORT, or local+dask://HOST:PORT.")
    ] = None,
) -> None:
    """Serve the page."""
    settings = read_settings(
        roots=root or None,
        uploads=uploads,
        export_roots=export_root or None,
        data=data,
        host=host,
        port=port,
        executor=executor,
    )
    if not settings.media_roots:
        exit_with_error("no media root; give at least one folder with --root FOLDER")
    configure_logging(as_json=settings.log_json)
    try:
        server = HeadraceServer(create_app(settings), settings)
        preflight(settings)
        listening = open_socket(settings)
    except (NotADirectoryError, ExportRootError, StartupError) as error:
        exit_with_error(str(error))
    signal.signal(signal.SIGTERM, _exit_on_signal)
    with use_private_temp_folder():
        server.run(sockets=[listening])
    if not server.started:
        raise typer.Exit(1)


def _exit_on_signal(*_: object) -> NoReturn:
    """Exit normally, with clean-up. The server raises SIGTERM again once it has shut down."""
    raise SystemExit
