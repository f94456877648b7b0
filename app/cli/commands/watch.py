"""`headrace watch`."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.messages import FILES_FAILED, exit_with_error, print_error
from app.cli.server_answers import WatchError
from app.cli.session_view import draw_session, print_states
from app.cli.stream_address import StreamAddress
from app.settings import TOKEN_VARIABLE


def watch(
    session_id: Annotated[str, typer.Argument(help="Id of the session, as shown by the page and the API.")],
    url: Annotated[str, typer.Option(help="Address of the server.")] = "http://127.0.0.1:8420",
    token: Annotated[
        str | None,
        typer.Option(envvar=TOKEN_VARIABLE, help="API token. Other users of this machine can see it in the command."),
    ] = None,
    as_lines: Annotated[bool, typer.Option("--json", help="Print every state as one line of JSON.")] = False,
) -> None:
    """Watch a session live. Exit status 1 if files failed, 2 if there is no such session."""
    try:
        address = StreamAddress(url, session_id, token)
        if address.exposes_token:
            print_error(
                f"warning: the token is sent to {url} unencrypted, so others on the network can use it; use https"
            )
        last = (print_states if as_lines else draw_session)(address)
    except WatchError as error:
        exit_with_error(str(error))
    if last is not None and (last["stats"]["errors"] or last["status"] in ("error", "commit_error")):
        raise typer.Exit(FILES_FAILED)
