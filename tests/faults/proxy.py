"""A socket before PostgreSQL that loses the answer to a COMMIT, so that nobody knows whether it was kept."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from pathlib import Path

CHUNK = 64 * 1024
COMMIT = b"COMMIT\0"
"""As the simple query of the wire protocol ends."""


class LossyProxy:
    """Listens on a PostgreSQL socket of its own in `folder` and passes everything on to the one in `to`."""

    def __init__(self, folder: Path, to: Path) -> None:
        self.folder = folder
        self._to = str(to)
        self._to_lose = 0
        self._lock = threading.Lock()
        folder.mkdir()
        self.lost = 0
        """Answers that were lost so far."""
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / to.name))
        self._listening.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def lose(self, answers: int) -> None:
        """The next so many COMMITs reach the database, and the connection ends before their answers come."""
        with self._lock:
            self._to_lose = answers

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):  # it was closed
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as database, suppress(OSError):
            database.connect(self._to)
            threading.Thread(target=_pass_on, args=(database, client), daemon=True).start()
            try:
                while data := client.recv(CHUNK):
                    if data.endswith(COMMIT) and self._is_to_be_lost():
                        client.shutdown(socket.SHUT_RDWR)
                        database.sendall(data)
                        return
                    database.sendall(data)
            finally:  # closing alone tells the database nothing while the other thread reads from it
                database.shutdown(socket.SHUT_WR)

    def _is_to_be_lost(self) -> bool:
        with self._lock:
            if self._to_lose == 0:
                return False
            self._to_lose -= 1
            self.lost += 1
            return True


def _pass_on(database: socket.socket, client: socket.socket) -> None:
    """However the database ends the connection, its client hears of it."""
    with suppress(OSError):
        try:
            while data := database.recv(CHUNK):
                client.sendall(data)
        finally:
            client.shutdown(socket.SHUT_RDWR)
