"""Worker processes where Unix's calls are missing (Windows): they are slower to start, and have no limit on memory."""

from __future__ import annotations

import faulthandler
import msvcrt
import multiprocessing
import os
from multiprocessing import connection as connections
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext
from multiprocessing.reduction import recv_handle, send_handle


def new_worker_context(_preload: str) -> SpawnContext:
    """Return a context whose workers start as new programs, which takes a second or two."""
    return multiprocessing.get_context("spawn")


def command_context() -> SpawnContext:
    return multiprocessing.get_context("spawn")


class PortableWaiter:
    """Waits for an answer or the end of a process."""

    def __init__(self, connection: Connection, sentinel: int) -> None:
        self._awaited: list[Connection | int] = [connection, sentinel]

    def wait(self, seconds: float) -> bool:
        return bool(connections.wait(self._awaited, seconds))

    def close(self) -> None:
        """Do nothing: what is waited for belongs to others."""


def send_descriptor(connection: Connection, descriptor: int, pid: int) -> None:
    send_handle(connection, msvcrt.get_osfhandle(descriptor), pid)  # type: ignore[attr-defined]


def receive_descriptor(connection: Connection) -> int:
    return int(msvcrt.open_osfhandle(recv_handle(connection), os.O_RDONLY))  # type: ignore[attr-defined]


def set_deadline(seconds: int) -> None:
    """A thread of `faulthandler`, which is native, too, ends the process. What it prints goes nowhere (`_log`)."""
    faulthandler.cancel_dump_traceback_later()
    if seconds:
        faulthandler.dump_traceback_later(seconds, exit=True, file=_log)


_log = open(os.devnull, "w")  # noqa: SIM115 as long as the process


def limit_process(_niceness: int, _memory_bytes: int) -> None:
    """Do nothing: neither priority nor memory can be limited with what Python offers there."""
