"""Whatever a request holds ends in an answer that says what was wrong with it, and never in a defect of the server.

The requests are made from `/openapi.json`: each parameter, each value of each body and the headers that a route reads
are set to values that break parsers, file systems and databases, one at a time.
"""

from __future__ import annotations

import copy
import http.client
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest

from app.http.bodies import HEAD_BYTES
from tests.http.surface.support import code_of, exchange, get
from tests.support.preview import picture_file
from tests.support.server import HeadraceProcess, committed_library, on_both_databases

pytestmark = pytest.mark.slow
pytest_generate_tests = on_both_databases

DIGITS = "9" * 5000
IN_ADDRESSES = {
    "empty": "",
    "long": "x" * 5000,
    "long path": "/" + "x" * 5000,
    "long component": "{root}/" + "x" * 300,
    "deep path": "{root}/" + "x/" * 2000,
    "NUL": "%00",
    "NUL in a path": "{root}/a%00b",
    "control characters": "%01%0a%0d%1b%7f",
    "no UTF-8": "%ff%fe",
    "a surrogate": "%ed%a0%80",
    "half an escape": "%",
    "no escape": "%zz",
    "digits": DIGITS,
    "a large number": str(2**63),
    "a negative number": "-1",
    "no number": "NaN",
    "an infinite number": "1e999",
    "digits of another script": quote("١٢٣"),
    "the folder above": "..%2f..%2fetc%2fpasswd",
    "an emoji": quote("😀"),
    "quotes": quote("'\";--<>"),
    "patterns": "%25_%5c*",
}
IN_BODIES: dict[str, str] = {
    "empty": '""',
    "long": json.dumps("x" * 5000),
    "long component": json.dumps("{root}/" + "x" * 300),
    "deep path": json.dumps("{root}/" + "x/" * 2000),
    "a surrogate": '"\\ud800"',
    "a surrogate in a path": '"{root}/\\ud800"',
    "a byte that is not UTF-8": '"{root}/\\udcff"',
    "NUL": '"\\u0000"',
    "NUL in a path": '"{root}/a\\u0000b"',
    "control characters": '"\\u0001\\n\\r\\u001b\\u007f"',
    "digits in a text": f'"{DIGITS}"',
    "digits": DIGITS,
    "a large number": str(2**63),
    "a larger number": str(2**64),
    "a negative number": "-1",
    "no number": "NaN",
    "an infinite number": "1e999",
    "minus infinity": "-Infinity",
    "a fraction": "0.5",
    "null": "null",
    "true": "true",
    "a list": "[]",
    "a list of lists": "[[[]]]",
    "an object": "{}",
    "the folder above": '"{root}/../../../etc"',
    "quotes": json.dumps("'\";--<>"),
    "a broken pattern": json.dumps("[z-a]|[!|***?[[:alpha:]]"),
    "stars": json.dumps("*a" * 900 + "b"),
    "no JSON": "nonsense",
}
OF_DATABASES = {
    *("NUL", "NUL in a path", "control characters", "no UTF-8", "a surrogate", "a surrogate in a path"),
    *("a byte that is not UTF-8", "digits", "digits of another script", "a large number", "a larger number"),
    *("a negative number", "no number", "an infinite number", "a fraction", "an emoji", "quotes", "patterns", "stars"),
}
"""Values that databases take differently. Parsers and file systems are the same with each."""
HEADERS = {
    "GET /api/ingest/stream/{session_id}": {"Last-Event-ID": [DIGITS, f"a-{DIGITS}", "\xff\xfe", "x" * 5000, "-", ""]},
    "GET /ingest-v2": {"Cookie": [f"headrace_rollout={value}" for value in (DIGITS, "²", "-1", "NaN", "\xff", '"')]},
    "GET /static/icon.svg": {
        "Range": ["bytes=-", f"bytes={DIGITS}-", f"bytes=0-{DIGITS}", "lines=1-2", "bytes=" + "0-0," * 2000, "\xff"],
        "If-Range": ["\xff", DIGITS],
        "If-Modified-Since": ["yesterday", DIGITS, "\xff"],
        "If-None-Match": ["*", '"', "\xff" * 1000],
    },
    "GET /healthz": {
        "Accept": ["\xff", DIGITS],
        "Content-Type": ["\xff", ";" * 5000],
        "Origin": ["\xff", DIGITS],
        "X-Forwarded-For": [DIGITS, "[", "\xff", f"1.2.3.4:{DIGITS}"],
        "X-Forwarded-Proto": ["\xff"],
        "Upgrade": ["websocket"],
    },
}
FILE_HEADERS = HEADERS["GET /static/icon.svg"]
ODD_TARGETS = (
    *(f"/{value}" for name, value in IN_ADDRESSES.items() if name not in ("empty", "long path")),
    *(f"/static/{value}" for name, value in IN_ADDRESSES.items() if name != "long path"),
    *(f"/docs?{value}" for value in IN_ADDRESSES.values()),
    "//",
    "//evil.example/..",
    "/api/ingest/session/",
    "/ingest-v2/",
    "/?" + "&" * 10_000,
    "/?" + "=" * 10_000,
)


