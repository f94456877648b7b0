"""Every route is asked with every kind of credential, and what is allowed equals the table in docs/SECURITY.md."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.access import RULES, SIGN_IN_COOKIE, hash_secret, make_secret
from app.domain.access import Role
from app.http.bodies import FILE_TYPE
from tests.http.in_process import InProcessServer, server_in_process
from tests.support.docs import printed_part
from tests.support.preview import picture_file
from tests.support.server import OVER
from tests.support.waiting import wait_until

pytestmark = pytest.mark.server

NOT_IN_OPENAPI = {
    ("GET", "/"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/static/{path:path}"),
    ("GET", "/guest/{secret}/stream"),
}
"""Pages and static files, which are no part of the API."""
REFUSALS = {"not_signed_in", "forbidden", "unknown_guest_link"}
DAY_S = 24 * 3600
CREDENTIALS = ["none", "wrong token", "wrong cookie", "expired token", "expired sign-in", "disabled account"]
COLUMNS = ["anybody", "guest link", *Role]


@dataclass(frozen=True)
class Caller:
    """What a request is sent with."""

    headers: dict[str, str]
    guest: str = "hr_no-such-link"
    """Secret of the guest link that stands in the path of guest routes."""


@dataclass(frozen=True)
class Scene:
    server: InProcessServer
    client: httpx.Client
    """One for all requests: making one takes longer than what it asks."""
    callers: dict[str, Caller]
    names: dict[str, Any]
    """What fills the names in a route's path: real ids."""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    root = tmp_path_factory.mktemp("media")
    picture_file(root / "one.png", 1)
    with server_in_process(root, tmp_path_factory.mktemp("data") / "data") as server:
        session_id = _commit(server, root)
        with server.client() as client:
            links = {
                "guest of a session": {"session_id": session_id},
                "guest of a search": {"search": {}},
                "guest with an expired link": {"search": {}},
            }
            secrets = {
                name: client.post("/api/guest-links", json=link).json()["url"].rpartition("/")[2]
                for name, link in links.items()
            }
            proof = client.get(f"/guest/{secrets['guest of a search']}/files").json()["files"][0]["thumbnail"]
        _expire_guest_link(server, secrets["guest with an expired link"])
        guests = {name: Caller({}, guest=secret) for name, secret in secrets.items()}
        names = {
            "session_id": session_id,
            "file_id": 1,
            "number": 1,
            "path": "icon.svg",
            "upload_id": "20260131-154500-1f3a9c",
            "proof": proof.partition("proof=")[2],
        }
        # A connection that carried a stream ends with it, so none is used twice.
        with httpx.Client(base_url=server.url, limits=httpx.Limits(max_keepalive_connections=0)) as client:
            yield Scene(server, client, guests | _people(server), names)


def _commit(server: InProcessServer, root: Path) -> str:
    with server.client() as client:
        started = client.post("/api/ingest/process", json={"parameters": {"directories": [str(root)]}})
        session_id = str(started.json()["session_id"])
        address = f"/api/ingest/status/{session_id}"
        for _ in range(2):
            wait_until(lambda: client.get(address).json()["status"], "the session ends", holds=lambda one: one in OVER)
            client.post("/api/ingest/commit", json={"session_id": session_id})
        wait_until(lambda: client.get("/api/library/files").json()["total"], "the file is in the library")
    return session_id


def _expire_guest_link(server: InProcessServer, secret: str) -> None:
    catalog = server.catalog
    link = catalog.credentials.find_guest_link(hash_secret(secret), time.time()).result()
    assert link is not None
    catalog.credentials.revoke_guest_link(link.link_id).result()
    catalog.credentials.create_guest_link(
        hash_secret(secret), (None, link.query), link.file_key, "ann", link.created_at, time.time() - 1
    ).result()


def _people(server: InProcessServer) -> dict[str, Caller]:
    """Return callers with good and bad tokens and sign-ins of every role."""
    catalog, now = server.catalog, time.time()
    callers = {
        "none": Caller({}),
        "wrong token": Caller(_bearer(make_secret())),
        "wrong cookie": Caller(_cookie(make_secret())),
    }
    for role in Role:
        account = catalog.accounts.add(role.value, role, "not the hash of any password", now).result()
        token, sign_in = make_secret(), make_secret()
        catalog.credentials.create_token(
            account.account_id, "script", role, hash_secret(token), now, now + DAY_S
        ).result()
        catalog.credentials.sign_in(
            account.account_id, hash_secret(sign_in), now, now + DAY_S, "127.0.0.1", "test"
        ).result()
        callers |= {f"{role} token": Caller(_bearer(token)), f"{role} sign-in": Caller(_cookie(sign_in))}
    admin = catalog.accounts.by_name("admin").result()
    assert admin is not None
    token, sign_in = make_secret(), make_secret()
    catalog.credentials.create_token(admin.account_id, "old", Role.ADMIN, hash_secret(token), 0, now - 1).result()
    catalog.credentials.sign_in(admin.account_id, hash_secret(sign_in), 0, now - 1, "127.0.0.1", "test").result()
    callers |= {"expired token": Caller(_bearer(token)), "expired sign-in": Caller(_cookie(sign_in))}
    gone, token = catalog.accounts.add("gone", Role.ADMIN, "no hash", now).result(), make_secret()
    catalog.credentials.create_token(gone.account_id, "x", Role.ADMIN, hash_secret(token), now, now + DAY_S).result()
    catalog.accounts.change(gone.account_id, disabled=True).result()
    return callers | {"disabled account": Caller(_bearer(token))}


