"""The API description is true: every route of a live server is asked, and each answer must be as `/openapi.json` says.

One scenario leads through sessions of every kind and records what each request was answered. Then the answers are
compared with the description: a status, a media type, or a field that is not described fails, and so does a route, or
a documented status, that the scenario never met.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from app.catalog import CatalogUnavailableError, CommitResult
from app.catalog.commit.commit import commit_session
from app.readers import LIMITS
from app.routers.shared.parameters import FOLDER_LENGTH, SESSION_ID_LENGTH
from tests.http.access.answers import (
    ask_about_deleted,
    ask_access_nonsense,
    ask_as_admin,
    ask_as_guest,
    ask_without_accounts,
    ask_without_database,
    ask_without_rights,
    lock_out,
)
from tests.http.edit_library.answers import ask_about_collections, ask_about_collections_without_database
from tests.http.exports.answers import ask_for_exports, ask_for_tables
from tests.http.imports.answers import ask_for_imports, ask_for_imports_without_database
from tests.http.in_process import InProcessServer, called_on_connect, server_in_process
from tests.http.rollout.answers import ask_about_rollout, ask_about_streams
from tests.http.uploads.answers import ask_for_uploads
from tests.readers.support import png, text_chunk
from tests.support.control import endless_files
from tests.support.preview import picture_file, set_score
from tests.support.server import OVER, messages
from tests.support.waiting import wait_until

pytestmark = pytest.mark.server

WAIT_S = 120
JSON = "application/json"
STREAM = "GET /api/ingest/stream/{session_id}"
LIBRARY_STREAM = "GET /api/library/stream"
NOT_REACHED = {(STREAM, 429), (LIBRARY_STREAM, 429)}
"""Answers that need thousands of open streams; the tests of the streams reach them with lower limits."""

A_FILE_OF_OTHERS = {"type": "object"}
"""JSON that another program wrote, and that is passed on as it is."""
A_TABLE = {"type": "array", "items": {"type": "object"}}
"""Rows with the columns that the request chose; docs/EXPORT.md describes them."""
WORKFLOW = '{"nodes": [{"id": 3, "type": "KSampler"}], "links": []}'

Operations = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    operation: str
    """Method and path template."""
    status: int
    media_type: str
    document: Any
    """The JSON document; None where the answer is not JSON."""


@dataclass
class Recorder:
    """A client that notes what each request was answered."""

    client: httpx.Client
    answers: list[Answer] = field(default_factory=list)

    def ask(self, operation: str, *, expect: int, query: Any = None, **options: Any) -> Any:
        """Send a request; names in the operation's path are filled from `options`. Returns the JSON document."""
        method, template = operation.split()
        names = {name: options.pop(name) for name in re.findall(r"\{(\w+)\}", template)}
        response = self.client.request(method, template.format(**names), params=query, **options)
        assert response.status_code == expect, f"{operation}: {response.status_code} {response.text}"
        media_type = response.headers.get("content-type", "").partition(";")[0]
        document = response.json() if media_type == JSON else None
        self.answers.append(Answer(operation, expect, media_type, document))
        return document

    def ask_all(self, operations: dict[str, dict[str, Any]], *, expect: int, **names: Any) -> None:
        for operation, options in operations.items():
            wanted = {name: value for name, value in names.items() if f"{{{name}}}" in operation}
            self.ask(operation, expect=expect, **wanted, **options)


is_away = threading.Event()
"""Set while the database refuses everything."""

