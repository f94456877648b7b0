"""The `headrace` command."""

from __future__ import annotations

import typer

from app.cli.commands.database import backup, reparse
from app.cli.commands.demo_media import demo_media
from app.cli.commands.ingest import ingest
from app.cli.commands.inspect import inspect
from app.cli.commands.search import search
from app.cli.commands.serve import serve
from app.cli.commands.watch import watch

app = typer.Typer(
    help="Media ingest with a live page: serve it, or ingest, watch and search from the command line.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(ingest)
app.command("demo-media")(demo_media)
app.command()(inspect)
app.command()(backup)
app.command()(reparse)
app.command()(watch)
app.command()(search)


def main() -> None:
    app()
