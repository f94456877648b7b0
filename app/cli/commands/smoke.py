"""`headrace smoke`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.connection.server_client import open_client
from app.cli.messages import CHECKS_FAILED, exit_with_error, print_error
from app.cli.server_answers import WatchError
from app.cli.smoke.checks import Check
from app.cli.smoke.demo_files import SharedFolder
from app.cli.smoke.run import SmokeTest, run_smoke
from app.cli.terminal import print_text
from app.domain.text.counts import count_noun
from app.settings import TOKEN_VARIABLE

DAMAGED_FROM = 10


def smoke(
    url: Annotated[str, typer.Argument(help="Address of the deployment, as users write it.")],
    files: Annotated[int, typer.Option(min=DAMAGED_FROM, max=10_000, help="Number of demo files.")] = DAMAGED_FROM,
    token: Annotated[
        str | None,
        typer.Option(
            envvar=TOKEN_VARIABLE,
            help="API token with the role admin. Other users of this machine can see it in the command.",
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(help="Folder in a media root that this machine sees, too; otherwise files are uploaded."),
    ] = None,
    server_folder: Annotated[str | None, typer.Option(help="Path of --folder on the server, if it is another.")] = None,
    expect_version: Annotated[str | None, typer.Option(help="Version that the deployment must have.")] = None,
) -> None:
    """Test a deployment with real files: ingest them, watch the stream, check every number, clean up. Nothing gets into
    the library. Exit status 1 if a check failed, 2 if the deployment cannot be tested."""
    failed: list[Check] = []

    def report(check: Check) -> None:
        if check.problem is not None:
            failed.append(check)
        measured = f" ({check.measured})" if check.measured else ""
        print_text(
            f"ok      {check.name}{measured}" if check.problem is None else f"FAILED  {check.name}: {check.problem}"
        )

    shared = None if folder is None else SharedFolder(folder, server_folder or str(folder.resolve()))
    try:
        with open_client(url, token) as client:
            print_text(run_smoke(client, SmokeTest(url, token, files, shared, expect_version), report))
    except WatchError as error:
        exit_with_error(str(error))
    if failed:
        print_error(f"{count_noun(len(failed), 'check')} failed")
        raise typer.Exit(CHECKS_FAILED)
