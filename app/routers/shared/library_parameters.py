"""The parameters of a search in the library."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.catalog import MAX_PAGE_SIZE, MAX_QUERY_LENGTH, LibraryQuery, LibrarySort, QueryLanguageError
from app.domain.report import Kind
from app.routers.shared.errors import ApiError
from app.routers.shared.parameters import Around, FolderPath, Keyword, Offset, RequestBody, RowNumber, ViewToken

DATE_FORMS = "`2024`, `2024-05`, `2024-05-06` or `2024-05-06T07:08:09`"

QUERY_KEYWORDS = 16
"""The most that `LibraryQuery` accepts."""
CURSOR_LENGTH = 8_000
"""The cursor of a path has up to 400 characters, each of at most twelve in JSON, in Base64."""

Value = Annotated[str | None, Field(max_length=1_000)]
Date = Annotated[str | None, Field(max_length=len("2024-05-06T07:08:09"))]
Score = Annotated[int | None, Field(ge=-1, le=5)]
Bytes = Annotated[int | None, Field(ge=0, lt=2**63)]


class LibraryParameters(RequestBody):
    """A file must match all the parameters that are given. Bounds are included."""

    q: str = Field(
        default="",
        max_length=MAX_QUERY_LENGTH,
        description="What to search for, in the query language: words that path, model, keywords or prompt contain,"
        ' `"phrases"`, `-exclusions`, `field:value`, `AND`, `OR`, `NOT`, brackets and `~fuzzy` words.',
        examples=['sunset "red sky" (sampler:euler OR steps:>30) -ocean'],
    )
    keyword: list[Keyword] = Field(
        default=[],
        max_length=QUERY_KEYWORDS,
        description="Files with exactly this keyword. May be given several times: files with all of them.",
    )
    score_from: Score = Field(default=None, description="Lowest score, −1 (rejected) to 5.")
    score_to: Score = Field(default=None, description="Highest score, −1 (rejected) to 5.")
    favourite: bool | None = Field(default=None, description="Only favourites, or only other files.")
    nsfw: bool | None = Field(default=None, description="Only files that are NSFW, or only those that are not.")
    pixels_read: bool | None = Field(default=None, description="Only files whose pixels were read, or not read.")
    tool: Value = Field(default=None, description="Exactly this generation tool.", examples=["comfyui"])
    model: Value = Field(default=None, description="Exactly this generation model.")
    kind: Kind | None = Field(default=None, description="Only images or only videos.")
    format: Value = Field(default=None, description="Exactly this file format.", examples=["png"])
    captured_from: Date = Field(
        default=None, description=f"Taken at or after this date, by the clock where it was taken: {DATE_FORMS}."
    )
    captured_to: Date = Field(default=None, description="Taken at or before this date. `2024-05` includes all of May.")
    added_from: Date = Field(default=None, description=f"Committed at or after this date, in UTC: {DATE_FORMS}.")
    added_to: Date = Field(default=None, description="Committed at or before this date, in UTC.")
    size_from: Bytes = Field(default=None, description="Smallest size, in bytes.")
    size_to: Bytes = Field(default=None, description="Largest size, in bytes.")
    commit: RowNumber | None = Field(default=None, description="Files that the commit with this id added.")
    folder: FolderPath | None = Field(default=None, description="Files in this folder or below it; an absolute path.")
    collection: RowNumber | None = Field(
        default=None, description="Files of the collection with this id, or of one below it."
    )
    hidden: bool = Field(
        default=False,
        description="Only the hidden files, which no other search finds, in a `view`; other filters do not matter.",
    )
    every_file: bool = Field(
        default=False,
        description="List the companions of each file (RAW + JPEG, Live Photo) after it. Otherwise only main files are"
        " listed; words and keywords of any file of the item find them.",
    )
    sort: LibrarySort = Field(
        default="added",
        description="Sort by this field. Files without a value come last."
        " `collection`: the order made by hand in `collection`, which begins with `order=asc`.",
    )
    order: Literal["asc", "desc"] = Field(default="desc", description="Ascending or descending.")
    limit: int = Field(default=60, ge=1, le=MAX_PAGE_SIZE, description="At most this many files.")
    after: str | None = Field(default=None, max_length=CURSOR_LENGTH, description="The `next` of the previous page.")

    def query(self) -> LibraryQuery:
        """Return the search. Raises `ApiError` when it makes no sense."""
        values = self.model_dump(include=set(LibraryParameters.model_fields) - {"q", "keyword"})
        try:
            return LibraryQuery(words=self.q, keywords=tuple(self.keyword), **values)
        except QueryLanguageError as error:
            raise refuse_query(error) from error
        except ValueError as error:
            raise ApiError("invalid_query", f"{error}.", "Correct the value and search again.") from error


def refuse_query(error: QueryLanguageError) -> ApiError:
    """Return the error of a query that cannot be understood, with the place where it is wrong."""
    return ApiError("invalid_query", error.message, error.cure, position=error.position, length=error.length)


class LibraryPageParameters(LibraryParameters):
    """A search, and which part of its result to return."""

    view: ViewToken = None
    offset: Offset = 0
    around: Around = None
