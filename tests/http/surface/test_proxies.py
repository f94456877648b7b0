"""A client's address is what its connection says, unless the connection comes from a proxy that a setting names."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from app.catalog import Catalog
from app.domain.access import Role
from app.settings import Settings
from tests.access.support import add_token
from tests.http.access.support import url_of
from tests.support.control import endless_files
from tests.support.paths import REPOSITORY
from tests.support.server import HeadraceProcess, NewServer

pytestmark = pytest.mark.slow

DOCUMENT = REPOSITORY / "docs" / "proxies.md"
FORGED = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
ONE_STREAM = {"HEADRACE_STREAMS_PER_ADDRESS": "1"}


def status_of_second_stream(server: HeadraceProcess, headers: dict[str, str]) -> int:
    """Open a stream, and return the status of another one that claims to come from elsewhere."""
    session_id = server.process_folders(endless_files(Path(server.roots[0]) / "slow", 1))
    server.wait_for(session_id, "the session reads files", lambda state: state["status"] == "processing")
    address = f"/api/ingest/stream/{session_id}"
    with server.client() as client, client.stream("GET", address) as first:
        assert first.status_code == 200
        with client.stream("GET", address, headers=headers) as second:
            return second.status_code


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({}, 429),
        ({"FORWARDED_ALLOW_IPS": "*"}, 429),
        ({"HEADRACE_TRUSTED_PROXIES": '["203.0.113.0/24"]'}, 429),
        ({"HEADRACE_TRUSTED_PROXIES": '["127.0.0.1"]'}, 200),
        ({"HEADRACE_TRUSTED_PROXIES": '["127.0.0.0/8", "::1"]'}, 200),
    ],
    ids=str,
)
def test_only_a_named_proxy_is_believed(
    environ: dict[str, str], status: int, new_server: NewServer, tmp_path: Path
) -> None:
    with new_server(tmp_path, environ=ONE_STREAM | environ) as server:
        # A server that believes a proxy is open to nobody, also on a loopback address.
        with closing(Catalog(url_of(server))) as catalog:
            server.headers = {"Authorization": f"Bearer {add_token(catalog, None, Role.EDITOR)}"}
        assert status_of_second_stream(server, FORGED) == status


def test_every_example_of_a_proxy_names_the_settings_that_it_needs() -> None:
    blocks = re.findall(r"```(?:nginx|haproxy|caddyfile|apache)\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    assert len(blocks) == 4
    for block in blocks:
        assert "HEADRACE_ALLOWED_HOSTS=" in block and "HEADRACE_TRUSTED_PROXIES=" in block


@pytest.mark.parametrize("proxy", ["*", "proxy.example.org", "10.0.0.1/8", "", "10.0.0"])
def test_a_proxy_is_named_by_its_address(proxy: str) -> None:
    with pytest.raises(ValueError, match="is not the address or the network of a proxy"):
        Settings(trusted_proxies=[proxy])


def test_a_forged_address_changes_no_answer(new_server: NewServer, tmp_path: Path) -> None:
    with new_server(tmp_path) as server, server.client() as client:
        answers = [client.get("/", headers=headers) for headers in ({}, FORGED)]
        assert [answer.status_code for answer in answers] == [httpx.codes.TEMPORARY_REDIRECT] * 2
        assert answers[0].headers["location"] == answers[1].headers["location"]
