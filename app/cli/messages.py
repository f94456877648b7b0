"""Exit statuses, and the error messages of all commands."""

from __future__ import annotations

from typing import NoReturn

import typer

from app.cli.terminal import print_notice

FILES_FAILED = 1
NOTHING_FOUND = 1
PROBLEMS_FOUND = 1
CHECKS_FAILED = 1
BAD_USAGE = 2
READER_GONE = 141
"""What a shell reports for other programs whose reader has ended (128 + SIGPIPE)."""


def exit_with_error(problem: str | Exception) -> NoReturn:
    """Print what happened and what to do as one line to standard error, and exit with `BAD_USAGE`."""
    print_error(str(problem))
    raise typer.Exit(BAD_USAGE)


def print_error(message: str) -> None:
    """Print `message` as one line to standard error."""
    print_notice(f"headrace: {message}")
