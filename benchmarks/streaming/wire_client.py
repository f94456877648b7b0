"""Two clients that weigh every byte: one reads a stream to its end, the other polls each second.

They write HTTP/1.1 by hand, with the header lines that Chromium sends, because a library would hide the bytes.
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
from benchmarks.streaming.cache import BenchmarkError

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
"""What the founding document's polled status held; today's document says more, and would flatter the comparison."""

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
"""(CLOCK_MONOTONIC ns, processed files, current file) as the client's document said them"""


@dataclass
class Weighed:
    """What one client sent, got and saw."""

    request_bytes: int = 0
    response_bytes: int = 0
    requests: int = 0
    founding_bytes: int = 0
    """Response bytes had the polled document only the founding fields."""
    encoding: str = "identity"
    seen: list[Seen] = field(default_factory=list)
    last: dict[str, Any] = field(default_factory=dict)


def request_head(method_and_path: str, port: int, accept: str, encoding: str) -> bytes:
    lines = BROWSER.format(port=port, accept=accept, encoding=encoding)
    return f"{method_and_path} HTTP/1.1\n{lines}\n".replace("\n", "\r\n").encode()


async def watch(port: int, path: str, *, encoding: str, connected: asyncio.Event) -> Weighed:
    """Read a stream until the server ends it, folding what it says."""
    weighed = Weighed(requests=1)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = request_head(f"GET {path}", port, "Accept: text/event-stream\nCache-Control: no-cache", encoding)
    weighed.request_bytes = len(request)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    weighed.response_bytes = len(head)
    weighed.encoding = "gzip" if b"content-encoding: gzip" in head.lower() else "identity"
    connected.set()
    events = EventReader(gzip=weighed.encoding == "gzip")
    document = CompactDecoder() if "format=compact" in path else WholeDocuments()
    async for body in _chunks(reader, weighed):
        arrived = time.monotonic_ns()
        for name, data in events.feed(body):
            folded = document.apply(name, data)
            if folded is not None:
                weighed.seen.append((arrived, folded["processed_files"], folded["current_file"]))
                weighed.last = folded
    writer.close()
    return weighed


async def _chunks(reader: asyncio.StreamReader, weighed: Weighed) -> Any:
    """Bodies of HTTP chunks (RFC 9112, 7.1), their framing weighed too."""
    while size_line := await reader.readline():
        size = int(size_line.split(b";")[0], 16)
        body = await reader.readexactly(size + 2)
        weighed.response_bytes += len(size_line) + len(body)
        if size == 0:
            return
        yield body[:-2]


async def poll(port: int, path: str, *, every_s: float) -> Weighed:
    """Ask each second over one kept-alive connection until the status says it is over."""
    weighed = Weighed()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = request_head(f"GET {path}", port, "Accept: */*", "gzip, deflate, br, zstd")
    loop = asyncio.get_running_loop()
    due = loop.time()
    while weighed.last.get("status") != "completed":
        await asyncio.sleep(due - loop.time())
        due += every_s
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_content_length(head))
        weighed.last = document = json.loads(body)
        founding = {name: document[name] for name in FOUNDING_FIELDS}
        weighed.requests += 1
        weighed.request_bytes += len(request)
        weighed.response_bytes += len(head) + len(body)
        weighed.founding_bytes += len(head) + len(json.dumps(founding, separators=(",", ":")))
        weighed.seen.append((time.monotonic_ns(), document["processed_files"], document["current_file"]))
    writer.close()
    return weighed


def _content_length(head: bytes) -> int:
    for line in head.lower().splitlines():
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise BenchmarkError(f"The status answer has no Content-Length: {head!r}")


class EventReader:
    """Server-Sent Events out of body bytes, as the WHATWG standard parses them."""

    def __init__(self, *, gzip: bool) -> None:
        self._inflate = zlib.decompressobj(31) if gzip else None
        self._rest = b""

    def feed(self, body: bytes) -> Iterator[tuple[str, str]]:
        """(event name, data) of every event that is whole now."""
        self._rest += self._inflate.decompress(body) if self._inflate else body
        *events, self._rest = self._rest.split(b"\n\n")
        for event in events:
            yield from _parsed(event.decode())


def _parsed(event: str) -> Iterator[tuple[str, str]]:
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
    """The plain format: each unnamed event is the whole document."""

    def apply(self, event: str, data: str) -> dict[str, Any] | None:
        if event != "message":
            return None
        document: dict[str, Any] = json.loads(data)
        return document
