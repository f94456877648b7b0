"""Clients written by others, and what they read from the stream."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from httpx_sse import connect_sse
from playwright.sync_api import Browser, Page
from sseclient import SSEClient

from app.domain.progress import Progress, Status
from app.live import Channel, CompactDecoder, LiveSettings, status_document
from app.live.format.status_document import to_json
from tests.live.support import LiveServer, failure, progress
from tests.support.paths import REPOSITORY
from tests.support.waiting import wait_until

pytestmark = pytest.mark.server

COMPACT = "?format=compact"
DECISION = REPOSITORY / "docs" / "decisions" / "0301-compact-frames.md"
LAST = progress(Status.COMPLETED, done=1000, failed=2, errors=(failure(1), failure(2)), elapsed=3.25)


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with LiveServer(LiveSettings(keepalive_s=0.2)) as running:
        yield running


def as_json(state: Progress) -> Any:
    return json.loads(to_json(status_document(state)))


def run_session(server: LiveServer, channel: Channel, pause_s: float = 0.02) -> None:
    """Publish a session with two failures and a quiet moment; its last state is `LAST`."""
    for number in range(20):
        server.publish(channel, progress(done=number, current_file=f"/media/out/{number}.png", elapsed=number / 10))
        time.sleep(pause_s)
    server.publish(channel, progress(done=20, failed=1, errors=(failure(1),)), failure(1))
    server.publish(channel, progress(done=21, failed=2, errors=LAST.errors), failure(2))
    time.sleep(0.5)
    server.publish(channel, LAST)


@pytest.fixture
def session(server: LiveServer) -> Iterator[None]:
    """A session that begins when its first watcher has connected."""
    channel = server.open(progress())

    def run() -> None:
        server.wait_for_open_streams(1)
        run_session(server, channel)

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join()


@pytest.mark.usefixtures("session")
def test_httpx_sse_reads_whole_documents(server: LiveServer) -> None:
    with httpx.Client() as client, connect_sse(client, "GET", server.stream_url()) as source:
        documents = [event.json() for event in source.iter_sse() if event.event == "message"]
    assert len(documents) > 5
    assert documents[-1] == as_json(LAST)


@pytest.mark.usefixtures("session")
def test_httpx_sse_reads_compressed_frames(server: LiveServer) -> None:
    decoder = CompactDecoder()
    with httpx.Client() as client, connect_sse(client, "GET", server.stream_url(query=COMPACT)) as source:
        assert source.response.headers["content-encoding"] == "gzip"
        for event in source.iter_sse():
            decoder.apply(event.event, event.data)
    assert decoder.has_ended
    assert decoder.document == as_json(LAST)


@pytest.mark.usefixtures("session")
def test_sseclient_py_reads_whole_documents(server: LiveServer) -> None:
    with httpx.stream("GET", server.stream_url(), timeout=10) as response:
        seen = list(SSEClient(response.iter_bytes()).events())
    assert {event.event for event in seen if event.data} == {"message"}
    assert json.loads(seen[-1].data) == as_json(LAST)
    assert seen[-1].id


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("flags", [[], ["--compressed"]], ids=["plain", "compressed"])
def test_curl_shows_events_as_they_arrive_and_ends_with_the_stream(server: LiveServer, flags: list[str]) -> None:
    command = ["curl", "--no-buffer", "--silent", "--show-error", "--fail", *flags, server.stream_url(query=COMPACT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as curl:
        assert curl.stdout is not None
        first = curl.stdout.readline()
        assert server.metric("open") == 1, "the first line arrived while the stream was open"
        rest = curl.stdout.read()
        assert curl.wait() == 0, "curl saw a complete response"
    assert first == b"retry:1000\n"
    assert b"event:failure" in rest
    assert rest.rstrip().endswith(b"}")


# A browser

FOUNDING_CLIENT = """(url) => new Promise((resolve) => {
    const seen = [];
    const source = new EventSource(url);
    source.onmessage = (event) => {
        const { status, progress, total_files, current_file, processed_files, stats, errors } = JSON.parse(event.data);
        seen.push({ status, progress, total_files, current_file, processed_files, stats, errors });
        if (status === "completed") { source.close(); resolve(seen); }
    };
})"""

PAGE_CLIENT = """async ([url, count, everyMs, code]) => {
    const applyPatch = new Function(`${code}; return applyPatch;`)();
    const watch = () => new Promise((resolve) => {
        let document, keepalives = 0, problems = 0;
        const source = new EventSource(url);
        source.addEventListener("snapshot", (event) => { document = JSON.parse(event.data); });
        source.addEventListener("failure", (event) => {
            const [at, path, step, reason] = JSON.parse(event.data);
            document.errors = [...document.errors, { at, path, file: path.split("/").pop(), step, reason }].slice(-200);
        });
        source.addEventListener("keepalive", () => { keepalives += 1; });
        source.addEventListener("end", (event) => {
            source.close();
            resolve({ document: applyPatch(document, event.data), keepalives, problems });
        });
        source.onmessage = (event) => { document = applyPatch(document, event.data); };
        source.onerror = () => { problems += 1; };
    });
    const watching = [];
    for (let number = 0; number < count; number += 1) {
        watching.push(watch());
        await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    return Promise.all(watching);
}"""

UNTIL_CLOSED = """(url) => new Promise((resolve) => {
    const source = new EventSource(url);
    let messages = 0;
    source.onmessage = () => { messages += 1; };
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) resolve(messages); };
})"""


@pytest.fixture(scope="module")
def browser_page(browser: Browser) -> Page:
    return browser.new_page()


def documented_client() -> str:
    """Return the JavaScript that docs/decisions/0301-compact-frames.md gives as an example client."""
    match = re.search(r"```js\n(.*?)```", DECISION.read_text(), re.DOTALL)
    assert match is not None
    return match[1]


@pytest.mark.usefixtures("session")
def test_the_founding_documents_client_works_unchanged_in_chromium(server: LiveServer, browser_page: Page) -> None:
    browser_page.goto(server.url)
    documents = browser_page.evaluate(FOUNDING_CLIENT, server.stream_url())
    assert len(documents) > 5
    expected = as_json(LAST)
    assert documents[-1] == {name: expected[name] for name in documents[-1]}


def test_chromium_decodes_the_shared_gzip_stream_whenever_it_joins(server: LiveServer, browser_page: Page) -> None:
    """Six streams, the most a browser allows per host, opened one after the other while the session runs."""
    channel = server.open(progress())
    browser_page.goto(server.url)
    encodings: list[str | None] = []
    browser_page.on("response", lambda response: encodings.append(response.headers.get("content-encoding")))
    thread = threading.Thread(target=run_session, args=(server, channel, 0.05))
    thread.start()
    watched = browser_page.evaluate(PAGE_CLIENT, [server.stream_url(query=COMPACT), 6, 150, documented_client()])
    thread.join()
    assert encodings == ["gzip"] * 6
    for one in watched:
        assert one["document"] == as_json(LAST)
        assert one["problems"] == 0, "the stream ended where its client closed it, without an error"
    assert watched[0]["keepalives"] > 0


def test_chromium_reconnects_after_the_end_and_stops_on_204(server: LiveServer, browser_page: Page) -> None:
    server.open(LAST)
    browser_page.goto(server.url)
    assert browser_page.evaluate(UNTIL_CLOSED, server.stream_url()) == 1
    assert server.metric("refused_total", status="204") == 1


def test_chromium_resumes_by_itself_where_a_cut_connection_left_off(server: LiveServer, browser_page: Page) -> None:
    channel = server.open(progress())
    browser_page.goto(server.url)

    def cut_all() -> None:
        for subscriber in tuple(server.hub.subscribers.open):
            subscriber.abort("cut")

    def cut_and_continue() -> None:
        server.wait_for_open_streams(1)
        server.publish(channel, progress(done=20, failed=1, errors=(failure(1),)), failure(1))
        time.sleep(0.1)
        server.call(cut_all)
        server.publish(channel, progress(done=21, failed=2, errors=LAST.errors), failure(2))
        wait_until(lambda: server.metric("resumed_total"), "the client resumes", pause=0.005)
        server.publish(channel, LAST)

    thread = threading.Thread(target=cut_and_continue)
    thread.start()
    [one] = browser_page.evaluate(PAGE_CLIENT, [server.stream_url(query=COMPACT), 1, 0, documented_client()])
    thread.join()
    assert one["document"] == as_json(LAST)
    assert one["problems"] == 1, "one cut, one reconnect"
