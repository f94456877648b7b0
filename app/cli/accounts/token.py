"""`headrace token`: API tokens."""

from __future__ import annotations

from typing import Annotated

import typer

from app.access import Action
from app.catalog import Token
from app.cli.accounts.shared import AccountDatabase, print_objects, print_table, run_on_accounts, write_moment
from app.cli.common import ExistingDataOption
from app.cli.terminal import print_notice
from app.domain.access import Role, check_account_name
from app.domain.text.counts import count_noun
from app.routers.documents.access import token_document

token = typer.Typer(
    help="Manage API tokens, even while a server is running.", no_args_is_help=True, add_completion=False
)


@token.command()
def create(
    role: Annotated[Role, typer.Option(help="What the token may do; at most what its account may.")] = Role.VIEWER,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Days after which it expires.")] = 90,
    name: Annotated[str, typer.Option(help="What it is for, as the lists show it.")] = "command line",
    user: Annotated[
        str | None, typer.Option(help="Account that it belongs to and ends with. By default, nobody's.")
    ] = None,
    data: ExistingDataOption = None,
) -> None:
    """Create a token. Standard output gets only the token, for use in scripts."""

    async def work(database: AccountDatabase) -> tuple[int, str]:
        account = None if user is None else await database.find(user)
        if account is not None and not account.role.includes(role):
            raise ValueError(f"{account.name} has the role {account.role.value}; choose that --role or a lower one")
        account_id = None if account is None else account.account_id
        label = check_account_name(name)
        token_id, secret = await database.access.accounts.create_token(account_id, label, role, days)
        await database.note(Action.CREATE_TOKEN, label, role=role, days=days, user=user)
        return token_id, secret

    token_id, secret = run_on_accounts(data, work)
    print_notice(f"Token {token_id} ({role.value}) expires in {count_noun(days, 'day')}. It is shown only now:")
    typer.echo(secret)


@token.command("list")
def list_tokens(
    as_lines: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
    data: ExistingDataOption = None,
) -> None:
    """List all tokens, newest first, without their secrets."""

    async def work(database: AccountDatabase) -> list[Token]:
        return await database.catalog.credentials.tokens()

    tokens = run_on_accounts(data, work)
    if as_lines:
        print_objects(token_document(each) for each in tokens)
    else:
        names = ("id", "name", "role", "account", "created", "expires", "used")
        print_table(names, (_make_cells(each) for each in tokens))


@token.command()
def revoke(
    token_id: Annotated[int, typer.Argument(min=1, max=2**63 - 1, metavar="ID", help="Id, as the list shows it.")],
    data: ExistingDataOption = None,
) -> None:
    """Revoke a token. It stops working within seconds, and its live streams end."""

    async def work(database: AccountDatabase) -> None:
        if not await database.access.accounts.revoke_token(token_id):
            raise LookupError(f"there is no token {token_id}; headrace token list shows all tokens")
        await database.note(Action.REVOKE_TOKEN, str(token_id))

    run_on_accounts(data, work)
    print_notice(f"Token {token_id} was revoked.")


def _make_cells(token: Token) -> tuple[str, ...]:
    return (
        str(token.token_id),
        token.name,
        token.role.value,
        token.account.name if token.account else "",
        write_moment(token.created_at),
        write_moment(token.expires_at),
        write_moment(token.used_at),
    )
