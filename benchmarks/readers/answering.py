"""The loop of a contender's process: a path in, what was found out, one JSON text a line. Standard library only."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

Finding = dict[str, bool]
"""Whether the file was understood (`read`), and whether a `make`, a `date` and a `prompt` were found in it."""


def answer(read: Callable[[str], Finding]) -> None:
    """Answers until the paths end. What `read` raises counts as a file that was not understood."""
    for line in sys.stdin:
        try:
            found = read(json.loads(line))
        except Exception as error:  # noqa: BLE001 - the peers raise what they like
            found = {"read": False}
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        print(json.dumps(found), flush=True)