def _bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def _cookie(secret: str) -> dict[str, str]:
    return {"Cookie": f"{SIGN_IN_COOKIE}={secret}"}


def is_let_in(scene: Scene, rule: tuple[str, str], caller: Caller) -> bool:
    """Ask a route. Whatever it answers, it was reached unless the answer is one of the three refusals."""
    method, template = rule
    names = scene.names | dict.fromkeys(("secret",), caller.guest)
    for name in ("sign_in", "token", "account", "link", "preset", "collection", "search", "export", "import"):
        names[f"{name}_id"] = 10**9
    if method not in ("GET", "PUT", "POST") and "session_id" in template:
        names["session_id"] = "nobody"  # the session stays: all callers ask about it
    path = re.sub(r"{(\w+)(:path)?}", lambda match: str(names[match[1]]), template)
    query = {"proof": names["proof"]} if template.endswith("files/{file_id}/thumbnail") else {}
    options: dict[str, Any] = {"json": {}} if method in ("POST", "PUT", "PATCH") else {}
    if template.endswith("{upload_id}/file"):
        options = {"content": b"x"}
        caller = replace(caller, headers=caller.headers | {"Content-Type": FILE_TYPE})
    with scene.client.stream(method, path, params=query, headers=caller.headers, **options) as response:
        is_refused = _is_refused(response)
    scene.client.cookies.clear()
    return not is_refused


def _is_refused(response: httpx.Response) -> bool:
    """The body is read only if it may be a refusal: the library's stream has no end."""
    if response.headers.get("content-type") != "application/json":
        return False
    response.read()
    document = response.json()
    code = document.get("error", {}).get("code") if isinstance(document, dict) else None
    assert code not in REFUSALS or response.status_code in (401, 403, 404)
    return code in REFUSALS


def table() -> dict[tuple[str, str], dict[str, bool]]:
    """Return the table that the docs print: route → who may use it."""
    head, _, *rows = printed_part("SECURITY.md").splitlines()
    columns = _cells(head)[1:]
    assert columns == COLUMNS
    found = {}
    for row in rows:
        route, *marks = _cells(row)
        method, _, path = route.strip("`").partition(" ")
        found[method, path] = {column: mark == "yes" for column, mark in zip(columns, marks, strict=True)}
    return found


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


LAST = ("POST", "/api/sign-out")
"""Ends the sign-in that asks, so it is asked last."""


def test_the_table_has_every_route_and_every_page(scene: Scene) -> None:
    paths = scene.client.get("/openapi.json", headers=scene.callers["admin token"].headers).json()["paths"]
    described = {(method.upper(), path) for path, operations in paths.items() for method in operations}
    assert set(RULES) == described | NOT_IN_OPENAPI
    assert set(table()) == set(RULES)


@pytest.mark.parametrize("name", CREDENTIALS)
def test_without_a_valid_credential_only_public_routes_answer(scene: Scene, name: str) -> None:
    let_in = {rule for rule in RULES if is_let_in(scene, rule, scene.callers[name])}
    assert let_in == {rule for rule, allowed in table().items() if allowed["anybody"]}


@pytest.mark.parametrize("kind", ["token", "sign-in"])
@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_what_the_table_says(scene: Scene, role: Role, kind: str) -> None:
    rules = sorted(RULES, key=lambda rule: rule == LAST)
    let_in = {rule for rule in rules if is_let_in(scene, rule, scene.callers[f"{role} {kind}"])}
    assert let_in == {rule for rule, allowed in table().items() if allowed[role]}


def test_a_guest_sees_what_the_link_shows_and_nothing_else(scene: Scene) -> None:
    def let_in(name: str) -> set[tuple[str, str]]:
        return {rule for rule in RULES if is_let_in(scene, rule, scene.callers[name])}

    anybody = {rule for rule, allowed in table().items() if allowed["anybody"]}
    by_both = let_in("guest of a session") | let_in("guest of a search")
    assert by_both == {rule for rule, allowed in table().items() if allowed["guest link"]}
    page = ("GET", "/guest/{secret}")
    progress = {("GET", "/guest/{secret}/status"), ("GET", "/guest/{secret}/stream")}
    assert let_in("guest of a session") == anybody | progress | {page}
    assert let_in("guest of a search") == by_both - progress
    assert let_in("guest with an expired link") == anybody


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_other_methods_open_nothing(scene: Scene, method: str) -> None:
    client = scene.client
    for _, template in RULES:
        path = re.sub(r"{(\w+)(:path)?}", "1", template)
        answer = client.request(method, path)
        is_public = table().get(("GET", template), {"anybody": False})["anybody"]
        assert is_public or answer.status_code in (401, 404), f"{method} {path}: {answer.status_code}"


def test_a_route_that_nobody_thought_of_is_closed(scene: Scene) -> None:
    client = scene.client
    for path in ("/nothing", "/api/nothing", "/redoc", "/docs/oauth2-redirect", "//library", "/static/../library"):
        assert client.get(path).status_code in (401, 404), path
        viewer = scene.callers["viewer token"].headers
        assert client.post(path, headers=viewer).status_code in (403, 404, 405), path


def test_a_person_is_sent_to_the_sign_in_page_and_a_script_is_told(scene: Scene) -> None:
    client = scene.client
    opened = client.get("/library?q=cat", headers={"Accept": "text/html"})
    assert (opened.status_code, opened.headers["location"]) == (303, "/sign-in?next=%2Flibrary%3Fq%3Dcat")
    answer = client.get("/api/library/files")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["error"]["cure"].startswith("Sign in at /sign-in")
