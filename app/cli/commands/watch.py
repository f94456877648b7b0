"""`headrace watch`."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.common import FILES_FAILED, exit_with_error
from app.cli.session_stream import WatchError
from app.cli.session_view import draw_session, print_states


def watch(
    session_id: Annotated[str, typer.Argument(help="Id of the session, as shown by the page and the API.")],
    url: Annotated[str, typer.Option(help="Address of the server.")] = "http://127.0.0.1:8420",
    as_lines: Annotated[bool, typer.Option("--json", help="Print every state as one line of JSON.")] = False,
) -> None:
    """Watch a session live. Exit status 1 if files failed, 2 if there is no such session."""
    try:
        last = (print_states if as_lines else draw_session)(url, session_id)
    except WatchError as error:
        exit_with_error(str(error))
    if last is not None and (last["stats"]["errors"] or last["status"] in ("error", "commit_error")):
        raise typer.Exit(FILES_FAILED)
