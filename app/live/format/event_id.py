"""Event ids: `<epoch>-<seq>`, where the epoch names one life of a channel and `seq` numbers its states."""

from __future__ import annotations

import itertools
import re
import secrets
import zlib

from app.domain.progress import Progress
from app.live.format.compact_encoder import base36, snapshot_data

_EVENT_ID = re.compile(r"([0-9a-z]{1,20})-([0-9]{1,18})", re.ASCII)

_PROCESS = base36(secrets.randbelow(36**5))
_channel_numbers = itertools.count(1)


def new_epoch() -> str:
    """Return an epoch that no other channel has: five random digits per process, then a number within the process."""
    return _PROCESS + base36(next(_channel_numbers))


def epoch_of(progress: Progress) -> str:
    """Return an epoch that depends on `progress` alone, so that every server gives this state the same id."""
    return f"z{base36(zlib.crc32(snapshot_data(progress)))}"


def encode_event_id(epoch: str, seq: int) -> bytes:
    return f"{epoch}-{seq}".encode("ascii")


def parse_event_id(event_id: str) -> tuple[str, int] | None:
    """Return the epoch and the number; None when `event_id` is not in the format."""
    match = _EVENT_ID.fullmatch(event_id)
    return None if match is None else (match[1], int(match[2]))
