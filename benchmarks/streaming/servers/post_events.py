"""nchan's publisher: posts each event over one kept-alive connection, and does not wait for the answer to the last."""

from __future__ import annotations

import asyncio
import sys

from benchmarks.streaming.marker import failure_json
from benchmarks.streaming.servers.control import obey, on_schedule

ANSWER_BYTES = 65_536


async def main(port: int, publish_path: str, stream_path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {publish_path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "

    def emit(seq: int, due_ns: int, size: int) -> None:
        body = failure_json(seq, due_ns, size)
        writer.write(f"{head}{len(body)}\r\n\r\n{body}".encode())

    async def drop_answers() -> None:
        answered = True
        while answered:
            answered = bool(await reader.read(ANSWER_BYTES))

    answers = asyncio.create_task(drop_answers())
    await obey({"port": port, "path": stream_path}, on_schedule(emit))
    answers.cancel()
    writer.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
