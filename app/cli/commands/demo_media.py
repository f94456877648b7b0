"""`headrace demo-media`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.messages import exit_with_error
from app.cli.terminal import create_progress_bar, print_text
from app.demo import DemoFolderError, make_library
from app.domain.text.counts import count_noun


def demo_media(
    folder: Annotated[Path, typer.Argument(help="Folder for the files; must be empty or missing.")],
    count: Annotated[int, typer.Option(min=1, help="Number of media files.")] = 300,
    seed: Annotated[int, typer.Option(help="The same seed makes the same files.")] = 1,
) -> None:
    """Make a library of real, decodable files to try Headrace with."""
    try:
        with create_progress_bar() as bar:
            task = bar.add_task("Making demo files", total=count, visible=False)
            manifest = make_library(folder, count, seed, lambda made: bar.update(task, completed=made, visible=True))
            bar.update(task, completed=count)
    except DemoFolderError as error:
        exit_with_error(str(error))
    except OSError as error:
        exit_with_error(f"{error.filename or folder} cannot be written: {error.strerror}")
    print_text(f"{count_noun(manifest.total_files, 'file')} in {folder}")
