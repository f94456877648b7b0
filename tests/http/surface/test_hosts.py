"""A request for a host that the server does not serve is refused: a page of another site can rename this server."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.http.hosts import SETTING, AllowedHosts, parse_host
from tests.http.surface.support import ask, code_of, unstarted_app

PATHS = ("/healthz", "/metrics", "/openapi.json", "/static/icon.svg", "/nowhere", "/api/ingest/stream/x")
WILDCARDS = ("0.0.0.0", "::")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return unstarted_app(tmp_path_factory.mktemp("media"))


def answer_for(app: FastAPI, host: str, path: str = "/healthz", method: str = "GET") -> httpx.Response:
    return ask(app, httpx.Request(method, f"http://localhost{path}", headers={"Host": host}))


@pytest.mark.parametrize("path", PATHS)
def test_a_foreign_host_is_refused_everywhere_with_the_cure(path: str, app: FastAPI) -> None:
    answer = answer_for(app, "evil.example", path)
    assert (answer.status_code, code_of(answer)) == (421, "unknown_host")
    assert SETTING in answer.json()["error"]["cure"]


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LocalHost:8420",
        "localhost.",
        "photos.localhost:8420",
        "127.0.0.1",
        "127.0.0.1:8420",
        "127.1.2.3:1",
        "[::1]",
        "[::1]:8420",
        "192.168.1.5:8420",
        "[fe80::1]:8420",
    ],
)
def test_loopback_names_and_addresses_are_served(host: str, app: FastAPI) -> None:
    assert answer_for(app, host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "localhost.evil.example",
        "evil.example:8420",
        "127.0.0.1.evil.example",
        "notlocalhost",
        "photos.example.org",
        socket.gethostname() + ".evil.example",
    ],
)
def test_names_that_only_look_like_a_loopback_name_are_refused(host: str, app: FastAPI) -> None:
    assert code_of(answer_for(app, host)) == "unknown_host"


@pytest.mark.parametrize(
    "host", ["", "a b", "evil.example/", "user@localhost", "localhost:port", "localhost:999999", "[::1", "::1", "[1.2]"]
)
def test_what_is_no_host_is_refused(host: str, app: FastAPI) -> None:
    answer = answer_for(app, host)
    assert (answer.status_code, code_of(answer)) == (400, "malformed_request")


def test_no_host_and_several_hosts_are_refused(app: FastAPI) -> None:
    several = httpx.Request(
        "GET", "http://localhost/healthz", headers=[("Host", "localhost"), ("Host", "evil.example")]
    )
    none = httpx.Request("GET", "http://localhost/healthz")
    del none.headers["Host"]
    assert [code_of(ask(app, request)) for request in (several, none)] == ["malformed_request"] * 2


def test_the_setting_names_further_hosts(tmp_path: Path) -> None:
    app = unstarted_app(tmp_path, allowed_hosts=["Photos.Example.org", "*.lan"])
    served = ("photos.example.org", "photos.example.org:443", "nas.lan", "a.b.lan")
    assert [answer_for(app, host).status_code for host in served] == [200] * len(served)
    refused = ("example.org", "x.photos.example.org", "lan", "nas.lan.evil.example", "evillan")
    assert [answer_for(app, host).status_code for host in refused] == [421] * len(refused)


@pytest.mark.parametrize("listening", WILDCARDS)
def test_a_server_for_other_machines_has_the_name_of_its_machine(listening: str, tmp_path: Path) -> None:
    app = unstarted_app(tmp_path, host=listening)
    assert answer_for(app, f"{socket.gethostname().upper()}:8420").status_code == 200
    assert answer_for(app, "evil.example").status_code == 421


def test_the_name_that_the_server_listens_on_is_served(tmp_path: Path) -> None:
    assert answer_for(unstarted_app(tmp_path, host="nas.lan"), "nas.lan:8420").status_code == 200


@pytest.mark.parametrize("host", ["http://example.org", "example.org:8420", "*", "a.*.org", "", "exam ple"])
def test_the_setting_refuses_what_is_no_host(host: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not a host"):
        unstarted_app(tmp_path, allowed_hosts=[host])


def test_an_address_may_be_written_in_any_way() -> None:
    assert parse_host("[0:0:0:0:0:0:0:1]:80") == parse_host("[::1]")
    assert parse_host("Example.ORG.:443") == parse_host("example.org")


def test_a_name_of_an_address_is_no_address() -> None:
    hosts = AllowedHosts("127.0.0.1", [])
    name = parse_host("127.0.0.1.nip.example")
    assert name is not None and name not in hosts
