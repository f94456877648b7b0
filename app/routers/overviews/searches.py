"""The search whose files an overview counts."""

from __future__ import annotations

from app.catalog import LibraryQuery
from app.routers.shared.errors import ApiError
from app.routers.shared.library_parameters import LibraryParameters


def searched(parameters: LibraryParameters) -> LibraryQuery:
    """Return the search. Raises `ApiError` when it makes no sense, or finds what no overview has."""
    if parameters.hidden:
        raise ApiError("invalid_query", "Hidden files are in no overview.", "Leave hidden out.")
    return parameters.query()
