"""Runs `headrace smoke` in the test's process: the deployment that it tests is a process of its own."""

from __future__ import annotations

from typer.testing import CliRunner

from app.cli import app


def smoke(*arguments: object) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["smoke", *map(str, arguments)])
    return ran.exit_code, ran.output
