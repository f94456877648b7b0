"""The publisher for nchan: posts each event over one persistent connection without waiting for the responses."""

from __future__ import annotations

import asyncio
import sys

from benchmarks.streaming.marker import failure_json
from benchmarks.streaming.servers.control import emit_on_schedule, serve_orders

READ_BYTES = 65_536


async def main(port: int, publish_path: str, stream_path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {publish_path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "

    def emit(seq: int, due_ns: int, size: int) -> None:
        body = failure_json(seq, due_ns, size)
        writer.write(f"{head}{len(body)}\r\n\r\n{body}".encode())

    async def discard_responses() -> None:
        is_open = True
        while is_open:
            is_open = bool(await reader.read(READ_BYTES))

    responses = asyncio.create_task(discard_responses())
    await serve_orders({"port": port, "path": stream_path}, emit_on_schedule(emit))
    responses.cancel()
    writer.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
