"""Which library files a request means: named ones, or all that a search finds."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qs

from pydantic import Field, ValidationError

from app.catalog import LibraryQuery
from app.ingest.review.library_edits import LibrarySelection
from app.routers.shared.errors import ApiError
from app.routers.shared.library_parameters import LibraryParameters
from app.routers.shared.parameters import VIEW_TOKEN_LENGTH, FileIds, RequestBody

SEARCH_LENGTH = 20_000
"""Characters of a search as a query string."""
SEARCH_FIELDS = 100
SearchText = Annotated[str, Field(max_length=SEARCH_LENGTH)]


class SelectionRequest(RequestBody):
    """Which files are meant."""

    file_ids: FileIds | None = Field(default=None, description="The files with these ids.")
    search: SearchText | None = Field(
        default=None,
        description="All files that this search finds: a query of `GET /api/library/files`; empty for all files.",
        examples=["q=sunset&score_from=3"],
    )
    listed: Annotated[str, Field(max_length=VIEW_TOKEN_LENGTH)] = Field(
        default="",
        description="The `view` of a list that shows this search: the files that it shows, also those that were changed"
        " since and no longer match. A list that the server no longer knows is not used.",
    )
    except_ids: FileIds = Field(default=[], description="Files that are not meant, although they are found.")

    def selection(self) -> LibrarySelection:
        """Return which files are meant. Raises `ApiError` when that is not clear."""
        if (self.file_ids is None) is (self.search is None):
            raise ApiError("invalid_request", "It is not clear which files are meant.", "Give file_ids or search.")
        query = None if self.search is None else parse_search(self.search)
        return LibrarySelection(tuple(self.file_ids or ()), query, self.listed, frozenset(self.except_ids))


def parse_search(text: str) -> LibraryQuery:
    """Return the search that a query string of `GET /api/library/files` describes. Raises `ApiError`."""
    try:
        fields: dict[str, Any] = {
            name: values if name == "keyword" else values[-1]
            for name, values in parse_qs(text, max_num_fields=SEARCH_FIELDS, keep_blank_values=True).items()
        }
        return LibraryParameters.model_validate(fields).query()
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"The search is not valid: {'.'.join(map(str, first['loc']))[:100]}: {first['msg']}."
        raise ApiError("invalid_query", problem, "Correct the value and try again.") from error
    except ValueError as error:
        raise ApiError("invalid_query", f"The search is not valid: {error}.", "Give fewer values.") from error
