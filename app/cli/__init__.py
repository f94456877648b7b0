"""The `headrace` command."""

from __future__ import annotations

import sys

import typer

from app.cli.commands.database import backup, reparse
from app.cli.commands.demo_media import demo_media
from app.cli.commands.doctor import doctor
from app.cli.commands.import_values import import_values
from app.cli.commands.ingest import ingest
from app.cli.commands.inspect import inspect
from app.cli.commands.rollout import rollout
from app.cli.commands.search import search
from app.cli.commands.serve import serve
from app.cli.commands.smoke import smoke
from app.cli.commands.token import token
from app.cli.commands.user import user
from app.cli.commands.watch import watch
from app.cli.commands.worker import worker
from app.cli.common import BAD_USAGE, READER_GONE, print_error
from app.cli.export import export
from app.cli.streams import OutputClosedError, OutputError, discard_output, prepare_streams

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
app.command()(doctor)
app.command()(smoke)
app.command()(worker)
app.command()(search)
app.command("import")(import_values)
app.command()(rollout)
app.add_typer(export, name="export")
app.add_typer(user, name="user")
app.add_typer(token, name="token")
_command = typer.main.get_command(app)
"""Made once: to inspect the parameters of all commands takes a tenth of a second."""


def main() -> None:
    """Run the command line and exit. What cannot be done is one line on standard error, whatever the arguments hold."""
    prepare_streams()
    sys.exit(run())


def run(arguments: list[str] | None = None) -> int:
    """Run the command in `arguments`, or else that of the command line, and return its exit status."""
    try:
        status = _command(arguments, prog_name="headrace", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        _print_usage_error(error)
        return error.exit_code
    except OutputClosedError:
        discard_output()
        return READER_GONE
    except OutputError as error:
        discard_output()
        print_error(str(error))
        return BAD_USAGE
    except OSError as error:
        if error.filename is None:
            raise
        print_error(f"{error.filename}: {error.strerror}")
        return BAD_USAGE
    return status if isinstance(status, int) else 0


def _print_usage_error(error: typer.TyperException) -> None:
    if message := error.format_message():  # it is empty when the help was printed, because there were no arguments
        command = getattr(getattr(error, "ctx", None), "command_path", "headrace")
        print_error(f"{message.removesuffix('.')}; see {command} --help")
