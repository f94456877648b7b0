"""A trusted proxy names the user and the client's address. Nobody else can.

The proxy of the test is a real one, on the address 127.0.0.2. Everybody else connects from 127.0.0.1.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from app.domain.access import Role
from tests.access.support import PASSWORD, WRONG
from tests.http.access.support import add_account
from tests.support.server import HeadraceProcess

pytestmark = pytest.mark.slow

PROXY_ADDRESS = "127.0.0.2"
GUESSES = 10
HOP_BY_HOP = ("connection", "transfer-encoding", "content-length", "content-encoding", "host")


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return {
        "HEADRACE_TRUSTED_PROXIES": f'["{PROXY_ADDRESS}/31", "2001:db8::/32"]',
        "HEADRACE_PROXY_USER_HEADER": "Remote-User",
        "HEADRACE_NEW_ACCOUNT_ROLE": "editor",
    }


@contextmanager
def proxy(server: HeadraceProcess, sets: Mapping[str, str], *, replaces: bool = True) -> Iterator[str]:
    """Run a reverse proxy that sets headers, and return its address; with `replaces` false it only adds them."""
    upstream = httpx.Client(base_url=server.url, transport=httpx.HTTPTransport(local_address=PROXY_ADDRESS))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._forward(b"")

        def do_POST(self) -> None:
            self._forward(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _forward(self, body: bytes) -> None:
            given = [(name, value) for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP]
            if replaces:
                given = [(name, value) for name, value in given if name.lower() not in map(str.lower, sets)]
            headers = [(name.encode(), value.encode()) for name, value in (*given, *sets.items())]
            answer = upstream.request(self.command, self.path, headers=headers, content=body)
            self.send_response(answer.status_code)
            for name, value in answer.headers.multi_items():
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            return

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}"
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
        upstream.close()


def me(url: str, headers: Sequence[tuple[str, str]] = ()) -> httpx.Response:
    return httpx.get(f"{url}/api/account", headers=list(headers), timeout=60)


def test_whom_the_proxy_names_gets_an_account_and_is_let_in(server: HeadraceProcess) -> None:
    with proxy(server, {"Remote-User": "ann"}) as url:
        found = me(url).json()
        assert (found["name"], found["role"], found["credential"]) == ("ann", "editor", "proxy")
        assert found["account"]["has_password"] is False
        assert me(url).json()["account"] == found["account"]
        assert me(url, [("Remote-User", "admin")]).json()["name"] == "ann", "the proxy replaces what it is sent"


def test_a_name_beyond_ascii_arrives_as_the_proxy_wrote_it(server: HeadraceProcess) -> None:
    with proxy(server, {"Remote-User": "Jürgen"}) as url:
        assert me(url).json()["name"] == "Jürgen"


def test_nobody_but_the_proxy_can_name_a_user(server: HeadraceProcess) -> None:
    add_account(server, "boss", Role.ADMIN)
    for extra in (
        [],
        [("X-Forwarded-For", PROXY_ADDRESS)],
        [("X-Forwarded-For", "10.0.0.1"), ("X-Real-IP", PROXY_ADDRESS)],
    ):
        answer = me(server.url, [("Remote-User", "boss"), *extra])
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_signed_in"), extra


def test_a_client_cannot_pretend_to_be_the_proxy_through_the_proxy(server: HeadraceProcess) -> None:
    """The client's address is what the proxy says; whether the proxy is trusted is not."""
    with proxy(server, {"X-Forwarded-For": PROXY_ADDRESS}) as url:
        assert me(url).status_code == 401
    with proxy(server, {"X-Forwarded-For": "203.0.113.9", "Remote-User": "ann"}) as url:
        assert me(url).json()["name"] == "ann"


def test_a_header_that_the_client_sent_beside_the_proxys_names_nobody(server: HeadraceProcess) -> None:
    add_account(server, "chief", Role.ADMIN)
    with proxy(server, {"Remote-User": "ann"}, replaces=False) as url:
        assert me(url).json()["name"] == "ann"
        assert me(url, [("Remote-User", "chief")]).status_code == 401


def test_an_empty_or_impossible_name_is_nobody(server: HeadraceProcess) -> None:
    for name in ("", "n" * 65):
        with proxy(server, {"Remote-User": name}) as url:
            assert me(url).status_code == 401


def test_a_disabled_account_is_refused_behind_the_proxy(server: HeadraceProcess) -> None:
    add_account(server, "keeper", Role.ADMIN)
    with httpx.Client(base_url=server.url, timeout=60) as admin, proxy(server, {"Remote-User": "banned"}) as url:
        admin.post("/api/sign-in", json={"name": "keeper", "password": PASSWORD}).raise_for_status()
        number = me(url).json()["account"]["id"]
        admin.patch(f"/api/accounts/{number}", json={"disabled": True}).raise_for_status()
        assert me(url).status_code == 401


def test_guesses_from_one_address_lock_out_no_other_behind_the_same_proxy(server: HeadraceProcess) -> None:
    add_account(server, "victim")
    with proxy(server, {"X-Forwarded-For": "203.0.113.7"}) as attacker, proxy(server, {}) as direct:
        for _ in range(GUESSES):
            httpx.post(f"{attacker}/api/sign-in", json={"name": "victim", "password": WRONG}, timeout=60)
        right = {"name": "victim", "password": PASSWORD}
        assert httpx.post(f"{attacker}/api/sign-in", json=right, timeout=60).status_code == 429
        forged = httpx.post(f"{server.url}/api/sign-in", json=right, headers={"X-Forwarded-For": "203.0.113.7"})
        assert forged.status_code == 200, "the header counts only from the proxy"
        answer = httpx.post(f"{direct}/api/sign-in", json=right, headers={"X-Forwarded-For": "203.0.113.8"}, timeout=60)
        assert answer.status_code == 200
        cookie = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
        sign_ins = httpx.get(f"{server.url}/api/account", headers=cookie, timeout=60).json()["sign_ins"]
        assert sorted(one["address"] for one in sign_ins) == ["127.0.0.1", "203.0.113.8"]
