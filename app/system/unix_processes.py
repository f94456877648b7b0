"""Worker processes on Linux and macOS."""

from __future__ import annotations

import multiprocessing
import os
import resource
import selectors
import signal
import sys
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, ForkServerContext
from multiprocessing.reduction import recv_handle, send_handle

receive_descriptor = recv_handle
"""Return the descriptor of an open file that the other process sent."""
send_descriptor = send_handle


def new_worker_context(preload: str) -> ForkServerContext:
    """Return a context that forks workers from a process with the module imported, which takes milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload])
    return context


def command_context() -> ForkContext:
    """Return a context for commands: they run no threads and have already imported the readers, so a fork is enough."""
    return multiprocessing.get_context("fork")


class AnswerWaiter:
    """Waits for an answer or the end of a process. To make one for each file would cost more than to use it."""

    def __init__(self, connection: Connection, sentinel: int) -> None:
        self._selector = selectors.DefaultSelector()
        self._selector.register(connection, selectors.EVENT_READ)
        self._selector.register(sentinel, selectors.EVENT_READ)

    def wait(self, seconds: float) -> bool:
        """Return False when neither came in time."""
        return bool(self._selector.select(seconds))

    def close(self) -> None:
        self._selector.close()


def set_deadline(seconds: int) -> None:
    """End this process after so many seconds, even if it hangs in native code; 0: never."""
    signal.alarm(seconds)


def limit_process(niceness: int, memory_bytes: int) -> None:
    """Lower this process's priority, and limit its memory. It leaves no core dump."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.nice(niceness)
    if sys.platform != "darwin":  # which refuses every limit of the address space
        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
