"""One core for the server and another for the client, so that they do not compete."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

_allowed = sorted(os.sched_getaffinity(0))
SERVER_CORE = _allowed[0]
CLIENT_CORE = _allowed[-1]
"""Equal to `SERVER_CORE` on a machine with a single core; the figures then mean little."""


def pin_to_core(core: int | None, command: Sequence[str]) -> list[str]:
    """Return `command` restricted to `core`; unrestricted if `core` is None or taskset is not installed."""
    taskset = shutil.which("taskset")
    if core is None or taskset is None:
        return list(command)
    return [taskset, "--cpu-list", str(core), *command]