@dataclass
class Wire:
    """Sends requests as they are written, and collects those that were answered badly."""

    server: HeadraceProcess
    asked: int = 0
    failures: list[str] = field(default_factory=list)

    def ask(self, method: str, target: str, body: str | None = None, headers: dict[str, str] | None = None) -> None:
        target = target.replace("{root}", str(self.server.roots[0]))
        body = body and body.replace("{root}", str(self.server.roots[0]))
        sent = {"Content-Type": "application/json"} if body is not None else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            connection.request(
                method, target, None if body is None else body.encode("ascii"), sent | (headers or {}) | CLOSE
            )
            answer = connection.getresponse()
            received = httpx.Response(answer.status, content=answer.read(), headers=answer.getheaders())
        finally:
            connection.close()
        self.asked += 1
        if problem := problem_with(method, target, received):
            self.failures.append(f"{method} {target[:120]} {(body or '')[:120]} {headers or ''}: {problem}")


SEARCHES = {
    "characters that are words": "漢" * 4000,
    "a long phrase": '"' + "ab " * 1300 + '"',
    "a phrase of characters": '"' + "漢字" * 1900 + '"',
    "many words": " ".join(f"word{number}" for number in range(64)),
    "many exclusions": " ".join(f"-word{number}" for number in range(64)),
    "many phrases": " ".join(f'"cat {number} dog {number}"' for number in range(64)),
    "operators": 'cat AND OR NOT NEAR(a b, 5) ^x {col}: * + "',
    "prefixes": "cat* c* *",
    "quotes": '"' * 4000,
    "hyphens": "-" * 4000,
    "letters that grow": "\ufdfa" * 4000,
    "marks": "a" + "\u0301" * 3900,
}


CLOSE = {"Connection": "close"}
SHORT = {"events": 1, "every_ms": 10}
"""Test events take as long as they are asked to."""
PAGES_OF_LINKS = ("/invitation/", "/guest/")


def problem_with(method: str, target: str, answer: httpx.Response) -> str | None:
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.text[:200]}"
    if answer.status_code == 404 and target.startswith(PAGES_OF_LINKS):
        return None  # a page for people says that the link is over
    if answer.status_code >= 400 and method != "HEAD":
        try:
            code_of(answer)
        except (ValueError, KeyError, AssertionError):
            return f"{answer.status_code}, not in the shape of all errors: {answer.text[:200]}"
    return None


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    folder = tmp_path_factory.mktemp("media")
    for number in range(3):
        picture_file(folder / f"{number}.png", number, prompt="a cat", seed=number, score=3)
    return [folder]


