"""A session that is deleted while a request for it is answered: 410, as if it had been deleted before."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from itertools import count
from typing import Any, TypeVar

import httpx
import pytest
from sqlalchemy import Connection

from app.catalog import Catalog
from app.catalog.database.writer import Writer
from app.domain.progress import Status
from tests.catalog.support import discovered, failed_report, full_report, stage, start_session
from tests.http.in_process import InProcessServer, called_on_connect, server_in_process

pytestmark = pytest.mark.server

T = TypeVar("T")

SESSION = "/api/ingest/session/{session_id}"
REQUESTS: dict[str, dict[str, Any]] = {
    "GET /api/ingest/status/{session_id}": {},
    f"GET {SESSION}": {},
    f"PATCH {SESSION}": {"json": {"nsfw_threshold": 0.5}},
    f"DELETE {SESSION}": {},
    "POST /api/ingest/cancel/{session_id}": {},
    "POST /api/ingest/pause/{session_id}": {},
    "POST /api/ingest/resume/{session_id}": {},
    f"POST {SESSION}/priority": {"json": {"priority": "high"}},
    f"POST {SESSION}/next": {"json": {"folder": None}},
    f"GET {SESSION}/pending-folders": {},
    f"GET {SESSION}/activity": {},
    f"POST {SESSION}/skip": {"json": {"file_id": 1}},
    "POST /api/ingest/retry/{session_id}": {"json": {}},
    f"GET {SESSION}/failures": {},
    f"GET {SESSION}/keywords": {},
    f"GET {SESSION}/files": {},
    f"GET {SESSION}/preview": {},
    f"POST {SESSION}/choices": {"json": {"choice": "leave", "relation": "new"}},
    f"GET {SESSION}/edits": {},
    f"POST {SESSION}/edits": {"json": {"view": {}, "score": 1}},
    f"POST {SESSION}/edits/undo": {"json": {}},
    f"POST {SESSION}/edits/redo": {"json": {}},
    f"GET {SESSION}/file/{{file_id}}": {},
    f"PATCH {SESSION}/file/{{file_id}}": {"json": {"score": 1, "choice": "leave"}},
    f"DELETE {SESSION}/file/{{file_id}}/edits": {},
    f"GET {SESSION}/duplicates": {},
    "GET /api/ingest/report/{session_id}": {"params": {"format": "html"}},
    "GET /api/ingest/commit-status/{session_id}": {},
    f"GET {SESSION}/commits": {},
    "POST /api/ingest/undo/{session_id}": {},
}
"""A request for each route that names a session in its path, the stream left out."""

OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("GET /api/ingest/report/{session_id}", {"params": {"format": "json"}}),
    ("GET /api/ingest/report/{session_id}", {"params": {"format": "csv"}}),
    ("GET /api/ingest/session/{session_id}/files", {"params": {"relation": "gone"}}),
    ("POST /api/ingest/commit", {"json": {"session_id": "{session_id}"}}),
]
LISTS = ("/api/ingest/sessions?limit=1", "/api/ingest/active-session")

on_access: list[Callable[[], None]] = []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessServer]:
    folder = tmp_path_factory.mktemp("meanwhile")
    with server_in_process(folder, folder / "data") as server:
        yield server


@pytest.fixture(scope="module", autouse=True)
def watched_accesses() -> Iterator[None]:
    """Call what is in `on_access` before each read and write."""

    def call_all() -> None:
        for call in tuple(on_access):
            call()

    submit = Writer.submit

    def before_write(self: Writer, run: Callable[[Connection], T], *, alone: bool = False) -> Future[T]:
        call_all()
        return submit(self, run, alone=alone)

    with called_on_connect(call_all), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "submit", before_write)
        yield


@pytest.fixture
def client(server: InProcessServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture
def catalog(server: InProcessServer) -> Catalog:
    return server.catalog


def completed_session(catalog: Catalog, session_id: str) -> int:
    """A session of one file that is ok and one that failed; the id of the first."""
    start_session(catalog, session_id, discovered("a.png", "b.png"))
    stage(catalog, session_id, full_report("/media/a.png"))
    stage(catalog, session_id, failed_report("/media/b.png"))
    catalog.sessions.set_status(session_id, Status.COMPLETED, discovery_message="").result()
    return next(file.file_id for file in catalog.staging.iterate(session_id) if file.report.path == "/media/a.png")


@contextmanager
def deleting_before(access: int, catalog: Catalog, session_id: str) -> Iterator[Callable[[], bool]]:
    """Delete the session right before the block reads or writes the database for the `access`th time.

    Yields a function that says whether there was such a time.
    """
    accesses, state = count(1), threading.RLock()
    is_deleted = False

    def pass_access() -> None:
        nonlocal is_deleted
        if threading.current_thread().name == "catalog-writer":
            return
        # An access of the server's own work may be the one that is counted: the request's waits until all is deleted.
        with state:
            if is_deleted or next(accesses) != access:
                return
            is_deleted = True
            # The request itself may have deleted it: what it does afterwards is noted in the audit log.
            deleted = catalog.sessions.delete(session_id).result()
            assert deleted or catalog.sessions.was_deleted(session_id).result()

    on_access.append(pass_access)
    try:
        yield lambda: is_deleted
    finally:
        on_access.clear()


numbers = count()


@pytest.mark.parametrize(("route", "options"), [*REQUESTS.items(), *OTHERS], ids=str)
def test_a_session_deleted_before_any_access_of_a_request_is_gone(
    client: httpx.Client, catalog: Catalog, route: str, options: dict[str, Any]
) -> None:
    method, path = route.split()
    for access in count(1):
        session_id = f"s{next(numbers)}"
        file_id = completed_session(catalog, session_id)
        body: dict[str, Any] = json.loads(json.dumps(options).replace("{session_id}", session_id))
        address = path.format(session_id=session_id, file_id=file_id)
        with deleting_before(access, catalog, session_id) as was_deleted:
            answer = client.request(method, address, **body)
        if answer.status_code == 202:  # a retry waits for its folder, which does not exist
            client.post(f"/api/ingest/cancel/{session_id}")
        allowed = (410,) if access == 1 else (200, 202, 409, 410)
        assert answer.status_code in allowed, f"before access {access}: {answer.text}"
        if answer.status_code == 410:
            assert answer.json()["error"]["code"] == "deleted_session"
        if not was_deleted():
            break
    assert access > 1, "the request never asked the database"


def test_every_route_of_a_session_is_tried(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    of_sessions = {f"{method.upper()} {path}" for path in paths if "{session_id}" in path for method in paths[path]}
    assert of_sessions - {"GET /api/ingest/stream/{session_id}"} == REQUESTS.keys()


@pytest.mark.parametrize("path", LISTS)
def test_a_session_deleted_while_sessions_are_listed_is_left_out(
    client: httpx.Client, catalog: Catalog, path: str
) -> None:
    for access in count(1):
        session_id = f"s{next(numbers)}"
        completed_session(catalog, session_id)
        with deleting_before(access, catalog, session_id) as was_deleted:
            answer = client.get(path)
        assert answer.status_code == 200, f"before access {access}: {answer.text}"
        if not was_deleted():
            break
        catalog.sessions.delete(session_id).result()
    assert access > 1
