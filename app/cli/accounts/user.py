"""`headrace user`: accounts."""

from __future__ import annotations

from typing import Annotated

import typer

from app.access import Action
from app.catalog import Account
from app.cli.accounts.shared import (
    AccountDatabase,
    print_objects,
    print_table,
    read_password,
    run_on_accounts,
    write_moment,
)
from app.cli.common import ExistingDataOption
from app.cli.messages import exit_with_error
from app.cli.terminal import print_notice
from app.domain.access import Role
from app.routers.documents.access import account_document

user = typer.Typer(help="Manage accounts, even while a server is running.", no_args_is_help=True, add_completion=False)

NameArgument = Annotated[str, typer.Argument(help="Name of the account.")]
RoleOption = Annotated[Role, typer.Option(help="What the account may do. Each role includes those before it.")]
InviteOption = Annotated[bool, typer.Option("--invite", help="Print a link with which the owner chooses a password.")]
StdinOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from one line of standard input.")
]
UrlOption = Annotated[str, typer.Option(help="Address of the server, for the link.")]

SERVER_URL = "http://127.0.0.1:8420"


@user.command()
def add(
    name: NameArgument,
    role: RoleOption = Role.VIEWER,
    invite: InviteOption = False,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="For a person whom a trusted proxy signs in.")
    ] = False,
    password_stdin: StdinOption = False,
    url: UrlOption = SERVER_URL,
    data: ExistingDataOption = None,
) -> None:
    """Add an account. Asks for its password, unless an option says otherwise."""
    if invite + no_password + password_stdin > 1:
        exit_with_error("choose one of --invite, --no-password and --password-stdin")
    password = None if invite or no_password else read_password(from_stdin=password_stdin)

    async def work(database: AccountDatabase) -> str:
        if invite:
            account, invited = await database.access.accounts.add(name, role)
            await database.note(Action.ADD_ACCOUNT, account.name, role=role)
            return _invitation(url, invited.secret)
        account = await database.access.accounts.add_uninvited(name, role, password)
        await database.note(Action.ADD_ACCOUNT, account.name, role=role)
        return ""

    if link := run_on_accounts(data, work):
        typer.echo(link)
    else:
        print_notice(f"{name} was added with the role {role.value}.")


@user.command("role")
def change_role(
    name: NameArgument,
    role: Annotated[Role, typer.Argument(help="The new role.")],
    data: ExistingDataOption = None,
) -> None:
    """Change the role of an account. A running server applies it within seconds."""

    async def work(database: AccountDatabase) -> None:
        account = await database.find(name)
        await database.access.accounts.change(account.account_id, role=role, disabled=None)
        await database.note(Action.CHANGE_ACCOUNT, account.name, role=role)

    run_on_accounts(data, work)
    print_notice(f"{name} now has the role {role.value}.")


@user.command()
def disable(name: NameArgument, data: ExistingDataOption = None) -> None:
    """Disable an account. Its sign-ins, tokens and live streams end."""
    _set_disabled(name, data_option=data, disabled=True)
    print_notice(f"{name} is now disabled.")


@user.command()
def enable(name: NameArgument, data: ExistingDataOption = None) -> None:
    """Enable a disabled account, so that its owner can sign in again."""
    _set_disabled(name, data_option=data, disabled=False)
    print_notice(f"{name} is now enabled.")


@user.command()
def password(
    name: NameArgument,
    invite: InviteOption = False,
    password_stdin: StdinOption = False,
    url: UrlOption = SERVER_URL,
    data: ExistingDataOption = None,
) -> None:
    """Set the password of an account and end all its sign-ins."""
    if invite and password_stdin:
        exit_with_error("choose one of --invite and --password-stdin")
    chosen = "" if invite else read_password(from_stdin=password_stdin)

    async def work(database: AccountDatabase) -> str:
        account = await database.find(name)
        if invite:
            _, invited = await database.access.accounts.invite(account.account_id)
            await database.note(Action.INVITE, account.name)
            return _invitation(url, invited.secret)
        await database.access.accounts.change_password(account, chosen, None)
        await database.note(Action.CHANGE_PASSWORD, account.name)
        return ""

    if link := run_on_accounts(data, work):
        typer.echo(link)
    else:
        print_notice(f"{name} has a new password.")


@user.command("list")
def list_accounts(
    as_lines: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
    data: ExistingDataOption = None,
) -> None:
    """List all accounts."""

    async def work(database: AccountDatabase) -> list[Account]:
        return await database.catalog.accounts.all()

    accounts = run_on_accounts(data, work)
    if as_lines:
        print_objects(account_document(account) for account in accounts)
    else:
        print_table(("name", "role", "state", "password", "added"), (_make_cells(account) for account in accounts))


def _set_disabled(name: str, *, data_option: ExistingDataOption, disabled: bool) -> None:
    async def work(database: AccountDatabase) -> None:
        account = await database.find(name)
        await database.access.accounts.change(account.account_id, role=None, disabled=disabled)
        await database.note(Action.CHANGE_ACCOUNT, account.name, disabled=disabled)

    run_on_accounts(data_option, work)


def _make_cells(account: Account) -> tuple[str, ...]:
    return (
        account.name,
        account.role.value,
        "disabled" if account.disabled else "enabled",
        "yes" if account.has_password else "no",
        write_moment(account.created_at),
    )


def _invitation(url: str, secret: str) -> str:
    return f"{url.rstrip('/')}/invitation/{secret}"
