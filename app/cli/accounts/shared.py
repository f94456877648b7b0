"""What `headrace user` and `headrace token` share: the database, the audit log, passwords and tables."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import typer
from rich.table import Table

from app.access import Access, Action, create_access
from app.catalog import Account, Catalog, CatalogError
from app.cli.common import read_settings_with_database
from app.cli.messages import exit_with_error
from app.cli.terminal import create_console, plain
from app.domain.access import Credential, CredentialKind, Principal, Role
from app.logs import configure_logging
from app.main import access_settings

T = TypeVar("T")

COMMAND_LINE = Principal("command line", Role.ADMIN, Credential(CredentialKind.LOCAL))
"""Who the audit log says it was: whoever can write the database may do everything."""


@dataclass(frozen=True, slots=True)
class AccountDatabase:
    """The accounts of one database, and its audit log."""

    catalog: Catalog
    access: Access

    async def note(self, action: Action, target: str, **details: object) -> None:
        """Note in the audit log what the command line did."""
        await self.access.audit.add(COMMAND_LINE, "", action, target, **details)

    async def find(self, name: str) -> Account:
        """Return the account with this name. Raises LookupError."""
        account = await self.catalog.accounts.by_name(name)
        if account is None:
            raise LookupError(f"there is no account {name}; headrace user list shows all accounts")
        return account


def run_on_accounts(data: Path | None, work: Callable[[AccountDatabase], Awaitable[T]]) -> T:
    """Run `work` on the database, also while a server uses it. Exit with a message if it cannot be done."""
    settings = read_settings_with_database(data)
    configure_logging(as_json=settings.log_json, level=logging.ERROR)

    async def run(database: AccountDatabase) -> T:
        return await work(database)

    try:
        with closing(Catalog(settings.url)) as catalog:
            return asyncio.run(run(AccountDatabase(catalog, create_access(catalog, access_settings(settings)))))
    except (CatalogError, LookupError, ValueError) as error:
        exit_with_error(str(error))


def read_password(*, from_stdin: bool) -> str:
    """Return the password: one line of standard input, or what is typed twice on a terminal, unseen."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        exit_with_error("there is no terminal for typing a password; use --password-stdin or --invite")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt="Repeat the password", err=True)
    return password


def print_objects(rows: Iterable[Mapping[str, object]]) -> None:
    """Print one JSON object per line."""
    for row in rows:
        print(json.dumps(row))


def print_table(names: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print a table. The cells are untrusted text."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(plain(cell) for cell in row))
    if table.row_count:
        create_console().print(table)


def write_moment(at: float | None) -> str:
    """Return a moment in Unix seconds as local date and time."""
    return "never" if at is None else datetime.fromtimestamp(at).isoformat(" ", "minutes")
