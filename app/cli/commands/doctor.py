"""`headrace doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.connection.diagnosis_text import describe_problem, describe_remedies
from app.cli.connection.probe import ProbeResult, probe
from app.cli.connection.server_client import RefusedError, open_client
from app.cli.messages import PROBLEMS_FOUND, exit_with_error, print_error
from app.cli.server_answers import WatchError
from app.cli.terminal import print_text
from app.domain.connection.diagnosis import Problem, ProblemKind, Severity, diagnose
from app.domain.connection.remedies import ProxyKind, recognize_proxy
from app.settings import TOKEN_VARIABLE

QUIET_S = 15.0
QUIET_MOST_S = 120.0
PROTOCOL_NAMES = {"http/1.1": "HTTP/1.1", "h2": "HTTP/2"}


def doctor(
    url: Annotated[str, typer.Argument(help="Address of the server, as users write it.")],
    token: Annotated[
        str | None,
        typer.Option(envvar=TOKEN_VARIABLE, help="API token. Other users of this machine can see it in the command."),
    ] = None,
    proxy: Annotated[
        ProxyKind | None,
        typer.Option(case_sensitive=False, help="The proxy in front, if it does not name itself in its answers."),
    ] = None,
    quiet: Annotated[
        float, typer.Option(min=0, max=QUIET_MOST_S, help="Seconds of silence to try. Many proxies cut after 60.")
    ] = QUIET_S,
) -> None:
    """Try how live events arrive through the proxies in front of a server, and print what to change. Exit status 1 if
    something is wrong, 2 if there is no server."""
    try:
        with open_client(url, token) as client:
            result = probe(client, quiet)
    except RefusedError as error:
        _explain_refusal(url, error, proxy)
    except WatchError as error:
        exit_with_error(str(error))
    else:
        _print_measured(url, result)
        problems = diagnose(result.observations)
        _print_problems(problems, proxy or recognize_proxy(result.headers))
        if any(problem.severity is Severity.PROBLEM for problem in problems):
            raise typer.Exit(PROBLEMS_FOUND)


def _explain_refusal(url: str, error: RefusedError, proxy: ProxyKind | None) -> None:
    """Print why the server refuses; for a host that it does not know, also the lines that pass the right one on."""
    print_error(str(error))
    if error.code != "unknown_host":
        raise typer.Exit(2)
    print_text(f"If {url} is what users write, the proxy has to pass that host on:")
    print_text(describe_remedies(ProblemKind.WRONG_HOST, [proxy] if proxy else list(ProxyKind)), keep="\n")
    raise typer.Exit(PROBLEMS_FOUND)


def _print_measured(url: str, result: ProbeResult) -> None:
    seen = result.observations
    named = recognize_proxy(result.headers)
    through = f" through {named}" if named else ""
    print_text(
        f"{url}: {PROTOCOL_NAMES.get(seen.protocol, seen.protocol)}{through}; {seen.arrived} of {seen.sent} events "
        f"arrived, half of them within {seen.delay_ms:.1f} ms (the network takes {seen.network_ms:.1f} ms)"
    )


def _print_problems(problems: list[Problem], proxy: ProxyKind | None) -> None:
    for problem in problems:
        print_text(describe_problem(problem))
        print_text(describe_remedies(problem.kind, [proxy] if proxy else list(ProxyKind)), keep="\n")
    if not problems:
        print_text("Nothing is wrong: events arrive as they are sent.")
