"""The `headrace` command."""

from __future__ import annotations

import sys

import typer

from app.cli.command_group import CommandGroup
from app.cli.messages import BAD_USAGE, READER_GONE, print_error
from app.cli.streams import OutputClosedError, OutputError, discard_output, prepare_streams

app = typer.Typer(cls=CommandGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def headrace() -> None:
    """Media ingest with a live page: serve it, or ingest, watch and search from the command line."""


_command = typer.main.get_command(app)


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
