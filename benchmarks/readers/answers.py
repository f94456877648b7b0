"""The loop of a reader's process: one path per line in, one JSON answer per line out. Standard library only."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

Finding = dict[str, bool]
"""Whether the file was understood (`read`), and whether a `make`, a `date` and a `prompt` were found in it."""


def answer_requests(read: Callable[[str], Finding]) -> None:
    """Answer until standard input ends. An exception in `read` counts as a file that was not understood."""
    for line in sys.stdin:
        try:
            found = read(json.loads(line))
        except Exception as error:  # noqa: BLE001 - the other readers may raise anything
            found = {"read": False}
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        print(json.dumps(found), flush=True)
