"""`headrace export`: what leaves the library again."""

from __future__ import annotations

import typer

from app.cli.export.folder import captions, copies, sidecars
from app.cli.export.table import table

export = typer.Typer(
    help="Export from the library: tables, captions for training, copies, and sidecars for other programs.",
    no_args_is_help=True,
    add_completion=False,
)
export.command()(table)
export.command()(captions)
export.command()(copies)
export.command()(sidecars)
