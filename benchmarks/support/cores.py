"""One core for the server, another for the client, so that neither is what slows the other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

_allowed = sorted(os.sched_getaffinity(0))
SERVER_CORE = _allowed[0]
CLIENT_CORE = _allowed[-1]
"""The same as the server's where there is but one; the figures are then worth little."""


def pinned(core: int | None, command: Sequence[str]) -> list[str]:
    """`command`, kept on `core`; anywhere when `core` is None or the machine has no taskset."""
    taskset = shutil.which("taskset")
    if core is None or taskset is None:
        return list(command)
    return [taskset, "--cpu-list", str(core), *command]
