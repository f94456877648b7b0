"""The days on which the files of a search were taken."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from app.catalog import CalendarYear
from app.routers.documents.base import Json, ResponseDocument
from app.routers.documents.errors import RefusedQueryAnswer
from app.routers.overviews.searches import searched
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import errors
from app.routers.shared.library_parameters import LibraryParameters
from app.routers.shared.services import ServicesDep

router = APIRouter(tags=["library"])


class CalendarParameters(LibraryParameters):
    """A search, and which year of its files to return."""

    year: int | None = Field(
        default=None, ge=0, le=9_999, description="The year. Without it: the latest one in which files were taken."
    )


class YearCountDocument(ResponseDocument):
    year: int = Field(ge=0, le=9_999, description="The year.")
    files: int = Field(ge=1, description="Items that were taken in it.")


class MonthCountDocument(ResponseDocument):
    month: int = Field(ge=1, le=12, description="The month.")
    files: int = Field(ge=1, description="Items that were taken in it, on whichever day.")


class DayCountDocument(ResponseDocument):
    date: str = Field(description="The day.", examples=["2024-05-06"])
    files: int = Field(ge=1, description="Items that were taken on it.")


class CalendarDocument(ResponseDocument):
    year: int | None = Field(ge=0, le=9_999, description="The year that is described; null if no file has a date.")
    years: list[YearCountDocument] = Field(description="All years with files, ascending.")
    months: list[MonthCountDocument] = Field(max_length=12, description="The months of the year with files, ascending.")
    days: list[DayCountDocument] = Field(max_length=372, description="The days of the year with files, ascending.")
    undated: int = Field(ge=0, description="Items without a date.")


@router.get(
    "/api/library/calendar",
    summary="Count the files of a search by the day on which they were taken",
    response_model=CalendarDocument,
    responses=errors("invalid_request", "invalid_query", "database_away", model=RefusedQueryAnswer),
)
async def calendar(
    parameters: Annotated[CalendarParameters, Query()], services: ServicesDep
) -> SurrogateSafeJSONResponse:
    """Days are those of the clock where the files were taken. `captured_from` and `captured_to` do not matter, so that
    another day can be chosen; neither do order and pages."""
    found = await services.catalog.search.calendar(searched(parameters), parameters.year)
    return SurrogateSafeJSONResponse(_calendar_document(found))


def _calendar_document(found: CalendarYear) -> Json:
    return {
        "year": found.year,
        "years": [{"year": year, "files": files} for year, files in found.years.items()],
        "months": [{"month": month, "files": files} for month, files in found.months.items()],
        "days": [
            {"date": f"{found.year:04}-{month:02}-{day:02}", "files": files}
            for (month, day), files in found.days.items()
        ],
        "undated": found.undated,
    }
