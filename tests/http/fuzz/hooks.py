"""Puts real ids into half of the requests; schemathesis loads this module (SCHEMATHESIS_HOOKS)."""

from __future__ import annotations

import json
import os
from typing import Any
from zlib import crc32

import schemathesis

REAL: dict[str, list[Any]] = json.loads(os.environ["HEADRACE_FUZZ_IDS"])
"""Name of a parameter → values that exist."""
PROTECTED = int(os.environ["HEADRACE_FUZZ_TOKEN"])
"""Id of the token that all requests are sent with: revoking it would make every later answer a 401."""

SHORT = {"every_ms": 20, "quiet_s": 0.1, "events": 5}
"""What a stream of test events is asked for at most: it may last for minutes, and whole answers are read."""


@schemathesis.hook
def map_query(_context: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:
    return query and {name: _shortened(name, value) for name, value in query.items()}


def _shortened(name: str, value: Any) -> Any:
    """Leave alone what the server refuses: it is not waited for."""
    try:
        return SHORT[name] if name in SHORT and SHORT[name] < float(value) <= 1000 else value
    except (TypeError, ValueError):
        return value


@schemathesis.hook
def map_path_parameters(_context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    return _with_real_ids(path_parameters)


@schemathesis.hook
def map_body(_context: Any, body: Any) -> Any:
    return _with_real_ids(body) if isinstance(body, dict) else body


def _with_real_ids(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if not values:
        return values
    number = crc32(repr(sorted(values.items(), key=repr)).encode("utf-8", "surrogatepass"))
    changed = dict(values)
    for name in values:
        known = REAL.get(name, [])
        if known and number % 2:
            changed[name] = known[number // 2 % len(known)]
        if name == "token_id" and changed[name] in (PROTECTED, str(PROTECTED)):
            changed[name] = PROTECTED + 1
    return changed
