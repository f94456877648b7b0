"""A request for every answer that adding files has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from app.http.bodies import FILE_TYPE
from app.ingest.disk.uploads import Uploads
from app.routers.shared.services import Services
from tests.http.access.answers import Ask
from tests.http.in_process import InProcessServer
from tests.support.server import OVER
from tests.support.waiting import wait_until

DELETE = "DELETE /api/ingest/uploads/{upload_id}"
BEGIN, ADD = "POST /api/ingest/uploads", "PUT /api/ingest/uploads/{upload_id}/file"
HUGE = 1 << 60


def ask_for_uploads(ask: Ask, server: InProcessServer) -> None:
    uploads = server.app.state.services.uploads
    assert isinstance(uploads, Uploads)
    file: dict[str, Any] = {"headers": {"Content-Type": FILE_TYPE}, "content": b"x"}
    upload_id = ask(BEGIN, expect=201, json={"files": 1, "bytes": 1})["upload_id"]

    def add(expect: int, path: str = "a.png", **options: Any) -> None:
        ask(ADD, expect=expect, upload_id=upload_id, query={"path": path}, **file | options)

    add(201)
    add(411, content=iter([b"x"]))
    add(413, content=bytes(uploads.limits.file_bytes + 1))
    add(415, path="a.txt")
    add(422, path="..")
    ask(BEGIN, expect=400, content=b"\xff", headers={"Content-Type": "application/json"})
    ask(BEGIN, expect=413, json={"files": 1 << 30, "bytes": 1})
    ask(BEGIN, expect=507, json={"files": 1, "bytes": HUGE})
    with uploads_replaced(server, Uploads(uploads.folder, replace(uploads.limits, reserved_bytes=HUGE))):
        add(507)
    session = {"parameters": {"directories": [str(uploads.folder_of(upload_id))]}}
    session_id = ask("POST /api/ingest/process", expect=202, json=session)["session_id"]
    wait_until(lambda: _status(ask, session_id), "the session has ended", holds=lambda status: status in OVER)
    ask(DELETE, expect=409, upload_id=upload_id)
    ask("DELETE /api/ingest/session/{session_id}", expect=200, session_id=session_id)
    ask(DELETE, expect=204, upload_id=upload_id)
    ask(DELETE, expect=404, upload_id=upload_id)
    ask(DELETE, expect=422, upload_id="-")
    with uploads_replaced(server, None):
        ask(DELETE, expect=404, upload_id=upload_id)
        ask(BEGIN, expect=404, json={"files": 1, "bytes": 1})
        add(404)
    aside = uploads.folder.rename(uploads.folder.with_name("aside"))
    ask(BEGIN, expect=503, json={"files": 1, "bytes": 1})
    add(503)
    ask(DELETE, expect=503, upload_id=upload_id)
    aside.rename(uploads.folder)


def _status(ask: Ask, session_id: str) -> str:
    return str(ask("GET /api/ingest/status/{session_id}", expect=200, session_id=session_id)["status"])


@contextmanager
def uploads_replaced(server: InProcessServer, uploads: Uploads | None) -> Iterator[None]:
    before: Services = server.app.state.services
    server.app.state.services = replace(before, uploads=uploads)
    yield
    server.app.state.services = before