SESSION = "/api/ingest/session/{session_id}"
FILE = f"{SESSION}/file/{{file_id}}"
CONTROLS: dict[str, dict[str, Any]] = {
    "POST /api/ingest/pause/{session_id}": {},
    "POST /api/ingest/resume/{session_id}": {},
    f"POST {SESSION}/priority": {"json": {"priority": "high"}},
    f"POST {SESSION}/next": {"json": {"folder": None}},
    "POST /api/ingest/cancel/{session_id}": {},
}
READS: dict[str, dict[str, Any]] = {
    "GET /api/ingest/status/{session_id}": {},
    f"GET {SESSION}": {},
    f"GET {SESSION}/pending-folders": {},
    f"GET {SESSION}/activity": {},
    f"GET {SESSION}/failures": {},
    f"GET {SESSION}/keywords": {},
    f"GET {SESSION}/files": {},
    f"GET {SESSION}/preview": {},
    f"GET {SESSION}/edits": {},
    f"GET {SESSION}/duplicates": {},
    "GET /api/ingest/report/{session_id}": {"query": {"format": "json"}},
    "GET /api/ingest/commit-status/{session_id}": {},
    f"GET {SESSION}/commits": {},
}
CHANGES: dict[str, dict[str, Any]] = {
    f"PATCH {SESSION}": {"json": {"nsfw_threshold": 0.5}},
    f"DELETE {SESSION}": {},
    "POST /api/ingest/retry/{session_id}": {"json": {}},
    f"POST {SESSION}/skip": {"json": {"file_id": 1}},
    f"POST {SESSION}/choices": {"json": {"choice": "apply", "relation": "new"}},
    f"POST {SESSION}/edits": {"json": {"file_ids": [1], "score": 2}},
    f"POST {SESSION}/edits/undo": {"json": {}},
    f"POST {SESSION}/edits/redo": {"json": {}},
    f"PATCH {FILE}": {"json": {"score": 2}},
    f"DELETE {FILE}/edits": {},
    "POST /api/ingest/undo/{session_id}": {},
}
READS_OF_FILE: dict[str, dict[str, Any]] = {f"GET {FILE}": {}}
OF_SESSION = READS | CONTROLS | CHANGES | READS_OF_FILE
OF_CONTENTS = tuple(
    f"GET /api/ingest/{kind}/{{file_id}}/{name}"
    for kind in ("file", "library")
    for name in ("rendition", "clean", "parameters", "workflow", "blocks")
)
OF_BLOCK = tuple(f"GET /api/ingest/{kind}/{{file_id}}/blocks/{{number}}" for kind in ("file", "library"))
OTHER_READS: dict[str, dict[str, Any]] = {
    "GET /api/library/steps": {},
    "GET /api/library/duplicates": {},
    "GET /api/ingest/active-session": {},
    "GET /api/ingest/sessions": {},
    "GET /api/ingest/presets": {},
    "GET /api/ingest/directories": {},
    "GET /api/ingest/file/{file_id}/thumbnail": {},
    "GET /api/ingest/file/{file_id}/original": {},
    "GET /api/ingest/library/{file_id}/thumbnail": {},
    "GET /api/ingest/library/{file_id}/original": {},
    **{operation: {} for operation in OF_CONTENTS},
    **{operation: {"number": 1} for operation in OF_BLOCK},
    "GET /api/library/file/{file_id}": {},
    "GET /api/library/files": {},
    "GET /api/library/facets": {},
    "GET /api/library/completions": {"query": {"q": "cat"}},
    "GET /api/library/exports/table": {},
    "GET /api/library/folders": {},
    "GET /api/library/folder-tree": {},
    "GET /api/library/calendar": {},
    "GET /api/library/places": {},
    "GET /api/library/keywords": {},
    "GET /readyz": {},
}
INVALID: dict[str, dict[str, Any]] = {
    "POST /api/library/steps": {"json": {"search": "score_from=9", "favourite": True}},
    "POST /api/library/duplicates": {"json": {"plan": "", "rule": ["folder", "folder"]}},
    "POST /api/library/duplicates/keep": {"json": {"keep": 1, "hide": []}},
    "POST /api/library/steps/undo": {"json": {"step": 0}},
    "POST /api/library/steps/redo": {"json": {"step": 0}},
    "POST /api/ingest/process": {"json": {"parameters": {"directories": []}}},
    "POST /api/ingest/file-types": {"json": {}},
    "POST /api/ingest/commit": {"json": {}},
    f"PATCH {SESSION}": {"json": {"nsfw_threshold": 2}},
    f"POST {SESSION}/priority": {"json": {"priority": "none"}},
    f"POST {SESSION}/next": {"json": {}},
    "POST /api/ingest/retry/{session_id}": {"json": {"file_ids": [0]}},
    f"POST {SESSION}/choices": {"json": {"choice": "leave"}},
    f"POST {SESSION}/edits": {"json": {}},
    f"POST {SESSION}/edits/undo": {"json": {"step": 0}},
    f"POST {SESSION}/edits/redo": {"json": {"step": 0}},
    f"PATCH {FILE}": {"json": {}},
    f"GET {SESSION}/pending-folders": {"query": {"limit": 0}},
    f"GET {SESSION}/activity": {"query": {"limit": -1}},
    f"POST {SESSION}/skip": {"json": {"file_id": 0}},
    f"GET {SESSION}/keywords": {"query": {"limit": 0}},
    f"GET {SESSION}/files": {"query": {"page": 0}},
    f"GET {SESSION}/duplicates": {"query": {"kind": "none"}},
    "GET /api/ingest/report/{session_id}": {"query": {"format": "pdf"}},
    "GET /api/ingest/sessions": {"query": {"after": "x"}},
    f"GET {SESSION}/commits": {"query": {"limit": 0}},
    "POST /api/ingest/uploads": {"json": {"files": 0, "bytes": 0}},
    "POST /api/ingest/presets": {"json": {"name": "", "options": {}}},
    "PATCH /api/ingest/presets/{preset_id}": {"json": {"name": 1}},
    "GET /api/ingest/stream/test-events": {"query": {"events": 0}},
    "GET /api/ingest/connection/problems": {"query": {"scheme": "x"}},
    "GET /api/library/files": {"query": {"captured_from": "May"}},
    "GET /api/library/facets": {"query": {"q": "steps:"}},
    "GET /api/library/terms": {"query": {"q": "(cat"}},
    "GET /api/library/completions": {"query": {"limit": 0}},
    "GET /api/library/exports/table": {"query": {"column": "colour"}},
    "POST /api/library/exports/table": {"json": {"search": "", "column": ["colour"]}},
    "POST /api/library/exports": {"json": {"search": "", "folder": "/x", "names": "{colour}"}},
    "GET /api/library/folders": {"query": {"limit": 0}},
    "GET /api/library/folder-tree": {"query": {"limit": 0}},
    "GET /api/library/calendar": {"query": {"year": -1}},
    "GET /api/library/places": {"query": {"south": 2, "north": 1}},
    "GET /api/library/keywords": {"query": {"limit": 0}},
}
OF_FILE = (
    "GET /api/ingest/file/{file_id}/thumbnail",
    "GET /api/ingest/file/{file_id}/original",
    "GET /api/ingest/library/{file_id}/thumbnail",
    "GET /api/ingest/library/{file_id}/original",
    *OF_CONTENTS,
    "GET /api/library/file/{file_id}",
)
NO_ID: dict[str, dict[str, Any]] = {
    **{operation: {"file_id": 0} for operation in OF_FILE},
    **{operation: {"file_id": 0, "number": 1} for operation in OF_BLOCK},
}
NO_FILE: dict[str, dict[str, Any]] = {
    **{operation: {"file_id": 10**9} for operation in OF_FILE},
    **{operation: {"file_id": 10**9, "number": 1} for operation in OF_BLOCK},
}


