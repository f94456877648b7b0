"""A stream on a bare socket, which can be asked whether the server has closed it."""

from __future__ import annotations

import socket

import httpx

from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

READY = b"event:"


class RawStream:
    """The stream at `path`, opened with the cookies and the token of `client`."""

    def __init__(self, server: HeadraceProcess, path: str, client: httpx.Client, version: str) -> None:
        sent = client.build_request("GET", path, headers={"Accept": "text/event-stream", "Accept-Encoding": "identity"})
        lines = [f"GET {path} HTTP/{version}"]
        lines += [f"{name}: {value}" for name, value in sent.headers.items()]
        self.received = 0
        """Bytes that have arrived."""
        self._head = b""
        self._socket = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())

    def __enter__(self) -> RawStream:
        self._socket.setblocking(False)
        wait_until(lambda: self.is_open() and READY in self._head, "the first event arrives")
        assert self._head.startswith(b"HTTP/1.1 200"), self._head
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def is_open(self) -> bool:
        """Read what has arrived, and return whether more may come."""
        try:
            while part := self._socket.recv(65536):
                self.received += len(part)
                self._head = (self._head + part)[:65536]
        except BlockingIOError:
            return True
        except ConnectionError:
            return False
        return False
