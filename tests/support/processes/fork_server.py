"""The process that a server forks its workers from, as one more fork of the launcher.

`multiprocessing` starts it as a new program, which imports the readers: a second of a core for each server of the
tests. A fork of the launcher has them already.
"""

from __future__ import annotations

import fcntl
import json
import multiprocessing.util
import os
import re
import signal
import socket
import tempfile
from collections.abc import Sequence
from typing import Any

DESCRIPTORS = 8
"""More than are passed."""
ABOVE_ALL = 512
"""Larger than any descriptor that a server has when it starts its workers."""
MAX_REQUEST_BYTES = 1 << 20
IS_FORK_SERVER = re.compile(r"from multiprocessing\.forkserver import main")


def fork_ahead() -> None:
    """Fork the process that becomes the fork server of this one when `multiprocessing` starts it.

    To be called while there is one thread. A second fork server, after the first was killed, is started as usual.
    """
    ours, theirs = socket.socketpair()
    process_id = os.fork()
    if process_id == 0:
        ours.close()
        _wait_and_serve(theirs)
    theirs.close()
    spare = [ours]
    start_program = multiprocessing.util.spawnv_passfds

    def start(path: bytes, args: Sequence[Any], passfds: Sequence[int]) -> int:
        command = os.fsdecode(args[-1])
        if not spare or IS_FORK_SERVER.match(command) is None:
            return start_program(path, args, passfds)
        request = {"command": command, "descriptors": list(passfds), "environ": dict(os.environ)}
        with spare.pop() as connection:
            socket.send_fds(connection, [f"{json.dumps(request)}\n".encode()], list(passfds))
        return process_id

    multiprocessing.util.spawnv_passfds = start


def _wait_and_serve(requests: socket.socket) -> None:
    """Wait for the command of a fork server, and run it until its last client has ended. Raises SystemExit."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    message, received, _, _ = socket.recv_fds(requests, MAX_REQUEST_BYTES, DESCRIPTORS)
    while message and not message.endswith(b"\n"):
        message += requests.recv(MAX_REQUEST_BYTES)
    requests.close()
    if not message:
        raise SystemExit
    request = json.loads(message)
    os.environ.clear()
    os.environ.update(request["environ"])
    tempfile.tempdir = None  # it is a cache of the environment
    _renumber(received, request["descriptors"])
    exec(request["command"], {})  # noqa: S102 - what `python -c` would run
    raise SystemExit


def _renumber(received: Sequence[int], wanted: Sequence[int]) -> None:
    """Give the descriptors the numbers that the command names."""
    aside = [fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, ABOVE_ALL) for each in received]
    for each in received:
        os.close(each)
    for each, number in zip(aside, wanted, strict=True):
        os.dup2(each, number, inheritable=False)
        os.close(each)
