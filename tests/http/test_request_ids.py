"""Every request has an id: its own if that can be trusted to be one, and it is in the answer and in the log."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from app.main import create_app
from app.settings import Settings

HEADER = b"X-Request-ID"
SENT = "0195f0d2-7c1a:a/b+c=_.z"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """An app that was never started, so that all routes that need its services fail as by a defect."""
    folder = tmp_path_factory.mktemp("media")
    return create_app(Settings(roots=[folder], data=folder / "data"))


def ask(app: FastAPI, path: str, *headers: tuple[bytes, bytes]) -> httpx.Response:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path, headers=list(headers))

    return asyncio.run(send())


def test_an_id_that_is_one_is_kept_and_every_other_is_replaced(app: FastAPI) -> None:
    assert ask(app, "/healthz", (HEADER, SENT.encode())).headers.get_list("X-Request-ID") == [SENT]
    hostile = (b"x" * 129, b"", b"a b", b"a\tb", b'a"b', b"a\x1b[31m", b"\xe4", b"{}", b"<b>", b"a\n")
    given = [ask(app, "/healthz", (HEADER, value)).headers["X-Request-ID"] for value in hostile]
    given.append(ask(app, "/healthz").headers["X-Request-ID"])
    given.append(ask(app, "/healthz", (HEADER, b"a"), (HEADER, b"b")).headers["X-Request-ID"])
    assert all(len(value) == 32 and value.isalnum() for value in given)
    assert len(set(given)) == len(given)


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_defect_is_found_in_the_log_by_the_id_in_its_answer(accept: str, app: FastAPI) -> None:
    with capture_logs(processors=[merge_contextvars]) as lines:
        answer = ask(app, "/library", (HEADER, SENT.encode()), (b"Accept", accept.encode()))
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] == SENT
    assert f"request_id {SENT}" in answer.text
    if accept == "application/json":
        assert answer.json()["error"]["request_id"] == SENT
    (line,) = lines
    assert (line["event"], line["request_id"]) == ("request failed", SENT)
