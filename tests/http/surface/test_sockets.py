"""The socket listens before the server is ready: who comes early waits, and a second server is refused."""

from __future__ import annotations

import re
import select
import socket
from pathlib import Path

import pytest

from app.server import StartupError, open_socket
from app.settings import Settings
from tests.http.in_process import START_S, server_in_process

pytestmark = pytest.mark.server


def test_a_client_that_comes_before_the_server_is_ready_waits_and_is_answered(tmp_path: Path) -> None:
    listening = open_socket(settings(tmp_path, port=0))
    address = listening.getsockname()
    with socket.create_connection(address, timeout=START_S) as early:
        early.sendall(f"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:{address[1]}\r\nConnection: close\r\n\r\n".encode())
        assert select.select([early], [], [], 0)[0] == [], "nobody answers yet"
        with server_in_process(tmp_path, tmp_path / "data", listening), early.makefile("rb") as answer:
            assert answer.readline() == b"HTTP/1.1 200 OK\r\n"


def test_a_port_is_taken_from_the_moment_the_first_server_has_it(tmp_path: Path) -> None:
    """The first server is not ready yet: two that start at the same time do not both go on."""
    with open_socket(settings(tmp_path, port=0)) as first:
        port = first.getsockname()[1]
        problem = f"cannot listen on 127.0.0.1:{port}: Address already in use; choose another --port or --host"
        with pytest.raises(StartupError, match=re.escape(problem)):
            open_socket(settings(tmp_path, port=port))


def settings(folder: Path, port: int) -> Settings:
    return Settings(roots=[folder], data=folder / "data", port=port)
