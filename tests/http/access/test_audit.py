"""The audit log says who did what, with what, from where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.demo import Manifest
from app.domain.access import Role
from tests.access.support import PASSWORD
from tests.http.access.support import SecuredServer
from tests.support.server import OVER
from tests.support.waiting import wait_until

pytest_plugins = ["tests.http.access.fixtures"]
pytestmark = pytest.mark.slow

ADDRESS = "127.0.0.1"


def newest(secured: SecuredServer, action: str) -> dict[str, Any]:
    """The newest entry about an action, without its id and time."""
    entry = secured.audited(action)[0]
    assert entry.pop("id") > 0 and entry.pop("at") > 0
    return entry


def entry(who: str, action: str, target: str, credential: str = "sign_in", **details: object) -> dict[str, Any]:
    return {
        "who": who,
        "credential": credential,
        "address": ADDRESS,
        "action": action,
        "target": target,
        "details": details,
    }


def test_what_happens_to_the_library_is_in_the_log(secured: SecuredServer, demo: tuple[Path, Manifest]) -> None:
    editor, admin = secured.browser("editor"), secured.browser()
    parameters = {"directories": [str(demo[0] / "videos")], "skip_existing": False}
    session = editor.post("/api/ingest/process", json={"parameters": parameters}).json()["session_id"]

    def wait_until_over() -> None:
        wait_until(
            lambda: editor.get(f"/api/ingest/status/{session}").json()["status"],
            "the session is over",
            holds=lambda status: status in OVER,
        )

    wait_until_over()
    editor.patch(f"/api/ingest/session/{session}", json={"nsfw_threshold": 0.5}).raise_for_status()
    assert newest(secured, "move NSFW threshold") == entry("editor", "move NSFW threshold", session, nsfw_threshold=0.5)
    script = secured.script(Role.EDITOR)
    script.post("/api/ingest/commit", json={"session_id": session}).raise_for_status()
    assert newest(secured, "commit") == entry("token script", "commit", session, "token")
    wait_until_over()
    editor.post(f"/api/ingest/undo/{session}").raise_for_status()
    assert newest(secured, "undo") == entry("editor", "undo", session)
    assert editor.delete(f"/api/ingest/session/{session}").status_code == 403
    assert [one for one in secured.audited("delete session") if one["target"] == session] == [], "nothing was done"
    admin.delete(f"/api/ingest/session/{session}").raise_for_status()
    assert newest(secured, "delete session") == entry("admin", "delete session", session)


def test_edits_before_a_commit_are_in_the_log(secured: SecuredServer, demo: tuple[Path, Manifest]) -> None:
    editor = secured.browser("editor")
    parameters = {"directories": [str(demo[0] / "web")], "skip_existing": False, "enable_nsfw_detection": False}
    session = editor.post("/api/ingest/process", json={"parameters": parameters}).json()["session_id"]
    wait_until(
        lambda: editor.get(f"/api/ingest/status/{session}").json()["status"],
        "the session is over",
        holds=lambda status: status in OVER,
    )
    path = f"/api/ingest/session/{session}"
    done: list[str] = []

    def ask(method: str, part: str, action: str, json: dict[str, Any] | None = None, **details: object) -> None:
        editor.request(method, f"{path}/{part}", json=json).raise_for_status()
        found = newest(secured, action)
        assert {"step", "files"} <= found["details"].keys()
        assert found == entry("editor", action, session, **(found["details"] | details))
        done.append(action)

    file = next(one for one in editor.get(f"{path}/files").json()["files"] if one["outcome"] == "ok")
    one = {"file_ids": [file["id"]]}
    ask("POST", "edits", "edit files", one | {"score": 4, "add_keywords": ["x"]}, files=1, score=4, add_keywords=["x"])
    ask("POST", "edits/undo", "undo edit", {}, files=1, score=4)
    ask("POST", "edits/redo", "redo edit", {}, files=1, score=4)
    ask("POST", "choices", "edit files", one | {"choice": "leave"}, files=1, choice="leave")
    ask("PATCH", f"file/{file['id']}", "edit files", {"favourite": True}, files=1, favourite=True)
    ask("DELETE", f"file/{file['id']}/edits", "edit files", files=1, reverts=True)
    editor.post(f"{path}/edits", json=one | {"choice": "leave"}).raise_for_status()
    noted = [each for action in set(done) for each in secured.audited(action) if each["target"] == session]
    in_order = sorted(noted, key=lambda each: each["id"])
    assert [each["action"] for each in in_order] == done, "what changed nothing was no step"


def test_what_happens_to_accounts_and_credentials_is_in_the_log(secured: SecuredServer) -> None:
    admin = secured.browser()
    assert newest(secured, "sign in") == entry("admin", "sign in", "admin")
    made = admin.post("/api/accounts", json={"name": "audited", "role": "editor"}).json()
    assert newest(secured, "add account") == entry("admin", "add account", "audited", role="editor")
    person = secured.stranger()
    secret = made["url"].rpartition("/")[2]
    person.post("/api/invitation", json={"secret": secret, "password": PASSWORD}).raise_for_status()
    assert newest(secured, "accept invitation") == entry("audited", "accept invitation", "audited")
    token = person.post("/api/account/tokens", json={"name": "script", "days": 5}).json()["token"]
    assert newest(secured, "create token") == entry("audited", "create token", "script", role="viewer", days=5)
    person.delete(f"/api/account/tokens/{token['id']}").raise_for_status()
    assert newest(secured, "revoke token") == entry("audited", "revoke token", str(token["id"]))
    link = person.post("/api/guest-links", json={"session_id": secured.paused}).json()["link"]
    shared = entry("audited", "create guest link", secured.paused, days=7, link=link["id"])
    assert newest(secured, "create guest link") == shared
    person.delete(f"/api/guest-links/{link['id']}").raise_for_status()
    assert newest(secured, "revoke guest link") == entry("audited", "revoke guest link", str(link["id"]))
    new = {"old": PASSWORD, "new": "another fine password"}
    person.put("/api/account/password", json=new).raise_for_status()
    assert newest(secured, "change password") == entry("audited", "change password", "audited")
    person.post("/api/sign-out").raise_for_status()
    assert newest(secured, "sign out") == entry("audited", "sign out", "audited")
    path = f"/api/accounts/{made['account']['id']}"
    admin.post(f"{path}/invitation").raise_for_status()
    assert newest(secured, "invite") == entry("admin", "invite", "audited")
    admin.patch(path, json={"disabled": True}).raise_for_status()
    assert newest(secured, "change account") == entry("admin", "change account", "audited", disabled=True)
    whole = admin.get("/api/audit", params={"limit": 500}).text
    assert PASSWORD not in whole and secret not in whole and "another fine password" not in whole


def test_the_log_is_read_page_by_page_and_only_by_admins(secured: SecuredServer) -> None:
    admin = secured.browser()
    whole = admin.get("/api/audit", params={"limit": 500}).json()["entries"]
    first = admin.get("/api/audit", params={"limit": 2}).json()
    second = admin.get("/api/audit", params={"limit": 2, "before": first["next"]}).json()
    assert first["entries"] + second["entries"] == whole[:4]
    assert secured.browser("editor").get("/api/audit").status_code == 403


def test_a_wrong_password_is_no_entry(secured: SecuredServer) -> None:
    before = len(secured.audited("sign in"))
    secured.stranger().post("/api/sign-in", json={"name": "nobody at all", "password": "x" * 12})
    assert len(secured.audited("sign in")) == before + 1, "the one sign-in that read the log"
