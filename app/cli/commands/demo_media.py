"""`headrace demo-media`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.common import exit_with_error
from app.cli.terminal import create_progress_bar
from app.demo import DemoFolderError, make_library


def demo_media(
    folder: Annotated[Path, typer.Argument(help="Folder of the library; must be empty or missing.")],
    count: Annotated[int, typer.Option(min=1, help="Number of media files.")] = 300,
    seed: Annotated[int, typer.Option(help="The same seed makes the same files.")] = 1,
) -> None:
    """Make a library of real, decodable files to try Headrace with."""
    with create_progress_bar() as bar:
        task = bar.add_task("Making demo files", total=count)
        try:
            manifest = make_library(folder, count, seed, lambda made: bar.update(task, completed=made))
        except DemoFolderError as error:
            bar.stop()
            exit_with_error(str(error))
        bar.update(task, completed=count)
    typer.echo(f"{manifest.total_files} files in {folder}")
