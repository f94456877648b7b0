"""Answers with bytes of a file that is already open: all of them, or those of a copy without metadata."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import BinaryIO

from fastapi.responses import FileResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.domain.pictures.clean_copy import CleanCopy
from app.ingest.pictures.clean_copies import iterate_copy
from app.system import path_of_open_file


class OpenFileResponse(FileResponse):
    """Serves an open file with everything that `FileResponse` can: ranges, ETag, HEAD. Closes the file at the end.

    `FileResponse` wants a path: one of the open file itself, wherever its own path leads by now.
    """

    def __init__(self, file: BinaryIO, path: str, *, media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(
            path_of_open_file(file.fileno(), path),
            media_type=media_type,
            headers=headers,
            stat_result=os.fstat(file.fileno()),
        )
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._file:
            await super().__call__(scope, receive, send)


class CleanCopyResponse(StreamingResponse):
    """Serves the pieces of an open file that its copy without metadata has. Closes the file at the end.

    Where the file changes meanwhile, the connection is cut, and the client has fewer bytes than were announced.
    """

    def __init__(self, file: BinaryIO, copy: CleanCopy, *, media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(
            iterate_copy(file, copy), media_type=media_type, headers={**headers, "Content-Length": str(copy.size)}
        )
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._file:
            await super().__call__(scope, receive, send)