@pytest.fixture(scope="module")
def names(server: HeadraceProcess) -> dict[str, Any]:
    """Values with which each route has something to do."""
    folder = str(server.roots[0])
    committed_library(server, Path(folder))
    session_id = server.process_folders(Path(folder), skip_existing=False, enable_nsfw_detection=False)
    server.wait_until_over(session_id)
    with server.client() as client:
        files = client.get(f"/api/ingest/session/{session_id}/files").json()["files"]
    return {
        "session_id": session_id,
        "file_id": files[0]["id"],
        "file_ids": [files[0]["id"]],
        "path": folder,
        "folder": folder,
        "directory": folder,
        "directories": [folder],
        "pattern": "*.png",
        "format": "json",
        "captured_from": "2024",
        "captured_to": "2024",
        "added_from": "2024",
        "added_to": "2024",
        "after": None,
        "stack": "ab",
    }


@pytest.fixture(scope="module")
def described(server: HeadraceProcess) -> dict[str, Any]:
    with server.client() as client:
        document: dict[str, Any] = client.get("/openapi.json").json()
        return document


@pytest.fixture
def wire(server: HeadraceProcess) -> Iterator[Wire]:
    wire = Wire(server)
    yield wire
    assert wire.failures == []
    with server.client() as client:
        assert client.get("/readyz").status_code == 200
    assert "Traceback" not in server.log.read_text()


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def address(path: str, names: dict[str, Any], **other: str) -> str:
    """Fill the names in a path. Values of `other` are percent-encoded already."""
    for name, value in names.items():
        path = path.replace(f"{{{name}}}", other.get(name, quote(str(value), safe="")))
    return path


@pytest.fixture(scope="module")
def wanted(server: HeadraceProcess) -> set[str]:
    """The names of the values to send: all to one server, and those of databases to the one with another database."""
    return OF_DATABASES if "HEADRACE_DATABASE_URL" in server.environ else {*IN_ADDRESSES, *IN_BODIES}


def chosen(values: dict[str, str], wanted: set[str]) -> list[str]:
    return [value for name, value in values.items() if name in wanted]


def test_nasty_values_in_paths(wire: Wire, described: dict[str, Any], names: dict[str, Any], wanted: set[str]) -> None:
    for method, path, operation in operations(described):
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "path":
                for value in chosen(IN_ADDRESSES, wanted):
                    target = address(path, names, **{parameter["name"]: value.replace("{root}/", "")})
                    wire.ask(method, target, "{}" if "requestBody" in operation else None)
    assert wire.asked > 500


def test_nasty_values_in_queries(
    wire: Wire, described: dict[str, Any], names: dict[str, Any], wanted: set[str]
) -> None:
    for method, path, operation in operations(described):
        parameters = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
        known = {name: value for name, value in SHORT.items() if name in parameters}
        for name, value in itertools.product(
            [*parameters, *(["unknown"] if parameters else [])], chosen(IN_ADDRESSES, wanted)
        ):
            others = urlencode({other: short for other, short in known.items() if other != name})
            wire.ask(method, f"{address(path, names)}?{name}={value}&{others}".rstrip("&"))
    assert wire.asked > 800


def test_nasty_values_in_bodies(wire: Wire, described: dict[str, Any], names: dict[str, Any], wanted: set[str]) -> None:
    for method, path, operation in operations(described):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            sound = example(content["schema"], described, names)
            for place in places(sound):
                for value in chosen(IN_BODIES, wanted):
                    wire.ask(method, address(path, names), with_value(sound, place, value))
    assert wire.asked > 500


def test_nasty_values_in_headers(wire: Wire, names: dict[str, Any]) -> None:
    files = [f"GET /api/ingest/{kind}/{names['file_id']}/original" for kind in ("file", "library")]
    for operation, headers in (HEADERS | dict.fromkeys(files, FILE_HEADERS)).items():
        method, path = operation.split()
        for name, values in headers.items():
            for value in values:
                together = {"Range": "bytes=0-1"} if name == "If-Range" else {}
                wire.ask(method, address(path, names), headers=together | {name: value})


