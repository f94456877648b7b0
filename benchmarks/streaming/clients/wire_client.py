"""Two clients that count every byte: one reads a stream to its end, the other polls every second.

They write HTTP/1.1 directly, with the header lines that Chromium sends, because a library would hide the bytes.
"""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.live.format.compact_decoder import CompactDecoder
from benchmarks.support.cache import BenchmarkError

READ_BYTES = 65_536
FOUNDING_FIELDS = (
    "session_id",
    "status",
    "progress",
    "total_files",
    "current_file",
    "processed_files",
    "stats",
    "errors",
)
"""The fields that a polled status had originally. It has more today, which would favour the stream."""

BROWSER = """Host: 127.0.0.1:{port}
Connection: keep-alive
sec-ch-ua-platform: "Linux"
User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36
{accept}
sec-ch-ua: "Chromium";v="142", "Not_A Brand";v="99"
sec-ch-ua-mobile: ?0
Sec-Fetch-Site: same-origin
Sec-Fetch-Mode: cors
Sec-Fetch-Dest: empty
Referer: http://127.0.0.1:{port}/ingest-v2
Accept-Encoding: {encoding}
Accept-Language: en-US,en;q=0.9
"""

Seen = tuple[int, int, str]
"""(CLOCK_MONOTONIC ns, processed files, current file) at the arrival of a state."""


@dataclass
class Traffic:
    """Everything that one client sent and received."""

    request_bytes: int = 0
    response_bytes: int = 0
    requests: int = 0
    founding_bytes: int = 0
    """Response bytes as they would be with only `FOUNDING_FIELDS` in the document."""
    encoding: str = "identity"
    seen: list[Seen] = field(default_factory=list)
    last: dict[str, Any] = field(default_factory=dict)


def build_request(method_and_path: str, port: int, accept: str, encoding: str) -> bytes:
    lines = BROWSER.format(port=port, accept=accept, encoding=encoding)
    return f"{method_and_path} HTTP/1.1\n{lines}\n".replace("\n", "\r\n").encode()


async def read_stream(port: int, path: str, *, encoding: str, connected: asyncio.Event) -> Traffic:
    """Read a stream until the server ends it, decoding every state."""
    traffic = Traffic(requests=1)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = build_request(f"GET {path}", port, "Accept: text/event-stream\nCache-Control: no-cache", encoding)
    traffic.request_bytes = len(request)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    traffic.response_bytes = len(head)
    traffic.encoding = "gzip" if b"content-encoding: gzip" in head.lower() else "identity"
    connected.set()
    events = EventReader(gzip=traffic.encoding == "gzip")
    document = CompactDecoder() if "format=compact" in path else WholeDocuments()
    async for body in _read_chunks(reader, traffic):
        arrived = time.monotonic_ns()
        for name, data in events.feed(body):
            folded = document.apply(name, data)
            if folded is not None:
                traffic.seen.append((arrived, folded["processed_files"], folded["current_file"]))
                traffic.last = folded
    writer.close()
    return traffic


async def _read_chunks(reader: asyncio.StreamReader, traffic: Traffic) -> Any:
    """Yield the bodies of HTTP chunks (RFC 9112, section 7.1). Their framing is counted in `traffic`."""
    while size_line := await reader.readline():
        size = int(size_line.split(b";")[0], 16)
        body = await reader.readexactly(size + 2)
        traffic.response_bytes += len(size_line) + len(body)
        if size == 0:
            return
        yield body[:-2]


async def poll_status(port: int, path: str, *, every_s: float) -> Traffic:
    """Request the status every `every_s` seconds over one persistent connection until it is `completed`."""
    traffic = Traffic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = build_request(f"GET {path}", port, "Accept: */*", "gzip, deflate, br, zstd")
    loop = asyncio.get_running_loop()
    due = loop.time()
    while traffic.last.get("status") != "completed":
        await asyncio.sleep(due - loop.time())
        due += every_s
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_parse_content_length(head))
        traffic.last = document = json.loads(body)
        founding = {name: document[name] for name in FOUNDING_FIELDS}
        traffic.requests += 1
        traffic.request_bytes += len(request)
        traffic.response_bytes += len(head) + len(body)
        traffic.founding_bytes += len(head) + len(json.dumps(founding, separators=(",", ":")))
        traffic.seen.append((time.monotonic_ns(), document["processed_files"], document["current_file"]))
    writer.close()
    return traffic


def _parse_content_length(head: bytes) -> int:
    for line in head.lower().splitlines():
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise BenchmarkError(f"The status response has no Content-Length: {head!r}")


class EventReader:
    """Parses Server-Sent Events as the WHATWG HTML standard defines them."""

    def __init__(self, *, gzip: bool) -> None:
        self._inflate = zlib.decompressobj(31) if gzip else None
        self._rest = b""

    def feed(self, body: bytes) -> Iterator[tuple[str, str]]:
        """Yield (event name, data) of every event that `body` completes."""
        self._rest += self._inflate.decompress(body) if self._inflate else body
        *events, self._rest = self._rest.split(b"\n\n")
        for event in events:
            yield from _parse(event.decode())


def _parse(event: str) -> Iterator[tuple[str, str]]:
    name, data = "message", []
    for line in event.split("\n"):
        field_name, _, value = line.partition(":")
        if field_name == "data":
            data.append(value.removeprefix(" "))
        elif field_name == "event":
            name = value.removeprefix(" ")
    if data:
        yield name, "\n".join(data)


class WholeDocuments:
    """Decodes the plain format, in which each unnamed event is a whole document."""

    def apply(self, event: str, data: str) -> dict[str, Any] | None:
        if event != "message":
            return None
        document: dict[str, Any] = json.loads(data)
        return document
