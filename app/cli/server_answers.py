"""What is believed of a server's answers: it may be any program, so they are bounded, and checked before use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx

from app.domain.progress import FileFailure, Progress
from app.live import status_document

ANSWER_BYTES = 16 << 20
"""The longest event, or answer, that is read: far more than a state with the longest paths."""
NUMBER_LIMIT = 2**53
"""No number of a session is larger; JSON keeps integers up to here exact."""
_EVENT_ENDS = (b"\n\n", b"\r\n\r\n", b"\r\r")
_SAMPLE = status_document(Progress("", errors=(FileFailure("", "", "", 0.0),)))

Document = dict[str, Any]


class WatchError(RuntimeError):
    """The session cannot be watched: a bad address, no such session, or no Headrace server. The text is for users."""


class LimitedStream(httpx.SyncByteStream):
    """The bytes of an answer. Raises `WatchError` when more than `ANSWER_BYTES` come without a blank line."""

    def __init__(self, stream: httpx.SyncByteStream, url: str) -> None:
        self._stream = stream
        self._url = url

    def __iter__(self) -> Iterator[bytes]:
        length, tail = 0, b""
        for chunk in self._stream:
            seen = tail + chunk
            end = max(seen.rfind(blank_line) for blank_line in _EVENT_ENDS)
            length = len(seen) - end if end >= 0 else length + len(chunk)
            if length > ANSWER_BYTES:
                raise WatchError(f"{self._url} is not a Headrace server: its answer does not end")
            tail = seen[-3:]
            yield chunk

    def close(self) -> None:
        self._stream.close()


def limit_answer(response: httpx.Response) -> None:
    """Bound what is read of `response`. Raises `WatchError` if it is compressed, so that its length means nothing."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise refuse_answer(response)
    assert isinstance(response.stream, httpx.SyncByteStream)
    response.stream = LimitedStream(response.stream, str(response.url))


def refuse_answer(response: httpx.Response) -> WatchError:
    """Return the error for an answer that no Headrace server gives."""
    return WatchError(f"{response.url} is not a Headrace server (it answered with status {response.status_code})")


def explain_refusal(response: httpx.Response) -> str:
    """Return what the server says about a request that it did not grant, for a user."""
    return read_refusal(response)[1]


def read_refusal(response: httpx.Response) -> tuple[str, str]:
    """Return the code of the error, empty for a redirect, and what the server says about it, for a user."""
    if response.is_redirect:
        target = response.headers.get("Location", "")
        return "", f"{response.url} redirects to {target}; give the address of the Headrace server itself with --url"
    error = read_document(response).get("error")
    if not isinstance(error, dict):
        raise refuse_answer(response)
    text = f"{error.get('message', response.status_code)} {error.get('cure', '')}".strip()
    return str(error.get("code", "")), text


def read_document(response: httpx.Response) -> Document:
    """Return the body, which must be a JSON object of at most `ANSWER_BYTES`. Raises `WatchError`."""
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > ANSWER_BYTES:
            raise refuse_answer(response)
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise refuse_answer(response) from None
    if not isinstance(document, dict):
        raise refuse_answer(response)
    return document


def check_state(document: object, sample: object = _SAMPLE) -> None:
    """Raise ValueError unless `document` is a status document; it may have more fields than ours."""
    match sample:
        case dict():
            if not isinstance(document, dict) or sample.keys() - document.keys():
                raise ValueError("a field is missing")
            for name, part in sample.items():
                check_state(document[name], part)
        case list():
            if not isinstance(document, list):
                raise ValueError("a list is missing")
            for item in document:
                check_state(item, sample[0])
        case bool() | str():
            if not isinstance(document, type(sample)):
                raise ValueError("a value has the wrong type")
        case _:
            if not isinstance(document, int | float) or not abs(document) <= NUMBER_LIMIT:  # which NaN is not
                raise ValueError("a number is missing, or too large")