@pytest.mark.parametrize("last", HEADERS["GET /api/ingest/stream/{session_id}"]["Last-Event-ID"])
def test_the_stream_without_an_end_begins_whatever_is_said_to_have_come_last(
    server: HeadraceProcess, last: str
) -> None:
    with (
        server.client() as client,
        client.stream("GET", "/api/library/stream", headers={b"Last-Event-ID": last.encode("latin-1")}) as answer,
    ):
        assert answer.status_code == 200
        assert next(answer.iter_lines())
    assert "Traceback" not in server.log.read_text()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"\x16\x03\x01\x02 TLS\r\n\r\n", "malformed_request"),
        (b"GET /healthz HTTP/1.1\r\n\r\n", "malformed_request"),
        (get("/healthz", "X-Long: " + "x" * HEAD_BYTES), "head_too_large"),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 2 * HEAD_BYTES, "head_too_large"),
        (get("/nowhere", f"Content-Length: {DIGITS}", method="POST"), "malformed_request"),
        (get("/nowhere", "Content-Length: -1", method="POST"), "malformed_request"),
    ],
    ids=["TLS", "no host", "long head", "endless head", "long length", "negative length"],
)
def test_what_is_hardly_http(server: HeadraceProcess, sent: bytes, code: str) -> None:
    assert exchange(("127.0.0.1", server.port), sent).code == code


def test_odd_addresses_and_methods(wire: Wire) -> None:
    for target in ODD_TARGETS:
        wire.ask("GET", target)
    for method in ("OPTIONS", "HEAD", "PUT", "TRACE", "PATCH", "PROPFIND"):
        for target in ("/", "/healthz", "/static/icon.svg", "/api/ingest/stream/x", "/api/ingest/sessions", "/docs"):
            wire.ask(method, target)


@pytest.mark.parametrize("name", SEARCHES)
def test_searches_for_anything(wire: Wire, names: dict[str, Any], name: str) -> None:
    typed = quote(SEARCHES[name])
    wire.ask("GET", f"/api/library/files?q={typed}")
    wire.ask("GET", f"/api/library/files?q={typed}&sort=path&nsfw=false&keyword={typed[:60]}")
    wire.ask("GET", f"/api/library/keywords?prefix={quote(SEARCHES[name][:200])}")
    wire.ask("GET", f"/api/ingest/session/{names['session_id']}/files?q={quote(SEARCHES[name][:1000])}")


def test_values_that_are_many(wire: Wire, names: dict[str, Any]) -> None:
    many = [("keyword", "a")] * 200
    wire.ask("GET", f"/api/library/files?{urlencode(many)}")
    wire.ask("POST", "/api/ingest/file-types", json.dumps({"directories": ["/nowhere"] * 1001}))
    wire.ask("POST", "/api/ingest/process", json.dumps({"parameters": {"directories": names["directories"] * 1001}}))
    for pattern in ("|".join(["*.png"] * 101), "*a" * 375_000):
        parameters = {"directories": names["directories"], "pattern": pattern}
        wire.ask("POST", "/api/ingest/process", json.dumps({"parameters": parameters}))


def example(schema: dict[str, Any], described: dict[str, Any], names: dict[str, Any], name: str = "") -> Any:
    """Return a value that fits a schema, with all its fields."""
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return example(schema, described, names, name)
    if name in names:
        return names[name]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], described, names)
    if "enum" in schema:
        return schema["enum"][0]
    fields, items = schema.get("properties", {}), schema.get("items")
    simple = {"string": "x", "integer": 1, "number": 0.5, "boolean": True, "array": [], "object": {}}[schema["type"]]
    if fields:
        return {key: example(value, described, names, key) for key, value in fields.items()}
    return simple if items is None else [example(items, described, names)]


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the keys that lead to each value inside `value`, and to the whole."""
    yield above
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in below:
        yield from places(inner, (*above, key))


def with_value(sound: Any, place: tuple[Any, ...], value: str) -> str:
    """Return `sound` as JSON, with the text `value` at one place."""
    if not place:
        return value
    changed = copy.deepcopy(sound)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = "@"
    return json.dumps(changed).replace('"@"', value)
