"""`headrace rollout`: how many percent of the browsers stream."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from app.access import Action
from app.catalog import RolloutChange
from app.cli.accounts.shared import AccountDatabase, run_on_accounts, write_moment
from app.cli.common import ExistingDataOption, read_settings
from app.cli.terminal import print_notice


def rollout(
    percent: Annotated[
        int | None, typer.Argument(min=0, max=100, metavar="[PERCENT]", help="New percentage; 0 is the rollback.")
    ] = None,
    data: ExistingDataOption = None,
) -> None:
    """Print or change the percentage of browsers that use streaming, even while a server is running.

    Standard output gets only the percentage. A running server follows within a second, open pages within five, without
    a restart and without losing an event.
    """
    if percent is None:
        _print_present(run_on_accounts(data, _last_change))
        return

    async def change(database: AccountDatabase) -> RolloutChange | None:
        before = await database.catalog.rollout.last_change()
        await database.catalog.rollout.change(percent, time.time())
        await database.note(Action.CHANGE_ROLLOUT, f"{percent} %", before=before.percent if before else None)
        return before

    run_on_accounts(data, change)
    print_notice(f"{percent} % of the browsers stream now; open pages follow within five seconds.")
    typer.echo(percent)


async def _last_change(database: AccountDatabase) -> RolloutChange | None:
    return await database.catalog.rollout.last_change()


def _print_present(change: RolloutChange | None) -> None:
    if change is None:
        print_notice("Nobody has changed it: STREAMING_ROLLOUT_PERCENT counts, as it is set for this command.")
        typer.echo(read_settings().streaming_rollout_percent)
    else:
        print_notice(f"Changed {write_moment(change.changed_at)}.")
        typer.echo(change.percent)
