"""Event ids: `<epoch>-<number>`.

The epoch names one life of a channel; it begins with what names the run, which every server computes alike. The number
says how many failures of the run precede, then which state of the channel it is. A server that was restarted knows
neither the channel nor its states, but it has the failures in the database, in the order in which they were sent: by
run and count it resumes the ids of its predecessor.
"""

from __future__ import annotations

import re
import secrets
import zlib
from typing import NamedTuple

from app.domain.progress import Progress
from app.live.format.compact_encoder import base36, snapshot_data

_EVENT_ID = re.compile(r"([0-9a-z]{1,20})-([0-9]{1,18})", re.ASCII)
_STATES = 10**9
"""More states than a channel ever has: one each 20 ms for half a year."""
_RUN_DIGITS = 7
"""Of a 32-bit number in base 36."""

_RANDOM = 36**8


class EventId(NamedTuple):
    """A parsed event id."""

    epoch: str
    seq: int
    """Number of the state within the channel."""
    failures: int
    """How many failures of the run its receiver has."""

    def is_of_run(self, epoch: str) -> bool:
        """Whether `epoch` is of the same run of the same session, whichever server made it."""
        return len(self.epoch) > _RUN_DIGITS and self.epoch[:_RUN_DIGITS] == epoch[:_RUN_DIGITS]


def new_epoch(progress: Progress) -> str:
    """Return an epoch that no other channel has, in no process: the run, and eight random digits."""
    return _run_of(progress) + base36(secrets.randbelow(_RANDOM))


def epoch_of(progress: Progress) -> str:
    """Return an epoch that depends on `progress` alone, so that every server gives this state the same id."""
    return f"{_run_of(progress)}z{base36(zlib.crc32(snapshot_data(progress)))}"


def encode_event_id(event_id: EventId) -> bytes:
    return f"{event_id.epoch}-{event_id.failures * _STATES + event_id.seq}".encode("ascii")


def parse_event_id(text: str) -> EventId | None:
    """Return the event id; None when `text` is not in the format."""
    match = _EVENT_ID.fullmatch(text)
    if match is None:
        return None
    failures, seq = divmod(int(match[2]), _STATES)
    return EventId(match[1], seq, failures)


def _run_of(progress: Progress) -> str:
    return base36(zlib.crc32(f"{progress.session_id} {progress.run}".encode())).zfill(_RUN_DIGITS)
