"""FastAPI's own Server-Sent Events: a path operation that yields events, with `raw_data` to avoid JSON encoding."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent

from benchmarks.streaming.servers.peer import PATH, Fanout, serve

fanout = Fanout()
app = FastAPI()


@app.get(PATH, response_class=EventSourceResponse)
async def stream() -> AsyncIterator[ServerSentEvent]:
    async for number, data in fanout.events():
        yield ServerSentEvent(raw_data=data, id=number)


if __name__ == "__main__":
    serve(app, fanout)
