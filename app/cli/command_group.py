"""The commands, each imported when it is needed: to import all of them takes several times as long as most of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from functools import cache
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperGroup

MODULES = {
    "serve": "app.cli.commands.serve",
    "ingest": "app.cli.commands.ingest",
    "demo-media": "app.cli.commands.demo_media",
    "inspect": "app.cli.commands.inspect",
    "backup": "app.cli.commands.backup",
    "reparse": "app.cli.commands.reparse",
    "watch": "app.cli.commands.watch",
    "doctor": "app.cli.commands.doctor",
    "smoke": "app.cli.commands.smoke",
    "worker": "app.cli.commands.worker",
    "search": "app.cli.commands.search",
    "import": "app.cli.commands.import_values",
    "rollout": "app.cli.commands.rollout",
    "export": "app.cli.export",
    "user": "app.cli.accounts.user",
    "token": "app.cli.accounts.token",
}
"""Command → the module that defines it, under the module's name: a function, or a Typer with commands of its own."""


class CommandGroup(TyperGroup):
    """The group of all commands, in the order in which `--help` lists them."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = cast(MutableMapping[str, Any], _Commands())  # none are added


class _Commands(Mapping[str, Any]):
    """All commands by name. Their type is private to Typer."""

    def __getitem__(self, name: str) -> Any:
        return _load(name)

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


@cache
def _load(name: str) -> Any:
    """Import a command. Raises KeyError if there is none of this name."""
    module = MODULES[name]
    found = getattr(import_module(module), module.rpartition(".")[2])
    if isinstance(found, typer.Typer):
        command = typer.main.get_command(found)
    else:
        holder = typer.Typer(add_completion=False)
        holder.command(name)(found)
        command = typer.main.get_command(holder)
    command.name = name
    return command
