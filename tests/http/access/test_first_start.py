"""The first start: who may do what before there is an account, and how the first admin gets in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.demo import Manifest
from app.domain.access import Role
from tests.access.support import PASSWORD
from tests.http.access.support import add_account
from tests.support.server import HeadraceProcess, NewServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

LINK = re.compile(r"http://\S+(/invitation/hr_\S+)")
OTHERS_CAN_REACH_IT = {"HEADRACE_HOST": "0.0.0.0"}


def output(server: HeadraceProcess) -> str:
    return server.data.with_name(server.data.name + ".out").read_text()


def test_a_server_that_others_reach_prints_a_link_that_makes_one_admin_once(
    new_server: NewServer, demo: tuple[Path, Manifest], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with new_server(demo[0], data=data, environ=OTHERS_CAN_REACH_IT) as server, server.client() as client:
        assert client.get("/api/ingest/sessions").status_code == 401, "nobody is let in before"
        links = wait_until(
            lambda: LINK.findall(output(server)), "the link is printed", holds=lambda found: len(found) == 2
        )
        assert len(set(links)) == 1, "one link, with the names under which the server can be reached"
        assert client.get(links[0]).status_code == 200
        secret = links[0].rpartition("/")[2]
        answer = client.post("/api/invitation", json={"secret": secret, "name": "ann", "password": PASSWORD})
        assert answer.json() == {"name": "ann", "role": "admin"}
        assert client.get("/api/accounts").status_code == 200
        client.cookies.clear()
        again = client.post("/api/invitation", json={"secret": secret, "name": "eve", "password": PASSWORD})
        assert (again.status_code, again.json()["error"]["code"]) == (404, "unknown_invitation")
        assert client.get(links[0]).status_code == 404
        assert secret not in server.log.read_text()
        server.stop()
        server.start()
        assert client.get("/healthz").status_code == 200
        assert server.stop() in (0, -15), "it has written all that it writes"
        assert "invitation" not in output(server)


@pytest.mark.parametrize(
    "environ",
    [
        {"HEADRACE_TRUSTED_PROXIES": '["127.0.0.1"]'},
        {"HEADRACE_OIDC_ISSUER": "http://localhost:9", "HEADRACE_OIDC_CLIENT_ID": "headrace"},
    ],
    ids=["a proxy", "a provider"],
)
def test_a_server_to_which_something_brings_others_is_not_open_on_loopback(
    environ: dict[str, str], new_server: NewServer, demo: tuple[Path, Manifest]
) -> None:
    with new_server(demo[0], environ=environ) as server, server.client() as client:
        assert client.get("/api/ingest/sessions").status_code == 401
        wait_until(lambda: LINK.findall(output(server)), "the link is printed")


def test_on_loopback_nothing_is_asked_until_there_is_an_admin(
    new_server: NewServer, demo: tuple[Path, Manifest]
) -> None:
    with new_server(demo[0]) as server, server.client() as client:
        me = client.get("/api/account").json()
        assert (me["name"], me["role"], me["credential"]) == ("local", "admin", "local")
        add_account(server, "viewer", Role.VIEWER)
        assert client.get("/api/accounts").status_code == 200
        add_account(server, "ann", Role.ADMIN)
        refused = wait_until(
            lambda: client.get("/api/accounts"),
            "the server asks for a sign-in, within the second for which it remembers",
            holds=lambda answer: answer.status_code == 401,
        )
        assert refused.json()["error"]["code"] == "not_signed_in"
        assert refused.headers["www-authenticate"] == "Bearer"
        page = client.get("/ingest-v2?session=x", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=%2Fingest-v2%3Fsession%3Dx")
        assert "invitation" not in output(server)
        signed_in = client.post("/api/sign-in", json={"name": "ANN", "password": PASSWORD})
        assert signed_in.json() == {"name": "ann", "role": "admin"}
        assert client.get("/api/accounts").status_code == 200