class Scenario:
    """Sessions of every kind on one server, and a request for every answer that the API describes."""

    def __init__(self, server: InProcessServer, recorder: Recorder, root: Path) -> None:
        self.server, self.recorder, self.root = server, recorder, root
        self.ask = recorder.ask

    def run(self) -> None:
        self.look_around()
        ask_for_uploads(self.ask, self.server)
        ask_about_rollout(self.ask)
        first = self.commit_first()
        self.save_presets()
        second = self.change_everything(first)
        self.look_at(second)
        self.edit(second)
        self.fetch_files(second)
        self.search()
        self.edit_library()
        ask_about_collections(self.ask)
        self.commit_and_undo(first, second)
        self.control_running()
        ask_without_accounts(self.ask, self.server)
        ask_as_admin(self.ask, self.recorder.client)
        shared = self.ask("POST /api/guest-links", expect=201, json={"session_id": second})
        self.delete(second)
        ask_as_guest(self.ask, first, second)
        ask_about_deleted(self.ask, shared["url"].rpartition("/")[2])
        self.ask_nonsense()
        ask_access_nonsense(self.ask)
        ask_without_rights(self.ask, self.server)
        lock_out(self.ask)
        self.lose_the_database()

    def start(self, folder: Path, **options: Any) -> str:
        parameters = {"directories": [str(folder)], **options}
        started = self.ask("POST /api/ingest/process", expect=202, json={"parameters": parameters})
        return str(started["session_id"])

    def status(self, session_id: str) -> str:
        return str(self.ask("GET /api/ingest/status/{session_id}", expect=200, session_id=session_id)["status"])

    def until_over(self, session_id: str) -> None:
        wait_until(lambda: self.status(session_id), "the session has ended", holds=lambda status: status in OVER)

    def commit(self, session_id: str) -> None:
        self.ask("POST /api/ingest/commit", expect=202, json={"session_id": session_id})
        self.until_over(session_id)

    def look_around(self) -> None:
        """What needs no session."""
        self.ask("GET /api/machines", expect=200)
        for path in ("/healthz", "/readyz", "/metrics", "/ingest-v2", "/library", "/connection"):
            self.ask(f"GET {path}", expect=200)
        for name in ("capabilities", "connection", "stream/test-events"):
            self.ask(f"GET /api/ingest/{name}", expect=200, query={"events": 1})
        seen = {"scheme": "http", "host": "elsewhere"}
        self.ask("GET /api/ingest/connection/problems", expect=200, query=seen)
        self.ask("GET /api/ingest/active-session", expect=200)
        (self.root / "shop" / "below").mkdir(parents=True)
        self.ask("GET /api/ingest/directories", expect=200)
        self.ask("GET /api/ingest/directories", expect=200, query={"path": str(self.root / "shop")})
        self.ask("GET /api/ingest/directories", expect=403, query={"path": "/etc"})
        self.ask("POST /api/ingest/file-types", expect=403, json={"directories": ["/etc"]})
        bad = {"directories": [str(self.root)], "pattern": "*.[png"}
        self.ask("POST /api/ingest/file-types", expect=422, json=bad)
        self.ask("POST /api/ingest/process", expect=403, json={"parameters": {"directories": ["/etc"]}})

    def save_presets(self) -> None:
        """As many as are allowed, and what is refused about them."""
        options = {"pattern": "*.png", "recursive": False}
        saved = self.ask("POST /api/ingest/presets", expect=201, json={"name": "pictures", "options": options})
        one = {"preset_id": saved["preset_id"]}
        self.ask("POST /api/ingest/presets", expect=409, json={"name": "PICTURES", "options": options})
        self.ask("POST /api/ingest/presets", expect=422, json={"name": "odd", "options": {"pattern": "[a"}})
        self.ask("PATCH /api/ingest/presets/{preset_id}", expect=200, json={"name": "images"}, **one)
        other = self.ask("POST /api/ingest/presets", expect=201, json={"name": "other", "options": options})
        self.ask("PATCH /api/ingest/presets/{preset_id}", expect=409, json={"name": "Other"}, **one)
        self.ask("PATCH /api/ingest/presets/{preset_id}", expect=422, json={"name": " "}, **one)
        self.ask("PATCH /api/ingest/presets/{preset_id}", expect=404, json={"name": "x"}, preset_id=10**9)
        self.ask("DELETE /api/ingest/presets/{preset_id}", expect=204, preset_id=other["preset_id"])
        self.ask("DELETE /api/ingest/presets/{preset_id}", expect=404, preset_id=other["preset_id"])
        self.ask("DELETE /api/ingest/presets/{preset_id}", expect=422, preset_id=0)
        kept = self.ask("GET /api/ingest/presets", expect=200)
        assert [preset["name"] for preset in kept["presets"]] == ["images"]
        assert {last["options"]["recursive"] for last in kept["last"]} == {True}

    def commit_first(self) -> str:
        """A committed session with files of every kind, one of them broken."""
        shop = self.root / "shop"
        for number, name in enumerate(["stays.png", "rated.png", "moves.png", "goes.png"]):
            picture_file(shop / name, number, prompt="a cat, on a mat", seed=number, score=3)
        (shop / "broken.png").write_bytes(b"no picture")
        (shop / "graph.png").write_bytes(png(text_chunk("workflow", WORKFLOW.encode())))
        self.ask("POST /api/ingest/file-types", expect=200, json={"directories": [str(shop)]})
        session_id = self.start(shop)
        self.until_over(session_id)
        self.ask("GET /api/ingest/active-session", expect=200)
        self.ask("POST /api/ingest/undo/{session_id}", expect=409, session_id=session_id)
        self.commit(session_id)
        return session_id

    def change_everything(self, first: str) -> str:
        """A session that finds every relation: changed, moved, duplicate, same, gone, new, and a failed file."""
        shop = self.root / "shop"
        set_score(shop / "rated.png", 5)
        (shop / "moves.png").rename(shop / "moved.png")
        (shop / "goes.png").unlink()
        shutil.copy(shop / "stays.png", shop / "copy.png")
        picture_file(shop / "new.png", 7, prompt="a cat, on a mat", seed=7)
        session_id = self.start(shop, skip_existing=False)
        self.until_over(session_id)
        return session_id

    def look_at(self, session_id: str) -> None:
        self.recorder.ask_all(READS, expect=200, session_id=session_id)
        preview = self.ask(f"GET {SESSION}/preview", expect=200, session_id=session_id)
        assert all(group["files"] for name, group in preview["groups"].items()), preview
        gone = self.ask(f"GET {SESSION}/files", expect=200, session_id=session_id, query={"relation": "gone"})
        assert gone["files"]
        exact = self.ask(f"GET {SESSION}/duplicates", expect=200, session_id=session_id)
        assert {file["in_library"] for group in exact["groups"] for file in group["files"]} == {True, False}
        self.ask(f"GET {SESSION}/duplicates", expect=200, session_id=session_id, query={"kind": "near"})
        for form in ("html", "csv"):
            self.ask("GET /api/ingest/report/{session_id}", expect=200, session_id=session_id, query={"format": form})
        self.ask("GET /api/ingest/sessions", expect=200, query={"limit": 1})

    def files(self, session_id: str) -> dict[str, Any]:
        found = self.ask(f"GET {SESSION}/files", expect=200, session_id=session_id, query={"page_size": 200})
        return {file["name"]: file for file in found["files"]}

    def edit(self, session_id: str) -> None:
        files = self.files(session_id)
        assert files["moved.png"]["changes"] and files["moved.png"]["stack"]
        whose = {"session_id": session_id, "file_id": files["stays.png"]["id"]}
        self.ask(f"PATCH {FILE}", expect=200, json={"score": 1, "keywords": ["mine"], "favourite": True}, **whose)
        self.recorder.ask_all(READS, expect=200, session_id=session_id)
        self.ask(f"DELETE {FILE}/edits", expect=200, **whose)
        self.ask(f"GET {FILE}", expect=200, **whose)
        broken = {"session_id": session_id, "file_id": files["broken.png"]["id"]}
        self.ask(f"PATCH {FILE}", expect=409, json={"score": 1}, **broken)
        self.ask(f"DELETE {FILE}/edits", expect=409, **broken)
        all_of_it = {"view": {}, "score": 3, "add_keywords": ["ours"]}
        assert self.ask(f"POST {SESSION}/edits", expect=200, session_id=session_id, json=all_of_it)["not_editable"]
        many = {"view": {}, "add_keywords": [str(number) for number in range(1_000)]}
        self.ask(f"POST {SESSION}/edits", expect=409, session_id=session_id, json=many)
        for way in ("undo", "redo"):
            self.ask(f"POST {SESSION}/edits/{way}", expect=200, session_id=session_id, json={})
            self.ask(f"POST {SESSION}/edits/{way}", expect=409, session_id=session_id, json={"step": 10**9})
        self.ask(f"POST {SESSION}/edits/undo", expect=200, session_id=session_id, json={})
        choice = {"choice": "leave", "file_ids": [files["copy.png"]["id"]]}
        self.ask(f"POST {SESSION}/choices", expect=200, session_id=session_id, json=choice)
        self.ask(f"PATCH {SESSION}", expect=200, session_id=session_id, json={"nsfw_threshold": 0.9})
        self.recorder.ask_all(CONTROLS, expect=409, session_id=session_id)

    def fetch_files(self, session_id: str) -> None:
        staged = self.files(session_id)["stays.png"]
        kept = staged["in_library"]["id"]
        for kind, file_id in (("file", staged["id"]), ("library", kept)):
            self.ask(f"GET /api/ingest/{kind}/{{file_id}}/thumbnail", expect=200, file_id=file_id)
        self.ask("GET /api/library/file/{file_id}", expect=200, file_id=kept)
        for kind, file_id in (("file", staged["id"]), ("library", kept)):
            for bytes_of, status in ((None, 200), ("bytes=0-3", 206), ("bytes=99999999-", 416)):
                headers = {} if bytes_of is None else {"Range": bytes_of}
                address = f"GET /api/ingest/{kind}/{{file_id}}/original"
                self.ask(address, expect=status, file_id=file_id, headers=headers)
            self.fetch_contents(kind, file_id)
        graph = self.files(session_id)["graph.png"]
        for kind, file_id in (("file", graph["id"]), ("library", graph["in_library"]["id"])):
            self.ask(f"GET /api/ingest/{kind}/{{file_id}}/workflow", expect=200, file_id=file_id)
        stays = self.root / "shop" / "stays.png"
        stays.rename(self.root / "aside")
        for kind, file_id in (("file", staged["id"]), ("library", kept)):
            for name in ("original", "rendition", "clean"):
                self.ask(f"GET /api/ingest/{kind}/{{file_id}}/{name}", expect=410, file_id=file_id)
        stays.write_bytes(b"no picture")
        for kind, file_id in (("file", staged["id"]), ("library", kept)):
            for name in ("rendition", "clean"):
                self.ask(f"GET /api/ingest/{kind}/{{file_id}}/{name}", expect=415, file_id=file_id)
        (self.root / "aside").rename(stays)

    def fetch_contents(self, kind: str, file_id: int) -> None:
        for name in ("rendition", "clean", "parameters", "blocks"):
            self.ask(f"GET /api/ingest/{kind}/{{file_id}}/{name}", expect=200, file_id=file_id)
        self.ask(f"GET /api/ingest/{kind}/{{file_id}}/blocks/{{number}}", expect=200, file_id=file_id, number=1)
        address = f"/api/ingest/{kind}/{file_id}/rendition"
        known = {"If-None-Match": self.recorder.client.get(address).headers["etag"]}
        self.ask(f"GET /api/ingest/{kind}/{{file_id}}/rendition", expect=304, file_id=file_id, headers=known)

    def search(self) -> None:
        wait_until(lambda: not self.ask("GET /api/library/files", expect=200)["pending"], "the library is indexed")
        found = self.ask("GET /api/library/files", expect=200, query={"limit": 1, "q": "cat"})
        assert found["files"]
        self.ask("GET /api/library/files", expect=200, query={"limit": 1, "q": "cat", "after": found["next"]})
        assert self.ask("GET /api/library/facets", expect=200)["tools"]
        assert self.ask("GET /api/library/terms", expect=200, query={"q": "cat -dog"})["terms"]
        assert self.ask("GET /api/library/completions", expect=200, query={"q": "samp"})["completions"]
        assert self.ask("GET /api/library/folders", expect=200)["folders"]
        assert self.ask("GET /api/library/folder-tree", expect=200)["levels"][0]["folders"]
        assert "years" in self.ask("GET /api/library/calendar", expect=200)
        assert "clusters" in self.ask("GET /api/library/places", expect=200)
        assert self.ask("GET /api/library/keywords", expect=200)["keywords"]
        ask_for_tables(self.ask)
        ask_for_exports(self.ask, self.server)
        ask_for_imports(self.ask, self.root)

    def edit_library(self) -> None:
        step = {"search": "", "favourite": True}
        self.ask("POST /api/library/steps", expect=200, json=step)
        words = [f"word {number}" for number in range(LIMITS.keywords)]
        self.ask("POST /api/library/steps", expect=409, json={"search": "", "add_keywords": words})
        self.ask("GET /api/library/steps", expect=200)
        self.ask("POST /api/library/steps/redo", expect=409, json={})
        self.ask("POST /api/library/steps/undo", expect=200, json={})
        self.ask("POST /api/library/steps/redo", expect=200, json={})
        self.ask("POST /api/library/steps/undo", expect=409, json={"step": 10**9})
        self.solve_duplicates()
        with self.recorder.client.stream("GET", LIBRARY_STREAM.partition(" ")[2]) as response:
            kind = response.headers["content-type"].partition(";")[0]
            self.recorder.answers.append(Answer(LIBRARY_STREAM, response.status_code, kind, None))

    def solve_duplicates(self) -> None:
        keep, *hide = (
            file["id"] for file in self.ask("GET /api/library/files", expect=200, query={"limit": 2})["files"]
        )
        self.ask("POST /api/library/duplicates/keep", expect=200, json={"keep": keep, "hide": hide})
        self.ask("POST /api/library/duplicates/keep", expect=404, json={"keep": keep, "hide": [10**9]})
        self.ask("POST /api/library/steps/undo", expect=200, json={})
        near = {"look_alikes": True, "distance": 12}
        found = self.ask("GET /api/library/duplicates", expect=200, query=near)
        self.ask("GET /api/library/duplicates", expect=422, query={"rule": "none"})
        self.ask("POST /api/library/duplicates", expect=409, json={"plan": "another"})
        self.ask("POST /api/library/duplicates", expect=200, json={"plan": found["plan"], **near})
        self.ask("POST /api/library/steps/undo", expect=200, json={})

    def commit_and_undo(self, first: str, second: str) -> None:
        self.ask(f"POST {SESSION}/choices", expect=200, session_id=second, json={"choice": "apply", "relation": "gone"})
        with held_commit():
            self.ask("POST /api/ingest/commit", expect=202, json={"session_id": second})
            self.ask(f"DELETE {SESSION}", expect=409, session_id=second)
        self.until_over(second)
        self.recorder.ask_all(READS, expect=200, session_id=second)
        self.ask(f"PATCH {SESSION}", expect=409, session_id=second, json={"nsfw_threshold": 0.5})
        refused = self.ask("POST /api/ingest/undo/{session_id}", expect=409, session_id=first)
        assert refused["error"]["commits"]
        self.ask("POST /api/ingest/undo/{session_id}", expect=200, session_id=second)
        self.ask("POST /api/ingest/retry/{session_id}", expect=202, session_id=second, json={})
        self.until_over(second)
        nothing = {"cause": {"step": "open", "reason": "none such"}}
        self.ask("POST /api/ingest/retry/{session_id}", expect=409, session_id=second, json=nothing)
        self.recorder.ask_all(READS, expect=200, session_id=second)

    def control_running(self) -> None:
        """A session whose first files would keep the only worker busy for ever; two of them are skipped."""
        slow = endless_files(self.root / "slow", 3)
        for number in range(3):
            picture_file(slow / "later" / f"{number}.png", number)
        session_id = self.start(slow, enable_nsfw_detection=False)
        wait_until(lambda: self.status(session_id) == "processing", "the session reads files")
        body = {"session_id": session_id}
        self.ask("POST /api/ingest/commit", expect=409, json=body)
        self.ask(f"POST {SESSION}/choices", expect=409, json={"choice": "leave", "relation": "new"}, **body)
        file_id = next(iter(self.files(session_id).values()))["id"]
        self.ask(f"PATCH {FILE}", expect=409, json={"score": 1}, file_id=file_id, **body)
        self.recorder.ask_all(READS, expect=200, session_id=session_id)
        ask_about_streams(self.ask, self.recorder.client, session_id)
        activity = f"GET {SESSION}/activity"
        [reading] = wait_until(
            lambda: self.ask(activity, expect=200, session_id=session_id)["reading"], "a file is being read"
        )
        self.ask(f"POST {SESSION}/skip", expect=202, session_id=session_id, json={"file_id": reading["id"]})
        self.ask(f"POST {SESSION}/skip", expect=409, session_id=session_id, json={"file_id": 10**9})
        self.skip(session_id, skipped=reading["id"])
        self.recorder.ask_all(CONTROLS, expect=200, session_id=session_id)
        assert self.status(session_id) == "cancelled"
        self.follow(session_id)

    def skip(self, session_id: str, skipped: int) -> None:
        """The file that is being read after `skipped`, once it is; and once more, when it no longer is."""

        def reading() -> list[Any]:
            found: list[Any] = self.ask(f"GET {SESSION}/activity", expect=200, session_id=session_id)["reading"]
            return [file for file in found if file["step"] == "decode" and file["id"] != skipped]

        body = {"file_id": wait_until(reading, "a file is being decoded")[0]["id"]}
        self.ask(f"POST {SESSION}/skip", expect=202, session_id=session_id, json=body)
        wait_until(lambda: body["file_id"] not in [file["id"] for file in reading()], "the file is skipped")
        self.ask(f"POST {SESSION}/skip", expect=409, session_id=session_id, json=body)

    def follow(self, session_id: str) -> None:
        """The stream to its end, and once more from there."""
        self.ask(STREAM, expect=200, session_id=session_id)
        address = f"/api/ingest/stream/{session_id}"
        with self.server.client() as client, client.stream("GET", address) as response:
            *_, (_, last, _) = messages(response.iter_lines())
        self.ask(STREAM, expect=204, session_id=session_id, headers={"Last-Event-ID": last})

    def delete(self, session_id: str) -> None:
        self.ask(f"DELETE {SESSION}", expect=200, session_id=session_id)
        self.recorder.ask_all(OF_SESSION | {STREAM: {}}, expect=410, session_id=session_id, file_id=1)
        self.ask("POST /api/ingest/commit", expect=410, json={"session_id": session_id})
        self.recorder.ask_all(OF_SESSION | {STREAM: {}}, expect=404, session_id="nobody", file_id=1)
        self.ask("POST /api/ingest/commit", expect=404, json={"session_id": "nobody"})
        self.recorder.ask_all(NO_FILE, expect=404)

    def ask_nonsense(self) -> None:
        self.recorder.ask_all(INVALID, expect=422, session_id="nobody", file_id=1, preset_id=1)
        self.recorder.ask_all(NO_ID, expect=422)
        for method in ("GET", "DELETE"):
            suffix = "/edits" if method == "DELETE" else ""
            self.ask(f"{method} {FILE}{suffix}", expect=422, session_id="nobody", file_id=0)
        self.recorder.ask_all(OF_SESSION, expect=422, session_id="x" * (SESSION_ID_LENGTH + 1), file_id=1)
        self.ask("GET /api/ingest/directories", expect=422, query={"path": "/x" * FOLDER_LENGTH})
        for operation, options in INVALID.items():
            if "json" in options:
                names = {name: 1 for name in ("session_id", "file_id", "preset_id") if f"{{{name}}}" in operation}
                headers = {"Content-Type": JSON}
                self.ask(operation, expect=400, content=b"\xff", headers=headers, **names)

    def lose_the_database(self) -> None:
        with database_away():
            self.recorder.ask_all(OF_SESSION | OTHER_READS, expect=503, session_id="nobody", file_id=1)
            self.ask("POST /api/ingest/commit", expect=503, json={"session_id": "nobody"})
            parameters = {"directories": [str(self.root)]}
            self.ask("POST /api/ingest/process", expect=503, json={"parameters": parameters})
            self.ask("POST /api/ingest/file-types", expect=503, json=parameters)
            preset = {"name": "pictures", "options": {}}
            self.ask("POST /api/ingest/presets", expect=503, json=preset)
            self.ask("PATCH /api/ingest/presets/{preset_id}", expect=503, json=preset, preset_id=1)
            self.ask("DELETE /api/ingest/presets/{preset_id}", expect=503, preset_id=1)
            self.ask("POST /api/library/steps", expect=503, json={"search": "", "favourite": True})
            self.ask("POST /api/library/duplicates", expect=503, json={"plan": ""})
            self.ask("POST /api/library/duplicates/keep", expect=503, json={"keep": 1, "hide": [2]})
            for turn in ("undo", "redo"):
                self.ask(f"POST /api/library/steps/{turn}", expect=503, json={})
            self.ask("POST /api/library/exports/table", expect=503, json={"search": ""})
            self.ask("POST /api/library/exports", expect=503, json={"search": "", "folder": "/x"})
            ask_about_collections_without_database(self.ask)
            ask_for_imports_without_database(self.ask, self.server.app.state.services.imports.jobs[0].import_id)
            ask_without_database(self.ask, "hr_any")


