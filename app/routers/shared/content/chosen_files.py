"""The file that a request names by its id: its report, and the file itself, opened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends

from app.domain.report import FileReport
from app.ingest.disk.media_roots import OutsideRootsError
from app.readers import UnreadableError
from app.readers.reasons import explain_error
from app.routers.shared.errors import ApiError
from app.routers.shared.parameters import FileId
from app.routers.shared.services import ServicesDep

Opened = TypeVar("Opened")


async def _staged_report(file_id: FileId, services: ServicesDep) -> FileReport:
    file = await services.catalog.staging.file(file_id)
    if file is None:
        raise ApiError("unknown_file", f"There is no file {file_id}.", "Its session may have been deleted.")
    return file.report


async def _library_report(file_id: FileId, services: ServicesDep) -> FileReport:
    file = await services.catalog.library.file(file_id)
    if file is None:
        raise ApiError("unknown_file", f"The library has no file {file_id}.", "An undo may have removed it.")
    return file.report


StagedReport = Annotated[FileReport, Depends(_staged_report)]
"""The report of the session's file that the path names. Raises `ApiError`."""
LibraryReport = Annotated[FileReport, Depends(_library_report)]
"""The report of the library's file that the path names. Raises `ApiError`."""


async def open_chosen(report: FileReport, open_file: Callable[[str], Opened]) -> Opened:
    """Return what `open_file` makes of the path. Raises `ApiError` when it is not, or no longer, in a media root."""
    try:
        return await asyncio.to_thread(open_file, report.path)
    except OutsideRootsError as error:
        raise ApiError("file_gone", f"{error}.", "Start the server with a media root that contains it.") from error
    except (UnreadableError, OSError) as error:
        raise ApiError(
            "file_gone",
            f"{report.path} cannot be served: {explain_error(error)}.",
            "Put the file back, or ingest its folder again.",
        ) from error
