"""A client of a server's API, for commands that are told its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from app.cli.server_answers import Document, WatchError, read_document, read_refusal
from app.cli.stream_address import StreamAddress

TIMEOUT_S = 30.0
ANY_SESSION = "any"
"""Stands for the session in an address that is checked without one."""


class RefusedError(WatchError):
    """The server answered, but refused. The text is the server's own."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@contextmanager
def open_client(url: str, token: str | None) -> Iterator[httpx.Client]:
    """Yield a client for the server at `url`, with HTTP/2 where the server offers it, as browsers use it.

    Raises `WatchError` for a malformed address or token, and when the server cannot be reached meanwhile.
    """
    address = StreamAddress(url, ANY_SESSION, token)
    try:
        with httpx.Client(base_url=url, headers=address.headers(), timeout=TIMEOUT_S, http2=True) as client:
            yield client
    except httpx.TransportError as error:
        raise WatchError(f"{url} cannot be reached: {error or type(error).__name__}") from error


def ask(client: httpx.Client, method: str, path: str, **options: Any) -> Document:
    """Return the JSON of an answer, empty where it has none. Raises `RefusedError`, `WatchError`, httpx's errors."""
    with client.stream(method, path, **options) as response:
        require_success(response)
        return {} if response.status_code == httpx.codes.NO_CONTENT else read_document(response)


def require_success(response: httpx.Response) -> None:
    """Raise `RefusedError` unless an answer that is being streamed is a success."""
    if not response.is_success:
        raise RefusedError(*read_refusal(response))