@contextmanager
def held_commit() -> Iterator[None]:
    """Commits that begin inside the block write nothing before its end."""
    released = threading.Event()

    def wait_and_commit(*arguments: Any) -> CommitResult:
        assert released.wait(WAIT_S)
        return commit_session(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.catalog.commit.store.commit_session", wait_and_commit)
        try:
            yield
        finally:
            released.set()


@contextmanager
def database_away() -> Iterator[None]:
    is_away.set()
    try:
        yield
    finally:
        is_away.clear()


def refuse_while_away() -> None:
    if is_away.is_set():
        raise CatalogUnavailableError("the test took the database away")


@pytest.fixture(scope="module")
def refusing_database() -> Iterator[None]:
    with called_on_connect(refuse_while_away):
        yield


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, refusing_database: None) -> tuple[dict[str, Any], list[Answer]]:
    """What the server says of its API, and what it answered throughout the scenario."""
    root = tmp_path_factory.mktemp("openapi")
    data, uploads = tmp_path_factory.mktemp("data") / "data", tmp_path_factory.mktemp("uploads")
    settings: dict[str, Any] = {
        "uploads": uploads,
        "upload_file_mb": 1,
        "export_roots": [tmp_path_factory.mktemp("exports")],
    }
    with server_in_process(root, data, **settings) as server, server.client() as client:
        recorder = Recorder(client)
        described = client.get("/openapi.json").json()
        Scenario(server, recorder, root).run()
    return described, recorder.answers


