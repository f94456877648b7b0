"""sse-starlette as its documentation shows: an async generator in an EventSourceResponse."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sse_starlette import EventSourceResponse, ServerSentEvent  # type: ignore[import-not-found]
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from benchmarks.streaming.servers.peer import PATH, Fanout, serve

fanout = Fanout()


async def events() -> AsyncIterator[ServerSentEvent]:
    async for number, data in fanout.events():
        yield ServerSentEvent(data=data, id=number)


async def stream(request: Request) -> EventSourceResponse:
    return EventSourceResponse(events(), sep="\n")


if __name__ == "__main__":
    serve(Starlette(routes=[Route(PATH, stream)]), fanout)