@pytest.fixture(scope="module")
def described(asked: tuple[dict[str, Any], list[Answer]]) -> dict[str, Any]:
    return asked[0]


@pytest.fixture(scope="module")
def answers(asked: tuple[dict[str, Any], list[Answer]]) -> list[Answer]:
    return asked[1]


def operations(described: dict[str, Any]) -> Operations:
    paths = described["paths"]
    return {f"{method.upper()} {path}": operation for path in paths for method, operation in paths[path].items()}


def problem_with(answer: Answer, described: dict[str, Any]) -> str | None:
    """Say how an answer differs from its description; None where it does not."""
    response = operations(described)[answer.operation]["responses"].get(str(answer.status))
    if response is None:
        return "the status is not described"
    kinds = response.get("content", {})
    kind = next((kind for kind in kinds if fnmatch(answer.media_type, kind)), None)
    if kind is None:
        return f"{answer.media_type} is not described" if kinds or answer.document is not None else None
    if answer.document is None:
        return None
    validator = Draft202012Validator(kinds[kind]["schema"] | {"components": described["components"]})
    error = best_match(validator.iter_errors(answer.document))
    return None if error is None else f"at {error.json_path}: {error.message[:300]}"


def test_every_answer_is_as_it_is_described(described: dict[str, Any], answers: list[Answer]) -> None:
    found = {f"{answer.operation} {answer.status}: {problem_with(answer, described)}" for answer in answers}
    assert sorted(line for line in found if not line.endswith(": None")) == []


def test_every_route_is_asked_for_every_answer_that_it_describes(
    described: dict[str, Any], answers: list[Answer]
) -> None:
    wanted = {
        (name, int(status)) for name, operation in operations(described).items() for status in operation["responses"]
    }
    assert wanted - {(answer.operation, answer.status) for answer in answers} == NOT_REACHED


def test_every_answer_in_json_has_a_model(described: dict[str, Any], answers: list[Answer]) -> None:
    for answer in answers:
        if answer.media_type != JSON:
            continue
        response = operations(described)[answer.operation]["responses"][str(answer.status)]
        schema = response["content"][JSON]["schema"]
        if schema in (A_FILE_OF_OTHERS, A_TABLE):
            continue
        assert all("$ref" in one for one in schema.get("anyOf", [schema])), f"{answer.operation} {answer.status}"


def test_no_model_allows_fields_that_it_does_not_know(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    open_ones = {
        name
        for name, schema in schemas.items()
        if schema.get("type") == "object" and schema.get("additionalProperties") is not False
    }
    assert open_ones == {"Cause"}, "a cause is sent back as it was listed, with fields that do not matter"


def test_everything_is_described_in_words(described: dict[str, Any]) -> None:
    silent = []
    for name, operation in operations(described).items():
        silent += [name] * (not operation.get("summary"))
        parameters = operation.get("parameters", [])
        silent += [f"{name}: {parameter['name']}" for parameter in parameters if not parameter.get("description")]
    for name, schema in described["components"]["schemas"].items():
        for key, value in schema.get("properties", {}).items():
            if not value.get("description") and not refers(value):
                silent.append(f"{name}.{key}")
    assert silent == []


def test_every_value_of_an_enumeration_is_explained(described: dict[str, Any]) -> None:
    for name, schema in described["components"]["schemas"].items():
        unexplained = [value for value in schema.get("enum", []) if f"`{value}`" not in schema["description"]]
        assert unexplained == [], name


def refers(schema: dict[str, Any]) -> bool:
    """Whether a field's words are those of the model, or of the constant, that it holds."""
    inner = [*schema.get("anyOf", []), schema.get("items", {}), schema]
    return any("$ref" in one or "const" in one for one in inner)
